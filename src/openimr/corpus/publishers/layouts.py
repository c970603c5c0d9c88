"""The published layouts, and reading a letter by the first that recognises it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.corpus.publishers import l1, l2, l3, l4a, l4b, own_letter
from openimr.corpus.publishers.header import missing_fields
from openimr.corpus.publishers.lettertext import LetterText, letter_text
from openimr.corpus.publishers.outline import begins_inside
from openimr.corpus.publishers.parts import Layout, Parts
from openimr.corpus.publishers.patient import read_patient
from openimr.corpus.publishers.prose import passage
from openimr.corpus.publishers.sections import read_sections
from openimr.domain.determinations import Determination, Header, Item
from openimr.domain.documents import Document, Page
from openimr.domain.spans import Problem
from openimr.text.flow import Flow

LAYOUTS: Sequence[Layout] = (own_letter.LAYOUT, l2.LAYOUT, l1.LAYOUT, l3.LAYOUT, l4b.LAYOUT, l4a.LAYOUT)
"""The odd ones first: their titles are certain, while later letters may quote any of their words."""

UNKNOWN = Layout("unknown", lambda text: True, read_sections)
"""Any other letter: whatever can be found by headings and labels."""

_CASE_NUMBER = re.compile(r"(?-i:[Cc])ase Number:?\s{0,9}(CM\d\d-\d{7})", re.IGNORECASE)

LETTER_ID = "letter"
"""The document id that the spans of a parsed letter carry."""


@dataclass(frozen=True, slots=True)
class LetterReading:
    """A letter's determination, the name of its layout, and its case summary as a flow for whoever reads facts."""

    determination: Determination
    layout: str
    summary: Flow


def read_letter(name: str, sha256: str, pages: tuple[Page, ...]) -> Determination:
    """The determination that the *pages* of the file *name* state; `problems` tell what they lack."""
    return study_letter(name, sha256, pages).determination


def study_letter(name: str, sha256: str, pages: tuple[Page, ...]) -> LetterReading:
    """As `read_letter`, with what further stages need."""
    letter = letter_text(LETTER_ID, pages)
    lowered = letter.lowered
    layout = next((layout for layout in LAYOUTS if layout.recognises(lowered)), UNKNOWN)
    parts = layout.read(letter)
    summary = passage(letter, *parts.summary)
    determination = Determination(
        status=parts.status,
        header=parts.header,
        reviewer=parts.reviewer,
        patient=read_patient(summary.text),
        summary=summary,
        items=tuple(parts.items),
        documents=(_document(name, sha256, pages, parts.header),),
        problems=tuple(_problems(letter, layout, parts, name)),
    )
    return LetterReading(determination, layout.name, letter.slice(*parts.summary))


def _document(name: str, sha256: str, pages: tuple[Page, ...], header: Header) -> Document:
    return Document(
        id=LETTER_ID,
        kind="determination",
        title="Independent Medical Review Final Determination",
        author=None,
        date=header.decision_date,
        file=name,
        pages=(1, max(len(pages), 1)),
        sha256=sha256,
    )


def _problems(letter: LetterText, layout: Layout, parts: Parts, file: str) -> Iterator[Problem]:
    """What the letter lacks, in the order of its parts."""
    yield from _strangers(letter, file)
    if layout is UNKNOWN:
        yield Problem(
            "layout_unknown", "The layout is not known: what was found by headings and labels is given.", file, 1
        )
    if parts.header == Header() and not begins_inside(letter):
        yield Problem("header_missing", "The document has no header table.", file, 1)
    elif parts.header != Header():
        for name in (name for name in missing_fields(parts.header) if name not in layout.unprinted):
            yield Problem("header_field_missing", f"The header states no {name.replace('_', ' ')}.", file, 1)
    if not (parts.reviewer.licensure and parts.reviewer.specialties):
        yield Problem("credentials_missing", "The reviewer's licensure or specialty is not stated.", file, 1)
    if parts.summary[0] == parts.summary[1]:
        yield Problem("summary_missing", "No clinical case summary was found.", file, 1)
    if not parts.items:
        yield Problem("items_missing", "No disputed item with a decision was found.", file, len(letter.flow.pages) or 1)
    for number, item in enumerate(parts.items, start=1):
        yield from _lacks(item, number, file, has_two_lines="claims_administrator_guideline" not in layout.unprinted)


def _strangers(letter: LetterText, file: str) -> Iterator[Problem]:
    """A problem where a second case's number stands in the file: it holds several letters."""
    first_page: dict[str, int] = {}
    for page in letter.flow.pages:  # the pages' own words: the flow has no running heads
        for number in _CASE_NUMBER.findall(page.text):
            first_page.setdefault(number.upper(), page.number)
    if len(first_page) > 1:
        message = f"The file holds letters of {len(first_page)} cases: hand them in one by one."
        yield Problem("several_letters", message, file, [*first_page.values()][1])


def _lacks(item: Item, number: int, file: str, *, has_two_lines: bool) -> Iterator[Problem]:
    """A problem for each part that an item lacks, with the page of its heading."""
    page = item.sources[0].page if item.sources else 1
    if item.decision is None and item.proposal is None:
        yield Problem("decision_missing", f"Item {number} states no decision that can be read.", file, page)
    if not item.request:
        yield Problem("request_missing", f"Item {number} has a decision but no request above it.", file, page)
    if has_two_lines and not item.claims_administrator_guideline.text:
        yield Problem("guideline_missing", f"Item {number} has no claims administrator guideline line.", file, page)
    if not item.reviewer_guideline.text:
        yield Problem("guideline_missing", f"Item {number} has no reviewer guideline line.", file, page)
    if not item.rationale.text:
        yield Problem("rationale_missing", f"Item {number} has no decision rationale.", file, page)
