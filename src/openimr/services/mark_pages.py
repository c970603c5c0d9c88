"""The pages that a draft's proposals rest on, as pictures with the evidence marked."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.domain.determinations import Determination, Item
from openimr.domain.documents import Boxes, Document, LayOut, Page, Reading, SourceFile
from openimr.domain.facts import Fact
from openimr.domain.pictures import Raster
from openimr.domain.spans import Span
from openimr.errors import UsageError
from openimr.pipeline.documents.folders import list_files, open_plain_file, shown_path
from openimr.pipeline.exhibits import Mark, mark_picture, mark_text
from openimr.pipeline.letters import name_kind
from openimr.rulebook.files import read_text
from openimr.sandbox import Limits
from openimr.sandbox.pictures import Request, draw_pages, split_name
from openimr.services.read_case import read_case
from openimr.text.rectangles import rectangles

if TYPE_CHECKING:
    from jinja2 import Template

DOTS_PER_INCH = 110.0
INDEX_FILE = "index.html"
_TEMPLATE, _STYLE = "exhibits/pages.html.j2", "exhibits/pages.css"


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact beside the picture of its page."""

    tag: str
    quote: str
    question: str
    result: str
    is_decisive: bool


@dataclass(slots=True)
class ShownPage:
    """A page with evidence of one item; `file` is the picture's name."""

    document: str
    number: int
    title: str
    file: str
    facts: list[ShownFact] = field(default_factory=list)
    spans: list[tuple[str, Span, bool]] = field(default_factory=list)
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item with the pages that bear on it, those that decide it first."""

    number: int
    request: str
    pages: tuple[ShownPage, ...]


def mark_pages(
    determination: Determination,
    case: Path,
    out: Path,
    item: int | None = None,
    *,
    read: Callable[[Path], Reading] = read_case,
) -> tuple[ShownItem, ...]:
    """Write a picture of each page that holds evidence into *out*, and index.html beside them.

    Args:
        determination: The draft.
        case: The folder with the files that it was made from.
        out: The folder for the pictures; made if it is not there.
        item: One item, counted from 1; all by default.
        read: Reads the folder again, for the places of its words; by default `read_case` with its own limits.

    Raises:
        UsageError: a file of the case is missing or is not the one that the draft was made from.
    """
    items = tuple(evidence_pages(determination, item))
    pages = [page for each in items for page in each.pages]
    wanted = {page.document for page in pages}
    documents = [each for each in determination.documents if each.id in wanted]
    if not case.is_dir():
        raise UsageError(f"{case} is not a folder: --case takes the folder of the case.")
    reading = read(case)
    files = _laid_out(_same_files(documents, case, reading.files), pages, reading.lay_out)
    out.mkdir(parents=True, exist_ok=True)
    _draw_all(pages, files, case, out)
    (out / INDEX_FILE).write_bytes(_index(determination, items).encode())
    return items


def evidence_pages(determination: Determination, item: int | None = None) -> Iterator[ShownItem]:
    """Each item with the pages that its criteria rest on; *item* (from 1) alone if given."""
    count = len(determination.items)
    if item is not None and not 1 <= item <= count:
        raise UsageError(f"There is no item {item}: the determination has {count}.")
    facts = {fact.id: fact for fact in determination.facts}
    documents = {each.id: each for each in determination.documents}
    for number, each in enumerate(determination.items, start=1):
        if item in (None, number):
            yield ShownItem(number, each.request, _pages(number, each, facts, documents))


def _pages(
    number: int, item: Item, facts: Mapping[str, Fact], documents: Mapping[str, Document]
) -> tuple[ShownPage, ...]:
    pages: dict[tuple[str, int], ShownPage] = {}
    criteria = item.proposal.criteria if item.proposal else ()
    for finding in sorted(criteria, key=lambda it: not it.is_decisive):
        for name in finding.facts:
            fact = facts.get(name)
            shown = ShownFact(
                name,
                " ".join(fact.text.split()) if fact else "",
                finding.question,
                finding.result.replace("_", " "),
                finding.is_decisive,
            )
            for span in fact.sources if fact else ():
                page = pages.setdefault((span.document, span.page), _page(number, span, documents))
                if all(each.tag != name for each in page.facts):
                    page.facts.append(shown)
                page.spans.append((name, span, finding.is_decisive))
    return tuple(pages.values())


def _page(number: int, span: Span, documents: Mapping[str, Document]) -> ShownPage:
    document = documents.get(span.document)
    said = f"{name_kind(document)}{f' of {document.date}' if document.date else ''}" if document else span.document
    place = int(span.document[1:]) if span.document[1:].isdigit() else 0
    file = f"item-{number}-d{place:02d}-p{span.page:03d}.png"
    return ShownPage(span.document, span.page, f"{said}, page {span.page} ({span.document})", file)


def _same_files(documents: Iterable[Document], case: Path, read: Iterable[SourceFile]) -> Mapping[str, SourceFile]:
    """Document id to its file in the folder, which has to be the very file that the draft was made from."""
    files = {file.name: file for file in read}
    by_hash = {file.sha256: file for file in files.values()}
    found: dict[str, SourceFile] = {}
    for document in documents:
        file = by_hash.get(document.sha256)
        if file is None and document.file in files:
            raise UsageError(f"{document.file} is not the file that the draft was made from: its SHA-256 differs.")
        if file is None:
            raise UsageError(f"{document.file} is not in {case}: --case takes the folder that the draft was made from.")
        found[document.id] = file
    return found


def _laid_out(
    files: Mapping[str, SourceFile], pages: Iterable[ShownPage], lay_out: LayOut | None
) -> Mapping[str, SourceFile]:
    """The files, with boxes for those of *pages* that came without."""
    shown: dict[str, set[int]] = {}
    for page in pages:
        shown.setdefault(files[page.document].name, set()).add(page.number)
    lacking = {
        file.name: [each.number for each in file.pages if each.number in shown[file.name] and each.lacks_boxes]
        for file in files.values()
    }
    wanted = {name: numbers for name, numbers in lacking.items() if numbers}
    boxes = lay_out(wanted) if lay_out is not None and wanted else {}
    return {name: replace(file, pages=_boxed(file.pages, boxes.get(file.name, {}))) for name, file in files.items()}


def _boxed(pages: Iterable[Page], boxes: Mapping[int, Boxes]) -> tuple[Page, ...]:
    return tuple(replace(page, boxes=boxes[page.number]) if page.number in boxes else page for page in pages)


def _draw_all(pages: Sequence[ShownPage], files: Mapping[str, SourceFile], case: Path, out: Path) -> None:
    """Draw file by file, each page of it once; a page may be shown for several items."""
    by_file: dict[str, list[ShownPage]] = {}
    for page in pages:
        by_file.setdefault(files[page.document].name, []).append(page)
    sources = {file.name: file for file in files.values()}
    for name, wanted in by_file.items():
        numbers = tuple(sorted({page.number for page in wanted}))
        for number, raster in _pictures(case, sources[name], numbers):
            for page in wanted:
                if page.number == number:
                    _write(page, sources[name], raster, out)


def _pictures(case: Path, file: SourceFile, numbers: tuple[int, ...]) -> Iterator[tuple[int, Raster | None]]:
    """The pages as a viewer shows them, drawn by a child process; None for a file without a layout."""
    if not any(page.boxes for page in file.pages if page.number in numbers):
        yield from ((number, None) for number in numbers)
        return
    paths = {shown_path(path.relative_to(case)): path for path in list_files(case)[0]}
    place = split_name(file.name, tuple(paths))
    opened = open_plain_file(paths[place[0]], file.name) if place else None
    if place is None or not isinstance(opened, int):
        return
    try:
        request = Request(place[0], place[1], file.sha256, numbers, DOTS_PER_INCH)
        yield from draw_pages(opened, request, Limits())
    finally:
        os.close(opened)


def _write(page: ShownPage, file: SourceFile, raster: Raster | None, out: Path) -> None:
    source = next((each for each in file.pages if each.number == page.number), None)
    if source is None or (raster is None and source.boxes):
        return
    marks = _marks(page, source)
    picture = mark_text(source.text, marks, DOTS_PER_INCH) if raster is None else mark_picture(raster, marks)
    (out / page.file).write_bytes(picture)
    page.is_drawn = True


def _marks(page: ShownPage, source: Page) -> Sequence[Mark]:
    """Each fact's words once; what decides is laid over what does not."""
    marks: dict[tuple[str, int, int], Mark] = {}
    for name, span, is_decisive in page.spans:
        if source.text[span.start : span.end] != span.quote:
            continue
        key = name, span.start, span.end
        earlier = marks.get(key)
        if earlier is None:
            marks[key] = Mark(name, span.start, span.end, rectangles(span, source), is_decisive)
        elif is_decisive:
            marks[key] = replace(earlier, is_decisive=True)
    return sorted(marks.values(), key=lambda mark: (mark.is_decisive, mark.start, mark.end, mark.tag))


def _index(determination: Determination, items: Sequence[ShownItem]) -> str:
    style = read_text(_STYLE)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(case=determination.header.case_number, items=items, style=style, style_hash=digest)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(read_text(_TEMPLATE))
