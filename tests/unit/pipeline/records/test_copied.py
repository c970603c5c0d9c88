"""What a note carries forward from an earlier one is marked, keeps its date, and makes nothing look newly seen."""

from __future__ import annotations

import datetime as dt

from openimr.domain.documents import Document, Page
from openimr.domain.facts import Fact
from openimr.pipeline.facts import extract
from openimr.pipeline.records import mark_copied
from openimr.text.flow import Flow, mend

_EXAM = """The cervical spine is tender to palpation over the left trapezius and levator.
Spurling test is positive on the left with radiation to the hand.
{changed}
Grip strength is decreased on the left compared with the right.
Biceps reflexes are 2+ and symmetric in both upper extremities."""
_JANUARY, _MARCH = dt.date(2015, 1, 12), dt.date(2015, 3, 9)


def a_note(name: str, day: dt.date, text: str) -> tuple[Document, Flow]:
    document = Document(name, "progress_report", "", None, day, f"{name}.txt", (1, 1), "0" * 64)
    return document, mend(name, [Page(1, text)])


def facts_of(*notes: tuple[Document, Flow]) -> tuple[Fact, ...]:
    facts = [fact for document, flow in notes for fact in extract(flow, date=document.date, kind=document.kind)]
    return mark_copied(notes, facts)


def of_document(facts: tuple[Fact, ...], name: str, concept: str) -> list[Fact]:
    return [f for f in facts if f.sources[0].document == name and f.value.get("concept") == concept]


def two_notes(later: str, day: dt.date = _MARCH) -> tuple[Fact, ...]:
    first = _EXAM.format(changed="Neck pain is rated 8/10.")
    return facts_of(a_note("d1", _JANUARY, f"OBJECTIVE\n{first}"), a_note("d2", day, later))


def test_repeated_passage_is_marked_with_its_source_and_first_day() -> None:
    facts = two_notes("OBJECTIVE\n" + _EXAM.format(changed="Neck pain is rated 4/10."))
    spurling = [fact for fact in facts if fact.sources[0].document == "d2" and "Spurling" in fact.text]
    assert spurling
    for fact in spurling:
        assert (fact.date, fact.first_said, fact.observed) == (_MARCH, _JANUARY, _JANUARY)
        assert fact.copied_from is not None
        assert (fact.copied_from.document, fact.copied_from.page) == ("d1", 1)


def test_changed_sentence_within_a_passage_is_new() -> None:
    facts = two_notes("OBJECTIVE\n" + _EXAM.format(changed="Neck pain is rated 4/10."))
    scores = [fact for fact in facts if fact.kind == "pain_score" and fact.sources[0].document == "d2"]
    assert [fact.copied_from for fact in scores] == [None]
    assert [fact.observed for fact in scores] == [_MARCH]


def test_single_repeated_sentence_is_no_copy() -> None:
    facts = two_notes("OBJECTIVE\nSpurling test is positive on the left with radiation to the hand.\nGait is normal.")
    assert all(fact.copied_from is None for fact in facts)


def test_notes_of_one_day_repeat_nothing() -> None:
    facts = two_notes("OBJECTIVE\n" + _EXAM.format(changed=""), _JANUARY)
    assert all(fact.copied_from is None for fact in facts)


def test_copied_prescription_stays_current() -> None:
    plan = "PLAN\nContinue Norco 10/325 mg three times a day as needed for pain.\n" + _EXAM.format(changed="")
    facts = facts_of(a_note("d1", _JANUARY, plan), a_note("d2", _MARCH, plan))
    drugs = [fact for fact in facts if fact.kind == "medication" and fact.sources[0].document == "d2"]
    assert drugs
    assert {fact.observed for fact in drugs} == {_MARCH}
    assert all(fact.copied_from is not None for fact in drugs)
