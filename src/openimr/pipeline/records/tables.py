"""Tables of forms, read by where the words stand on the paper: columns under their headings, wrapped cells whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from openimr.domain.documents import Box, Page
from openimr.domain.spans import Span
from openimr.pipeline.records.labels import words_pattern
from openimr.pipeline.records.places import word_boxes

_CELL_MARK = " | "
_WRAPPED_PITCH = 1.45
"""Wrapped lines follow one another within this many letter heights; rows may stand as close, or further apart."""
_USUAL_PITCH = 1.35
"""Where all steps are alike, up to this many letter heights they are those of wrapped lines."""
_STEP = 1.15
"""Where a table has wrapped lines, the step down to a new row is larger than theirs by this much."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one cell in one line, and where they stand."""

    text: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TableWords:
    """Names of a table's columns with the words that may head them, and words that end the table."""

    columns: Mapping[str, Sequence[str]]
    ends: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one line that stand close together."""

    page: int
    boxes: tuple[Box, ...]

    @property
    def left(self) -> float:
        return self.boxes[0].left

    @property
    def right(self) -> float:
        return self.boxes[-1].right

    @property
    def top(self) -> float:
        return min(box.top for box in self.boxes)

    @property
    def bottom(self) -> float:
        return max(box.bottom for box in self.boxes)


@dataclass(frozen=True, slots=True)
class _Head:
    """The heading of a table: its columns' left and right edges, its page and lower edge."""

    page: int
    columns: Mapping[str, tuple[float, float]]
    bottom: float


def read_table(document: str, pages: Sequence[Page], table: TableWords) -> Sequence[Mapping[str, Cell]]:
    """The rows under the table's heading, each with the cells that have words; empty where there is no such table."""
    for page in pages:
        rows = _marked_rows(document, page, table)
        if rows:
            return rows
    laid_out = [Page(page.number, page.text, word_boxes(page)) for page in pages]
    head = _find_head(laid_out, table)
    if head is None:
        return ()
    runs = list(_body(laid_out, head, table))
    return [_cells(document, laid_out, row) for row in _rows(laid_out, runs, head)]


def _marked_rows(document: str, page: Page, table: TableWords) -> Sequence[Mapping[str, Cell]]:
    """Rows of a word processor's table, whose cells are parted by " | "."""
    names: list[str | None] = []
    rows: list[Mapping[str, Cell]] = []
    for line in re.finditer(r"[^\n]+", page.text):
        cells = line.group().split(_CELL_MARK)
        if not names:
            found = [_column_of(cell, table) for cell in cells]
            names = found if "service" in found and len(cells) > 1 else []
            continue
        if len(cells) != len(names) or _ends_table(cells[0], table):
            break
        rows.append(dict(_marked_cells(document, page, line.start(), cells, names)))
    return rows


def _marked_cells(
    document: str, page: Page, start: int, cells: Sequence[str], names: Sequence[str | None]
) -> Iterator[tuple[str, Cell]]:
    for cell, name in zip(cells, names, strict=True):
        words = cell.strip()
        if name and words:
            at = start + cell.index(words[0])
            yield name, Cell(words, (Span(document, page.number, at, at + len(words), words),))
        start += len(cell) + len(_CELL_MARK)


def _column_of(cell: str, table: TableWords) -> str | None:
    for name, words in table.columns.items():
        if re.match(rf"\s*(?:{words_pattern(words)})(?!\w)", cell, re.IGNORECASE):
            return name
    return None


def _ends_table(words: str, table: TableWords) -> bool:
    return re.match(rf"\s*(?:{words_pattern(table.ends)})(?!\w)", words, re.IGNORECASE) is not None


def _find_head(pages: Sequence[Page], table: TableWords) -> _Head | None:
    for index, page in enumerate(pages):
        service = _label_box(page, table.columns["service"], None)
        if service is None:
            continue
        near = (service.top - 25, service.bottom + 25)
        found = {name: _label_box(page, words, near) for name, words in table.columns.items()}
        columns = {name: (box.left, box.right) for name, box in found.items() if box is not None}
        if len(columns) > 1:
            return _Head(index, columns, _head_bottom(page, service, [box for box in found.values() if box]))
    return None


