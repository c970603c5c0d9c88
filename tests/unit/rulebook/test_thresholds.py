from __future__ import annotations

import pytest

from openimr.domain.guidelines import FactTest, Group, MeasureTest
from openimr.errors import UsageError
from openimr.rulebook.guidelines import guideline
from openimr.rulebook.thresholds import threshold_of, with_threshold

NAME = "mtus.chronic_pain.benzodiazepines"


def test_every_edition_and_every_test_of_the_criterion_takes_the_new_value() -> None:
    changed = with_threshold(guideline(NAME), "within_duration", 6)
    for edition in changed.editions:
        criterion = next(each for each in edition.criteria if each.id == f"{NAME}/within_duration")
        assert criterion.limit == 6
        assert threshold_of(criterion) == 6
        assert isinstance(criterion.met, MeasureTest)


def test_the_guideline_itself_stays_as_it_is() -> None:
    with_threshold(guideline(NAME), "within_duration", 6)
    criterion = next(each for each in guideline(NAME).editions[0].criteria if each.id == f"{NAME}/within_duration")
    assert threshold_of(criterion) == 4


def test_numbers_of_facts_are_thresholds_too() -> None:
    of = guideline("mtus.chronic_pain.cervical_epidural")
    criterion = of.editions[0].criteria[0]
    bounded = FactTest("therapy", ("x",), bounds=(("visits", "at_least", 6.0),), within_days=90)
    from dataclasses import replace

    edition = replace(
        of.editions[0], criteria=(replace(criterion, met=Group("any", (bounded,)), not_met=None, limit=6),)
    )
    changed = with_threshold(replace(of, editions=(edition,)), criterion.id.rpartition("/")[2], 8)
    met = changed.editions[0].criteria[0].met
    assert isinstance(met, Group)
    assert met.parts[0] == FactTest("therapy", ("x",), bounds=(("visits", "at_least", 8),), within_days=90)


@pytest.mark.parametrize("criterion", ["indication_documented_not", "request_complete", "exceptional_circumstance"])
def test_a_criterion_without_a_number_is_told(criterion: str) -> None:
    with pytest.raises(UsageError):
        with_threshold(guideline(NAME), criterion, 6)


def test_several_numbers_are_told_not_guessed() -> None:
    with pytest.raises(UsageError, match="several numbers"):
        with_threshold(guideline("mtus.chronic_pain.cervical_epidural"), "earlier_relief_sufficient", 6)
