"""The letter as PDF: tagged (PDF/UA-1), fonts embedded, the same bytes on every machine.

The words go to the typesetter as data, never as markup, so nothing in a record can act as a command.
Only the fonts inside the typesetter are used.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from openimr.pipeline.letters.model import Block, Letter, Sources, marks
from openimr.pipeline.letters.pieces import is_fragile, pieces
from openimr.rulebook.files import read_text

if TYPE_CHECKING:
    import typst

TEMPLATE = "letters/ca_wc/letter.typ"

_ONE_AT_A_TIME = threading.Lock()
"""The typesetter refuses a second thread."""

_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')


def write_pdf(letter: Letter) -> bytes:
    """The letter's PDF file. A sign that no font here can show is printed as its code point, "[U+65E5]"."""
    import typst

    data = _data(letter)
    try:
        return _compile(data, letter.day)
    except typst.TypstError as error:
        missing = {sign for found in _NO_GLYPH.findall(f"{error}\n{error.diagnostic}") for sign in found}
        if not missing:
            raise
    return _compile(_spelt(data, missing), letter.day)


def _compile(data: Any, day: dt.date) -> bytes:
    stamp = int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())
    words = json.dumps(data, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        made = _compiler().compile(
            input=_template(), sys_inputs={"letter": words}, format="pdf", pdf_standards=["ua-1"], timestamp=stamp
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """One for the process: it keeps its fonts and what it has parsed."""
    import typst

    return typst.Compiler(ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return read_text(TEMPLATE).encode()


def _data(letter: Letter) -> dict[str, Any]:
    return {
        "title": letter.title,
        "language": letter.language,
        "is_draft": letter.is_draft,
        "day": [letter.day.year, letter.day.month, letter.day.day],
        "case": letter.case,
        "running": letter.running,
        "foot": letter.foot,
        "blocks": [_block(block, dict(letter.numbers)) for block in letter.blocks if not isinstance(block, Sources)],
    }


def _block(block: Block, numbers: dict[str, str]) -> dict[str, Any]:
    content: dict[str, Any] = _cut(_marked(asdict(block), numbers))
    return {"kind": type(block).__name__.lower(), **content}


def _marked(value: Any, numbers: dict[str, str]) -> Any:
    """The same, with the numbers of references as they are printed in the place of their anchors."""
    if isinstance(value, dict):
        return {k: marks(part, numbers) if k == "refs" else _marked(part, numbers) for k, part in value.items()}
    return [_marked(part, numbers) for part in value] if isinstance(value, (list, tuple)) else value


_NAMES = frozenset({"anchor", "refs", "tone", "number", "name"})


def _cut(value: Any) -> Any:
    """Words as lists of pieces: plain text, or [text] for what no line end may split."""
    if isinstance(value, dict):
        return {key: part if key in _NAMES else _cut(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cut(part) for part in value]
    return {"words": _stretches(value)} if isinstance(value, str) else value


def _stretches(text: str) -> list[Any]:
    """Neighbouring safe pieces as one string, each fragile piece as a list of one."""
    stretches: list[Any] = []
    safe: list[str] = []
    for piece in pieces(text):
        if is_fragile(piece):
            if safe:
                stretches.append(" ".join(safe))
                safe = []
            stretches.append([piece])
        else:
            safe.append(piece)
    return [*stretches, " ".join(safe)] if safe else stretches


def _spelt(value: Any, missing: Iterable[str]) -> Any:
    table = str.maketrans({sign: f"[U+{ord(sign):04X}]" for sign in missing})

    def spell(part: Any) -> Any:
        if isinstance(part, str):
            return part.translate(table)
        if isinstance(part, list):
            return [spell(each) for each in part]
        return {key: spell(each) for key, each in part.items()} if isinstance(part, dict) else part

    return spell(value)
