"""Who may review a case, and why the others may not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openimr.casework.reviewers import Need, choose_reviewer, read_registry
from openimr.casework.reviewers import choose as choose_for
from openimr.domain.cases import Party
from openimr.domain.reviewers import (
    Absence,
    Affiliation,
    AffiliationType,
    Assessment,
    BoardCertification,
    Choice,
    Licence,
    Reviewer,
    ReviewerId,
)
from openimr.domain.treatments import Treatment

DAY = dt.date(2015, 10, 1)
INJECTION = Treatment("lumbar_epidural", "injection", "epidural steroid injection")
PARTIES = (
    Party("employee", "Robin Sample"),
    Party("employer", "Harbor Freight Lines, Inc."),
    Party("claims_administrator", "Golden State Claims TPA, Inc."),
    Party("requesting_physician", "Finley Johnson, MD"),
    Party("practice", "Bayside Orthopaedic Associates"),
)


def a_reviewer(
    *,
    name: str = "Ada Reviewer, MD",
    boards: tuple[str, ...] = ("Pain Medicine",),
    state: str = "California",
    expires: dt.date | None = None,
    years: float | None = 10,
    hours: float | None = 30,
    affiliations: tuple[Affiliation, ...] = (),
    reviewer_id: str = "R-1",
) -> Reviewer:
    return Reviewer(
        ReviewerId(reviewer_id),
        name,
        (Licence(state, "A1", expires),),
        tuple(BoardCertification(board) for board in boards),
        years,
        hours,
        affiliations,
    )


def assess(reviewer: Reviewer, *treatments: Treatment) -> Assessment:
    choice = choose_reviewer([reviewer], parties=PARTIES, treatments=treatments or (INJECTION,), day=DAY)
    return choice.assessments[0]


def codes(assessment: Assessment) -> set[str]:
    return {refusal.code for refusal in assessment.refusals}


def test_qualified_reviewer_without_ties_is_chosen_and_only_credentials_come_out() -> None:
    choice = choose_reviewer([a_reviewer()], parties=PARTIES, treatments=[INJECTION], day=DAY)
    assert choice.chosen == "R-1"
    assert choice.credentials.licensure == ("California",)
    assert choice.credentials.specialties == ("Pain Medicine",)
    assert "Ada" not in repr(choice)


@pytest.mark.parametrize(
    ("years", "hours", "expected"),
    [
        (5, 24, {"practice_years"}),
        (5.5, 24, set()),
        (6, 23, {"weekly_hours"}),
        (None, None, {"practice_years", "weekly_hours"}),
    ],
)
def test_more_than_five_years_and_at_least_24_hours(
    years: float | None, hours: float | None, expected: set[str]
) -> None:
    assert codes(assess(a_reviewer(years=years, hours=hours))) == expected


def test_licence_counts_through_its_last_day() -> None:
    assert codes(assess(a_reviewer(expires=DAY))) == set()
    assert codes(assess(a_reviewer(expires=DAY - dt.timedelta(days=1)))) == {"licence"}


def test_specialty_that_treats_neither_condition_nor_item_is_refused() -> None:
    assert codes(assess(a_reviewer(boards=("Psychiatry",)))) == {"specialty"}


def test_one_reviewer_must_fit_every_item() -> None:
    surgery = Treatment("knee_surgery", "surgery", "knee arthroscopy")
    assert assess(a_reviewer(), INJECTION).match == "same"
    assert codes(assess(a_reviewer(), INJECTION, surgery)) == {"specialty"}


@pytest.mark.parametrize("kind", ["professional", "familial", "financial", "treated"])
@pytest.mark.parametrize(
    "written",
    [
        "Harbor Freight Lines",
        "HARBOR FREIGHT LINES INC",
        "Golden State Claims",
        "Dr. Finley Johnson",
        "Johnson, Finley",
        "Finley Johnsson",
        "Bayside Orthopaedic Assoc. (Bayside)",
    ],
)
def test_affiliation_bars_however_the_party_is_written(kind: AffiliationType, written: str) -> None:
    assessment = assess(a_reviewer(affiliations=(Affiliation(written, kind),)))
    assert "affiliation" in codes(assessment)
    assert written not in assessment.reason


@pytest.mark.parametrize("written", ["Lakeside Family Medicine", "Golden Gate Bridge Authority", "Robert Smith, MD"])
def test_affiliation_with_somebody_else_does_not_bar(written: str) -> None:
    assert codes(assess(a_reviewer(affiliations=(Affiliation(written, "professional"),)))) == set()


def test_a_party_of_the_case_never_reviews_it() -> None:
    assert codes(assess(a_reviewer(name="Finley Johnson, M.D."))) == {"own_case"}


def test_earlier_review_of_the_dispute_bars_on_remand() -> None:
    tie = Affiliation("Robin Sample", "reviewed_before")
    assert codes(assess(a_reviewer(affiliations=(tie,)))) == {"earlier_review"}


def test_same_specialty_comes_before_home_state_and_order_breaks_ties() -> None:
    near = a_reviewer(reviewer_id="near", boards=("Occupational Medicine",))
    away = a_reviewer(reviewer_id="away", state="Nevada")
    home, second = a_reviewer(reviewer_id="home"), a_reviewer(reviewer_id="second")
    order = [near, away, home, second]
    assert choose_reviewer(order, parties=PARTIES, treatments=[INJECTION], day=DAY).chosen == "home"


def test_nobody_left_is_said_with_every_reason() -> None:
    choice = choose_reviewer([a_reviewer(years=1)], parties=PARTIES, treatments=[INJECTION], day=DAY)
    assert choice.chosen is None
    assert choice.assessments[0].reason == "Refused: Active clinical practice of 1 years; more than 5 are required."


def test_yaml_and_csv_registries_say_the_same() -> None:
    yaml_text = """
    - id: R-9
      name: Ada Reviewer
      licences: [{state: New York, number: Z9, expires: 2030-01-31}]
      boards: [{specialty: Pain Medicine}]
      practice: {years: 8, weekly_hours: 25}
      affiliations: [{type: financial, party: "Acme, Inc."}]
    """
    csv_text = (
        "id,name,licences,boards,practice_years,weekly_hours,affiliations,is_qme,discipline\n"
        'R-9,Ada Reviewer,New York Z9 01/31/2030,Pain Medicine,8,25,"financial: Acme, Inc.",no,no\n'
    )
    from_yaml, problems = read_registry(yaml_text, "yaml")
    assert problems == ()
    assert read_registry(csv_text, "csv") == (from_yaml, ())


def test_an_entry_that_cannot_be_read_is_left_out_and_named_by_number() -> None:
    text = "- {id: A, name: N, affiliations: [{type: friend, party: P}]}\n- {name: M}\n- {id: B, name: O}\n"
    reviewers, problems = read_registry(text, "yaml", "registry.yaml")
    assert [reviewer.id for reviewer in reviewers] == ["B"]
    assert [problem.message.split(":")[0] for problem in problems] == [
        "Entry 1 of the registry",
        "Entry 2 of the registry",
    ]


def test_the_example_registry_is_readable() -> None:
    file = Path(__file__).parents[4] / "examples" / "reviewers.yaml"
    reviewers, problems = read_registry(file.read_text(encoding="utf-8"), "yaml")
    assert len(reviewers) == 4
    assert problems == ()


def test_evidence_must_last_until_the_determination_is_due() -> None:
    reviewer = a_reviewer_until(dt.date(2015, 8, 10))
    assert choose([reviewer], until=dt.date(2015, 8, 10)).chosen == "r1"
    refused = choose([reviewer], until=dt.date(2015, 8, 11))
    assert {refusal.code for refusal in refused.assessments[0].refusals} == {"licence"}


def test_a_reviewer_with_all_hands_full_or_an_old_statement_is_refused() -> None:
    reviewer = replace(a_reviewer_until(dt.date(2030, 1, 1)), capacity=2, attested=dt.date(2014, 7, 20))
    codes = {refusal.code for refusal in choose([reviewer], loads={ReviewerId("r1"): 2}).assessments[0].refusals}
    assert codes == {"capacity", "attestation"}
    current = replace(reviewer, attested=dt.date(2014, 8, 1))
    assert choose([current], loads={ReviewerId("r1"): 1}).chosen == "r1"


def test_after_a_remand_another_reviewer_decides() -> None:
    reviewer = a_reviewer_until(dt.date(2030, 1, 1))
    refused = choose([reviewer], past=[ReviewerId("r1")])
    assert [refusal.code for refusal in refused.assessments[0].refusals] == ["earlier_determination"]


def test_of_equals_the_one_with_the_fewest_cases_is_chosen() -> None:
    first = a_reviewer_until(dt.date(2030, 1, 1))
    second = replace(first, id=ReviewerId("r2"), name="Quill Other")
    assert choose([first, second], loads={ReviewerId("r1"): 3, ReviewerId("r2"): 1}).chosen == "r2"


def a_reviewer_until(day: dt.date) -> Reviewer:
    return Reviewer(
        ReviewerId("r1"),
        "Pat Specimen",
        (Licence("California", "A1", day),),
        (BoardCertification("Pain Medicine"),),
        practice_years=10,
        weekly_hours=30,
    )


def choose(registry: list[Reviewer], **changes: Any) -> Choice:
    day = dt.date(2015, 7, 30)
    return choose_for(registry, Need((), (), day, **changes))


def test_an_expired_certification_proves_no_specialty() -> None:
    boards = (BoardCertification("Pain Medicine", DAY - dt.timedelta(days=1)), BoardCertification("Psychiatry"))
    assert codes(assess(replace(a_reviewer(), boards=boards))) == {"specialty"}


def test_only_a_physician_needs_a_board_certification() -> None:
    manipulation = Treatment("chiropractic", "therapy", "manipulation")
    chiropractor = replace(a_reviewer(boards=()), profession="chiropractor")
    assert codes(assess(chiropractor, manipulation)) == set()
    assert codes(assess(a_reviewer(boards=()), manipulation)) >= {"board"}
    assert "scope" in codes(assess(chiropractor, INJECTION))


def test_who_is_away_until_the_determination_is_due_is_not_chosen() -> None:
    away = replace(
        a_reviewer_until(dt.date(2030, 1, 1)), absences=(Absence(dt.date(2015, 7, 28), dt.date(2015, 8, 20)),)
    )
    refused = choose([away], until=dt.date(2015, 8, 20)).assessments[0]
    assert [refusal.code for refusal in refused.refusals] == ["absent"]
    back = choose([away], until=dt.date(2015, 8, 21))
    assert back.chosen == "r1"
    assert "Away on some of the days until the determination is due." in back.assessments[0].notes


def test_equals_are_ranked_by_what_is_due_then_load_then_lot_and_the_reason_is_told() -> None:
    first = a_reviewer_until(dt.date(2030, 1, 1))
    second = replace(first, id=ReviewerId("r2"), name="Quill Other")
    pair, one, two = [first, second], ReviewerId("r1"), ReviewerId("r2")
    by_due = choose(pair, pressing={one: 2, two: 1}, loads={one: 2, two: 9})
    assert (by_due.chosen, by_due.why) == (
        "r2",
        "First of 2 who may, by the fewest cases due by the same day (1).",
    )
    assert choose(pair, loads={one: 2, two: 9}).why == "First of 2 who may, by the fewest cases (2)."
    drawn = {choose(pair, lot=f"CM15-{number}").chosen for number in range(20)}
    assert drawn == {"r1", "r2"}
    assert choose(pair, lot="CM15-1") == choose(pair, lot="CM15-1")
    assert choose(pair[::-1], lot="CM15-1").chosen == choose(pair, lot="CM15-1").chosen


def test_evidence_with_a_date_comes_before_evidence_without() -> None:
    undated = replace(a_reviewer_until(dt.date(2030, 1, 1)), licences=(Licence("California", "A1"),))
    dated = replace(a_reviewer_until(dt.date(2030, 1, 1)), id=ReviewerId("r2"), attested=dt.date(2015, 7, 1))
    assert choose([undated, dated]).chosen == "r2"
    assert choose([undated]).assessments[0].notes[0] == "The registry does not say when the licence expires."


def test_a_statement_of_practice_must_last_until_the_determination_is_due() -> None:
    reviewer = replace(a_reviewer_until(dt.date(2030, 1, 1)), attested=dt.date(2014, 8, 10))
    assert choose([reviewer], until=dt.date(2015, 8, 10)).chosen == "r1"
    assert choose([reviewer], until=dt.date(2015, 8, 11)).chosen is None


@pytest.mark.parametrize(
    ("licence", "is_good"),
    [
        ("CA A1 2030-01-31", True),
        ("N.Y. 7 2030-01-31", True),
        ("Texas", True),
        ("Ontario 9 2030-01-31", False),
        ("California A1 2030-01-31 restricted", False),
    ],
)
def test_an_unrestricted_licence_of_any_state_counts(licence: str, is_good: bool) -> None:
    text = f"id,name,licences,boards,practice_years,weekly_hours\n7,Ada Quist,{licence},Pain Medicine,8,25\n"
    (reviewer,), _ = read_registry(text, "csv")
    assert ("licence" not in codes(assess(reviewer))) == is_good
    assert reviewer.licences[0].state in {"California", "New York", "Ontario", "Texas"}


def test_one_person_stands_in_the_registry_once() -> None:
    text = "- {id: A, name: N, licences: [{state: CA, number: X7}]}\n"
    text += "- {id: B, name: O, licences: [{state: California, number: X7}]}\n"
    reviewers, problems = read_registry(text, "yaml")
    assert [reviewer.id for reviewer in reviewers] == ["A"]
    assert [problem.code for problem in problems] == ["reviewer_repeated"]


def test_a_csv_registry_may_tell_absences_aliases_and_expiry() -> None:
    text = (
        "id,name,licences,boards,practice_years,weekly_hours,aliases,absences,npi\n"
        '7,"Ada Quist, DC",Nevada B7 2031-05-31,Pain Medicine 2030-01-31; Sports Medicine,8,25,Ada Stark,'
        "2026-12-20..2027-01-03; 2027-02-01,1234567893\n"
    )
    (reviewer,), problems = read_registry(text, "csv")
    assert problems == ()
    assert reviewer.profession == "chiropractor"
    assert reviewer.boards[0].expires == dt.date(2030, 1, 31)
    assert reviewer.absences[1] == Absence(dt.date(2027, 2, 1), dt.date(2027, 2, 1))
    assert (reviewer.aliases, reviewer.npi) == (("Ada Stark",), "1234567893")
