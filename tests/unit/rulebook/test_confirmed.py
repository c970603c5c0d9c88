"""Deciding without what is not confirmed: what is asked, what applies, and what the ladder says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Criterion, Edition, Guideline, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Record, evaluate
from openimr.pipeline.criteria.deciding import decide
from openimr.rulebook.confirmed import confirmed_edition
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guideline_cases import packaged_cases
from openimr.rulebook.guidelines import all_guidelines, guideline, guidelines_for

BENZO = guideline("mtus.chronic_pain.benzodiazepines")
DAY = dt.date(2014, 6, 15)


def with_status(status: Any, *names: str) -> Edition:
    """The 2009 text on benzodiazepines with these criteria (all: none named) marked so."""
    first = BENZO.editions[0]
    return replace(first, criteria=tuple(_marked(each, status, names) for each in first.criteria))


def _marked(criterion: Criterion, status: Any, names: tuple[str, ...]) -> Criterion:
    is_meant = not names or criterion.id.rpartition("/")[2] in names
    return replace(criterion, status=status) if is_meant else criterion


def held(edition: Edition) -> Any:
    changed = replace(BENZO, editions=(edition,))

    def of(topic: str) -> tuple[Guideline, ...]:
        return (changed,) if topic == BENZO.topic else ()

    return of


def short_course() -> Question:
    treatment = Treatment("benzodiazepines", "medication", "diazepam", strength="5 mg", quantity=20, times_per_day=2.0)
    started = Fact("f1", "medication", "diazepam", "present", {"concept": "diazepam", "action": "started"}, DAY)
    return Question(treatment, (started,), DAY)


def test_an_edition_without_unconfirmed_criteria_stays_as_it_is() -> None:
    first = BENZO.editions[0]
    assert confirmed_edition(first) is first


def test_an_unconfirmed_criterion_is_not_asked() -> None:
    edition = with_status("unconfirmed", "indication_documented")
    asked = confirmed_edition(edition)
    assert asked is not None
    with_it, without = evaluate(edition, short_course()), evaluate(asked, short_course())
    assert not with_it.is_favourable
    assert without.is_favourable
    assert "mtus.chronic_pain.benzodiazepines/indication_documented" in without.not_applicable
    assert "indication_documented" not in {finding.id.rpartition("/")[2] for finding in without.findings}


def test_a_criterion_from_a_secondary_source_is_asked() -> None:
    edition = with_status("secondary")
    assert confirmed_edition(edition) is edition


def test_an_edition_that_rests_wholly_on_unconfirmed_criteria_does_not_apply() -> None:
    edition = with_status("unconfirmed")
    assert confirmed_edition(edition) is None
    selection = guidelines_for("benzodiazepines", day=DAY, held=held(edition), confirmed_only=True)
    assert selection.candidates == ()
    assert selection.ladder[0].outcome == "silent"
    assert "every criterion of it that could decide is unconfirmed" in selection.ladder[0].why


def test_the_ladder_says_how_many_criteria_are_left_out() -> None:
    edition = with_status("unconfirmed", "indication_documented", "request_complete")
    selection = guidelines_for("benzodiazepines", day=DAY, held=held(edition), confirmed_only=True)
    assert selection.ladder[-1].outcome == "applies"
    assert selection.ladder[-1].why.endswith("Only confirmed criteria are asked: 2 criteria of it are left out.")
    assert guidelines_for("benzodiazepines", day=DAY, held=held(edition)).candidates == (edition,)


def test_a_lower_rank_is_reached_where_the_higher_is_wholly_unconfirmed() -> None:
    lower = replace(BENZO, id="odg.pain.benzodiazepines", rank="acoem_odg", editions=(with_status("confirmed"),))
    upper = replace(BENZO, editions=(with_status("unconfirmed"),))

    def both(topic: str) -> tuple[Guideline, ...]:
        return (upper, lower)

    selection = guidelines_for("benzodiazepines", day=DAY, held=both, confirmed_only=True)
    assert [step.outcome for step in selection.ladder] == ["silent", "applies"]
    assert selection.candidates == lower.editions


@pytest.mark.parametrize("topic", [each["slug"] for each in read_yaml("topics.yaml")])
def test_no_unconfirmed_criterion_has_a_finding_for_any_topic(topic: str) -> None:
    for of in (each for each in all_guidelines() if each.topic == topic):
        for case in packaged_cases(of)[::5]:
            edition = confirmed_edition(case.edition) if case.edition else None
            if edition is not None:
                evaluation = evaluate(edition, case.question)
                assert not [each.id for each in evaluation.findings if each.status == "unconfirmed"]
                assert decide(edition, case.question, Record(case.question.facts)) == evaluation.is_favourable