def _label_box(page: Page, labels: Sequence[str], band: tuple[float, float] | None) -> Box | None:
    """The first place of any of *labels* that lies within the band of heights."""
    for match in re.finditer(rf"(?<![\w/])(?:{words_pattern(labels)})(?!\w)", page.text, re.IGNORECASE):
        boxes = [box for box in page.boxes if box.end > match.start() and box.start < match.end()]
        if boxes and (band is None or (band[0] <= boxes[0].top and boxes[-1].bottom <= band[1])):
            top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
            return Box(match.start(), match.end(), boxes[0].left, top, max(box.right for box in boxes), bottom)
    return None


def _head_bottom(page: Page, service: Box, heads: Sequence[Box]) -> float:
    """The lower edge of the heading, its wrapped lines and hints in parentheses included."""
    bottom = max(box.bottom for box in heads)
    last = max(box.end for box in heads)
    hint = re.compile(r"(?:\s*Code)?(?:\s*\([^()]*\))?").match(page.text, last)
    end = hint.end() if hint else last
    first = min(box.start for box in heads)
    inside = [box.bottom for box in page.boxes if first <= box.start < end and abs(box.top - service.top) < 60]
    return max([bottom, *inside])


def _body(pages: Sequence[Page], head: _Head, table: TableWords) -> Iterator[_Run]:
    """Runs of words under the heading until words that end the table, over pages if need be."""
    for index in range(head.page, len(pages)):
        page = pages[index]
        floor = head.bottom if index == head.page else -1.0
        for run in _runs(index, [box for box in page.boxes if box.top > floor - 1]):
            if _ends_table(page.text[run.boxes[0].start : run.boxes[-1].end + 60], table):
                return
            yield run


def _runs(page: int, boxes: Sequence[Box]) -> Iterator[_Run]:
    """Lines from top to bottom, cut into runs where the gap is wider than a letter is high."""
    height = median(box.bottom - box.top for box in boxes) if boxes else 1.0
    for line in _lines(boxes, height):
        run = [line[0]]
        for box in line[1:]:
            if box.left - run[-1].right > max(height, 5.0):
                yield _Run(page, tuple(run))
                run = []
            run.append(box)
        yield _Run(page, tuple(run))


def _lines(boxes: Sequence[Box], height: float) -> Iterator[list[Box]]:
    ordered = sorted(boxes, key=lambda box: (box.bottom + box.top, box.left))
    line: list[Box] = []
    for box in ordered:
        if line and (box.top + box.bottom) / 2 - (line[-1].top + line[-1].bottom) / 2 > height * 0.55:
            yield sorted(line, key=lambda member: member.left)
            line = []
        line.append(box)
    if line:
        yield sorted(line, key=lambda member: member.left)


def _rows(pages: Sequence[Page], runs: Sequence[_Run], head: _Head) -> Iterator[Mapping[str, Sequence[_Run]]]:
    """Runs gathered into cells, and cells that stand beside one another into rows."""
    letter = median(run.bottom - run.top for run in runs) if runs else 1.0
    cells = sorted(_wrapped(pages, runs, head, letter), key=lambda cell: (cell[1][0].page, cell[1][0].top))
    row: dict[str, list[_Run]] = {}
    page, floor = -1, 0.0
    for column, cell in cells:
        if row and (cell[0].page != page or cell[0].top > floor - 0.35 * letter):
            yield row
            row = {}
        floor = max(floor, cell[-1].bottom) if row else cell[-1].bottom
        page = cell[0].page
        row.setdefault(column, []).extend(cell)
    if row:
        yield row


def _wrapped(
    pages: Sequence[Page], runs: Sequence[_Run], head: _Head, letter: float
) -> Iterator[tuple[str, Sequence[_Run]]]:
    """Each cell with its column: runs of one column that are lines of the same cell."""
    by_column: dict[str, list[_Run]] = {}
    for run in runs:
        by_column.setdefault(_column(run, head), []).append(run)
    pitch = _Pitch.of(pages, runs, by_column.values(), letter)
    for column, members in by_column.items():
        cell = [members[0]]
        for run in members[1:]:
            if not pitch.continues(pages, cell[-1], run):
                yield column, cell
                cell = []
            cell.append(run)
        yield column, cell


