"""What would turn a proposal, on what it hangs, and what settles an open one, in the words of the case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from openimr.domain.determinations import Need
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Evaluation, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Counterfactual, Record, counterfactual, evaluate, reopened
from openimr.rulebook.guidelines import edition_in_force, guideline

DAY = dt.date(2014, 6, 15)
INJECTION = Treatment(
    "lumbar_epidural", "injection", "epidural steroid injection", body_part="lumbar spine", laterality="left",
    levels=("L4-5",),
)  # fmt: skip
THERAPY = Treatment("physical_therapy", "therapy", "physical therapy", visits=8, body_part="knee", frequency="2 a week")
DRUG = Treatment(
    "benzodiazepines", "medication", "diazepam", drug_class="benzodiazepine", brand="Valium", quantity=30,
    times_per_day=1, strength="5 mg",
)  # fmt: skip


def a_fact(name: str, kind: Any, concept: str, date: dt.date = DAY, status: Any = "present", **value: Any) -> Fact:
    return Fact(name, kind, f"words of {name}", status, {"concept": concept, **value}, date)


DEFICIT = a_fact("f1", "finding", "sensation", result="decreased", dermatomes=("L5",), laterality="left")
IMAGE = a_fact("f2", "imaging", "nerve_root_compression", modality="mri", levels=("L4-5",), body_part="lumbar spine")
CARE = a_fact("f3", "therapy", "physical_therapy", response="no_benefit", body_part="lumbar spine")


def judged(name: str, treatment: Treatment, *facts: Fact) -> tuple[Evaluation, Question]:
    question = Question(treatment, facts, DAY, (dt.date(2014, 1, 1),))
    return evaluate(edition_in_force(guideline(f"mtus.chronic_pain.{name}"), DAY), question), question


def told(name: str, treatment: Treatment, *facts: Fact) -> Counterfactual:
    return counterfactual(*judged(name, treatment, *facts))


def words(ways: tuple[tuple[Need, ...], ...]) -> list[str]:
    return [need.needs for way in ways for need in way]


def test_an_injection_needs_a_deficit_and_an_image_at_its_own_level_and_side() -> None:
    said = words(told("lumbar_epidural", INJECTION, CARE).would_change)
    assert said == [
        "A dated examination that documents a sensory, motor or reflex deficit in the distribution of the L4 or L5 "
        "nerve root (on the left).",
        "A dated imaging or electrodiagnostic report that shows nerve root pathology at L4-5 (on the left).",
    ]


def test_a_document_against_what_is_on_record_must_be_the_later_one() -> None:
    normal = a_fact("f1", "finding", "neurologic_exam", dt.date(2014, 5, 2), result="normal", body_part="lumbar spine")
    said = words(told("lumbar_epidural", INJECTION, normal, IMAGE, CARE).would_change)
    assert said[0].startswith("An examination dated after May 2, 2014 that documents")


def test_a_favourable_proposal_hangs_on_the_facts_without_which_it_turns() -> None:
    evaluation, question = judged("lumbar_epidural", INJECTION, DEFICIT, IMAGE, CARE)
    footings = counterfactual(evaluation, question).hangs_on
    assert evaluation.is_favourable
    assert [each.facts for each in footings] == [("f1",), ("f2",), ("f3",)]
    for each in footings:
        rest = tuple(fact for fact in question.facts if fact.id not in each.facts)
        assert not evaluate(evaluation.edition, replace(question, facts=rest)).is_favourable


def test_a_fact_that_another_one_bears_out_is_told_with_it() -> None:
    again = replace(DEFICIT, id="f9", date=dt.date(2014, 3, 1))
    footings = told("lumbar_epidural", INJECTION, DEFICIT, again, IMAGE, CARE).hangs_on
    assert ("f1", "f9") in [each.facts for each in footings]


def test_too_many_visits_are_met_by_a_smaller_request_with_its_number() -> None:
    given = a_fact("f1", "therapy", "physical_therapy", visits=6, body_part="knee", response="improved")
    ways = told("physical_therapy", THERAPY, given).would_change
    assert ways[0] == (
        Need(
            "mtus.chronic_pain.physical_therapy/within_visits",
            "A request for at most 4 visits, because 6 of the 10 that the guideline supports have been given.",
            "request",
        ),
    )


def test_a_limit_that_is_used_up_is_beyond_any_request() -> None:
    given = a_fact("f1", "therapy", "physical_therapy", visits=30, body_part="knee", response="improved")
    found = told("physical_therapy", THERAPY, given)
    assert found.would_change == ()
    assert [need.criterion.rpartition("/")[2] for need in found.beyond_documents] == ["within_statutory_cap"]


def test_what_the_request_leaves_out_is_named_and_is_of_the_request() -> None:
    bare = replace(DRUG, quantity=None, times_per_day=None)
    needs = [need for way in told("benzodiazepines", bare).would_change for need in way if need.of == "request"]
    assert {need.needs for need in needs} == {"A request that states the quantity and the frequency."}


def test_drugs_are_called_by_the_name_of_the_request() -> None:
    used = a_fact("f1", "medication", "diazepam", dt.date(2014, 6, 1), action="continued")
    said = " ".join(words(told("benzodiazepines", DRUG, used).would_change))
    assert "what Valium does for the patient's function" in said
    assert "this drug" not in said


def test_an_open_item_is_settled_by_answers_to_either_side() -> None:
    evaluation, question = judged("lumbar_epidural", INJECTION, DEFICIT, IMAGE)
    name = "mtus.chronic_pain.lumbar_epidural/conservative_care_failed"
    findings = [replace(f, silence="mentioned", closed_as=None) if f.id == name else f for f in evaluation.findings]
    opened = reopened(evaluation, findings)
    assert opened.is_open
    found = counterfactual(opened, question)
    settled = found.would_settle
    assert words(found.would_change) == [
        "A report of the exercise, physical therapy and medication tried, and their result (for the lumbar spine)."
    ]
    assert [(each.decision, [need.criterion for way in each.ways for need in way]) for each in settled] == [
        ("overturned", [name]),
        ("upheld", [name]),
    ]
    assert [need.needs.partition("”")[0] for each in settled for way in each.ways for need in way] == [
        "The answer “yes",
        "The answer “no",
    ]


def test_the_same_case_gives_the_same_words_whatever_the_order_of_its_facts() -> None:
    facts = (DEFICIT, IMAGE, CARE)
    evaluation, question = judged("lumbar_epidural", INJECTION, *facts)
    turned = counterfactual(evaluation, question, record=Record(facts[::-1]))
    assert turned.would_change == counterfactual(evaluation, question).would_change
