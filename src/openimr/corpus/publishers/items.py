"""The disputed items of a letter: heading with decision, two guideline lines, rationale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openimr.corpus.publishers.decisions import LINE_END, decision_at_end, read_decision
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.prose import passage, strip
from openimr.corpus.publishers.requests import Request, heading_start, read_request
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Decision, Item, Passage
from openimr.domain.spans import Problem
from openimr.domain.treatments import Treatment
from openimr.rulebook.citations import read_guideline_line

_LABEL = re.compile(
    r"""(?P<ca>\b(?:The\s+)?Claims?\s+Administrator(?:'s|’s)?\s+guidelines?(?:\(s\))?\s*:)
      | (?P<reviewer>\b(?:MAXIMUS(?:\s+Federal(?:\s+Services)?)?(?:,\s+Inc\.)?
            |(?:The\s+)?(?:IMR|IMRO|Independent\s+Medical\s+Review)
            (?:\s+(?:Expert|Physician|Medical|Professional))?(?:\s+Reviewer(?:'s|’s)?)?
            |(?:The\s+)?(?:Expert|Physician|Medical|Professional)\s+Reviewer(?:'s|’s)?|Reviewer(?:'s|’s)?)
            \s+guidelines?(?:\(s\))?\s*:)
      | (?P<rationale>\b(?:(?:The\s+)?(?:(?:Expert|Physician|Medical)\s+)?(?:Reviewer(?:'s|’s)\s+)?Decision\s+rationale
            |Rationale\s+for\s+the\s+decision)\s*:)
      | (?P<other>(?<=[\n\v\f])[A-Z][\w.&'/-]*(?:[ ][A-Z][\w.&'/-]*){0,4}[ ]guideline(?:s|\(s\))?\s*:)""",
    re.VERBOSE | re.IGNORECASE,
)
_INTRO = re.compile(
    r"(?:The\s+)?Final\s+Determination\s+(?:was|is)\s+based\s+on\s+.{0,120}?(?:below|following)[^\n\v\f:]{0,40}:",
    re.IGNORECASE | re.DOTALL,
)
_PUBLISHER = re.compile(r"\b(?:MTUS|ODG|ACOEM|CA|California|Official|FDA|NICE|CDC|AMA)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^\(?(\d{1,2})[.)]\s+(?=\S)")
_RANK = {"ca": 0, "reviewer": 1, "rationale": 2}
_LONGEST_HEADING = 700


@dataclass(frozen=True, slots=True)
class _Label:
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Heading:
    """An item's heading: its words from `start` to `end` with the decision; `labels` follow it."""

    start: int
    end: int
    request: Request
    decision: Decision | None
    labels: tuple[_Label, ...] = ()


def read_items(letter: LetterText, file: str, start: int, end: int) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The items between *start* and *end*, in order, and what they lack."""
    intro = _INTRO.search(letter.text, start, end)
    headings = list(_headings(letter, intro.end() if intro else start, end))
    items: list[Item] = []
    problems: list[Problem] = []
    for number, heading in enumerate(_unnumbered(headings), start=1):
        stop = headings[number].start if number < len(headings) else end
        item = _item(letter, heading, stop)
        items.append(item)
        problems.extend(_lacks(item, number, file, letter.page(heading.start)))
    return tuple(items), tuple(problems)


def _labels(text: str, start: int, end: int) -> list[_Label]:
    found: list[_Label] = []
    for match in _LABEL.finditer(text, start, end):
        kind = match.lastgroup or "other"
        if kind == "other":
            if not found or found[-1].kind != "ca" or _PUBLISHER.search(match.group()):
                continue
            kind = "reviewer"
        found.append(_Label(kind, match.start(), match.end()))
    return found


def _groups(labels: Sequence[_Label]) -> list[tuple[_Label, ...]]:
    """Labels of one item each: a label that cannot follow the last one begins the next item."""
    groups: list[list[_Label]] = []
    for label in labels:
        if groups and _RANK[label.kind] > _RANK[groups[-1][-1].kind]:
            groups[-1].append(label)
        else:
            groups.append([label])
    return [tuple(group) for group in groups]


def _headings(letter: LetterText, start: int, end: int) -> Iterator[_Heading]:
    begin = start
    for group in _groups(_labels(letter.text, start, end)):
        yield from _headings_before(letter, begin, group)
        begin = group[-1].end
    yield from _bare_headings(letter, begin, end)


def _headings_before(letter: LetterText, begin: int, group: tuple[_Label, ...]) -> Iterator[_Heading]:
    """The heading that *group* belongs to, after any headings without lines of their own."""
    stop = group[0].start
    bare = list(_bare_headings(letter, begin, stop))
    ended = decision_at_end(letter.text[begin:stop])
    if ended is None and bare:
        yield from bare[:-1]
        yield replace(bare[-1], labels=group)
        return
    decided, cut = ended if ended else (None, stop - begin)
    first = heading_start(letter, begin, begin + cut)
    yield from (heading for heading in bare if heading.end <= first)
    yield _Heading(first, stop, read_request(letter.plain(first, begin + cut)), decided, group)


def _bare_headings(letter: LetterText, start: int, end: int) -> Iterator[_Heading]:
    """Headings by their decision alone: a short paragraph that ends with colon and decision."""
    begin = start
    for match in LINE_END.finditer(letter.text, start, end):
        first = heading_start(letter, begin, match.start())
        if match.start() - first > _LONGEST_HEADING or (
            first == start and not letter.text[start - 1 : start].isspace()
        ):
            continue
        words = letter.plain(first, match.start())
        if _is_prose(words):
            continue
        yield _Heading(first, match.end(), read_request(words), read_decision(match.group("decision")))
        begin = match.end()


_PROSE = re.compile(
    r"\b(?:therefore|as such|utilization review"
    r"|the (?:final |original )?(?:decision|determination|denial|request) (?:is|was|of))\b",
    re.IGNORECASE,
)


def _is_prose(words: str) -> bool:
    return not words.strip() or (_PROSE.search(words) is not None and "original request" not in words.lower())


def _unnumbered(headings: Sequence[_Heading]) -> list[_Heading]:
    """Headings without their list numbers, if every one of them carries its own ("1) ...", "2) ...")."""
    numbers = [_NUMBERED.match(heading.request.words) for heading in headings]
    if not all(found and int(found.group(1)) == place for place, found in enumerate(numbers, start=1)):
        return list(headings)
    return [
        replace(heading, request=replace(heading.request, words=heading.request.words[found.end() :]))
        for heading, found in zip(headings, numbers, strict=True)
        if found
    ]


def _item(letter: LetterText, heading: _Heading, stop: int) -> Item:
    ends = [label.start for label in heading.labels[1:]] + [stop]
    places = {label.kind: (label.end, end) for label, end in zip(heading.labels, ends, strict=True)}
    start, end = strip(letter.text, heading.start, heading.end)
    return Item(
        request=heading.request.words,
        treatment=Treatment(None, None, None),
        original_request=heading.request.original,
        decision=heading.decision,
        claims_administrator_guideline=_line(letter, places.get("ca")),
        reviewer_guideline=_line(letter, places.get("reviewer")),
        rationale=passage(letter, *places["rationale"]) if "rationale" in places else Passage(),
        sources=letter.spans(start, end),
    )


def _line(letter: LetterText, place: tuple[int, int] | None) -> GuidelineLine:
    return read_guideline_line(letter.plain(*strip(letter.text, *place))) if place else GuidelineLine("")


def _lacks(item: Item, number: int, file: str, page: int) -> Iterator[Problem]:
    """A problem for each part that the item lacks."""
    if item.decision is None:
        yield Problem("decision_missing", f"Item {number} states no decision that can be read.", file, page)
    if not item.request:
        yield Problem("request_missing", f"Item {number} has a decision but no request above it.", file, page)
    if not item.claims_administrator_guideline.text:
        yield Problem("guideline_missing", f"Item {number} has no claims administrator guideline line.", file, page)
    if not item.reviewer_guideline.text:
        yield Problem("guideline_missing", f"Item {number} has no reviewer guideline line.", file, page)
    if not item.rationale.text:
        yield Problem("rationale_missing", f"Item {number} has no decision rationale.", file, page)
