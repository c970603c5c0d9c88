"""Which statements contradict each other, which only differ, and which side stands."""

from __future__ import annotations

import datetime as dt

from tests.builders import a_document, a_fact, a_span

from openimr.domain.facts import Fact, FactKind, FactStatus
from openimr.pipeline.contradictions import find

DAY = dt.date(2015, 8, 19)
DOCUMENTS = [a_document("d1", author="Finley Provider-01, MD"), a_document("d2", author="Gale Other-02, DC")]


def stated(
    name: str, kind: FactKind, document: str, *, day: dt.date = DAY, status: FactStatus = "present", **value: object
) -> Fact:
    return a_fact(name, kind, value=value, date=day, status=status, sources=[a_span(document=document)])


def leg_raise(name: str, document: str, result: str, day: dt.date = DAY) -> Fact:
    return stated(name, "finding", document, day=day, concept="straight_leg_raise", result=result, laterality="left")


def test_a_test_positive_and_negative_on_one_day_is_left_open() -> None:
    found = find([leg_raise("f1", "d1", "positive"), leg_raise("f2", "d2", "negative")], DOCUMENTS, {"f1": ["x"]})
    assert [(each.id, each.about, each.used) for each in found] == [("c1", "the straight leg raise", None)]
    assert [side.document for side in found[0].sides] == ["d1", "d2"]
    assert found[0].criteria == ("x",)


def test_the_later_of_two_close_statements_stands() -> None:
    later = leg_raise("f2", "d2", "negative", DAY + dt.timedelta(days=7))
    found = find([leg_raise("f1", "d1", "positive"), later], DOCUMENTS, {})
    assert (found[0].used, found[0].ground) == (1, "later")


def test_a_change_over_months_is_no_contradiction() -> None:
    later = leg_raise("f2", "d2", "negative", DAY + dt.timedelta(days=90))
    assert not find([leg_raise("f1", "d1", "positive"), later], DOCUMENTS, {})


def test_the_requesting_physician_is_believed_where_nothing_else_tells() -> None:
    facts = [leg_raise("f1", "d1", "positive"), leg_raise("f2", "d2", "negative")]
    found = find(facts, DOCUMENTS, {}, requesting_physician="Finley Provider-01, MD")
    assert (found[0].used, found[0].ground) == (0, "requesting_physician")


def test_two_sides_in_one_note_are_no_contradiction() -> None:
    facts = [
        stated("f1", "diagnosis", "d1", concept="rotator_cuff_tear", body_part="shoulder", laterality="left"),
        stated("f2", "diagnosis", "d1", concept="rotator_cuff_tear", body_part="shoulder", laterality="right"),
    ]
    assert not find(facts, DOCUMENTS, {})


def test_the_injured_side_may_not_change_over_time() -> None:
    facts = [
        stated("f1", "diagnosis", "d1", concept="rotator_cuff_tear", body_part="shoulder", laterality="left"),
        stated(
            "f2",
            "diagnosis",
            "d2",
            day=DAY + dt.timedelta(days=300),
            concept="rotator_cuff_tear",
            body_part="shoulder",
            laterality="right",
        ),
    ]
    assert [each.about for each in find(facts, DOCUMENTS, {})] == ["the injured side"]
