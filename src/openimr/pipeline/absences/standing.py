"""Whether words that were found on a subject state something of it, or leave it as silent as it was."""

from __future__ import annotations

import re
from functools import cache

from openimr.pipeline.absences.weighing import StatusOf
from openimr.rulebook.files import read_yaml

_NOT_SO = frozenset({"planned", "hypothetical", "possible", "family"})
_WORD = re.compile(r"\w[\w/-]*")


def states_something(words: str, fact_status: str | None, status_of: StatusOf) -> bool:
    """Whether *words* say something that is so: no hope, plan, suspicion, denial, normal result or letterhead.

    `fact_status` is that of the fact read from them, None where none was.
    """
    opening, denial = _cues()
    if opening.match(words) or denial.search(words):
        return False
    if fact_status is not None:
        return fact_status not in _NOT_SO
    ends = [match.span() for match in _WORD.finditer(words)]
    return all(status_of(words, start, end) not in _NOT_SO for start, end in ends[:1] + ends[-1:])


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    cues = read_yaml("lexicons/absence/no_record.yaml")
    openings = "|".join(rf"\W*{opening}" for opening in cues["openings"])
    denials = rf"\b(?:{'|'.join(cues['denials'])})\b|\b{cues['letterhead']}\b"
    return re.compile(openings, re.IGNORECASE), re.compile(denials, re.IGNORECASE)
