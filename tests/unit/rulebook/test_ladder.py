"""The search sequence of 8 CCR 9792.21.1, topic by topic and year by year: which rank applies, and which is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.guidelines import Edition
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guidelines import RANKS, all_guidelines, guideline, guidelines_for

_DAYS = [dt.date(year, month, 15) for year in range(2013, 2025) for month in (1, 8)]
_BOUNDARIES = [dt.date(2016, 7, 27), dt.date(2016, 7, 28), dt.date(2017, 11, 30), dt.date(2017, 12, 1)]
_TOPICS = [each["slug"] for each in read_yaml("topics.yaml")]


def governing(topic: str, day: dt.date) -> str | None:
    edition = guidelines_for(topic, day=day).governing
    return f"{edition.guideline} {edition.key}" if edition else None


@pytest.mark.parametrize(
    ("topic", "day", "expected"),
    [
        ("benzodiazepines", dt.date(2014, 6, 1), "mtus.chronic_pain.benzodiazepines 2009-07-18"),
        ("benzodiazepines", dt.date(2017, 1, 10), "mtus.chronic_pain.benzodiazepines 2016-07-28"),
        ("benzodiazepines", dt.date(2019, 3, 1), "mtus.chronic_pain_disorders.benzodiazepines 2017-12-01"),
        ("opioids_ongoing", dt.date(2018, 3, 1), "mtus.opioids.opioids_ongoing 2017-12-01"),
        ("antiepileptics", dt.date(2015, 3, 1), "mtus.chronic_pain.antiepileptics 2009-07-18"),
        ("hypnotics", dt.date(2015, 3, 1), "odg.pain.hypnotics 2013-01-01"),
        ("hypnotics", dt.date(2017, 3, 1), "mtus.chronic_pain.hypnotics 2016-07-28"),
        ("lumbar_epidural", dt.date(2018, 3, 1), "mtus.low_back_disorders.lumbar_epidural 2017-12-01"),
        ("lumbar_epidural", dt.date(2022, 3, 1), "mtus.low_back_disorders.lumbar_epidural 2021-11-23"),
        ("lumbar_mri", dt.date(2021, 11, 22), "mtus.low_back_disorders.lumbar_mri 2017-12-01"),
        ("lumbar_mri", dt.date(2021, 11, 23), "mtus.low_back_disorders.lumbar_mri 2021-11-23"),
        ("cervical_epidural", dt.date(2020, 3, 1), "odg.neck_upper_back.cervical_epidural 2015-06-25"),
        ("sacroiliac_injection", dt.date(2016, 3, 1), "odg.hip_pelvis.sacroiliac_injection 2013-01-01"),
        ("home_health", dt.date(2016, 9, 1), "mtus.chronic_pain.home_health 2016-07-28"),
        ("home_health", dt.date(2019, 9, 1), None),
    ],
)
def test_the_text_that_governs_a_topic_on_a_day(topic: str, day: dt.date, expected: str | None) -> None:
    assert governing(topic, day) == expected


@pytest.mark.parametrize("topic", _TOPICS)
def test_the_ladder_of_every_topic_stops_at_the_first_rank_that_applies(topic: str) -> None:
    for day in [*_DAYS, *_BOUNDARIES]:
        selection = guidelines_for(topic, day=day)
        outcomes = [step.outcome for step in selection.ladder]
        assert [step.rank for step in selection.ladder] == list(RANKS[: len(outcomes)])
        assert outcomes == ["silent"] * (len(outcomes) - 1) + (["applies"] if selection.candidates else ["silent"])
        assert all(step.why.endswith(".") for step in selection.ladder)
        if selection.governing:
            assert selection.governing.rank == selection.ladder[-1].rank


@pytest.mark.parametrize("topic", _TOPICS)
def test_a_lower_rank_is_refused_while_a_higher_one_applies(topic: str) -> None:
    for day in [*_DAYS, *_BOUNDARIES]:
        selection = guidelines_for(topic, day=day)
        for edition in selection.candidates:
            is_lower = edition.rank != selection.ladder[-1].rank
            assert (selection.refuses(edition) is not None) == is_lower


def test_the_refusal_says_which_rank_applies() -> None:
    selection = guidelines_for("cervical_mri", day=dt.date(2017, 1, 10))
    refused = selection.refuses(guideline("odg.neck_upper_back.cervical_mri").editions[0])
    assert refused is not None
    assert "Medical Treatment Utilization Schedule applies" in refused
    assert "Official Disability Guidelines, Neck and Upper Back is not reached" in refused


def test_nothing_is_refused_where_every_rank_is_silent() -> None:
    silent = guidelines_for("home_health", day=dt.date(2019, 9, 1))
    assert silent.refuses(guideline("odg.pain.hypnotics").editions[0]) is None


def test_a_rebutted_rank_gives_way_to_the_next_one_with_its_reason() -> None:
    why = "Two randomized trials of a higher level of evidence than the guideline's own speak against it."
    selection = guidelines_for("cervical_mri", day=dt.date(2017, 1, 10), rebutted={"mtus": why})
    assert [(step.rank, step.outcome) for step in selection.ladder] == [("mtus", "rebutted"), ("acoem_odg", "applies")]
    assert selection.ladder[0].why == why
    assert {edition.rank for edition in selection.candidates} == {"acoem_odg"}


def test_a_silent_rank_cannot_be_rebutted() -> None:
    selection = guidelines_for("sacroiliac_injection", day=dt.date(2017, 1, 10), rebutted={"mtus": "It does not fit."})
    assert [step.outcome for step in selection.ladder] == ["silent", "applies"]


def test_every_text_of_the_schedule_of_2004_to_2016_ends_before_december_2017() -> None:
    replaced = ("Complaints", "General Approaches", "Chronic Pain Medical Treatment Guidelines")
    going_on = [
        f"{each.id} {edition.key}"
        for each in all_guidelines()
        for edition in each.editions
        if edition.source.guideline.endswith(replaced) and not _ends_by(edition, dt.date(2017, 11, 30))
    ]
    assert going_on == []


def _ends_by(edition: Edition, day: dt.date) -> bool:
    return edition.effective_to is not None and edition.effective_to <= day


def test_a_drug_is_asked_for_prospective_review_only_since_the_drug_list() -> None:
    asking = {
        edition.effective_from
        for each in all_guidelines()
        for edition in each.editions
        for criterion in edition.criteria
        if criterion.id.endswith("/reviewed_beforehand")
    }
    assert asking == {dt.date(2017, 12, 1)}
