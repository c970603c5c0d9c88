"""What a methodology worksheet comes to: levels compared, ranks rebutted or standing, what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from openimr.domain.worksheets import Recommendation, Study, Worksheet
from openimr.rulebook.evidence_levels import scale_on, scales
from openimr.rulebook.worksheets import weigh


def study(level: str | None, **changes: Any) -> Study:
    whole = Study(
        "Doe J", "A trial", "Journal", "1", 2010, "1-9", level, True, "Adults with back pain at work, as here."
    )
    return replace(whole, **changes)


def worksheet(upper: tuple[Study, ...], lower: tuple[Study, ...], **changes: Any) -> Worksheet:
    competing = (
        Recommendation("mtus", "Not recommended.", "MTUS chapter", "mtus", upper),
        Recommendation("odg", "Recommended.", "ODG chapter", "acoem_odg", lower),
    )
    whole = Worksheet(1, "treatment_benefits", competing, "odg", "It stands higher.", "mtus_methodology")
    return replace(whole, **changes)


@pytest.mark.parametrize(
    ("upper", "lower", "is_rebutted"),
    [
        ("2", "1b", True),
        ("1b", "1a", True),
        ("4", "1c", True),
        ("1b", "1b", False),
        ("1a", "1b", False),
        ("1c", "5", False),
    ],
)
def test_a_higher_level_alone_rebuts_a_higher_rank(upper: str, lower: str, is_rebutted: bool) -> None:
    weighing = weigh(worksheet((study(upper),), (study(lower),)))
    assert bool(weighing.rebuts) == is_rebutted
    assert bool(weighing.stands) != is_rebutted
    assert set(weighing.rebuts or weighing.stands) == {"mtus"}


def test_the_reason_names_both_recommendations_their_levels_and_the_regulation() -> None:
    why = weigh(worksheet((study("2"),), (study("1a"),))).rebuts["mtus"]
    assert "8 CCR 9792.25.1" in why
    assert "ODG chapter rests on an applicable study of level 1a" in why
    assert "MTUS chapter on an applicable study of level 2" in why


def test_a_study_that_does_not_apply_supports_nothing() -> None:
    inapplicable = study("1a", is_applicable=False)
    weighing = weigh(worksheet((study("2"),), (inapplicable, study("3"))))
    assert weighing.best == {"mtus": "2", "odg": "3"}
    assert weighing.rebuts == {}
    assert weighing.outranked == ("mtus",)


def test_any_applicable_study_stands_above_none() -> None:
    searched = worksheet((), (study("3"),))
    mtus = replace(searched.competing[0], searched="PubMed, 2010 to 2015")
    weighing = weigh(replace(searched, competing=(mtus, searched.competing[1])))
    assert "mtus" in weighing.rebuts


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"why": " "}, "why it is followed"),
        ({"follows": None}, "the recommendation that is followed"),
        ({"scale": None}, "the day of the determination, which tells the scale"),
    ],
)
def test_an_incomplete_worksheet_rebuts_nothing(changes: dict[str, Any], missing: str) -> None:
    weighing = weigh(worksheet((study("2"),), (study("1a"),), **changes))
    assert weighing.missing == (missing,)
    assert weighing.rebuts == {}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"journal": ""}, "the whole citation of study 1 of odg"),
        ({"applicability": ""}, "whether study 1 of odg applies to this worker, and why"),
        ({"is_applicable": None}, "whether study 1 of odg applies to this worker, and why"),
        ({"level": None}, "the level of study 1 of odg"),
    ],
)
def test_what_a_study_lacks_is_named(changes: dict[str, Any], missing: str) -> None:
    weighing = weigh(worksheet((study("2"),), (replace(study("1a"), **changes),)))
    assert any(each.startswith(missing) for each in weighing.missing)
    assert weighing.rebuts == {}


def test_recommendations_of_one_rank_rebut_no_rank() -> None:
    competing = tuple(replace(each, rank="mtus") for each in worksheet((study("2"),), (study("1a"),)).competing)
    weighing = weigh(worksheet((), (), competing=competing))
    assert (weighing.rebuts, weighing.stands) == ({}, {})


def test_the_level_depends_on_the_type_of_question() -> None:
    harms = worksheet((study("1c"),), (study("2"),), question="treatment_harms", follows="mtus")
    assert weigh(harms).outranked == ()
    assert scales()["mtus_methodology"].level("treatment_harms", "1c") != scales()["mtus_methodology"].level(
        "treatment_benefits", "1c"
    )


@pytest.mark.parametrize(
    ("day", "scale"),
    [
        (dt.date(2013, 1, 1), "acoem_rating"),
        (dt.date(2015, 4, 19), "acoem_rating"),
        (dt.date(2015, 4, 20), "mtus_methodology"),
        (dt.date(2024, 1, 1), "mtus_methodology"),
    ],
)
def test_the_scale_is_that_of_the_day_of_the_determination(day: dt.date, scale: str) -> None:
    assert scale_on(day).id == scale


def test_every_scale_has_levels_for_every_question() -> None:
    for scale in scales().values():
        assert set(scale.levels) == {"treatment_benefits", "diagnostic_test", "prognosis", "treatment_harms"}
        for levels in scale.levels.values():
            assert len({level.name for level in levels}) == len(levels) >= 4
            assert all(level.design and level.status in ("confirmed", "unconfirmed") for level in levels)


def test_before_the_methodology_grades_are_letters() -> None:
    older = worksheet((study("C"),), (study("A"),), scale="acoem_rating")
    assert "level A" in weigh(older).rebuts["mtus"]
