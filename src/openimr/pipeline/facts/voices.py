"""Whether words are the patient's complaint or the examiner's observation: "weakness" can be either."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from openimr.rulebook.files import read_yaml
from openimr.text.sections import Section
from openimr.text.terms import TermFinder

Voice = Literal["complaint", "examination", "plan", "conclusion"]
_FILE = "lexicons/voices.yaml"


class Voices:
    """The voices of one note: by section, and by the last cue before the words where no section tells."""

    def __init__(self, text: str, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._section_starts = [section.start for section in sections]
        self._cues = _cues().find(text)
        self._cue_starts = [cue.start for cue in self._cues]

    def at(self, position: int) -> Voice | None:
        """The voice of the words at *position*, None where nothing tells."""
        i = bisect_right(self._section_starts, position) - 1
        if i >= 0 and self._sections[i].name in _by_section():
            return _by_section()[self._sections[i].name]
        i = bisect_right(self._cue_starts, position) - 1
        return self._cues[i].meaning if i >= 0 else None


@cache
def _by_section() -> Mapping[str, Voice]:
    sections: Mapping[Voice, list[str]] = read_yaml(_FILE)["sections"]
    return {name: voice for voice, names in sections.items() for name in names}


@cache
def _cues() -> TermFinder[Voice]:
    cues: Mapping[Voice, list[str]] = read_yaml(_FILE)["cues"]
    return TermFinder((cue, voice) for voice, listed in cues.items() for cue in listed)
