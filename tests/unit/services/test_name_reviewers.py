"""Whatever would tell who a reviewer is, is known again in words, and words of a case are not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.domain.reviewers import Affiliation, Licence, Reviewer, ReviewerId
from openimr.services.name_reviewers import texts_naming_reviewers

REVIEWER = Reviewer(
    ReviewerId("R-1"),
    "Thaddeus Quillivant-Marsh, DO",
    licences=(Licence("California", "20A77341"), Licence("Oregon")),
    affiliations=(
        Affiliation("Brackenfell Spine Partners", "professional"),
        Affiliation("Orsolya Wexcombe", "familial"),
        Affiliation("Marisol Sample", "treated"),
    ),
    aliases=("Thaddeus Ormskirk",),
    npi="1730277341",
    phone="(555) 555-7319",
)
WAYS = (
    "Thaddeus Quillivant-Marsh",
    "Dr. Quillivant-Marsh",
    "QUILLIVANT-MARSH, THADDEUS",
    "T. Quillivant-Marsh, D.O.",
    "thaddeus quillivant-marsh",
    "Dr. Quillivant",
    "license 20A77341",
    "lic. no. 20A-77341",
    "Brackenfell Spine Partners",
    "BRACKENFELL SPINE PARTNERS",
    "Orsolya Wexcombe",
    "Dr. Ormskirk",
    "NPI 1730277341",
    "555.555.7319",
)
BEFORE = st.sampled_from(("", "As ", "Reviewed by ", "I, ", "Please write to ", "At the clinic of "))
AFTER = st.sampled_from(("", ".", " agrees.", ", who decided", " and others", " (the reviewer)"))


@settings(deadline=None)
@given(BEFORE, st.sampled_from(WAYS), AFTER)
def test_a_reviewer_is_known_again_however_written(before: str, way: str, after: str) -> None:
    assert texts_naming_reviewers(["Nothing here.", before + way + after], [REVIEWER]) == (1,)


@pytest.mark.parametrize(
    "text",
    [
        "The request for six visits of physical therapy is not medically necessary.",
        "Dr. Smith noted marsh fever in 1994.",
        "The patient, Marisol Sample, was treated before.",
        "License 20A77342 is another one.",
        "Spine partners of the employer agree.",
        "",
    ],
)
def test_words_of_a_case_name_no_reviewer(text: str) -> None:
    assert texts_naming_reviewers([text], [REVIEWER]) == ()


def test_a_family_name_that_is_a_word_is_found_only_where_a_person_is_meant() -> None:
    long = Reviewer(ReviewerId("R-2"), "Linh Long, MD")
    assert texts_naming_reviewers(["Long term use is not advised.", "Dr. Long decided.", "It took long."], [long]) == (
        1,
    )


def test_a_family_name_alone_may_be_somebody_elses_a_whole_name_or_number_not() -> None:
    texts = ["Dr. Quillivant-Marsh agrees.", "T. Quillivant-Marsh, DO", "lic. 20A77341", "Orsolya Wexcombe, PT"]
    assert texts_naming_reviewers(texts, [REVIEWER], outright=True) == (1, 2)


def test_initials_name_nobody() -> None:
    thomas = Reviewer(ReviewerId("R-3"), "Paula Thomas, MD")
    assert texts_naming_reviewers(["Six visits of P.T. were authorized."], [thomas]) == ()
