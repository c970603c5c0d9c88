"""The disputed items of a letter: heading with decision, two guideline lines, rationale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openimr.corpus.publishers.decisions import LINE_END, read_decision
from openimr.corpus.publishers.labels import LABELLED, SENTENCED, ItemStyle, Label, by_item, find_labels
from openimr.corpus.publishers.lettertext import LetterText
from openimr.corpus.publishers.prose import passage, strip
from openimr.corpus.publishers.requests import Request, heading_start, read_request, without_lead
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Decision, Item, Passage
from openimr.domain.treatments import Treatment
from openimr.rulebook.citations import read_guideline_line

_INTRO = re.compile(
    r"Final\s+Determination\s+(?:was|is)\s+based\s+on\s+.{0,120}?(?:below|following)[^\n\v\f:]{0,40}:",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"^\(?(\d{1,2})[.)]\s+(?=\S)")
_PROSE = re.compile(
    r"\b(?:therefore|as such|utilization review"
    r"|the (?:final |original )?(?:decision|determination|denial|request) (?:is|was|of))\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 700

__all__ = ["LABELLED", "SENTENCED", "ItemStyle", "read_items"]


@dataclass(frozen=True, slots=True)
class _Heading:
    """An item's heading: its words from `start` to `end` with the decision; `labels` follow it."""

    start: int
    end: int
    request: Request
    decision: Decision | None
    labels: tuple[Label, ...] = ()


def read_items(letter: LetterText, start: int, end: int, style: ItemStyle = LABELLED) -> tuple[Item, ...]:
    """The items between *start* and *end*, in order."""
    intro = _INTRO.search(letter.text, start, end)
    headings = _unnumbered(list(_headings(letter, intro.end() if intro else start, end, style)))
    stops = (*(heading.start for heading in headings[1:]), end)
    return tuple(_item(letter, heading, stop) for heading, stop in zip(headings, stops, strict=False))


def _headings(letter: LetterText, start: int, end: int, style: ItemStyle) -> Iterator[_Heading]:
    begin = start
    for group in by_item(letter.text, find_labels(letter.text, start, end, style), style):
        yield from _headings_before(letter, begin, group, style)
        begin = group[-1].end
    yield from _bare_headings(letter, begin, end)


def _headings_before(letter: LetterText, begin: int, group: tuple[Label, ...], style: ItemStyle) -> Iterator[_Heading]:
    """The heading that *group* belongs to, after any headings without lines of their own."""
    stop = group[0].start
    bare = list(_bare_headings(letter, begin, stop))
    ended = style.decision(letter.text[begin:stop])
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
        if _is_prose(words) or letter.text[match.end() + 1 : match.end() + 2].islower():
            continue
        yield _Heading(first, match.end(), read_request(words), read_decision(match.group("decision")))
        begin = match.end()


def _is_prose(words: str) -> bool:
    return not words.strip() or (_PROSE.search(words) is not None and "original request" not in words.lower())


def _unnumbered(headings: Sequence[_Heading]) -> list[_Heading]:
    """Headings without their list numbers, if every one of them carries its own ("1) ...", "2) ...")."""
    numbers = [_NUMBERED.match(heading.request.original or heading.request.words) for heading in headings]
    if not all(found and int(found.group(1)) == place for place, found in enumerate(numbers, start=1)):
        return list(headings)
    return [replace(heading, request=_without_number(heading.request)) for heading in headings]


def _without_number(request: Request) -> Request:
    original = _NUMBERED.sub("", request.original) if request.original else None
    return Request(without_lead(_NUMBERED.sub("", request.words)) if original is None else request.words, original)


def _item(letter: LetterText, heading: _Heading, stop: int) -> Item:
    ends = (*(label.start for label in heading.labels[1:]), stop)
    places = {label.kind: (label.end, end) for label, end in zip(heading.labels, ends, strict=False)}
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
