"""Laws of whole evaluations, over every edition and random records."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, Evaluation, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import counterfactual, evaluate, would_change
from openimr.pipeline.criteria.trees import pruned, truth_of
from openimr.rulebook.guidelines import all_guidelines

EDITIONS = [edition for each in all_guidelines() for edition in each.editions]
DAYS = st.sampled_from([None, dt.date(2014, 1, 5), dt.date(2014, 6, 5), dt.date(2014, 7, 1)])
STATUSES: st.SearchStrategy[Any] = st.sampled_from(["present", "absent", "historical", "planned", "possible"])
PLACES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{}, {"body_part": "lumbar spine"}, {"body_part": "upper extremity"}, {"levels": ["L5-S1"]}]
)
STATEMENTS: list[tuple[Any, dict[str, Any]]] = [
    ("medication", {"concept": "diazepam", "drug_class": "benzodiazepine", "action": "continued"}),
    ("medication", {"concept": "oxycodone", "drug_class": "opioid", "strength": "10 mg", "times_per_day": 2}),
    ("finding", {"concept": "sensation", "result": "decreased"}),
    ("finding", {"concept": "neurologic_exam", "result": "normal"}),
    ("finding", {"concept": "straight_leg_raise", "result": "positive"}),
    ("diagnosis", {"concept": "radiculopathy"}),
    ("diagnosis", {"concept": "complex_regional_pain_syndrome"}),
    ("therapy", {"concept": "physical_therapy", "visits": 8, "response": "improved"}),
    ("therapy", {"concept": "acupuncture"}),
    ("procedure", {"concept": "epidural_injection", "relief_percent": 60, "relief_weeks": 8}),
    ("procedure", {"concept": "trigger_point_injection"}),
    ("function", {"concept": "functional_improvement"}),
    ("imaging", {"concept": "disc_protrusion", "modality": "mri"}),
    ("event", {"concept": "failed_treatment"}),
    ("event", {"concept": "surgery_considered"}),
    ("event", {"concept": "opioid_agreement"}),
]


@st.composite
def records(draw: st.DrawFn) -> tuple[Fact, ...]:
    chosen = draw(st.lists(st.sampled_from(STATEMENTS), max_size=8))
    return tuple(
        Fact(f"f{n}", kind, value["concept"], draw(STATUSES), {**value, **draw(PLACES)}, draw(DAYS))
        for n, (kind, value) in enumerate(chosen)
    )


@st.composite
def questions(draw: st.DrawFn) -> tuple[Edition, Question]:
    edition = draw(st.sampled_from(EDITIONS))
    name = {"benzodiazepines": "diazepam", "opioids_ongoing": "oxycodone"}.get(edition.topic)
    category = "medication" if name else "therapy"
    visits, part = draw(st.sampled_from([None, 4, 12])), draw(st.sampled_from([None, "lumbar spine", "cervical spine"]))
    treatment = Treatment(edition.topic, category, name, visits=visits, body_part=part)
    return edition, Question(treatment, draw(records()), dt.date(2014, 7, 15), (dt.date(2014, 1, 1),))


def closed(evaluation: Evaluation) -> dict[str, bool]:
    by_rule = {"met": True, "not_met": False}
    return {f.id: by_rule.get(f.result, f.closed_as != "fail") for f in evaluation.findings}


@given(questions())
@settings(max_examples=300, deadline=None)
def test_the_decision_is_what_the_closed_results_add_up_to(asked: tuple[Edition, Question]) -> None:
    evaluation = evaluate(*asked)
    results = closed(evaluation)
    tree = pruned(evaluation.edition.logic, results.__contains__)
    assert tree is None or truth_of(tree, results) is evaluation.is_favourable
    assert evaluation.result == "unknown" or (evaluation.result == "met") is evaluation.is_favourable


def _is_settled(evaluation: Evaluation) -> bool:
    """Whether no finding waits for a person to weigh it: an open item has neither grounds nor a way to turn it yet."""
    return all(finding.silence != "mentioned" for finding in evaluation.findings)


@given(questions())
@settings(max_examples=300, deadline=None)
def test_a_denial_names_its_grounds(asked: tuple[Edition, Question]) -> None:
    evaluation = evaluate(*asked)
    assume(_is_settled(evaluation))
    failing = {name for name, passes in closed(evaluation).items() if not passes}
    assert evaluation.is_favourable or (evaluation.decisive and set(evaluation.decisive) <= failing)


@given(questions())
@settings(max_examples=300, deadline=None)
def test_meeting_the_needs_turns_the_decision(asked: tuple[Edition, Question]) -> None:
    evaluation = evaluate(*asked)
    assume(_is_settled(evaluation))
    results = closed(evaluation)
    tree = pruned(evaluation.edition.logic, results.__contains__)
    for needs in would_change(evaluation, asked[1]):
        turned = {**results, **{need.criterion: not results[need.criterion] for need in needs}}
        assert tree is not None
        assert truth_of(tree, turned) is not evaluation.is_favourable


@given(questions())
@settings(max_examples=300, deadline=None)
def test_without_the_facts_of_a_footing_a_favourable_decision_turns(asked: tuple[Edition, Question]) -> None:
    edition, question = asked
    evaluation = evaluate(edition, question)
    borne = {finding.id for finding in evaluation.findings if finding.facts}
    for footing in counterfactual(evaluation, question).hangs_on:
        rest = tuple(fact for fact in question.facts if fact.id not in footing.facts)
        if borne.issuperset(footing.criteria):
            assert not evaluate(edition, replace(question, facts=rest)).is_favourable


@given(questions())
@settings(max_examples=300, deadline=None)
def test_every_need_is_a_sentence_without_ids_or_repetition(asked: tuple[Edition, Question]) -> None:
    evaluation = evaluate(*asked)
    for needs in () if evaluation.is_favourable else would_change(evaluation, asked[1]):
        for need in needs:
            assert need.needs[0].isupper() or need.needs[0].isdigit()
            assert need.needs.endswith((".", "?"))
            assert "_" not in need.needs
            assert "{" not in need.needs
            assert need.needs.count("dated after") + need.needs.count("A dated") <= 1


@given(questions())
@settings(max_examples=300, deadline=None)
def test_every_finding_points_at_facts_of_the_record_and_is_a_sentence(asked: tuple[Edition, Question]) -> None:
    names = {fact.id for fact in asked[1].facts}
    for finding in evaluate(*asked).findings:
        assert set(finding.facts) <= names
        assert (finding.result == "unknown") is (finding.silence is not None)
        assert "{" not in finding.why
        assert finding.why.endswith(".")
