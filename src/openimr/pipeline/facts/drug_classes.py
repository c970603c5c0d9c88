"""Drugs spoken of by their class alone: "failed NSAIDs and muscle relaxants"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.nearby import status_here
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.plans import in_review
from openimr.pipeline.facts.responses import response_in
from openimr.rulebook.files import read_yaml
from openimr.text.stems import Stemmed, stemmed

_FILE = "lexicons/drug_classes.yaml"
_CUE_NEAR = 70
_REACH = 120
"""Longer than any name of a class."""
_RESPONSE_NEAR = 60
_FAILED = re.compile(
    r"\b(?:fail\w*|refractory|unresponsive|not respond|(?:no|without) (?:relief|benefit|improvement)|despite)",
    re.IGNORECASE,
)
_NOT_TAKEN = re.compile(r"\b(?:not|never|denies|denied|without)\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.;\n]|\b(?:but|however)\b", re.IGNORECASE)


def find(note: Note) -> Iterable[Found]:
    """Each class of drugs that *note* says the patient takes, took or failed."""
    for match in _classes().finditer_near(note.text, _REACH):
        used = _used().search(note.text, _clause_start(note, match.start()), match.start())
        if used is not None and not _other().match(note.text, match.end()):
            yield _medication(note, match, used)


def _clause_start(note: Note, start: int) -> int:
    low = max(note.sentence_at(start)[0], start - _CUE_NEAR)
    ends = list(_CLAUSE_END.finditer(note.text, low, start))
    return ends[-1].end() if ends else low


def _medication(note: Note, match: re.Match[str], used: re.Match[str]) -> Found:
    drug_class = str(match.lastgroup)
    name = " ".join(match.group().split())
    value: dict[str, Any] = {"concept": drug_class, "drug_class": drug_class, "name": name}
    high = min(note.sentence_at(match.start())[1], match.end() + _RESPONSE_NEAR)
    has_failed = _FAILED.search(used.group()) is not None
    response = "no_benefit" if has_failed else response_in(note.text, match.end(), high)
    value |= {"response": response} if response else {}
    value |= {"action": "stopped"} if response == "no_benefit" else {}
    status = _status(note, match, response)
    if not has_failed and _NOT_TAKEN.search(note.text, max(used.start() - 30, 0), used.start()):
        status = "absent"
    return Found("medication", used.start(), match.end(), value, status)


def _status(note: Note, match: re.Match[str], response: str | None) -> FactStatus:
    """What brought nothing was had, and is past; what a review speaks of was asked for."""
    if in_review(note, match.start()):
        return "planned"
    status = status_here(note, match.start(), match.end())
    return "historical" if response == "no_benefit" and status in ("present", "absent") else status


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = read_yaml(_FILE)
    return words


@cache
def _classes() -> Stemmed:
    named = "|".join(f"(?P<{name}>{'|'.join(terms)})" for name, terms in _words()["classes"].items())
    return stemmed(rf"(?<![\w-])(?:{named})(?![\w-])")


@cache
def _used() -> re.Pattern[str]:
    between = rf"(?:(?!\b(?:{'|'.join(_words()['breaks'])})\b)[^;\n])*"
    return re.compile(rf"\b(?P<use>{'|'.join(_words()['use'])})\b{between}\Z", re.IGNORECASE)


@cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"[\s-]*(?:{'|'.join(_words()['not_after'])})(?!\w)", re.IGNORECASE)
