"""Function: what the patient can and cannot do, what enables it, and how it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.windows import Meant, sentences_of
from openimr.rulebook.files import read_yaml
from openimr.text.stems import Stemmed, stemmed

_FILE = "lexicons/function.yaml"
_STANDS_ALONE = frozenset({"functional_improvement", "assistance_needed", "disability_index"})
_UNCHANGING = frozenset({"functional_improvement", "disability_index"})
_AIMED = stemmed(
    r"\b(?:will|would|in order to|so (?:that )?(?:he|she|they|pt)|hope\w*|expect\w*|should|may|might"
    r"|adequate for|needed for|aim\w*|want\w*|wish\w*|if)\s+(?:\w+\s+){0,4}\Z|\bgoals?\b[^.;\n]{0,80}\Z"
)
_LED = re.compile(
    r"(?<!\w)(?:with|on|using|taking|after taking|thanks to|because of|as a result of)\s+"
    r"(?:the |his |her |this |current |use of )*",
    re.I,
)
_ALLOWED_BEFORE = re.compile(
    r"\b(?:able|unable|enabl\w+|allow\w*|permit\w*|continu\w+|difficult\w*|ability|inability|tolerat\w+|help\w*"
    r"|manages?|unsafe|safe)\b",
    re.I,
)
_NO_WORK = re.compile(
    r"\s*(?:status|restrictions?|injur\w+|comp\b|related|comp\w*|capacity|-|up\b|hardening|conditioning|accident"
    r"|place|station|duties as|for\s+employer)",
    re.I,
)
_CLAUSE = re.compile(r";|\bbut\b|\bhowever\b|\n\n| - ", re.I)
_NOT_FUNCTION = re.compile(
    r"\b(?:pain|symptoms?|spasms?|numbness|worse with|worse w/|aggravat\w+|exacerbat\w+)\b", re.I
)
_CHANGE_NEAR = 45
_AGGRAVATES = re.compile(r"\s*(?:with|w/|by|when|on|during|after|(?:[\w/]+\s+){0,3}pain|[\w ]{0,20}symptoms?)\b", re.I)
_SCORE = re.compile(
    r"[\s:=]*(?:\([A-Z]+\)\s*)?(?:score|index|disability|was|is|of|at|=|:"
    r"|\s)*(?P<measure>\d{1,3}(?:\.\d)?\s?(?:%|/\s?\d{2,3})?)(?![\d/-]*\d)",
    re.I,
)
_ABSENT_WORDS = stemmed(
    r"\b(?:no|not|without|lack of|denies|nor|any lack of|absence of|failed to (?:show"
    r"|demonstrate))\s+(?:\w+\s+){0,5}\Z"
)
_ASKING_SECTIONS = frozenset({"plan", "work_status", "past_history"})


def find(note: Note) -> Iterable[Found]:
    """The statements of *note* about function: the activity, ability, what enables it, change and measure."""
    for sentence, meant in sentences_of(note, note.of_kind("function")):
        yield from _in_sentence(note, sentence, meant)


def _in_sentence(note: Note, sentence: tuple[int, int], meant: Sequence[Meant]) -> Iterator[Found]:
    text = note.text
    for index, (mention, term) in enumerate(meant):
        clause = _clause(text, sentence, mention.start, mention.end)
        after = meant[index + 1][0].start if index + 1 < len(meant) else clause[1]
        if term.concept == "work" and _NO_WORK.match(text, mention.end):
            continue
        value = {"concept": term.concept, **_about(note, clause, mention.start, mention.end, min(after, clause[1]))}
        if term.concept == "disability_index":
            score = _SCORE.match(text, mention.end, clause[1])
            if score is None:
                continue
            value = {
                "concept": term.concept,
                "name": text[mention.start : mention.end],
                "measure": score.group("measure").strip(),
            }
        if term.concept in _UNCHANGING or term.concept == "function":
            value.pop("is_able", None)
        if term.concept == "functional_improvement":
            value.pop("change", None)
        if len(value) == 1 and term.concept not in _STANDS_ALONE:
            continue
        status = _status(note, clause, mention.start, mention.end, value)
        if (
            note.section_at(mention.start) in _ASKING_SECTIONS
            and status == "present"
            and "enabled_by" not in value
            and "change" not in value
        ):
            continue
        end = _end(text, clause, mention.end, value)
        start = _start(note, clause, mention.start, value)
        if _is_no_gain(text, mention.start, mention.end, value):
            value, status = {"concept": "functional_improvement"}, "absent"
        yield Found("function", start, end, value, status)


def _is_no_gain(text: str, start: int, end: int, value: Mapping[str, Any]) -> bool:
    """Function at large that has not changed ("function has not improved") is no functional improvement."""
    words = text[start:end].lower()
    return value["concept"] == "function" and value.get("change") == "unchanged" and words.startswith("function")


def _end(text: str, clause: tuple[int, int], end: int, value: Mapping[str, Any]) -> int:
    """The words that carry it end with the change that they tell after it."""
    if "change" not in value:
        return end
    told = _changes()[value["change"]].search(text, end, min(clause[1], end + _CHANGE_NEAR))
    return told.end() if told else end


def _about(note: Note, clause: tuple[int, int], start: int, end: int, right: int) -> dict[str, Any]:
    text = note.text
    value: dict[str, Any] = {}
    ability = _ability(text, clause, start, right)
    if ability is not None:
        value |= ability
    enabler = _enabler(note, clause, start)
    if enabler and value.get("is_able") is not False and not value.get("difficulty"):
        value["enabled_by"] = enabler
    change = _change(text, clause, start, end)
    if change:
        value["change"] = change
    measure = _measure().search(text, end, min(right, end + 40)) if value else None
    if measure:
        value["measure"] = " ".join(text[start : measure.end()].split())
    return value


def _ability(text: str, clause: tuple[int, int], start: int, right: int) -> dict[str, Any] | None:
    """Whether the clause says that it can be done, cannot, or only with difficulty; the words before weigh first."""
    for left, end in ((clause[0], start), (start, right)):
        if _words("unable").search(text, left, end):
            return {"is_able": False}
        if _words("difficulty").search(text, left, end):
            return {"difficulty": True}
        if _words("able").search(text, left, end):
            return {"is_able": True}
    return None


def _enabler(note: Note, clause: tuple[int, int], start: int) -> str | None:
    """What makes it possible: a treatment at large or a drug, named in the clause with a word of enabling."""
    led = _led_by(note, clause[0], start)
    if led is None and not _words("enabling").search(note.text, *clause):
        return None
    for name, pattern in _enablers().items():
        if pattern.search(note.text, *clause):
            return name
    drugs = note.drugs_between(clause[0], start)
    return led or (drugs[-1].meaning.name if drugs else None)


def _led_by(note: Note, low: int, start: int) -> str | None:
    """The drug or the medication that the clause begins with: "With Norco she can ...", "On the medication he ..."."""
    for led in _LED.finditer(note.text, low, start):
        drugs = note.drugs_between(led.end(), min(led.end() + 1, start))
        if drugs:
            return drugs[0].meaning.name
        named = _enablers()["medication"].search(note.text, led.end(), start)
        if named and named.start() == led.end():
            return "medication"
    return None


def _change(text: str, clause: tuple[int, int], start: int, end: int) -> str | None:
    """How it changed, said close by; what makes a pain better or worse is no change of function."""
    for left, right in ((max(clause[0], start - _CHANGE_NEAR), start), (end, min(clause[1], end + _CHANGE_NEAR))):
        for change, pattern in _changes().items():
            match = pattern.search(text, left, right)
            if match is None:
                continue
            between = (match.start(), start) if right == start else (end, match.end())
            if not _NOT_FUNCTION.search(text, *between) and not _AGGRAVATES.match(text, match.end()):
                return change
    return None


def _status(note: Note, clause: tuple[int, int], start: int, end: int, value: Mapping[str, Any]) -> FactStatus:
    """Inability is a present fact; only improvement can be absent. What is hoped for is planned."""
    status = note.status(start, end)
    if status == "absent":
        if value["concept"] in ("functional_improvement", "assistance_needed"):
            return "absent"
        return "present" if len(value) > 1 else "absent"
    if value["concept"] == "functional_improvement" and _ABSENT_WORDS.search(note.text, clause[0], start):
        return "absent"
    before = _AIMED.search(note.text, clause[0], start)
    if status == "present" and before and not _ALLOWED_BEFORE.search(note.text, clause[0], start):
        return "planned"
    return status


def _start(note: Note, clause: tuple[int, int], start: int, value: Mapping[str, Any]) -> int:
    """The words that carry it begin with what enables or prevents it."""
    if "enabled_by" in value:
        return _enabler_start(note, clause, start, value["enabled_by"])
    for key, is_told in (
        ("unable", value.get("is_able") is False),
        ("difficulty", "difficulty" in value),
        ("able", value.get("is_able") is True),
    ):
        match = _words(key).search(note.text, clause[0], start) if is_told else None
        if match:
            return match.start()
    return start


def _enabler_start(note: Note, clause: tuple[int, int], start: int, enabler: str) -> int:
    pattern = _enablers().get(enabler)
    if pattern is not None:
        match = pattern.search(note.text, clause[0], start)
        found = match.start() if match else start
    else:
        drugs = [drug for drug in note.drugs_between(clause[0], start) if drug.meaning.name == enabler]
        found = drugs[0].start if drugs else start
    led = [match.start() for match in _LED.finditer(note.text, clause[0], found) if match.end() == found]
    return led[0] if led else found


def _clause(text: str, sentence: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    left, right = sentence
    for match in _CLAUSE.finditer(text, *sentence):
        if match.end() <= start:
            left = match.end()
        elif match.start() >= end:
            return left, match.start()
    return left, right


@cache
def _words(key: str) -> Stemmed:
    return stemmed(rf"(?<!\w)(?:{'|'.join(read_yaml(_FILE)[key])})")


@cache
def _enablers() -> Mapping[str, Stemmed]:
    return {name: stemmed(rf"(?<!\w)(?:{'|'.join(words)})") for name, words in read_yaml(_FILE)["enablers"].items()}


@cache
def _changes() -> Mapping[str, Stemmed]:
    words = read_yaml(_FILE)["change"]
    return {change: stemmed(rf"(?<!\w)(?:{'|'.join(words[change])})") for change in ("unchanged", "improved", "worse")}


@cache
def _measure() -> Stemmed:
    return stemmed(rf"\s*{read_yaml(_FILE)['measure']}")
