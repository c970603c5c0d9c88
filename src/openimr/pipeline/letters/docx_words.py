"""Runs, paragraphs and tables of a DOCX document, as XML."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

TONES: Mapping[str, str] = {
    "upheld": "7A1F1F",
    "not_met": "7A1F1F",
    "overturned": "14532D",
    "met": "14532D",
    "open": "5B4A00",
    "unknown": "5B4A00",
    "quiet": "56616D",
    "link": "1F4E79",
}
"""Colours by what they say."""

WIDTH = 9360
"""Width of the text in twentieths of a point."""


def run(text: str, tone: str = "", *, is_bold: bool = False, is_italic: bool = False, is_raised: bool = False) -> str:
    """A stretch of words in one look; nothing for no words."""
    if not text:
        return ""
    look = "<w:b/>" * is_bold + "<w:i/>" * is_italic
    look += f'<w:color w:val="{TONES[tone]}"/>' if tone else ""
    look += '<w:vertAlign w:val="superscript"/>' if is_raised else ""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, style: str = "", extra: str = "") -> str:
    """A paragraph of runs; *extra* are properties of its own, in the order of the schema."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{extra}</w:pPr>" if named or extra else ""
    return f"<w:p>{properties}{content}</w:p>"


def bookmark(anchor: str, content: str) -> str:
    """*content* as a place to which `linked` words lead; without an *anchor* just the content."""
    if not anchor:
        return content
    number = zlib.crc32(anchor.encode())
    start = f'<w:bookmarkStart w:id="{number % 2**31}" w:name={quoteattr(_name(anchor))}/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number % 2**31}"/>'


def linked(anchor: str, content: str) -> str:
    """*content*, leading to the bookmark *anchor*."""
    return f'<w:hyperlink w:anchor={quoteattr(_name(anchor))} w:history="1">{content}</w:hyperlink>'


def _name(anchor: str) -> str:
    return anchor.replace("-", "_")


def table(
    name: str, titles: Sequence[str], shares: Sequence[int], rows: Iterable[Sequence[str]], *, is_ruled: bool = True
) -> str:
    """A table without vertical lines; *titles* are repeated on every page, *name* is said to who cannot see it."""
    widths = [WIDTH * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(titles, widths, "<w:cantSplit/><w:tblHeader/>") if titles else ""
    body = "".join(_row(cells, widths, "<w:cantSplit/>") for cells in rows)
    said = f"<w:tblCaption w:val={quoteattr(name)}/><w:tblDescription w:val={quoteattr(name)}/>" if name else ""
    inner = '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="B9C1C9"/>' if is_ruled else ""
    borders = (
        '<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="1D2733"/>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="1D2733"/>{inner}</w:tblBorders>'
    )
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"/>' if titles else ""
    properties = f'<w:tblW w:w="{WIDTH}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>{look}{said}'
    after = '<w:p><w:pPr><w:pStyle w:val="CellNote"/></w:pPr></w:p>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>{after}"


def _row(cells: Sequence[str], widths: Sequence[int], properties: str) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{written}</w:tr>"
