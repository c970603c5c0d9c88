"""What stands at the edges of pages and is no part of the record: fax headers, page numbers, running lines, stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openimr.domain.documents import Page

_EDGE = 3
"""Running lines are looked for in so many first and last lines of a page."""

_PAGE_WORD = r"(?:page|pg\.?|p\.|sheet|(?<=\s)p(?=\s*0*\d+\s*/))"
_OF = re.compile(
    rf"\b{_PAGE_WORD}\s*(?:no\.?|number)?\s*[:#]?\s*0*(?P<n>\d{{1,4}})\s*(?:of|/|-\s?of\s?-)\s*0*(?P<t>\d{{1,4}})(?![\w/])",
    re.IGNORECASE,
)
_BARE_OF = re.compile(r"(?<![\w/.-])0*(?P<n>\d{1,4})\s*(?:of|/)\s*0*(?P<t>\d{1,4})(?![\w/])", re.IGNORECASE)
_NUMBER = re.compile(
    rf"\b{_PAGE_WORD}\s*(?:no\.?|number)?\s*[:#]?\s*0*(?P<n>\d{{1,4}})(?![\w/])(?!\.\d)", re.IGNORECASE
)
_DASHED = re.compile(r"[-–—]\s*(?P<n>\d{1,3})\s*[-–—]")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
_SENDER = re.compile(
    r"\bfax\b|\bfacsimile\b|\bfaxed\b|\b(?:to|from|csid|station)\s*:|\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}", re.IGNORECASE
)
_SERVER = re.compile(r"right\s?fax|fax\s+server|efax|myfax", re.IGNORECASE)
_CITES = re.compile(r"guideline|mtus|acoem|\bodg\b|chapter|section|edition|\bsee\b|\breport on\b|,\s*\Z", re.IGNORECASE)
_STAMP = re.compile(r"(?P<head>[A-Z][A-Z_.&-]{0,15}[ _-]?)?(?P<n>\d{3,8})")
_SHORTEST_FAX = 4
_SPELLED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NAMED_NUMBER = re.compile(rf"\bpage\s+(?P<n>{'|'.join(_SPELLED)})\b(?=\W*\Z)", re.IGNORECASE)
_RULES = " _-–—|.•*[]()"
"""Signs that decorate a page number."""
CLAIM = re.compile(r"(?<![\w-])(?=(?:[a-z-]*\d){4})[a-z0-9][a-z0-9-]{5,}(?![\w/-])")
"""A claim or chart number in small letters: at least four digits in one word."""


@dataclass(frozen=True, slots=True)
class Margin:
    """The running lines of one page.

    `ranges` are characters of the page's text. `sent` is the place in a transmission ("page 3 of 41"), `number` and
    `total` what the document says of its own pages; None: not stated. `words` run beside the document's number.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    sent: tuple[int, int] | None = None
    number: int | None = None
    total: int | None = None
    words: str = ""
    own: tuple[int, int] | None = None
    """Where the document's own number stands."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    is_outer: bool


def read_margins(pages: Sequence[Page]) -> tuple[Margin, ...]:
    """The margin of each page of a file."""
    edges = [tuple(_edge_lines(page.text)) for page in pages]
    stamps = _stamps(edges)
    margins = [_margin(page.text, lines, stamped) for page, lines, stamped in zip(pages, edges, stamps, strict=True)]
    return tuple(_checked(pages, margins))


def as_transmission(margins: Sequence[Margin], begins: Sequence[bool]) -> tuple[Margin, ...]:
    """Margins with "page n of N" read as the place in a fax where documents begin in the midst of its count.

    One count may run through most of the file in any order, or through a stretch of it page by page: faxes that were
    put into one file count each for itself.
    """
    found = list(margins)
    for places in (_most_common_count(margins), *_stretches(margins)):
        within = sum(begins[place] and margins[place].number != 1 for place in places)
        if len(places) >= _SHORTEST_FAX and within >= 2:
            for place in places:
                found[place] = replace(
                    found[place], sent=(margins[place].number or 0, margins[place].total or 0), number=None, total=None
                )
    return tuple(found)


def _most_common_count(margins: Sequence[Margin]) -> Sequence[int]:
    """The pages whose total is the one that most of the file has; none where none is so common."""
    totals = Counter(margin.total for margin in margins if margin.total)
    total, count = max(totals.items(), key=lambda entry: (entry[1], entry[0]), default=(0, 0))
    is_common = total >= _SHORTEST_FAX and count >= 0.6 * len(margins)
    return [place for place, margin in enumerate(margins) if margin.total == total] if is_common else ()


def _stretches(margins: Sequence[Margin]) -> Iterator[Sequence[int]]:
    """Runs of pages of one total, each numbered one more (or each one less) than the page before."""
    run: list[int] = []
    for place, margin in enumerate(margins):
        if run and not _counts_on(margins, run, margin):
            yield run
            run = []
        if margin.total:
            run.append(place)
    yield run


def _counts_on(margins: Sequence[Margin], run: Sequence[int], margin: Margin) -> bool:
    last = margins[run[-1]]
    step = (margin.number or 0) - (last.number or 0)
    way = (last.number or 0) - (margins[run[-2]].number or 0) if len(run) > 1 else step
    return margin.total == last.total and step == way and abs(step) == 1


def _edge_lines(text: str) -> Iterator[_Line]:
    matches = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    chosen = range(len(matches))
    for index in chosen:
        if index < _EDGE or index >= len(matches) - _EDGE:
            match = matches[index]
            yield _Line(match.start(), match.end(), match.group(), index in (0, len(matches) - 1))


def _margin(text: str, lines: Sequence[_Line], stamped: frozenset[int]) -> Margin:
    ranges: list[tuple[int, int]] = []
    sent: list[tuple[int, int]] = []
    own: Margin | None = None
    for line in lines:
        place = _sent(line)
        if place is not None or line.start in stamped:
            sent.extend([place] if place and place[1] else [])
            ranges.append(_whole(text, line))
        elif own is None and (found := _own_number(line)) is not None:
            own = found
            if own.own and (own.number != 1 or not _has_words(line, own.own)):
                own = replace(own, own=_whole(text, line))
    widest = max(sent, key=lambda place: place[1], default=None)
    return replace(own or Margin(), ranges=joined(text, ranges), sent=widest)


def joined(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges in order, those with only blanks between them as one; blanks before one at the end go with it."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if kept and not text[kept[-1][1] : start].strip():
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    if kept and not text[kept[-1][1] :].strip():
        kept[-1] = (len(text[: kept[-1][0]].rstrip()), len(text))
    return tuple(kept)


def _sent(line: _Line) -> tuple[int, int] | None:
    """The place in a fax that the line states; (0, 0) for a fax header without one, None for no fax header."""
    if len(line.text) > 180 or not (
        _SERVER.search(line.text) or (_CLOCK.search(line.text) and _SENDER.search(line.text))
    ):
        return None
    mark = _OF.search(line.text) or _last(_BARE_OF, line.text)
    if mark is not None and 1 <= int(mark["n"]) <= int(mark["t"]):
        return int(mark["n"]), int(mark["t"])
    is_header = line.is_outer and re.search(r"\bfax", line.text, re.IGNORECASE) is not None
    return (0, 0) if is_header or (_last(_NUMBER, line.text) and line.is_outer) else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match, where it is no part of a date."""
    found = [m for m in pattern.finditer(text) if not re.match(r"\s?[/-]\s?\d", text[m.end() :])]
    return found[-1] if found else None


