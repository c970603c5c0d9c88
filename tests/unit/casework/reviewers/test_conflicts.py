"""Ties of a reviewer to the parties: kinds of tie, owners, addresses, makers, and what a person must clear."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from openimr.casework.reviewers import Tie, find_ties, read_registry
from openimr.casework.reviewers.qualification import rules
from openimr.domain.cases import Party, PartyRole
from openimr.domain.reviewers import Affiliation, AffiliationType, Reviewer, ReviewerId

DOCTOR = Party("requesting_physician", "Ottilie Kaczmarek, MD")
CLAIMS = Party("claims_administrator", "Golden Poppy Claims, Inc.")


def a_reviewer(*affiliations: Affiliation, name: str = "Solveig Lindqvist, MD") -> Reviewer:
    return Reviewer(ReviewerId("R-1"), name, affiliations=affiliations)


def ties(*affiliations: Affiliation, party: Party = DOCTOR) -> list[tuple[str, str]]:
    return [(tie.code, tie.level) for tie in find_ties(a_reviewer(*affiliations), [party])]


@pytest.mark.parametrize("role", get_args(PartyRole))
@pytest.mark.parametrize("kind", get_args(AffiliationType))
def test_every_kind_of_tie_to_every_kind_of_party_bars(role: PartyRole, kind: AffiliationType) -> None:
    found = find_ties(a_reviewer(Affiliation("Kaczmarek, Ottilie", kind)), [Party(role, DOCTOR.name)])
    assert [tie.level for tie in found] == ["bar"]
    assert role in rules()["parties"]


@pytest.mark.parametrize(
    ("tie", "level"),
    [
        (Affiliation("Ottilie Kaczmarek", "familial", relation="spouse"), "bar"),
        (Affiliation("Ottilie Kaczmarek", "familial"), "bar"),
        (Affiliation("Ottilie Kaczmarek", "familial", relation="cousin"), "doubt"),
        (Affiliation("Ottilie Kaczmarek", "financial", share=5), "note"),
        (Affiliation("Ottilie Kaczmarek", "financial", share=5.1), "bar"),
        (Affiliation("Ottilie Kaczmarek", "professional", relation="staff_privileges"), "note"),
        (Affiliation("Ottilie Kaczmarek", "professional", relation="academic_contract"), "doubt"),
        (Affiliation("Ottilie Kaczmarek", "professional", until=dt.date(2014, 1, 1)), "doubt"),
        (Affiliation("Ottilie Kaczmarek", "familial", relation="spouse", until=dt.date(2014, 1, 1)), "bar"),
        (Affiliation("O. Kaczmarek", "professional"), "doubt"),
    ],
)
def test_what_makes_a_tie_material(tie: Affiliation, level: str) -> None:
    assert [found[1] for found in ties(tie)] == [level]


def test_a_number_settles_what_a_common_name_leaves_open() -> None:
    tie, party = Affiliation("David Lee", "professional"), Party("treating_physician", "David Lee, MD")
    assert ties(tie, party=party) == [("possible_affiliation", "doubt")]
    assert ties(replace(tie, npi="1"), party=replace(party, npi="1")) == [("affiliation", "bar")]
    assert ties(replace(tie, npi="1"), party=replace(party, npi="2")) == []
    assert ties(replace(tie, phone="(415) 555-0100"), party=replace(party, phone="415.555.0100")) == [
        ("affiliation", "bar")
    ]


def test_one_address_under_two_names_is_looked_at() -> None:
    tie = Affiliation("Kestrel Holdings", "financial", address="12 North Main Street, Suite 4")
    party = Party("medical_group", "Quick Care Clinic", address="12 N. Main St. Ste 4")
    assert ties(tie, party=party) == [("possible_affiliation", "doubt")]


def test_the_reviewer_may_not_be_a_party_nor_of_its_family() -> None:
    reviewer = replace(a_reviewer(name="Solveig Lindqvist, MD"), aliases=("Solveig Kaczmarek",))
    codes = {
        "Solveig Lindqvist": "own_case",
        "Kaczmarek, Solveig": "own_case",
        "Jonas Lindqvist": "possible_kin",
        "S. Lindqvist": "possible_own_case",
    }
    for name, code in codes.items():
        assert [tie.code for tie in find_ties(reviewer, [Party("employee", name)])][:1] == [code], name
    assert find_ties(a_reviewer(name="Alan Smith"), [Party("employee", "Doris Smith")]) == ()


def test_a_relative_of_the_same_uncommon_name_is_looked_at() -> None:
    found = ties(Affiliation("Peter Kaczmarek", "familial", relation="spouse"))
    assert found == [("possible_affiliation", "doubt")]
    assert ties(Affiliation("Peter Kaczmarek", "professional")) == []


@pytest.mark.parametrize(
    "written",
    [
        "Golden Poppy Claims on behalf of Alpine Insurance",
        "Alpine Foods c/o Golden Poppy Claims",
        "GOLDEN POPPY CLAIMS (TPA)",
    ],
)
def test_a_party_written_together_with_another_is_met(written: str) -> None:
    tie = Affiliation("Golden Poppy Claims", "financial")
    assert ties(tie, party=replace(CLAIMS, name=written)) == [("affiliation", "bar")]


REGISTRY = """
reviewers:
  - id: R-1
    name: Solveig Lindqvist, MD
    affiliations:
      - {{type: {type}, party: "{party}"}}
