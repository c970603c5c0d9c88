"""Results of tests: electrodiagnostics, urine drug screens, prescription monitoring, laboratory, risk screens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.orders import study_status
from openimr.pipeline.facts.sites import keys_of, side_in
from openimr.pipeline.facts.windows import Meant, pieces_of, sentences_of
from openimr.rulebook.files import read_yaml
from openimr.text.stems import Stemmed, stemmed

_FILE = "lexicons/test_results.yaml"
_EDX = "electrodiagnostic_study"
_NOT_DONE = frozenset({"planned", "hypothetical", "absent", "family"})
_MONITORED = frozenset({"urine_drug_screen", "cures_report"})
_RESULT_NEAR = 3
_AHEAD = re.compile(
    r"\b(?:will|order\w*"
    r"|obtain|repeat|request\w*|to be|next|should|need\w*|pending|perform|if|auth\w*|check|get|today)\b",
    re.I,
)
_NERVE_RESULTS = frozenset({"radiculopathy", "neuropathy"})
_DATE_NEAR = 60
_EDX_REPORT = stemmed(r"electrodiagnostic|electromyograph|nerve conduction|\bEMG\b")
_CONCLUSION = stemmed(
    r"(?im)^\s*(?:impression|conclusions?|interpretation|summary|electrodiagnostic impression"
    r"|diagnostic impression|assessment|summary/interpretation)\s*:?",
    re.NOFLAG,
)
_SCORE = re.compile(
    r"[\s:=]*(?:\(?[A-Z-]{2,8}\)?\s*)?(?:score[sd]?|total|result|is|was|of|at|today|equals)?[\s:=]*(?:(?:is|was"
    r"|of|at)\s+)?(?P<score>\d{1,3})(?:\s?/\s?\d{1,3})?(?![\d/-]*\d)"
)
_ADVERSE = frozenset({"inconsistent", "abnormal"})
_NEGATED = re.compile(r"\b(?:no|not|without|any)\s+(?:\w+\s+){0,2}\Z", re.I)
_SCORED = frozenset(
    {"opioid_risk_screen", "depression_screen", "anxiety_screen", "sleepiness_scale", "cognitive_screen"}
)
_FOUND_FOR = re.compile(r"\b(?:positive|pos|\+)\s+(?:only\s+)?(?:for|:)?\s*(?P<what>[A-Za-z][^.;:\n()]{2,80})", re.I)
_CARRY_ON = re.compile(
    r"\s*(?:it |this |these |the (?:study|results?|test|report|screen)|there (?:is|was|were|are)|results?"
    r"|findings?|impression|evidence|no evidence|showed|positive|negative|consistent|inconsistent)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:no|not|without|negative for|denies|absence of|nor|rule out|r/o|neither)\b[^.;\n]{0,120}\Z", re.I
)
_POSSIBLE = re.compile(
    r"\b(?:possible|probable|suggest\w*|suspect\w*|may|might|likely|questionable|cannot (?:be )?(?:exclude"
    r"|rule)\w*)\b[^.;\n]{0,40}\Z",
    re.I,
)


def find(note: Note) -> Iterable[Found]:
    """The tests of *note* with how they came out, the part tested, levels and side, or planned."""
    meant = list(note.of_kind("test"))
    return _Results(note, meant).found()


class _Results:
    def __init__(self, note: Note, meant: Sequence[Meant]) -> None:
        self._note = note
        self._text = note.text
        self._meant = meant
        self._places = note.places

    def found(self) -> Iterator[Found]:
        if self._is_edx_report():
            yield from self._edx_report()
            return
        if self._note.kind == "drug_screen":
            yield from self._screen_report()
        for sentence, meant in sentences_of(self._note, self._meant):
            pieces = pieces_of(self._text, sentence, meant)
            for piece in pieces:
                mention, term = piece.mentions[0]
                right = self._reach(sentence[1] if piece is pieces[-1] else piece.right, sentence)
                yield from self._result(term.concept, piece.left, mention.start, piece.last, right)

    def _screen_report(self) -> Iterator[Found]:
        """What a laboratory concludes of a drug screen: its summary, else the report as a whole."""
        conclusions = [match.end() for match in _CONCLUSION.finditer(self._text)]
        for start in (*conclusions[-1:], 0):
            outcome = _outcome("urine_drug_screen", self._text, start, len(self._text))
            if outcome is not None and outcome[0] in ("consistent", "inconsistent"):
                low, high = self._note.sentence_at(outcome[1])
                value = {"concept": "urine_drug_screen", "result": outcome[0]}
                yield Found("test", low, high, value, "present", self._note.date)
                return

    def _reach(self, right: int, sentence: tuple[int, int]) -> int:
        """The next sentence belongs to the test if it goes on about it."""
        if right < sentence[1] or right >= len(self._text):
            return right
        start = len(self._text) - len(self._text[right:].lstrip())
        if start < len(self._text) and _CARRY_ON.match(self._text, start):
            return max(right, self._note.sentence_at(start)[1])
        return right

    def _result(self, concept: str, left: int, start: int, end: int, right: int) -> Iterator[Found]:
        status = study_status(self._note, start, end)
        date = self._date(end, start)
        if status == "planned" and self._is_told(concept, end, right):
            status = "present"
        value: dict[str, Any] = {"concept": concept}
        if concept == _EDX:
            value |= keys_of(self._places.around(left, start, end, min(right, end + 70)))
            value.pop("levels", None)
        if status in _NOT_DONE:
            yield Found("test", start, end, value, status, date)
            return
        if concept in _SCORED and (score := _SCORE.match(self._text, end, right)):
            value["score"] = int(score.group("score"))
        if concept == _EDX:
            yield from self._edx(value, left, start, end, right, status, date)
            return
        outcome = _outcome(concept, self._text, end, right) or _outcome(concept, self._text, left, start)
        if outcome is not None:
            value["result"] = outcome[0]
        if concept == "urine_drug_screen" and (what := _FOUND_FOR.search(self._text, end, right)):
            value["found"] = " ".join(what.group("what").split())
        last = outcome[2] if outcome is not None and outcome[1] >= end else end
        first = outcome[1] if outcome is not None and outcome[2] <= start else start
        yield Found("test", first, last, value, status, date)

    def _is_told(self, concept: str, end: int, right: int) -> bool:
        """Whether a plan gives the result right after the test ("CURES appropriate"): then it was done."""
        if concept not in _MONITORED or (outcome := _outcome(concept, self._text, end, right)) is None:
            return False
        return len(self._text[end : outcome[1]].split()) <= _RESULT_NEAR and not _AHEAD.search(
            self._text, self._note.sentence_at(end)[0], outcome[1]
        )

    def _edx(
        self,
        value: dict[str, Any],
        left: int,
        start: int,
        end: int,
        right: int,
        status: FactStatus,
        date: dt.date | None,
    ) -> Iterator[Found]:
        """Each nerve lesion that an electrodiagnostic study shows or excludes, or its result as a whole."""
        lesions = list(self._lesions(end, right)) or list(self._lesions(left, start))
        for result, first, last in lesions:
            place = self._lesion_place(first, last, right, left)
            near = start if start < end else self._note.sentence_at(first)[0]
            yield Found(
                "test",
                min(near, first),
                max(end, last),
                {**value, **place, "result": result},
                self._lesion_status(first),
                date,
            )
        if lesions:
            return
        outcome = _outcome(_EDX, self._text, end, right) or _outcome(_EDX, self._text, left, start)
        if outcome is not None:
            value["result"] = outcome[0]
            start, end = min(start, outcome[1]), max(end, outcome[2])
        yield Found("test", start, end, value, status, date)

    def _lesions(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        for result, pattern in _patterns(_EDX):
            if result in _NERVE_RESULTS:
                for match in pattern.finditer(self._text, start, end):
                    yield result, match.start(), match.end()

    def _lesion_place(self, first: int, last: int, right: int, left: int) -> dict[str, Any]:
        sentence = self._note.sentence_at(first)
        mentions = self._places.around(max(sentence[0], left), first, last, min(right, sentence[1]))
        keys = keys_of(mentions)
        if "laterality" not in keys and (side := side_in(self._text, sentence[0], last)):
            keys["laterality"] = side
        return keys

    def _lesion_status(self, first: int) -> FactStatus:
        sentence = self._note.sentence_at(first)
        if _DENIED.search(self._text, sentence[0], first):
            return "absent"
        return "possible" if _POSSIBLE.search(self._text, sentence[0], first) else "present"

    def _is_edx_report(self) -> bool:
        if self._note.kind is not None:
            return self._note.kind == "electrodiagnostics"
        head = self._text[:600]
        return bool(_EDX_REPORT.search(head)) and _CONCLUSION.search(self._text) is not None

    def _edx_report(self) -> Iterator[Found]:
        """A report's conclusion; without one, all of it."""
        conclusions = [match.end() for match in _CONCLUSION.finditer(self._text)]
        start = conclusions[-1] if conclusions else 0
        yield from self._edx({"concept": _EDX}, start, start, start, len(self._text), "present", self._note.date)

    def _date(self, end: int, start: int) -> dt.date | None:
        sentence = self._note.sentence_at(start)
        dates = self._note.dates_between(end, min(sentence[1], end + _DATE_NEAR))
        dates = dates or self._note.dates_between(max(sentence[0], start - 30), start)
        return dates[0].date if dates else None


def _outcome(concept: str, text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The result, where it begins and ends: the first kind of result in the lexicon's order."""
    for result, pattern in _patterns(concept):
        for match in pattern.finditer(text, start, end):
            if result not in _ADVERSE or not _NEGATED.search(text, max(match.start() - 25, start), match.start()):
                return result, match.start(), match.end()
    return None


@cache
def _patterns(concept: str) -> Sequence[tuple[str, Stemmed]]:
    content: Mapping[str, Mapping[str, Sequence[str]]] = read_yaml(_FILE)
    listed = content.get(concept, content["other"])
    return [(result, stemmed("|".join(words))) for result, words in listed.items()]
