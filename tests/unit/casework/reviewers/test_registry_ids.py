"""An id goes where the name may not, and what is wrong with an entry is said without its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.casework.reviewers import read_registry


def problems_of(entry: str) -> list[str]:
    reviewers, problems = read_registry(f"- {{{entry}}}\n", "yaml", "registry.yaml")
    assert len(reviewers) + len(problems) == 1
    return [problem.message for problem in problems]


WHO = "name: 'Thaddeus Quillivant-Marsh, DO', npi: '1730277341', licences: [{state: California, number: 20A-77341}]"


@pytest.mark.parametrize(
    "own", ["quillivant", "T.Quillivant", "tmarsh", "THADDEUS-1", "lic-20A77341", "1730277341", "imr-marsh-7"]
)
def test_an_id_with_a_part_of_a_name_or_number_is_refused(own: str) -> None:
    (message,) = problems_of(f"id: '{own}', {WHO}")
    assert message.startswith("Entry 1 of the registry: its id tells who it is")
    assert own not in message


@given(st.from_regex(r"R-[0-9]{1,6}", fullmatch=True))
def test_an_opaque_id_is_taken(own: str) -> None:
    assert problems_of(f"id: {own}, {WHO}") == []


@pytest.mark.parametrize(
    "wrong",
    [
        "practice: {years: Wexcombe}",
        "practice: {weekly_hours: .nan}",
        "practice: {years: -3}",
        "capacity: Wexcombe",
        "capacity: .inf",
        "capacity: 2.5",
        "profession: Wexcombe",
        "affiliations: [{type: Wexcombe, party: P}]",
        "affiliations: [{type: familial, party: P, share: Wexcombe}]",
        "practice: {attested: Wexcombe}",
        "licences: [Wexcombe]",
        "boards: [{specialty: Pain Medicine, expires: Wexcombe}]",
        "absences: [{from: Wexcombe, until: Wexcombe}]",
        "practice: Wexcombe",
    ],
)
def test_what_is_wrong_is_said_without_the_words_of_the_entry(wrong: str) -> None:
    (message,) = problems_of(f"id: R-1, name: A. B., {wrong}")
    assert "Wexcombe" not in message
