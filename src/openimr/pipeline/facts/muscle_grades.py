"""Muscles with a grade of strength and no word of strength beside them: "right triceps 4/5", "EHL 4-/5 on the left"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.outcomes import strength_grade
from openimr.pipeline.facts.sites import keys_of, side_end, side_in
from openimr.rulebook.files import read_yaml

_FILE = "lexicons/exam.yaml"
_SIDES = r"(?:right|left|bilateral|bilat\.?|rt\.?|lt\.?|[RLB])"
_GRADED = (
    r"[0-5]\s?(?:[+-]|plus|minus)?\s*(?:/|out of)\s*5(?![\d/%])(?:\s*(?:on the )?(?:right|left|bilaterally|bilat)\b)?"
)
_OF_FIVE = re.compile(r"[/oO](?:(?<=/)|(?i:(?<=o)ut of))\s*5(?![\d/%])")
_NEXT_SIDE = re.compile(
    rf"\s*(?:,|;|/|and|but|,\s*and|vs\.?|versus)\s*(?:{_SIDES}\s+(?P<before>))?(?:is\s+)?"
    rf"(?P<grade>[0-5]\s?(?:[+-])?\s?/\s?5)(?(before)|\s*(?:on the )?{_SIDES}(?!\w))",
    re.I,
)
_OTHER = {"left": "right", "right": "left"}
_BETWEEN = (
    r"(?:\s*(?:strength|power|muscles?|motor|on the|right|left|bilaterally|is|are|was|were|at|graded|:|=|-|,))*\s*"
)
_EXAMINED = frozenset({"objective", "diagnoses", "assessment_and_plan", "impression", "findings", "other", None})


def find(note: Note) -> Iterable[Found]:
    """The graded muscles of *note*, each with its part and side."""
    for sentence in dict.fromkeys(note.sentence_at(graded.start()) for graded in _OF_FIVE.finditer(note.text)):
        yield from _in_sentence(note, sentence)


def _in_sentence(note: Note, sentence: tuple[int, int]) -> Iterable[Found]:
    for match in _graded_muscles().finditer(note.text, *sentence):
        grade = strength_grade(note.text, match.start("grade"), match.end())
        if grade is None or note.section_at(match.start()) not in _EXAMINED:
            continue
        start, end = match.start(), side_end(note.text, match.end(), match.end())
        value: dict[str, Any] = {"concept": "strength", "result": grade.result, "grade": grade.grade}
        value |= keys_of(note.places.between(start, match.end("muscles")))
        value.pop("levels", None)
        side = side_in(note.text, start, end) or value.get("laterality")
        yield Found("finding", start, end, value | ({"laterality": side} if side else {}), "present")
        if side in _OTHER:
            yield from _on_the_other(note, start, match.end(), value, _OTHER[side])


def _on_the_other(note: Note, start: int, end: int, value: dict[str, Any], other: str) -> Iterable[Found]:
    """The grade of the same muscles on the *other* side, told right after ("4/5 left, 5/5 right")."""
    match = _NEXT_SIDE.match(note.text, end)
    grade = strength_grade(note.text, match.start("grade"), match.end("grade")) if match else None
    if match is not None and grade is not None and side_in(note.text, end, match.end()) == other:
        value = value | {"result": grade.result, "grade": grade.grade, "laterality": other}
        yield Found("finding", start, match.end(), value, "present")


@cache
def _graded_muscles() -> re.Pattern[str]:
    muscle = "(?:" + "|".join(read_yaml(_FILE)["muscles"]) + r")\b"
    joined = rf"{muscle}(?:(?:\s*(?:,|/|&|and)\s*){muscle})*"
    return re.compile(rf"\b(?:{_SIDES}\s+)?(?P<muscles>{joined}){_BETWEEN}(?P<grade>{_GRADED})", re.I)
