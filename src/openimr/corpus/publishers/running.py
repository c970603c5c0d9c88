"""Running headers and footers: lines at a page's edge that belong to the page, not to the letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_EDGE_LINES = 3
"""How many lines of each edge may be running lines."""

_KNOWN = re.compile(
    r"""\s*(?:
        -?\s*\d{1,3}\s*-?                                              # 2, - 2 -
      | (?:.{0,60}\s)?page\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?            # Page 2 of 4
      | \d{1,3}\s*(?:of|/)\s*\d{1,3}
      | (?:final\ determination(?:\ letter)?|determination|letter)\ for\ (?:imr\ )?case(?:\ number)?
            \W*[A-Z]{0,3}\d\d-\d{4,8}.{0,12}
      | form\ effective\ .{0,40}
      | (?:imr\ |maximus\ )?(?:case\ number\W*)?CM\d\d-\d{7}(?:\s+(?:page\s*)?\d{1,3}(?:\s*of\s*\d+)?)?
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_BODY = re.compile(
    r"\s*(?:\(?\d{1,2}[.)]\s|issue\s[\d#]+\sof\s[\d#]+"
    r"|.{0,60}(?:guidelines?|rationale|summary|decisions?|case number|priority|licensure|specialty)\b)"
    r"|.*\b(?:upheld|overturned)\W*$",
    re.IGNORECASE,
)
"""Words that speak of the case: such a line is kept even where two pages begin with it."""

_NUMBER = re.compile(r"\d+")


def body_ranges(pages: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of each page's own text, edge blanks and running lines left out."""
    ranges = [_stripped(page, 0, len(page)) for page in pages]
    repeated = _repeated(pages, ranges) if len(pages) > 1 else frozenset[str]()
    return [_trimmed(page, index, *ranges[index], repeated) for index, page in enumerate(pages)]


def _trimmed(page: str, index: int, start: int, end: int, repeated: frozenset[str]) -> tuple[int, int]:
    for _ in range(_EDGE_LINES):
        stop = page.find("\n", start, end)
        stop = end if stop < 0 else stop
        if not _is_running(page[start:stop], repeated, is_title=index == 0):
            break
        start, end = _stripped(page, stop, end)
    for _ in range(_EDGE_LINES):
        begin = page.rfind("\n", start, end) + 1 or start
        if not _is_running(page[begin:end], repeated, is_title=False):
            break
        start, end = _stripped(page, start, begin)
    return start, end


def _is_running(line: str, repeated: frozenset[str], *, is_title: bool) -> bool:
    """The first page's top is the header itself: its case number is no running line."""
    if not line or len(line) > 160:
        return False
    return (_KNOWN.match(line) is not None and not is_title) or (bool(repeated) and _shape(line) in repeated)


def _repeated(pages: Sequence[str], ranges: Sequence[tuple[int, int]]) -> frozenset[str]:
    """Shapes of edge lines that all pages but one (of two: both) have at the same edge."""
    tops: Counter[str] = Counter()
    feet: Counter[str] = Counter()
    for page, (start, end) in zip(pages, ranges, strict=True):
        lines = [line for line in page[start:end].split("\n") if line.strip()]
        tops.update({_shape(line) for line in lines[:_EDGE_LINES]})
        feet.update({_shape(line) for line in lines[-_EDGE_LINES:]})
    enough = max(2, len(pages) - 1)
    both = [*tops.items(), *feet.items()]
    return frozenset(shape for shape, count in both if count >= enough and _may_run(shape))


def _may_run(shape: str) -> bool:
    """A line of the letter's own may stand at two pages' tops by chance: it speaks of the case, or ends a sentence."""
    return len(shape) <= 100 and not _BODY.match(shape) and not shape.endswith((".", ",", ";", ":"))


def _shape(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split())).lower()


def _stripped(page: str, start: int, end: int) -> tuple[int, int]:
    words = page[start:end]
    left = len(words) - len(words.lstrip())
    return (start + left, start + len(words.rstrip())) if left < len(words) else (end, end)
