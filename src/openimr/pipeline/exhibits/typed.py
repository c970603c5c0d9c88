"""A page without a layout (Word, plain text) set in type with its evidence marked.

The words go to the typesetter as data, never as markup. A long page is cut to the lines around its marks.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from openimr.pipeline.exhibits.marks import Mark
from openimr.rulebook.files import read_text

if TYPE_CHECKING:
    import typst

TEMPLATE = "exhibits/page.typ"
_ONE_AT_A_TIME = threading.Lock()
"""The typesetter refuses a second thread."""

_MOST_LINES = 120
_AROUND = 12
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LONGEST_WORD = re.compile(r"\S{60}(?=\S)")


def mark_text(words: str, marks: Sequence[Mark], dots_per_inch: float) -> bytes:
    """The page as a PNG file, on letter-wide paper as long as its lines."""
    page = json.dumps({"lines": list(_lines(words, marks))}, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=read_text(TEMPLATE).encode(), sys_inputs={"page": page}, format="png", ppi=dots_per_inch
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(ignore_system_fonts=True)


def _lines(words: str, marks: Sequence[Mark]) -> Iterator[list[dict[str, Any]]]:
    """The lines as pieces, each plain or under one mark; an ellipsis where lines are left out."""
    lines = list(re.finditer(r"[^\n]*(?:\n|$)", words))[:-1] or list(re.finditer(r"[^\n]*", words))[:1]
    shown = _shown([line.span() for line in lines], marks)
    before = -1
    for number in shown:
        if number != before + 1:
            yield [_piece(f"… {number - before - 1} lines …")]
        start, end = lines[number].span()
        yield list(_pieces(words, start, end, marks))
        before = number
    if before + 1 < len(lines):
        yield [_piece(f"… {len(lines) - before - 1} lines …")]


def _shown(lines: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> Sequence[int]:
    if len(lines) <= _MOST_LINES:
        return range(len(lines))
    kept: set[int] = set()
    for number, (start, end) in enumerate(lines):
        if any(mark.start < end and start < mark.end for mark in marks):
            kept.update(range(max(number - _AROUND, 0), min(number + _AROUND + 1, len(lines))))
    return sorted(kept)


def _pieces(words: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    under = [mark for mark in marks if mark.start < end and start < mark.end]
    edges = {start, end, *(min(max(edge, start), end) for mark in under for edge in (mark.start, mark.end))}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        found = [mark for mark in under if mark.start <= left and right <= mark.end]
        said = words[left:right].rstrip("\n") if right == end else words[left:right]
        if said:
            yield _piece(said, next((mark for mark in found if mark.is_decisive), found[0] if found else None), left)


def _piece(words: str, mark: Mark | None = None, start: int = -1) -> dict[str, Any]:
    shown = _LONGEST_WORD.sub(lambda part: part.group() + "\u200b", _CONTROL.sub("", words.expandtabs(4)))
    if mark is None:
        return {"words": shown, "mark": None, "is_first": False}
    marked = {"tag": mark.tag, "is_decisive": mark.is_decisive}
    return {"words": shown, "mark": marked, "is_first": start == mark.start}
