"""Names and numbers in the columns of a table, told by the head of their column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, lexicon, one_of, people
from openimr.casework.publication.names import is_listed, is_name_like
from openimr.casework.publication.reading import Hit, Reading
from openimr.domain.publications import IdentifierKind

_CELL = re.compile(r"[^\s|](?:[^|\t\n]*?[^\s|])??(?=[ \t]{2,}|[ \t]*[|\t]|[ \t]*$)")
_NUMBER = re.compile(r"[A-Z]{0,3}[ -]?\d[\dA-Z-]{4,}")
_NOT_A_NUMBER = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
_AWAY = 4
"""So many signs a cell may stand to the left or right of its column's head."""
_ROWS = 60


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, IdentifierKind]]:
    kinds: dict[str, IdentifierKind] = {
        label: kind for kind, labels in people()["columns"].items() for label in alternatives(labels)
    }
    listed = one_of(re.escape(label).replace("\\ ", " ") for label in kinds)
    return re.compile(
        rf"(?:^|(?<=[ \t|])[ ]?)(?P<label>{listed})\.?(?=[ ]{{2}}|[ ]?[|\t]|[ \t]*$)", re.IGNORECASE
    ), kinds


def find_in_columns(reading: Reading) -> Iterator[Hit]:
    """What stands below "Prescriber" or "Rx No" in a table, to the next empty line."""
    pattern, kinds = _heads()
    start = 0
    columns: list[tuple[int, IdentifierKind]] = []
    rows = 0
    for line in reading.text.split("\n"):
        rows += 1
        if not line.strip() or rows > _ROWS:
            columns = []
        elif ("  " in line or "|" in line or "\t" in line) and len(_CELL.findall(line)) > 1:
            heads = [(head.start("label"), kinds[head["label"].lower()]) for head in pattern.finditer(line)]
            if heads and not any(sign.isdigit() for sign in line):
                columns, rows = [(_place(line, at), kind) for at, kind in heads], 0
            elif columns:
                yield from _cells(reading, line, start, columns)
        start += len(line) + 1


def _place(line: str, at: int) -> int:
    """A column by its offset, or where bars part the columns by its number, which is counted down from -1."""
    return -1 - line.count("|", 0, at) if "|" in line else at


def _cells(reading: Reading, line: str, start: int, columns: list[tuple[int, IdentifierKind]]) -> Iterator[Hit]:
    for cell in _CELL.finditer(line):
        place = _place(line, cell.start())
        for column, kind in columns:
            is_below = place == column if column < 0 else abs(place - column) <= _AWAY
            if is_below and _fits(reading, start + cell.start(), start + cell.end(), kind):
                yield Hit(start + cell.start(), start + cell.end(), kind, "column", 5)


def _fits(reading: Reading, start: int, end: int, kind: IdentifierKind) -> bool:
    """Whether a cell holds what its column's head tells: a name, or a number that is no date."""
    if kind not in ("employee", "physician", "person"):
        cell = reading.text[start:end]
        return bool(_NUMBER.fullmatch(cell)) and not _NOT_A_NUMBER.fullmatch(cell)
    words = reading.words[reading.index_after(start) : reading.index_after(end)]
    known = lexicon()
    plain = known.not_a_name | known.not_in_label | known.roles
    if not 1 <= len(words) <= 4 or any(word.low in plain or not word.is_capital for word in words):
        return False
    return any(is_name_like(reading, word) or (is_listed(word) and not reading.is_clinical(word)) for word in words)
