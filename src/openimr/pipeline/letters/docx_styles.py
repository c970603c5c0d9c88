"""The looks of the DOCX letter: page, styles, tables and fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

SERIF = "Cambria"
WIDTH_INCHES = 6.0


class _Tones:
    """Colours by what they say; made when first asked for, so that the library loads only then."""

    @cached_property
    def _table(self) -> dict[str, Any]:
        from docx.shared import RGBColor

        return {
            "upheld": RGBColor(0x7A, 0x1F, 0x1F),
            "not_met": RGBColor(0x7A, 0x1F, 0x1F),
            "overturned": RGBColor(0x14, 0x53, 0x2D),
            "met": RGBColor(0x14, 0x53, 0x2D),
            "open": RGBColor(0x5B, 0x4A, 0x00),
            "unknown": RGBColor(0x5B, 0x4A, 0x00),
            "quiet": RGBColor(0x56, 0x61, 0x6D),
            "ink": RGBColor(0x1D, 0x27, 0x33),
        }

    def __getitem__(self, name: str) -> Any:
        return self._table[name]


TONES = _Tones()


def prepare(document: Any) -> None:
    """Set page and styles."""
    from docx.shared import Inches

    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.25)
    section.top_margin = section.bottom_margin = Inches(1.1)
    _built_in(document)
    _own(document)


def _built_in(document: Any) -> None:
    _style(document, "Normal", size=11, after=7, line=1.12)
    _style(document, "Title", size=18, after=2, bold=True)
    _style(document, "Subtitle", size=11, after=12, italic=True, tone="quiet")
    _style(document, "Heading 1", size=11, before=18, after=8, bold=True, keep=True)
    _style(document, "Heading 2", size=12, before=6, after=7, bold=True, keep=True)
    _style(document, "Heading 3", size=11, before=10, after=4, italic=True, keep=True)
    _style(document, "List Bullet", size=11, after=5)
    for name in ("Header", "Footer"):
        style = _style(document, name, size=8.5, tone="quiet")
        _right_tab(style)


def _own(document: Any) -> None:
    banner = _style(document, "Draft Banner", size=10, before=4, after=14, bold=True, tone="upheld")
    _frame(banner, "7A1F1F")
    _style(document, "Issue Place", size=9, before=16, after=1, tone="quiet", keep=True)
    _style(document, "Cell", size=9.5, after=1)
    _style(document, "Cell Note", size=8.5, after=1, tone="quiet")
    evidence = _style(document, "Evidence", size=9.5, after=6)
    _hang(evidence, 0.5)
    line = _style(document, "Signature Line", size=9, before=30, after=4, tone="quiet")
    _frame(line, "1D2733", sides=("top",))


def _style(
    document: Any,
    name: str,
    *,
    size: float,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    bold: bool = False,
    italic: bool = False,
    keep: bool = False,
    tone: str = "ink",
) -> Any:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    font, spacing = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic, font.color.rgb = SERIF, Pt(size), bold, italic, TONES[tone]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    for attribute in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(attribute), SERIF)
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    spacing.space_before, spacing.space_after, spacing.keep_with_next = Pt(before), Pt(after), keep
    spacing.line_spacing = line
    return style


def _right_tab(style: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Inches

    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Inches(WIDTH_INCHES), WD_TAB_ALIGNMENT.RIGHT)


def _hang(style: Any, inches: float) -> None:
    from docx.shared import Inches

    style.paragraph_format.left_indent = Inches(inches)
    style.paragraph_format.first_line_indent = Inches(-inches)
    style.paragraph_format.tab_stops.add_tab_stop(Inches(inches))


def _frame(style: Any, colour: str, sides: Sequence[str] = ("top", "left", "bottom", "right")) -> None:
    _border(style.element.get_or_add_pPr(), colour, sides)


def rule_below(paragraph: Any) -> None:
    """Draw a thin line below *paragraph*."""
    _border(paragraph._p.get_or_add_pPr(), "B9C1C9", ("bottom",))


def _border(properties: Any, colour: str, sides: Sequence[str]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "5"), ("color", colour)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def add_field(paragraph: Any, code: str) -> None:
    """Put a field, such as the page's number, at the end of *paragraph*."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def bare_table(document: Any, rows: int, columns: int, shares: Sequence[int]) -> Any:
    """A table without vertical lines whose columns take *shares* of the width."""
    from docx.shared import Inches

    table = document.add_table(rows=rows, cols=columns)
    table.autofit = False
    _table_lines(table)
    widths = [Inches(WIDTH_INCHES * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    style = document.styles["Cell"].style_id  # by its id: a look-up by name goes through all styles, for every cell
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0]._p.style = style
    return table


def _table_lines(table: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("top", "8", "1D2733"), ("bottom", "8", "1D2733"), ("insideH", "4", "B9C1C9")):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", colour)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)
