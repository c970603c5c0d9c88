"""Invented treatment histories of every length, as determinations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from tests.builders import a_header

from openimr.domain.determinations import Determination
from openimr.domain.documents import Document
from openimr.domain.facts import Fact, FactKind, FactStatus
from openimr.domain.spans import Span

_DRUGS = (
    "hydrocodone/acetaminophen",
    "gabapentin",
    "naproxen",
    "cyclobenzaprine",
    "omeprazole",
    "tramadol",
    "zolpidem",
)


class History:
    """Documents and facts, put together one by one."""

    def __init__(self, *injuries: dt.date) -> None:
        self.injuries = injuries
        self.documents: list[Document] = []
        self.facts: list[Fact] = []

    def visit(self, day: dt.date | None, kind: str = "progress_report", **changes: Any) -> str:
        """A document of that day; gives its id."""
        name = f"d{len(self.documents) + 1}"
        values: dict[str, Any] = {"title": kind.upper(), "author": "Finley Provider-01, MD", "file": "record.pdf"}
        pages = (len(self.documents) + 1,) * 2
        self.documents.append(Document(id=name, kind=kind, date=day, pages=pages, sha256="ab" * 32, **values | changes))
        return name

    def fact(
        self,
        document: str,
        kind: FactKind,
        concept: str,
        status: FactStatus = "present",
        *,
        on: dt.date | str | None = "of document",
        text: str | None = None,
        doubtful: bool = False,
        **value: Any,
    ) -> str:
        """A fact that the document states; gives its id."""
        source = self.documents[int(document[1:]) - 1]
        words = text or concept.replace("_", " ")
        date = source.date if on == "of document" or isinstance(on, str) else on
        span = Span(document, source.pages[0], 0, len(words), words)
        name = f"f{len(self.facts) + 1}"
        self.facts.append(Fact(name, kind, words, status, {"concept": concept, **value}, date, None, (span,), doubtful))
        return name

    def determination(self) -> Determination:
        """The draft that holds all of it."""
        header = a_header(dates_of_injury=self.injuries, ur_denial_date=None, application_received=None)
        return Determination(status="draft", header=header, documents=tuple(self.documents), facts=tuple(self.facts))


def long_history(years: float, *, drugs: int = 7, every_days: int = 30) -> Determination:
    """Visits at even distances, each with every drug, pain, work status, and now and then a study or an injection."""
    injury = dt.date(1995, 3, 14)
    history = History(injury)
    names = [_DRUGS[number] if number < len(_DRUGS) else f"compound {number}" for number in range(drugs)]
    for count, day in enumerate(_days(injury, years, every_days)):
        note = history.visit(day)
        for number, drug in enumerate(names):
            strength = f"{5 * (1 + (count + number) % 3)} mg"
            history.fact(
                note, "medication", drug, drug_class="opioid" if number % 3 == 0 else "nsaid", strength=strength
            )
        history.fact(note, "pain_score", "pain_score", low=4 + count % 3, high=6 + count % 4, with_medication=True)
        history.fact(note, "pain_score", "pain_score", low=8, high=9, with_medication=False)
        history.fact(note, "work_status", "off_work" if count % 5 else "modified_duty")
        if count % 4 == 0:
            history.fact(note, "procedure", "epidural_injection", laterality="left", levels=["L4-L5", "L5-S1"])
            history.fact(
                history.visit(day, "imaging"), "imaging", "disc_bulge", modality="mri", body_part="lumbar spine"
            )
            history.fact(history.visit(day, "therapy_notes"), "therapy", "physical_therapy", visits=12, authorized=24)
    history.visit(day + dt.timedelta(3), "rfa")
    history.visit(day + dt.timedelta(9), "ur_decision")
    history.visit(day + dt.timedelta(20), "application")
    return history.determination()


def _days(first: dt.date, years: float, every_days: int) -> Iterator[dt.date]:
    for passed in range(1, max(2, round(years * 365.25)), every_days):
        yield first + dt.timedelta(passed)
