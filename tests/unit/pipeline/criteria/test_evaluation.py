"""What an evaluation tells beside its decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from openimr.domain.determinations import Need
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Evaluation, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Record, applicable, evaluate, would_change
from openimr.rulebook.guidelines import edition_in_force, guideline

DAY = dt.date(2014, 6, 15)
DIAZEPAM = Treatment(
    "benzodiazepines",
    "medication",
    "diazepam",
    drug_class="benzodiazepine",
    brand="Valium",
    strength="5 mg",
    quantity=30,
)


def a_fact(name: str, kind: Any, concept: str, date: dt.date = DAY, status: Any = "present", **value: Any) -> Fact:
    return Fact(name, kind, f"words of {name}", status, {"concept": concept, **value}, date)


LONG_USE = (
    a_fact("f1", "medication", "diazepam", dt.date(2014, 1, 5), action="started", times_per_day=1),
    a_fact("f2", "medication", "diazepam", dt.date(2014, 6, 5), action="continued"),
)


def judged(*facts: Fact) -> Evaluation:
    edition = edition_in_force(guideline("mtus.chronic_pain.benzodiazepines"), DAY)
    return evaluate(edition, Question(DIAZEPAM, facts, DAY))


def ways(*facts: Fact) -> tuple[tuple[Need, ...], ...]:
    return would_change(judged(*facts), Question(DIAZEPAM, facts, DAY))


def test_a_finding_names_its_facts_and_quotes_the_numbers() -> None:
    finding = judged(*LONG_USE).findings[0]
    assert finding.facts == ("f1", "f2")
    assert finding.result == "not_met"
    assert "January 5, 2014" in finding.why
    assert finding.closed_as is None


def test_silence_is_closed_by_the_rule_and_stays_unknown() -> None:
    finding = {each.id.rpartition("/")[2]: each for each in judged(*LONG_USE).findings}["exceptional_circumstance"]
    assert (finding.result, finding.silence, finding.closed_as) == ("unknown", "silent", "fail")
    assert finding.facts == ()


def test_use_that_already_lasted_too_long_can_only_be_lifted() -> None:
    needed = {need.criterion.rpartition("/")[2] for needs in ways(*LONG_USE) for need in needs}
    assert "within_duration" not in needed
    assert "exceptional_circumstance" in needed


def test_what_would_turn_a_favourable_decision_is_told_as_well() -> None:
    facts = (
        a_fact("f1", "medication", "diazepam", action="started", times_per_day=2),
        a_fact("f2", "diagnosis", "panic_disorder"),
    )
    assert judged(*facts).is_favourable
    assert all(len(needs) == 1 for needs in ways(*facts) if "duration" not in needs[0].criterion)


def test_a_criterion_whose_condition_is_not_met_is_left_out() -> None:
    evaluation = judged(a_fact("f1", "medication", "diazepam", action="started"))
    assert evaluation.not_applicable == ("mtus.chronic_pain.benzodiazepines/benefit_documented",)
    assert all(not finding.id.endswith("benefit_documented") for finding in evaluation.findings)


def test_one_record_serves_several_items() -> None:
    edition = edition_in_force(guideline("mtus.chronic_pain.benzodiazepines"), DAY)
    question = Question(DIAZEPAM, LONG_USE, DAY)
    once, again = evaluate(edition, question), evaluate(edition, question, record=Record(LONG_USE))
    assert once.findings == again.findings


def test_order_of_the_facts_does_not_matter() -> None:
    assert judged(*LONG_USE).findings == judged(*reversed(LONG_USE)).findings


def test_an_edition_without_a_condition_is_meant_for_every_request() -> None:
    edition = edition_in_force(guideline("mtus.chronic_pain.benzodiazepines"), DAY)
    assert applicable((edition,), Question(DIAZEPAM, (), DAY)) == (edition,)


def test_tree_closes_as_the_decision() -> None:
    evaluation = judged(*LONG_USE)
    assert evaluation.tree.passes is evaluation.is_favourable
    assert evaluation.tree.parts[0].name == "unless"
    assert [part.result for part in evaluation.tree.parts[0].parts] == ["not_met", "unknown"]
