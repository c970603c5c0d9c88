"""Words scattered on paper as text in reading order: cells of forms whole, columns of prose one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from openimr.pipeline.documents.engine import Word

_WIDE_GAP = 1.6
"""Words further apart than this many letter heights stand in different cells."""
_TIGHT_STEP = 1.75
"""Lines of one cell or paragraph follow one another within this many letter heights."""
_ALIGNED = 1.2
"""The lines of a cell begin within this many letter heights of one another."""
_BLANK_STEP = 2.6
"""A step down by more letter heights than this leaves a line blank."""
_PROSE_LINES = 4
_PROSE_WIDTH = 0.28
"""Columns of prose have at least so many lines, and each is at least this part of the page wide."""


@dataclass(slots=True)
class Run:
    """Words of one line that stand close together."""

    words: list[Word]

    @property
    def left(self) -> float:
        """Where the first word begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the last word ends."""
        return self.words[-1].right

    @property
    def text(self) -> str:
        """The words, a blank between them."""
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class _Line:
    """Words that stand at the same height."""

    runs: list[Run]
    middle: float


@dataclass(slots=True)
class _Cell:
    left: float
    lines: list[Run]

    @property
    def right(self) -> float:
        return max(run.right for run in self.lines)


def reading_order(words: Sequence[Word], width: float) -> Sequence[Sequence[Word]]:
    """The lines of the page as they are read, an empty one where the paper leaves a line blank."""
    if not words:
        return ()
    height = median(word.bottom - word.top for word in words)
    lines = [_Line(list(_runs(line, height)), _middle(line)) for line in _lines(words, height)]
    return list(_spaced(_bands(lines, height), height, width))


def _middle(words: Sequence[Word]) -> float:
    return median((word.top + word.bottom) / 2 for word in words)


def _lines(words: Sequence[Word], height: float) -> Iterator[list[Word]]:
    """Words gathered by height, from top to bottom; a word joins the line it overlaps most."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.top + word.bottom, word.left)):
        middle = (word.top + word.bottom) / 2
        line = next((line for line in reversed(lines[-3:]) if abs(_middle(line) - middle) < 0.5 * height), None)
        if line is None:
            lines.append([word])
        else:
            line.append(word)
    for line in sorted(lines, key=_middle):
        yield sorted(line, key=lambda word: word.left)


def _runs(line: Sequence[Word], height: float) -> Iterator[Run]:
    run = [line[0]]
    for before, word in pairwise(line):
        if word.left - before.right > _WIDE_GAP * height:
            yield Run(run)
            run = []
        run.append(word)
    yield Run(run)


def _bands(lines: Sequence[_Line], height: float) -> Iterator[list[_Line]]:
    """Lines that make up one row of cells, or one block of columns, together."""
    band: list[_Line] = []
    for line in lines:
        if band and not _goes_on(band, line, height):
            yield band
            band = []
        band.append(line)
    if band:
        yield band


def _goes_on(band: Sequence[_Line], line: _Line, height: float) -> bool:
    """Whether *line* wraps cells of the row above: each of its runs begins where a cell does, but not all go on."""
    if line.middle - band[-1].middle > _TIGHT_STEP * height:
        return False
    cells = _columns(band, height)
    if len(cells) < 2:
        return False
    places = [_column_at(cells, run.left, height) for run in line.runs]
    if None in places:
        return False
    if len(line.runs) == len(cells):
        return _is_prose(band, line)
    first = cells[places[0] or 0].lines[-1].text
    return len(set(places)) == len(places) and not _is_label(line.runs[0].text, first, places[0] == 0)


def _is_label(words: str, above: str, is_first_column: bool) -> bool:
    """Whether words in the first column begin a row of their own: the label above them is complete."""
    return is_first_column and above.rstrip().endswith((":", "?")) and not words.startswith("(")


def _is_prose(band: Sequence[_Line], line: _Line) -> bool:
    """Whether two columns run side by side, both of several words a line, and none a label."""
    runs = [run for member in (*band, line) for run in member.runs]
    return len(line.runs) == 2 and all(len(run.words) >= 3 and ":" not in run.text for run in runs)


def _columns(band: Sequence[_Line], height: float) -> list[_Cell]:
    """The cells of a band, from left to right."""
    cells: list[_Cell] = []
    for line in band:
        for run in line.runs:
            place = _column_at(cells, run.left, height)
            if place is None:
                cells.append(_Cell(run.left, [run]))
                cells.sort(key=lambda cell: cell.left)
            else:
                cells[place].lines.append(run)
    return cells


def _column_at(cells: Sequence[_Cell], left: float, height: float) -> int | None:
    return next((place for place, cell in enumerate(cells) if abs(cell.left - left) <= _ALIGNED * height), None)


def _spaced(bands: Iterable[Sequence[_Line]], height: float, width: float) -> Iterator[Sequence[Word]]:
    """The lines of every band in order, with an empty one before a band that stands off."""
    below: float | None = None
    for band in bands:
        if below is not None and band[0].middle - below > _BLANK_STEP * height:
            yield ()
        yield from _written(band, height)
        below = band[-1].middle


def _written(band: Sequence[_Line], height: float) -> Iterator[Sequence[Word]]:
    """A row cell by cell: single lines stand beside one another, a cell of several lines keeps them."""
    if len(band) == 1:
        yield [word for run in band[0].runs for word in run.words]
        return
    open_line: list[Word] = []
    for cell in _columns(band, height):
        for number, run in enumerate(cell.lines):
            if number:
                yield open_line
                open_line = []
            open_line = [*open_line, *run.words]
    if open_line:
        yield open_line
