"""The parts of a DOCX package around its words: what it holds, how it is described, head and foot of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from openimr.pipeline.letters.docx_words import paragraph, run
from openimr.pipeline.letters.model import Letter

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _relations(*targets: tuple[str, str]) -> str:
    said = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _contents() -> str:
    kinds = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/numbering.xml": f"{_WORD}.numbering+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


_BULLET = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="–"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="300" w:hanging="240"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)

CONSTANT_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": _contents(),
    "_rels/.rels": _relations(
        (f"{_OFFICE}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _relations(
        (f"{_OFFICE}/styles", "styles.xml"),
        (f"{_OFFICE}/numbering", "numbering.xml"),
        (f"{_OFFICE}/settings", "settings.xml"),
        (f"{_OFFICE}/header", "header1.xml"),
        (f"{_OFFICE}/footer", "footer1.xml"),
    ),
    "word/numbering.xml": f"{_XML}<w:numbering {_W}>{_BULLET}</w:numbering>",
}
"""The parts that are the same in every letter."""


def whole(body: str) -> str:
    """The main part: *body* on letter paper with one-inch margins."""
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1370" w:right="1440" w:bottom="1220" w:left="1440"'
        ' w:header="640" w:footer="560" w:gutter="0"/></w:sectPr>'
    )
    return f'{_XML}<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{body}{section}</w:body></w:document>'


def head(letter: Letter) -> str:
    """The head of every page."""
    running = run(letter.running, "upheld" if letter.is_draft else "", is_bold=letter.is_draft)
    return f"{_XML}<w:hdr {_W}>{paragraph(running + _TAB + run(letter.case), 'Header')}</w:hdr>"


def foot(letter: Letter) -> str:
    """The foot of every page, with its number."""
    said = run(letter.foot) + _TAB + run("Page ") + _field("PAGE") + run(" of ") + _field("NUMPAGES")
    return f"{_XML}<w:ftr {_W}>{paragraph(said, 'Footer')}</w:ftr>"


def settings(language: str) -> str:
    """The settings of the document."""
    return (
        f'{_XML}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="{escape(language)}"/></w:settings>'
    )


def core_properties(letter: Letter) -> str:
    """Title, language and date of the document; no author."""
    stamp = f"{letter.day.isoformat()}T00:00:00Z"
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(letter.title)}</dc:title><dc:subject>{escape(letter.case)}</dc:subject>"
        f"<dc:language>{escape(letter.language)}</dc:language>{times}</cp:coreProperties>"
    )


_TAB = "<w:r><w:tab/></w:r>"


def _field(code: str) -> str:
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
