"""The letter as plain text, 80 columns, blank lines between paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch

from openimr.pipeline.letters.model import (
    Banner,
    Block,
    Cell,
    Evidence,
    Fields,
    Heading,
    Issue,
    Letter,
    NewPage,
    Paragraph,
    Points,
    Signature,
    Sources,
    Table,
    Title,
    marks,
)
from openimr.pipeline.letters.pieces import pieces

WIDTH = 80


def write_text(letter: Letter) -> str:
    """The letter's text, ending with a line end."""
    numbers = dict(letter.numbers)
    paragraphs = [lines for block in letter.blocks for lines in _lines(block, numbers) if lines]
    return "\n\n".join("\n".join(lines) for lines in paragraphs) + "\n"


def wrap(text: str, *, indent: str = "", first: str | None = None, width: int = WIDTH) -> list[str]:
    """Lines of at most *width* columns, ended between words only; a longer word has a line of its own."""
    lines: list[str] = []
    line = indent if first is None else first
    is_empty = True
    for piece in pieces(text):
        if not is_empty and len(line) + 1 + len(piece) > width:
            lines.append(line)
            line, is_empty = indent, True
        line += piece if is_empty else f" {piece}"
        is_empty = False
    return [*lines, line] if not is_empty or first else lines


@singledispatch
def _lines(block: Block, numbers: dict[str, str]) -> Iterator[list[str]]:
    raise NotImplementedError(type(block).__name__)


@_lines.register
def _title(block: Title, numbers: dict[str, str]) -> Iterator[list[str]]:
    yield [_centred(block.text.upper()), _centred(block.subtitle)]


@_lines.register
def _banner(block: Banner, numbers: dict[str, str]) -> Iterator[list[str]]:
    rule = "*" * WIDTH
    yield [rule, *(_centred(line) for line in wrap(block.text, width=WIDTH - 8)), rule]


@_lines.register
def _heading(block: Heading, numbers: dict[str, str]) -> Iterator[list[str]]:
    if block.level == 1:
        yield [_centred(block.text)]
        return
    lines = wrap(block.text)
    yield [*lines, ("=" if block.level == 2 else "-") * max(len(line) for line in lines)]


@_lines.register
def _fields(block: Fields, numbers: dict[str, str]) -> Iterator[list[str]]:
    half = WIDTH // 2
    lines: list[str] = []
    for row in block.rows:
        cells = [f"{label} {value}" for label, value in row]
        if len(cells[0]) >= half:
            lines.extend(line for cell in cells for line in wrap(cell))
        else:
            left = cells[0].ljust(half) if len(cells) > 1 else cells[0]
            lines.extend(wrap(cells[1], first=left, indent=" " * half) if len(cells) > 1 else [left])
    yield lines


@_lines.register
def _paragraph(block: Paragraph, numbers: dict[str, str]) -> Iterator[list[str]]:
    words = " ".join(run.text for run in block.runs)
    yield wrap(f"{block.label} {words}" if block.label else words)


@_lines.register
def _issue(block: Issue, numbers: dict[str, str]) -> Iterator[list[str]]:
    yield [block.place]
    yield wrap(f"{block.request}: {block.decision}")


@_lines.register
def _table(block: Table, numbers: dict[str, str]) -> Iterator[list[str]]:
    widths = _widths([column.share for column in block.columns])
    head = _row([Cell(column.title) for column in block.columns], widths, numbers)
    rule = "  ".join("-" * width for width in widths)
    rows = [_row(row, widths, numbers) for row in block.rows]
    yield [*head, rule, *(rows[0] if rows else [])]
    yield from rows[1:]


@_lines.register
def _evidence(block: Evidence, numbers: dict[str, str]) -> Iterator[list[str]]:
    for group in block.groups:
        lines = wrap(group.place)
        for entry in group.entries:
            lines += wrap(f"“{entry.quote}”", first=f"  [{entry.number}]".ljust(8), indent=" " * 8)
        yield lines


@_lines.register
def _sources(block: Sources, numbers: dict[str, str]) -> Iterator[list[str]]:
    said = [
        f"{place}: {', '.join(f'[{text}]' for text, _ in marks(run.refs, numbers))}"
        for place, run in enumerate(block.sentences, start=1)
        if run.refs
    ]
    yield wrap(f"{block.title} {'; '.join(said)}")


@_lines.register
def _points(block: Points, numbers: dict[str, str]) -> Iterator[list[str]]:
    lines: list[str] = []
    for point, below in block.points:
        lines.extend(wrap(point, first="  - ", indent="    "))
        for note in below:
            lines.extend(wrap(note, indent="    "))
    yield lines


@_lines.register
def _signature(block: Signature, numbers: dict[str, str]) -> Iterator[list[str]]:
    yield wrap(block.words)
    for line in block.lines:
        yield ["_" * 50, *wrap(line)]


@_lines.register
def _new_page(block: NewPage, numbers: dict[str, str]) -> Iterator[list[str]]:
    yield ["=" * WIDTH]


def _widths(shares: Sequence[int]) -> list[int]:
    """Columns for *shares* of the width, two blanks between them; the first takes what rounding leaves."""
    room = WIDTH - 2 * (len(shares) - 1)
    widths = [room * share // sum(shares) for share in shares]
    widths[0] += room - sum(widths)
    return widths


def _row(cells: Iterable[Cell], widths: Sequence[int], numbers: dict[str, str]) -> list[str]:
    columns = [_cell_lines(cell, width, numbers) for cell, width in zip(cells, widths, strict=True)]
    height = max(len(column) for column in columns)
    lines = []
    for line in range(height):
        parts = [
            (column[line] if line < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


def _cell_lines(cell: Cell, width: int, numbers: dict[str, str]) -> list[str]:
    refs = ", ".join(f"[{text}]" for text, _ in marks(cell.refs, numbers))
    parts = [part for part in (cell.text, *cell.notes, refs) if part]
    return [piece for part in parts for line in wrap(part, width=width) for piece in _cut(line, width)]


def _cut(line: str, width: int) -> list[str]:
    return [line[start : start + width] for start in range(0, len(line), width)]


def _centred(text: str) -> str:
    return text.center(WIDTH).rstrip()
