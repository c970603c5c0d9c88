"""Facts are the same however many processes extract them, and whatever befalls a child."""

from __future__ import annotations

import datetime as dt
import os
import signal

import pytest
from tests.builders import a_document

from openimr.domain.documents import Page
from openimr.services import read_facts
from openimr.services.read_facts import Record, facts_of
from openimr.text.flow import mend

NOTE = (
    "Subjective: {part} pain {score}/10 with Norco 10/325 mg #{count}, no numbness. On 03/0{score}/2015 an MRI\n"
    "showed a {score} mm disc protrusion at L4-5.\n\n"
    "Plan: Physical therapy 2 x 6 for the {part}; continue gabapentin 300 mg.\n"
)


def records(count: int = 24) -> list[Record]:
    made = []
    for number in range(count):
        part = ("Low back", "Neck", "Left knee", "Right shoulder")[number % 4]
        texts = [NOTE.format(part=part, score=number % 6 + 3, count=30 + number) * 12 for _ in range(2)]
        document = a_document(f"d{number}", date=dt.date(2015, 1, 1) + dt.timedelta(days=number))
        made.append((document, mend(document.id, [Page(page, text) for page, text in enumerate(texts, start=1)])))
    return made


def test_two_children_give_the_facts_that_one_process_gives() -> None:
    case = records()

    alone, together = facts_of(case, workers=1), facts_of(case, workers=2)

    assert len(alone) > 500
    assert repr(together) == repr(alone)


def test_facts_are_numbered_through_all_documents() -> None:
    facts = facts_of(records(6), workers=2)

    assert [fact.id for fact in facts] == [f"f{number}" for number in range(1, len(facts) + 1)]


def test_every_quote_of_a_child_is_its_place_on_the_page() -> None:
    case = records(6)
    pages = {(document.id, page.number): page.text for document, flow in case for page in flow.pages}

    spans = [span for fact in facts_of(case, workers=2) for span in fact.sources]

    assert spans
    assert all(span.quote == pages[span.document, span.page][span.start : span.end] for span in spans)


def test_the_work_of_a_killed_child_is_done_by_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    case = records()
    parent, whole = os.getpid(), read_facts._facts_in

    def dies_in_children(record: Record) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(record)

    expected = facts_of(case, workers=1)
    monkeypatch.setattr(read_facts, "_facts_in", dies_in_children)

    assert facts_of(case, workers=2) == expected


def test_no_documents_give_no_facts() -> None:
    assert facts_of([]) == []
