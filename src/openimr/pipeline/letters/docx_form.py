"""The letter as DOCX: real styles, numbered pages, the same bytes for the same letter."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from openimr.pipeline.letters.docx_styles import TONES, add_field, bare_table, prepare, rule_below
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
)

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip entry can carry."""


def write_docx(letter: Letter) -> bytes:
    """The letter's DOCX file."""
    import docx

    document = docx.Document()
    prepare(document)
    _describe(document, letter)
    _run_heads(document, letter)
    numbers = dict(letter.numbers)
    for block in letter.blocks:
        if isinstance(block, Sources):
            continue
        _add(block, document, numbers)
    raw = io.BytesIO()
    document.save(raw)
    return _without_clock(raw.getvalue())


def _describe(document: Any, letter: Letter) -> None:
    day = dt.datetime(letter.day.year, letter.day.month, letter.day.day, tzinfo=dt.UTC).replace(tzinfo=None)
    about = document.core_properties
    about.title, about.language, about.subject = letter.title, letter.language, letter.case
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = day
    about.revision = 1


def _run_heads(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.style = document.styles["Header"]
    run = head.add_run(letter.running)
    run.bold = letter.is_draft
    head.add_run(f"\t{letter.case}")
    rule_below(head)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    foot.add_run(f"{letter.foot}\tPage ")
    add_field(foot, "PAGE")
    foot.add_run(" of ")
    add_field(foot, "NUMPAGES")


@singledispatch
def _add(block: Block, document: Any, numbers: dict[str, str]) -> None:
    raise NotImplementedError(type(block).__name__)


@_add.register
def _title(block: Title, document: Any, numbers: dict[str, str]) -> None:
    document.add_paragraph(block.text, style="Title")
    document.add_paragraph(block.subtitle, style="Subtitle")


@_add.register
def _banner(block: Banner, document: Any, numbers: dict[str, str]) -> None:
    document.add_paragraph(block.text, style="Draft Banner")


@_add.register
def _heading(block: Heading, document: Any, numbers: dict[str, str]) -> None:
    document.add_paragraph(block.text, style=f"Heading {block.level}")


@_add.register
def _fields(block: Fields, document: Any, numbers: dict[str, str]) -> None:
    table = bare_table(document, len(block.rows), 4, (20, 30, 22, 28))
    for row, pairs in zip(table.rows, block.rows, strict=True):
        for place, (label, value) in enumerate(pairs):
            row.cells[2 * place].paragraphs[0].add_run(label).bold = True
            row.cells[2 * place + 1].paragraphs[0].add_run(value)
    document.add_paragraph(style="Cell Note")


@_add.register
def _paragraph(block: Paragraph, document: Any, numbers: dict[str, str]) -> None:
    paragraph = document.add_paragraph()
    if block.label:
        paragraph.add_run(block.label).bold = True
        paragraph.add_run(" ")
    paragraph.add_run(" ".join(run.text for run in block.runs))


@_add.register
def _issue(block: Issue, document: Any, numbers: dict[str, str]) -> None:
    document.add_paragraph(block.place, style="Issue Place")
    paragraph = document.add_paragraph(style="Heading 2")
    paragraph.add_run(f"{block.request}: ")
    paragraph.add_run(block.decision).font.color.rgb = TONES[block.tone]


@_add.register
def _table(block: Table, document: Any, numbers: dict[str, str]) -> None:
    table = bare_table(document, len(block.rows) + 1, len(block.columns), [column.share for column in block.columns])
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(_marked("w:tblHeader"))
    for cell, column in zip(head.cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(column.title).bold = True
    for row, cells in zip(table.rows[1:], block.rows, strict=True):
        row._tr.get_or_add_trPr().append(_marked("w:cantSplit"))
        for place, cell in zip(row.cells, cells, strict=True):
            _fill(place, cell, numbers)
    document.add_paragraph(style="Cell Note")


def _fill(place: Any, cell: Cell, numbers: dict[str, str]) -> None:
    refs = ", ".join(numbers[ref] for ref in cell.refs)
    run = place.paragraphs[0].add_run(cell.text or refs)
    if cell.tone:
        run.bold = True
        run.font.color.rgb = TONES[cell.tone]
    for note in cell.notes:
        place.add_paragraph(note, style="Cell Note")
    if cell.text and refs:
        place.add_paragraph(refs, style="Cell")


@_add.register
def _evidence(block: Evidence, document: Any, numbers: dict[str, str]) -> None:
    for entry in [e for g in block.groups for e in g.entries]:
        paragraph = document.add_paragraph(style="Evidence")
        paragraph.add_run(entry.number).bold = True

        paragraph.add_run().add_break()
        paragraph.add_run(f"“{entry.quote}”").italic = True


@_add.register
def _points(block: Points, document: Any, numbers: dict[str, str]) -> None:
    for point, notes in block.points:
        paragraph = document.add_paragraph(point, style="List Bullet")
        for note in notes:
            paragraph.add_run().add_break()
            paragraph.add_run(note).font.color.rgb = TONES["quiet"]


@_add.register
def _signature(block: Signature, document: Any, numbers: dict[str, str]) -> None:
    document.add_paragraph(block.words)
    for line in block.lines:
        document.add_paragraph(line, style="Signature Line")


@_add.register
def _new_page(block: NewPage, document: Any, numbers: dict[str, str]) -> None:
    document.add_page_break()


def _marked(tag: str) -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement(tag)


def _without_clock(raw: bytes) -> bytes:
    """The same archive, its entries stamped alike and in name order after the content list."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _ordered(source.namelist()):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
