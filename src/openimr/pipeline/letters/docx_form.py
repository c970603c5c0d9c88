"""The letter as DOCX: real styles, numbered pages, the same bytes for the same letter.

The file's parts are written as they stand in the package, not through an object model: that takes a hundredth of
the time, and every byte is ours. Words are escaped; signs that XML cannot hold never come this far.
"""

from __future__ import annotations

import io
import zipfile
from functools import singledispatch
from xml.sax.saxutils import escape

from openimr.pipeline.letters.docx_parts import CONSTANT_PARTS, core_properties, foot, head, settings, whole
from openimr.pipeline.letters.docx_words import TONES, bookmark, linked, paragraph, run, table
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
from openimr.rulebook.files import read_text

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip entry can carry."""

STYLES = "letters/ca_wc/styles.xml"


def write_docx(letter: Letter) -> bytes:
    """The letter's DOCX file."""
    numbers = dict(letter.numbers)
    body = "".join(_write(block, numbers) for block in letter.blocks)
    parts = {
        **CONSTANT_PARTS,
        "docProps/core.xml": core_properties(letter),
        "word/document.xml": whole(body),
        "word/footer1.xml": foot(letter),
        "word/header1.xml": head(letter),
        "word/settings.xml": settings(letter.language),
        "word/styles.xml": read_text(STYLES),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 0, 0
            archive.writestr(entry, parts[name])
    return packed.getvalue()


@singledispatch
def _write(block: Block, numbers: dict[str, str]) -> str:
    raise NotImplementedError(type(block).__name__)


@_write.register
def _title(block: Title, numbers: dict[str, str]) -> str:
    return paragraph(run(block.text), "Title") + paragraph(run(block.subtitle), "Subtitle")


@_write.register
def _banner(block: Banner, numbers: dict[str, str]) -> str:
    return paragraph(run(block.text), "DraftBanner")


@_write.register
def _heading(block: Heading, numbers: dict[str, str]) -> str:
    return paragraph(bookmark(block.anchor, run(block.text)), f"Heading{block.level}")


@_write.register
def _fields(block: Fields, numbers: dict[str, str]) -> str:
    rows = []
    for pairs in block.rows:
        said = [part for label, value in pairs for part in (run(label, "quiet"), run(value))]
        rows.append([paragraph(words, "Cell") for words in (*said, *[""] * (4 - len(said)))])
    return table("", (), (19, 31, 19, 31), rows, is_ruled=False)


@_write.register
def _paragraph(block: Paragraph, numbers: dict[str, str]) -> str:
    label = run(f"{block.label} ", is_bold=True) if block.label else ""
    said = run(" ").join(run(each.text) + _marks(each.refs, numbers, is_raised=True) for each in block.runs)
    return paragraph(label + said)


@_write.register
def _issue(block: Issue, numbers: dict[str, str]) -> str:
    request = bookmark(block.anchor, run(f"{block.request}: ") + run(block.decision, block.tone))
    edge = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="6" w:color="{TONES[block.tone]}"/></w:pBdr>'
    return paragraph(run(block.place), "IssuePlace") + paragraph(request, "IssueHeading", edge)


@_write.register
def _table(block: Table, numbers: dict[str, str]) -> str:
    titles = [paragraph(run(column.title), "CellHead") for column in block.columns]
    rows = [[_cell(cell, numbers) for cell in row] for row in block.rows]
    return table(block.name, titles, [column.share for column in block.columns], rows)


def _cell(cell: Cell, numbers: dict[str, str]) -> str:
    refs = _marks(cell.refs, numbers)
    said = paragraph(run(cell.text, cell.tone, is_bold=bool(cell.tone)), "Cell") if cell.text or not refs else ""
    notes = "".join(paragraph(run(note), "CellNote") for note in cell.notes)
    return said + notes + (paragraph(refs, "Cell") if refs else "")


@_write.register
def _evidence(block: Evidence, numbers: dict[str, str]) -> str:
    written = []
    for group in block.groups:
        entries = [
            bookmark(entry.anchor, run(entry.number, is_bold=True))
            + run("\u00a0")
            + run(f"“{entry.quote}”", is_italic=True)
            for entry in group.entries
        ]
        written += [paragraph(run(group.place), "EvidencePlace"), paragraph(run("   ").join(entries), "Evidence")]
    return "".join(written)


@_write.register
def _sources(block: Sources, numbers: dict[str, str]) -> str:
    return ""  # the sentences themselves are marked


@_write.register
def _points(block: Points, numbers: dict[str, str]) -> str:
    return "".join(
        paragraph(run(point) + "".join("<w:r><w:br/></w:r>" + run(note, "quiet") for note in notes), "ListBullet")
        for point, notes in block.points
    )


@_write.register
def _signature(block: Signature, numbers: dict[str, str]) -> str:
    lines = "".join(paragraph(run(line), "SignatureLine") for line in block.lines)
    return paragraph(run(block.words), extra="<w:keepNext/>" if lines else "") + lines


@_write.register
def _new_page(block: NewPage, numbers: dict[str, str]) -> str:
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _marks(refs: tuple[str, ...], numbers: dict[str, str], *, is_raised: bool = False) -> str:
    found = marks(refs, numbers)
    joint = run("," if is_raised else ", ", "", is_raised=is_raised)
    return joint.join(linked(escape(anchor), run(text, "link", is_raised=is_raised)) for text, anchor in found)
