"""Pages of plain text as a text, Word or PDF file."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

PLAIN_FORMS = ("txt", "docx", "pdf")


def write_plain(pages: Sequence[str], form: str) -> bytes:
    """The pages in *form*, one of `PLAIN_FORMS`."""
    if form == "docx":
        return _docx(pages)
    if form == "pdf":
        return _pdf(pages)
    return "\f".join(pages).encode()


def _docx(pages: Sequence[str]) -> bytes:
    import datetime as dt

    import docx
    from docx.enum.text import WD_BREAK

    document = docx.Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.title = ""
    properties.created = properties.modified = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- the library wants it naive
    for number, page in enumerate(pages):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        for line in page.splitlines():
            document.add_paragraph("".join(sign for sign in line if sign >= " " or sign == "\t"))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _pdf(pages: Sequence[str]) -> bytes:
    import typst

    listed = json.dumps(list(pages), ensure_ascii=False)
    program = (
        '#set page(paper: "us-letter", margin: 2cm)\n#set text(size: 10pt)\n#set document(date: none)\n'
        "#let pages = json(bytes(sys.inputs.pages))\n"
        "#for (number, page) in pages.enumerate() {\n  if number > 0 { pagebreak() }\n"
        '  for line in page.split("\\n") { text(line); linebreak() }\n}\n'
    )
    content: bytes = typst.compile(program.encode(), sys_inputs={"pages": listed})
    return content
