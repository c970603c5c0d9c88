"""Invented people: applicants with their parties and treatments, and a registry of reviewers. Nobody here exists."""

from __future__ import annotations

import datetime as dt
import random

from openimr.domain.cases import CaseForms, DisputedItem, Party, PartyRole
from openimr.domain.reviewers import Affiliation, BoardCertification, Licence, Reviewer, ReviewerId
from openimr.services.simulation.plan import Plan

_TREATMENTS = (
    "Physical therapy 2 times a week for 6 weeks, lumbar spine",
    "Lumbar epidural steroid injection at L4-L5",
    "MRI of the left shoulder without contrast",
    "Tramadol 50mg #60",
    "Norco 10/325mg #90",
    "Cyclobenzaprine 7.5mg #60",
    "Chiropractic treatment 8 visits",
    "EMG/NCV of the bilateral upper extremities",
    "Right knee arthroscopy with partial meniscectomy",
    "Omeprazole 20mg #30",
)
_SYLLABLES = (
    "bar",
    "cor",
    "del",
    "fen",
    "gan",
    "hol",
    "jes",
    "kim",
    "lor",
    "mun",
    "nev",
    "por",
    "ral",
    "sev",
    "tal",
    "wen",
)
_BOARDS = (
    "Physical Medicine & Rehabilitation",
    "Pain Medicine",
    "Occupational Medicine",
    "Orthopaedic Surgery",
    "Physical Medicine & Rehabilitation",
    "Family Medicine",
)


def applicant(plan: Plan, number: int) -> CaseForms:
    """What the forms of application *number* say."""
    chance = plan.chance("applicant", number)
    items = chance.sample(_TREATMENTS, chance.choice((1, 1, 1, 2, 2, 3)))
    roles: tuple[PartyRole, ...] = ("employee", "employer", "claims_administrator", "requesting_physician", "practice")
    return CaseForms(
        date_of_birth=dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(17_000)),
        claim_number=f"SIM-{plan.seed}-{number}",
        dates_of_injury=(dt.date(2013, 1, 2) + dt.timedelta(days=chance.randrange(2000)),),
        ur_denial_date=plan.start - dt.timedelta(days=25 + chance.randrange(10)),
        priority="expedited" if chance.random() < plan.expedited else "standard",
        items=tuple(DisputedItem(item) for item in items),
        parties=tuple(Party(role, name(chance)) for role in roles),
    )


def name(chance: random.Random) -> str:
    """An invented name."""
    words = ("".join(chance.choice(_SYLLABLES) for _ in range(length)).capitalize() for length in (2, 3))
    return " ".join(words)


def registry(plan: Plan) -> tuple[Reviewer, ...]:
    """Reviewers of the usual specialties, each with room for forty cases."""
    return tuple(_reviewer(plan, number) for number in range(1, plan.registry_size + 1))


def _reviewer(plan: Plan, number: int) -> Reviewer:
    chance = plan.chance("reviewer", number)
    boards = sorted({_BOARDS[number % len(_BOARDS)], chance.choice(_BOARDS)})
    return Reviewer(
        ReviewerId(f"R-{number:04d}"),
        f"{name(chance)} {number}",
        (Licence(chance.choice(("California", "California", "Nevada", "Texas")), f"X{number:05d}"),),
        tuple(BoardCertification(board) for board in boards),
        practice_years=6 + chance.randrange(25),
        weekly_hours=24 + chance.randrange(20),
        affiliations=(Affiliation(name(chance), "professional"),),
        capacity=40,
    )