@dataclass(frozen=True, slots=True)
class _Pitch:
    """When a line goes on with the cell above it.

    Most writers put a page's words cell by cell: then lines of one cell follow one another in the text, and lines of
    two rows do not, unless no other cell stands between them. Others put them line by line: then only steps tell.
    """

    is_line_by_line: bool
    limit: float

    @classmethod
    def of(
        cls, pages: Sequence[Page], runs: Sequence[_Run], columns: Iterable[Sequence[_Run]], letter: float
    ) -> _Pitch:
        pairs = [(one, other) for column in columns for one, other in pairwise(column) if one.page == other.page]
        sure = [other.top - one.top for one, other in pairs if _follows(pages, one, other) and _has_right(runs, other)]
        if sure:
            return cls(False, max(sure) * 1.05)
        steps: dict[bool, list[float]] = {True: [], False: []}
        for one, other in pairs:
            steps[_follows(pages, one, other)].append(other.top - one.top)
        within, between = sorted(steps[True]), sorted(steps[False])
        if not within:
            return cls(True, _limit(between, letter, 0.0))
        is_wrapped = not between or between[0] > within[0] * _STEP
        usual = (_WRAPPED_PITCH if between else _USUAL_PITCH) * letter
        return cls(False, _limit(within, letter, usual if is_wrapped else 0.0))

    def continues(self, pages: Sequence[Page], one: _Run, other: _Run) -> bool:
        if one.page != other.page or other.top - one.top > self.limit:
            return False
        return self.is_line_by_line or _follows(pages, one, other)


def _has_right(runs: Sequence[_Run], line: _Run) -> bool:
    """Whether the next words to the right in the text stand higher than *line*: then its row began above it."""
    later = [run for run in runs if run.page == line.page and run.boxes[0].start > line.boxes[0].start]
    beside = min((run for run in later if run.left > line.right), key=lambda run: run.boxes[0].start, default=None)
    below = [run for run in later if beside and run.boxes[0].start < beside.boxes[0].start and run.left < line.left]
    return beside is not None and not below and beside.top < line.top - 0.3 * (line.bottom - line.top)


def _limit(steps: Sequence[float], letter: float, otherwise: float) -> float:
    """The largest step within a cell: where steps differ the small ones are, else *otherwise*."""
    if not steps or steps[0] > _WRAPPED_PITCH * letter:
        return 0.0
    return steps[0] * _STEP if steps[-1] > steps[0] * _STEP else otherwise


def _follows(pages: Sequence[Page], one: _Run, other: _Run) -> bool:
    """Whether *other* comes next in the text of the page."""
    start, end = one.boxes[-1].end, other.boxes[0].start
    return start <= end and not pages[one.page].text[start:end].strip()


def _column(run: _Run, head: _Head) -> str:
    """The column whose heading begins, or is centred, nearest to where the run begins or is centred."""
    centre = (run.left + run.right) / 2
    return min(
        head.columns,
        key=lambda name: min(abs(head.columns[name][0] - run.left), abs(sum(head.columns[name]) / 2 - centre)),
    )


def _cells(document: str, pages: Sequence[Page], row: Mapping[str, Sequence[_Run]]) -> Mapping[str, Cell]:
    return {name: _cell(document, pages, runs) for name, runs in row.items()}


def _cell(document: str, pages: Sequence[Page], runs: Sequence[_Run]) -> Cell:
    words = " ".join(pages[run.page].text[box.start : box.end] for run in runs for box in run.boxes)
    return Cell(words, tuple(_spans(document, pages, runs)))


def _spans(document: str, pages: Sequence[Page], runs: Iterable[_Run]) -> Iterator[Span]:
    """One span for words that follow one another in the page's text."""
    open_span: Span | None = None
    for run in runs:
        page = pages[run.page]
        for box in run.boxes:
            joins = open_span is not None and open_span.page == page.number and box.start >= open_span.end
            if joins and open_span is not None and not page.text[open_span.end : box.start].strip():
                open_span = _span(document, page, open_span.start, box.end)
                continue
            if open_span is not None:
                yield open_span
            open_span = _span(document, page, box.start, box.end)
    if open_span is not None:
        yield open_span


def _span(document: str, page: Page, start: int, end: int) -> Span:
    return Span(document, page.number, start, end, page.text[start:end])
