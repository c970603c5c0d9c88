"""What the papers of an application say where screening asks: which are there, who signed, and the words for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.domain.cases import CaseFile, DisputedItem, UrFinding
from openimr.domain.documents import Document, Page
from openimr.domain.intake import Sighting
from openimr.domain.spans import Span
from openimr.rulebook.screening import screening_words
from openimr.text.dates import read_date

_LONGEST_QUOTE = 120
_SIGNING_DATE = re.compile(r"\bdate\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands on the applicant's signature line; `name` empty: nothing in letters. `is_scan`: ink may be there."""

    name: str
    is_scan: bool
    seen: Sighting


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of an application as screening reads them."""

    case: CaseFile

    def documents(self, kind: str) -> list[Document]:
        """The documents of that kind that are about this case."""
        return [each for each in self.case.documents if each.kind == kind and each.set_aside is None]

    def strangers(self) -> list[Document]:
        """Application forms that are another patient's."""
        pages = {(each.file, each.page) for each in self.case.problems if each.code == "another_patient"}
        return [
            each
            for each in self.case.documents
            if each.kind == "application" and pages & {(each.file, number) for number in each.page_numbers}
        ]

    def is_all_read(self) -> bool:
        """Whether no file and no page was left unread, so that what is not seen is not there."""
        return not any(problem.code in _UNREAD for problem in self.case.problems)

    def field(self, name: str) -> tuple[Sighting, ...]:
        """Where the forms say *name*."""
        return self.sightings(self.case.forms.sources.get(name, ()))

    def stated_on(self, kind: str, name: str) -> dt.date | None:
        """The date that the form of that kind itself states for *name*, whichever form is believed."""
        own = {each.id for each in self.documents(kind)}
        dates = [read_date(span.quote) for span in self.case.forms.sources.get(name, ()) if span.document in own]
        return next((day for day in dates if day), None)

    def sightings(self, spans: Sequence[Span]) -> tuple[Sighting, ...]:
        """Where *spans* stand."""
        places = {each.id: each.file for each in self.case.documents}
        return tuple(
            Sighting(places[span.document], span.page, _short(span.quote)) for span in spans if span.document in places
        )

    def first_page(self, document: Document) -> Sighting:
        """The document itself as what was seen."""
        return Sighting(document.file, document.page_numbers[0], _short(document.title))

    def pages(self, document: Document) -> Iterator[Page]:
        """Its pages in reading order."""
        file = next(file for file in self.case.files if file.name == document.file)
        by_number = {page.number: page for page in file.pages}
        return (by_number[number] for number in document.page_numbers if number in by_number)

    def find(self, document: Document, words: re.Pattern[str]) -> Iterator[Sighting]:
        """Where the document uses *words* of its own decision."""
        unless = screening_words().unless_before
        for page in self.pages(document):
            for match in words.finditer(page.text):
                if not unless.search(page.text, max(0, match.start() - 60), match.start()):
                    yield Sighting(document.file, page.number, _sentence(page.text, match))

    def signature(self) -> Signature | None:
        """The applicant's signature line; None: there is none to be read."""
        words = screening_words()
        for document in self.documents("application"):
            for page in self.pages(document):
                for label in words.signature.finditer(page.text):
                    return _signature(document, page, label)
        return None

    def decision_of(self, request: str) -> UrFinding | None:
        """What utilization review decided on the item of those words."""
        return next((item.ur for item in self.items if item.request == request), None)

    @property
    def items(self) -> tuple[DisputedItem, ...]:
        """What is in dispute."""
        return self.case.forms.items


_UNREAD = {"crashed", "damaged", "empty_file", "encrypted", "gave_up", "low_quality_scan", "needs_ocr", "no_text"}
_UNREAD |= {"outside_link", "took_too_long", "took_too_much_memory", "too_deep", "too_large", "too_many_files"}
_UNREAD |= {"too_many_pages", "unreadable", "unsafe_name", "unsupported_type", "wrong_type"}
"""Codes of problems that leave words unread."""

TO_NOTICE = frozenset(_UNREAD | {"another_patient", "forms_disagree", "instructs_reader"})
"""Codes of problems that a clerk should see beside the grounds."""


def _signature(document: Document, page: Page, label: re.Match[str]) -> Signature:
    line = page.text[label.end() :].split("\n", 1)[0]
    date = _SIGNING_DATE.search(line)
    words = line[: date.start()] if date else line
    name = "" if screening_words().blank.match(words) else words.replace("/s/", " ").strip(" :_.")
    seen = Sighting(document.file, page.number, _short(label.group() + line))
    return Signature(name, page.is_scan, seen)


def _sentence(text: str, match: re.Match[str]) -> str:
    """The words with what stands around them, from one full stop to the next."""
    start = max(text.rfind(". ", 0, match.start()) + 1, text.rfind("\n", 0, match.start()) + 1, match.start() - 80)
    stop = min((at for at in (text.find(". ", match.end()), text.find("\n", match.end())) if at > 0), default=len(text))
    return _short(text[start : min(stop + 1, match.end() + 80)])


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"
