"""Whether words are the patient's complaint or the examiner's observation: "weakness" can be either."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Literal

from openimr.pipeline.facts.note import Note
from openimr.rulebook.files import read_yaml

Voice = Literal["complaint", "examination", "plan", "conclusion"]
_FILE = "lexicons/voices.yaml"


class Voices:
    """The voices of one note: by section, and by the last cue before the words where no section tells."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._cues = [(match.start(), _voice(match)) for match in _cue().finditer(note.text)]
        self._starts = [start for start, _ in self._cues]

    def at(self, position: int) -> Voice | None:
        """The voice of the words at *position*, None where nothing tells."""
        section = self._note.section_at(position)
        if section is not None and section in _by_section():
            return _by_section()[section]
        i = bisect_right(self._starts, position) - 1
        return self._cues[i][1] if i >= 0 else None


def _voice(match: re.Match[str]) -> Voice:
    return "complaint" if match.lastgroup == "complaint" else "examination"


@cache
def _by_section() -> Mapping[str, Voice]:
    sections: Mapping[Voice, list[str]] = read_yaml(_FILE)["sections"]
    return {name: voice for voice, names in sections.items() for name in names}


@cache
def _cue() -> re.Pattern[str]:
    cues = read_yaml(_FILE)["cues"]
    groups = "|".join(rf"(?P<{voice}>{'|'.join(cues[voice])})" for voice in ("complaint", "examination"))
    return re.compile(rf"(?<!\w)(?:{groups})(?!\w)", re.IGNORECASE)
