"""Bundles as they are faxed, made from single documents: pages shuffled, repeated and stamped with a running header."""

from __future__ import annotations

import importlib.util
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

_EXAMPLES = Path(__file__).parents[1] / "examples" / "cases" / "build.py"
Numbering = Literal["page of", "running line", "dashes", "none"]
Order = Literal["as is", "documents", "pages", "backwards"]


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be put into a bundle: a name for it, and its text with the marks of examples/cases/build.py."""

    name: str
    text: str
    running: str = "Testcase / UNSEEN-1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bytes, and which page of which source each page is (pages counted from 1; False: not the first copy)."""

    content: bytes
    pages: tuple[tuple[str, int, bool], ...]

    def pages_of(self, name: str, *, copies: bool = False) -> tuple[int, ...]:
        """Where the pages of the source stand, in the order of the source."""
        found = [
            (own, place)
            for place, (source, own, is_first) in enumerate(self.pages, start=1)
            if source == name and is_first is not copies
        ]
        return tuple(place for _, place in sorted(found))


def bundle(
    sources: Sequence[Source],
    *,
    numbering: Numbering = "page of",
    order: Order = "documents",
    height: int = 792,
    twice: Sequence[str] = (),
    fax: str = "08/26/2015 15:{minute:02} TESTCASE MUTUAL FAX (555) 555-0133 Page {page} of {pages}",
    stamp: str = "",
    seed: int = 1,
) -> Bundle:
    """All *sources* as one PDF on pages *height* points high; those named in *twice* are there a second time.

    *fax* is the header of the transmission, "" for none. *stamp* is put on the second copy of each page.
    """
    import pypdf

    chance = random.Random(seed)
    rendered = [(source, _pages(source, numbering, height)) for source in sources]
    groups = [[(source.name, number, page) for number, page in enumerate(pages, 1)] for source, pages in rendered]
    groups += [group for group in groups if group[0][0] in twice]
    if order != "as is":
        chance.shuffle(groups)
    leaves = [leaf for group in groups for leaf in group]
    if order == "pages":
        chance.shuffle(leaves)
    if order == "backwards":
        leaves.reverse()
    headers = _headers(fax, len(leaves), height) if fax else ()
    stamps = _headers(stamp, len(leaves), height, place="bottom + right, dx: -40pt, dy: -8pt") if stamp else ()
    writer = pypdf.PdfWriter()
    seen: set[tuple[str, int]] = set()
    told: list[tuple[str, int, bool]] = []
    for place, (name, number, content) in enumerate(leaves):
        page = writer.add_page(pypdf.PdfReader(io.BytesIO(content)).pages[number - 1])
        if headers:
            page.merge_page(headers[place])
        if stamps and (name, number) in seen:
            page.merge_page(stamps[place])
        told.append((name, number, (name, number) not in seen))
        seen.add((name, number))
    target = io.BytesIO()
    writer.write(target)
    return Bundle(target.getvalue(), tuple(told))


def joined(bundles: Sequence[Bundle]) -> Bundle:
    """Several bundles in one file, as two faxes that came one after the other."""
    import pypdf

    writer = pypdf.PdfWriter()
    told: list[tuple[str, int, bool]] = []
    for each in bundles:
        for page in pypdf.PdfReader(io.BytesIO(each.content)).pages:
            writer.add_page(page)
        seen = {(name, number) for name, number, _ in told}
        told += [(name, number, is_first and (name, number) not in seen) for name, number, is_first in each.pages]
    target = io.BytesIO()
    writer.write(target)
    return Bundle(target.getvalue(), tuple(told))


def _pages(source: Source, numbering: Numbering, height: int) -> Sequence[bytes]:
    """The whole document once for each of its pages."""
    import pypdf

    content = _typeset(source, numbering, height)
    return [content] * len(pypdf.PdfReader(io.BytesIO(content)).pages)


@cache
def _typeset(source: Source, numbering: Numbering, height: int) -> bytes:
    import typst

    module = _examples()
    lines = source.text.strip("\n").split("\n")
    body = "\n\n".join(module._typst_block(kind, run) for kind, run in module._blocks(lines))
    header = {
        "page of": "footer: context align(center)[Page #counter(page).display() of #counter(page).final().at(0)],",
        "running line": f"header: context [{module._typst(source.running)} page #counter(page).display()],",
        "dashes": "footer: context align(center)[\\- #counter(page).display() \\-],",
        "none": "",
    }[numbering]
    head = (
        f"#set document(date: none)\n#set page(width: 612pt, height: {height}pt, margin: 42pt, {header})\n"
        "#set text(9pt, hyphenate: false)\n#set par(spacing: 0.6em)\n"
    )
    return bytes(typst.compile((head + body).encode(), ignore_system_fonts=True))


def _headers(fax: str, count: int, height: int, place: str = "top, dy: -12pt") -> Sequence[Any]:
    import pypdf
    import typst

    module = _examples()
    lines = [module._typst(fax.format(page=page, pages=count, minute=page % 60)) for page in range(1, count + 1)]
    body = "\n#pagebreak()\n".join(f"#place({place})[{line}]" for line in lines)
    head = f"#set page(width: 612pt, height: {height}pt, margin: 24pt)\n#set text(7pt)\n"
    return pypdf.PdfReader(io.BytesIO(bytes(typst.compile((head + body).encode(), ignore_system_fonts=True)))).pages


@cache
def _examples() -> Any:
    spec = importlib.util.spec_from_file_location("example_cases_build", _EXAMPLES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
