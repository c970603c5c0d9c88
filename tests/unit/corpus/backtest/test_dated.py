"""The days of what a case summary tells."""

from __future__ import annotations

import datetime as dt

from openimr.corpus.backtest.dated import dated_in_order
from openimr.domain.facts import Fact
from openimr.pipeline.facts.extract import extract_text

FIRST, SECOND = dt.date(2015, 10, 2), dt.date(2015, 11, 6)


def days_of(summary: str, last_told: dt.date | None = None) -> dict[str, dt.date | None]:
    return {str(fact.value["concept"]): fact.date for fact in dated_in_order(extract_text(summary), last_told)}


def test_what_follows_a_visit_is_of_that_day() -> None:
    days = days_of(
        "On 10/02/2015 he reported neck pain. Exam showed muscle spasm of the neck. On 11/06/2015 he had tingling."
    )
    assert (days["pain"], days["spasm"], days["tingling"]) == (FIRST, FIRST, SECOND)


def test_what_stands_before_the_first_visit_is_of_the_latest() -> None:
    days = days_of("He takes gabapentin. On 10/02/2015 he reported neck pain. On 11/06/2015 he reported tingling.")
    assert days["gabapentin"] == SECOND


def test_without_a_visit_the_latest_day_told_is_taken() -> None:
    assert days_of("He takes gabapentin.", FIRST)["gabapentin"] == FIRST
    assert days_of("He takes gabapentin.")["gabapentin"] is None


def test_studies_and_therapies_of_a_summary_get_no_day_of_a_visit() -> None:
    facts = [
        Fact("f1", "symptom", "pain", "present", {"concept": "pain"}, FIRST),
        Fact("f2", "imaging", "MRI", "present", {"concept": "study_done"}),
        Fact("f3", "therapy", "PT", "present", {"concept": "physical_therapy"}),
        Fact("f4", "medication", "ibuprofen", "historical", {"concept": "ibuprofen"}),
    ]
    assert [fact.date for fact in dated_in_order(facts, SECOND)] == [FIRST, None, None, None]