def _own_number(line: _Line) -> Margin | None:
    """The number that the document gives its page at the beginning or end of a short line."""
    if len(line.text.strip(_RULES)) > 130:
        return None
    for pattern in (_OF, _BARE_OF, _NUMBER):
        for mark in pattern.finditer(line.text):
            before, after = line.text[: mark.start()], line.text[mark.end() :].strip(_RULES)
            if (before.strip(_RULES) and after) or not _is_number(pattern, mark, before, after):
                continue
            total = int(mark["t"]) if "t" in pattern.groupindex else None
            return _numbered(line, mark.span(), int(mark["n"]), total, f"{before} {after}")
    named = _NAMED_NUMBER.search(line.text)
    if named is not None:
        return _numbered(line, named.span(), _SPELLED.index(named["n"].lower()) + 1, None, line.text[: named.start()])
    dashed = _DASHED.fullmatch(line.text.strip())
    return _numbered(line, (0, len(line.text)), int(dashed["n"]), None, "") if dashed else None


def _is_number(pattern: re.Pattern[str], mark: re.Match[str], before: str, after: str) -> bool:
    if "t" in pattern.groupindex and not 1 <= int(mark["n"]) <= int(mark["t"]):
        return False
    if pattern is _BARE_OF:
        return not before.strip(_RULES) and not after
    return pattern is _OF or (1 <= int(mark["n"]) <= 400 and not _CITES.search(before))


def _numbered(line: _Line, place: tuple[int, int], number: int, total: int | None, words: str) -> Margin:
    key = " ".join(re.findall(r"[\w-]+", words.lower()))
    return Margin(number=number, total=total, words=key, own=(line.start + place[0], line.start + place[1]))


def _has_words(line: _Line, place: tuple[int, int]) -> bool:
    """Whether a first page's running line says more than whose page it is: a title, a labelled value, a date."""
    rest = line.text[: place[0] - line.start] + line.text[place[1] - line.start :]
    return re.search(r"\w", rest) is not None and (":" in rest or CLAIM.search(rest.lower()) is None)


def _whole(text: str, line: _Line) -> tuple[int, int]:
    """The line with the line end after it."""
    return line.start, min(line.end + 1, len(text))


def _checked(pages: Sequence[Page], margins: Sequence[Margin]) -> Iterator[Margin]:
    """Margins with the page's own number where it is one: a lone "page 24" that nothing bears out ends a citation."""
    known: dict[str, set[int]] = {}
    for margin in margins:
        known.setdefault(margin.words, set()).add(margin.number or 0)
    for page, margin in zip(pages, margins, strict=True):
        if margin.own is None:
            yield margin
        elif _is_lone(margin) and len(known[margin.words]) == 1 and not _heads(page.text, margin.own):
            yield replace(margin, number=None, words="", own=None)
        else:
            yield replace(margin, ranges=joined(page.text, [*margin.ranges, margin.own]))


def _is_lone(margin: Margin) -> bool:
    """Whether nothing but the page itself says that this is its number."""
    return margin.total is None and margin.number != 1 and bool(margin.words) and not CLAIM.search(margin.words)


def _heads(text: str, place: tuple[int, int]) -> bool:
    """Whether the place is on the first line of the page and that line is short, as a running line is."""
    return not text[: place[0]].strip() and place[1] - place[0] <= 80


def _stamps(edges: Sequence[Sequence[_Line]]) -> Sequence[frozenset[int]]:
    """Where each page has a stamp that counts on with the pages of the file."""
    found: list[dict[tuple[str, int], int]] = []
    for index, lines in enumerate(edges):
        matches = [(line.start, _STAMP.fullmatch(line.text.strip())) for line in lines]
        found.append({(m["head"] or "", int(m["n"]) - index): start for start, m in matches if m is not None})
    runs = Counter(key for page in found for key in page)
    running = {key for key, count in runs.items() if count >= max(3, 0.5 * len(edges))}
    return [frozenset(start for key, start in page.items() if key in running) for page in found]
