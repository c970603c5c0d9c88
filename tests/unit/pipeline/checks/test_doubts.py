from __future__ import annotations

from dataclasses import replace

from tests.builders import a_determination, a_fact, a_finding, a_proposal, a_span, an_item

from openimr.domain.determinations import Determination
from openimr.domain.facts import Fact
from openimr.pipeline.checks.doubts import find_doubtful_readings
from openimr.pipeline.letters.evidence import fact_spans
from openimr.services.explain_draft import explain, write_explanation


def a_doubtful_fact(name: str = "f1") -> Fact:
    return replace(a_fact(name), doubtful=True)


def resting_on(*facts: Fact, is_decisive: bool = True) -> Determination:
    finding = a_finding(facts=tuple(fact.id for fact in facts), is_decisive=is_decisive)
    return a_determination(an_item(proposal=a_proposal(criteria=(finding,))), facts=facts)


def test_decisive_criterion_that_rests_on_doubtful_words_alone_asks_for_a_look_at_the_page() -> None:
    (finding,) = find_doubtful_readings(resting_on(a_doubtful_fact()))
    assert (finding.code, finding.severity) == ("doubtful_reading", "warning")
    assert "page 1" in finding.message
    assert finding.place.startswith("item 1")


def test_doubtful_words_borne_out_by_sure_ones_are_only_noted() -> None:
    (finding,) = find_doubtful_readings(resting_on(a_doubtful_fact(), a_fact("f2")))
    assert finding.severity == "note"


def test_sure_words_and_criteria_that_do_not_decide_are_passed_over() -> None:
    assert not list(find_doubtful_readings(resting_on(a_fact())))
    assert not list(find_doubtful_readings(resting_on(a_doubtful_fact(), is_decisive=False)))


def test_explanation_tells_which_page_to_look_at() -> None:
    words = " ".join(write_explanation(explain(resting_on(a_doubtful_fact()))).split())
    assert "(read by OCR with doubt: look at page 1)" in words
    assert "with doubt" not in write_explanation(explain(resting_on(a_fact())))


def test_annex_names_only_the_doubtful_places() -> None:
    facts = {fact.id: fact for fact in (a_doubtful_fact(), a_fact("f2", text="Back pain"))}
    assert fact_spans(("f1", "f2"), facts, only_doubtful=True) == [a_span()]
