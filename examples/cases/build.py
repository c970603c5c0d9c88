"""Builds the example cases from `sources/`: `python examples/cases/build.py` writes the same bytes each time.

A source is named for the file it becomes (`01_application.pdf.txt`). Its marks: `# title`, `## heading`,
`| cell | cell |` for a table row, `===` for a new page; all else is a paragraph a line. A source that ends in
`.damaged.txt` becomes a file cut off in the middle.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MARK = "SYNTHETIC EXAMPLE: every person, company and number is invented; not a medical record."
PAGE_BREAK = "==="


def build(target: Path = HERE) -> list[Path]:
    """Write every case below *target*; gives the files written, in order."""
    written: list[Path] = []
    for source in sorted((HERE / "sources").glob("*/*.txt")):
        name = source.name.removesuffix(".txt")
        is_damaged = name.endswith(".damaged")
        path = target / source.parent.name / name.removesuffix(".damaged")
        if path.parent not in {earlier.parent for earlier in written}:
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir(parents=True)
        content = document(path.suffix, source.read_text(encoding="utf-8"))
        path.write_bytes(content[: len(content) // 3] if is_damaged else content)
        written.append(path)
    return written


def document(suffix: str, marked: str) -> bytes:
    """The file with the ending *suffix* (".pdf", ".docx", ".txt") that the *marked* text describes."""
    return _WRITERS[suffix](marked.strip().split("\n"))


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines of one kind: title, heading, table, page or text."""
    for kind, run in groupby(lines, _kind):
        yield kind, list(run)


def _kind(line: str) -> str:
    if line == PAGE_BREAK:
        return "page"
    if line.startswith("## "):
        return "heading"
    if line.startswith("# "):
        return "title"
    return "table" if line.startswith("|") else "text"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _pdf(lines: list[str]) -> bytes:
    import typst

    head = (
        f"#set document(date: none, title: [{_typst(lines[0].lstrip('# '))}])\n"
        '#set page(paper: "us-letter", margin: 18mm, footer: align(center, text(7pt)['
        f"{_typst(MARK)}]))\n#set text(9pt, hyphenate: false)\n#set par(spacing: 0.6em)\n"
    )
    body = "\n\n".join(_typst_block(kind, run) for kind, run in _blocks(lines))
    return bytes(typst.compile((head + body).encode(), ignore_system_fonts=True))


def _typst_block(kind: str, run: list[str]) -> str:
    if kind == "page":
        return "#pagebreak()"
    if kind == "title":
        return "\n".join(f"#align(center, text(12pt, weight: 700)[{_typst(line[2:])}])" for line in run)
    if kind == "heading":
        return "\n".join(f"#text(10pt, weight: 700)[{_typst(line[3:])}]" for line in run)
    if kind == "table":
        rows = [_cells(line) for line in run]
        cells = ", ".join(f"[{_typst(cell)}]" for row in rows for cell in row)
        widths = ", ".join(["1fr"] * len(rows[0]))
        return f"#table(columns: ({widths}), stroke: 0.4pt, {cells})"
    return "\n\n".join(_typst(line) for line in run if line)


def _typst(words: str) -> str:
    """The words with every sign that typst would read as markup made plain."""
    return "".join(f"\\{sign}" if sign in "\\#$*_`<>@[]~=-+/'\"" else sign for sign in words)


def _docx(lines: list[str]) -> bytes:
    import docx

    document: Any = docx.Document()
    for kind, run in _blocks(lines):
        if kind == "table":
            rows = [_cells(line) for line in run]
            table = document.add_table(len(rows), len(rows[0]))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
        elif kind == "page":
            document.add_page_break()
        else:
            for line in filter(None, run):
                document.add_paragraph(line.lstrip("# "))
    document.add_paragraph(MARK)
    content = io.BytesIO()
    document.save(content)
    return _without_clock(content.getvalue())


def _without_clock(content: bytes) -> bytes:
    """The same archive with every file dated 1980, the first day that an archive can hold."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _txt(lines: list[str]) -> bytes:
    plain = [
        "\f" if line == PAGE_BREAK else "   ".join(_cells(line)) if line.startswith("|") else line.lstrip("# ")
        for line in lines
    ]
    return ("\n".join([*plain, "", MARK, ""])).encode()


_WRITERS = {".pdf": _pdf, ".docx": _docx, ".txt": _txt}

if __name__ == "__main__":
    build()
