"""Layout L1 (first months of 2013): "MEDICAL PROFESSIONAL REVIEW", one headed section for each question.

Built from the documented headings; no whole letter was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.corpus.publishers.header import read_header
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.outline import Part, all_parts, outline
from openimr.corpus.publishers.parts import Layout, Parts
from openimr.corpus.publishers.prose import passage, strip
from openimr.corpus.publishers.sections import read_reviewer, summary_range
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Decision, Item, Passage
from openimr.domain.treatments import Treatment
from openimr.rulebook.citations import read_guideline_line

_NUMBER = re.compile(r"(?:^|(?<=[\n\v\f]))\s*\(?\d{1,2}[.)]\s+")
_QUESTION = re.compile(
    r"^(?:(?:Is|Was|Whether)\s+(?:the\s+)?(?:request\s+for\s+)?)?(?P<request>.+?)"
    r"(?:\s+(?:is|was|are|were))?(?:\s+medically\s+necessary(?:\s+and\s+appropriate)?)?\s*[?.]?$",
    re.IGNORECASE | re.DOTALL,
)
_DENIED = re.compile(
    r"\bnot\s+(?:considered\s+|deemed\s+)?medically\s+necessary|\bmedical\s+necessity\s+(?:is|was|has)\s+not", re.I
)
_GRANTED = re.compile(r"\b(?:is|are|was|were)\s+(?:considered\s+|deemed\s+)?medically\s+necessary", re.I)


def read_review(letter: LetterText) -> Parts:
    """One item an issue; the k-th guideline and rationale sections belong to the k-th, a single one to all."""
    parts = all_parts(letter)
    sections = outline(parts)
    head = sections["head"]
    return Parts(
        read_header(letter.text[head.start : head.end]),
        read_reviewer(letter, sections),
        summary_range(letter, sections.get("summary")),
        tuple(_items(letter, parts)),
    )


def _items(letter: LetterText, parts: Sequence[Part]) -> Iterator[Item]:
    issues = [place for part in parts if part.kind == "issue" for place in _issues(letter, part)]
    relied = [part for part in parts if part.kind == "relied"]
    reasons = [part for part in parts if part.kind == "rationale"]
    for number, (start, end) in enumerate(issues):
        question = _QUESTION.match(letter.plain(start, end))
        reason = _of(reasons, number)
        yield Item(
            request=question.group("request") if question else letter.plain(start, end),
            treatment=Treatment(None, None, None),
            decision=_decision(letter, reason) if reason else None,
            reviewer_guideline=_guideline(letter, _of(relied, number)),
            rationale=passage(letter, reason.start, reason.end) if reason else Passage(),
            sources=letter.spans(start, end),
        )


def _issues(letter: LetterText, part: Part) -> Iterator[tuple[int, int]]:
    """The numbered issues of a section; without numbers the whole section is one."""
    marks = list(_NUMBER.finditer(letter.text, part.start, part.end))
    starts = [mark.end() for mark in marks] or [part.start]
    stops = [mark.start() for mark in marks[1:]] + [part.end]
    for start, stop in zip(starts, stops, strict=True):
        left, right = strip(letter.text, start, stop)
        if left < right:
            yield left, right


def _of(parts: Sequence[Part], number: int) -> Part | None:
    if len(parts) == 1:
        return parts[0]
    return parts[number] if number < len(parts) else None


def _decision(letter: LetterText, reason: Part) -> Decision | None:
    """The heading's own verdict, else the rationale's last words on it."""
    heading = letter.plain(reason.heading, reason.start)
    if "/was" not in heading.lower() and "(not)" not in heading.lower():
        return "upheld" if re.search(r"\bnot\s+medically", heading, re.IGNORECASE) else "overturned"
    words = letter.plain(reason.start, reason.end)
    denied = [match.start() for match in _DENIED.finditer(words)]
    granted = [match.start() for match in _GRANTED.finditer(words)]
    if not denied and not granted:
        return None
    return "upheld" if max(denied, default=-1) > max(granted, default=-1) else "overturned"


def _guideline(letter: LetterText, part: Part | None) -> GuidelineLine:
    return read_guideline_line(letter.plain(*strip(letter.text, part.start, part.end))) if part else GuidelineLine("")


LAYOUT = Layout(
    "L1",
    lambda words: "medical professional review" in words and "at dispute" in words,
    read_review,
    frozenset({"date_assigned", "decision_date", "priority", "claims_administrator_guideline"}),
)