organizations:
  - {{name: Golden Poppy Claims, owners: [{{name: Big Bear Insurance, share: 100}}]}}
  - {{name: Redwood Review Services, owners: [Big Bear Insurance Company, Inc.]}}
  - {{name: Kestrel Clinics, aliases: [Quick Care], owners: [{{name: "Ignatius Okonkwo, MD", share: 30}}]}}
  - {{name: Tiny Stake Foods, owners: [{{name: Big Bear Insurance, share: 3}}]}}
  - {{name: Lindqvist Devices, owners: [Solveig Lindqvist], products: [NervoPulse]}}
"""


def registered(party: str, kind: str = "financial") -> Reviewer:
    reviewers, problems = read_registry(REGISTRY.format(type=kind, party=party), "yaml")
    assert problems == ()
    return reviewers[0]


@pytest.mark.parametrize(
    ("tied_to", "party", "level", "steps"),
    [
        ("Big Bear Insurance", "Golden Poppy Claims, Inc.", "bar", 1),
        ("Golden Poppy Claims", "Big Bear Insurance Co.", "bar", 1),
        ("Golden Poppy Claims", "Redwood Review Services LLC", "bar", 2),
        ("Ignatius Okonkwo", "Kestrel Clinics", "doubt", 1),
        ("Ignatius Okonkwo", "Quick Care", "doubt", 1),
        ("Quick Care", "Kestrel Clinics, A Medical Corporation", "bar", 0),
    ],
)
def test_owners_carry_a_tie_on(tied_to: str, party: str, level: str, steps: int) -> None:
    found = find_ties(registered(tied_to), [Party("claims_administrator", party)])
    assert [(tie.level, tie.steps) for tie in found] == [(level, steps)]


def test_a_small_share_carries_nothing() -> None:
    assert find_ties(registered("Big Bear Insurance"), [Party("employer", "Tiny Stake Foods")]) == ()


def test_owners_in_a_circle_end() -> None:
    text = "reviewers: [{id: R, name: N One, affiliations: [{type: financial, party: Alpine Pool}]}]\norganizations:\n"
    text += "  - {name: Alpine Pool, owners: [Boreal Pool]}\n  - {name: Boreal Pool, owners: [Alpine Pool]}\n"
    reviewers, _ = read_registry(text, "yaml")
    assert sorted({tie.party for tie in reviewers[0].affiliations}) == ["Alpine Pool", "Boreal Pool"]


@pytest.mark.parametrize(
    ("tied_to", "request_words"),
    [
        ("Electronic Waveform Lab, Inc.", "H-Wave device purchase"),
        ("Sanofi", "Synvisc injection, right knee"),
        ("Somebody Unknown", "NervoPulse stimulator trial"),
        ("Regenokine", "Regenokine injection"),
    ],
)
def test_whoever_makes_or_developed_what_is_asked_for_is_a_party(tied_to: str, request_words: str) -> None:
    found = find_ties(registered(tied_to), [], [request_words])
    assert [(tie.code, tie.role) for tie in found] == [("maker", "manufacturer")]
    assert find_ties(registered(tied_to), [], ["physical therapy twice a week"]) == ()


def test_clearing_one_tie_clears_no_other() -> None:
    one, other = (
        Tie("possible_affiliation", "doubt", "familial", "employee", "O. Kaczmarek", name)
        for name in ("Ottilie Kaczmarek", "Otto Kaczmarek")
    )
    assert one.key != other.key
