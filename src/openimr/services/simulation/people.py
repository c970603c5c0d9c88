"""Invented people: applicants with their parties and treatments, and a registry of reviewers. Nobody here exists."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from functools import cache

from openimr.domain.cases import CaseForms, DisputedItem, Party, PartyRole
from openimr.domain.reviewers import Affiliation, BoardCertification, Licence, Reviewer, ReviewerId
from openimr.rulebook.files import read_text
from openimr.services.simulation.plan import Plan

_ROLES: tuple[PartyRole, ...] = ("employee", "employer", "claims_administrator", "requesting_physician", "practice")


def applicant(plan: Plan, number: int) -> CaseForms:
    """What the forms of application *number* say."""
    chance = plan.chance("applicant", number)
    return CaseForms(
        date_of_birth=dt.date(1950, 1, 1) + dt.timedelta(days=chance.randrange(17_000)),
        claim_number=f"SIM-{plan.seed}-{number}",
        dates_of_injury=(dt.date(2013, 1, 2) + dt.timedelta(days=chance.randrange(2000)),),
        ur_denial_date=plan.day_of(number) - dt.timedelta(days=5 + chance.randrange(25)),
        priority="expedited" if chance.random() < plan.habits.shares["expedited"] else "standard",
        items=_items(plan, chance, ()),
        parties=tuple(Party(role, _name(plan, role, chance)) for role in _ROLES),
    )


def another_dispute(plan: Plan, number: int) -> CaseForms:
    """What the same employee and physician apply for when they dispute something else than in application *number*."""
    first = applicant(plan, number)
    return replace(first, items=_items(plan, plan.chance("another", number), first.items))


def _items(plan: Plan, chance: random.Random, but: tuple[DisputedItem, ...]) -> tuple[DisputedItem, ...]:
    count, items = plan.habits.pick("items", chance), list[DisputedItem]()
    while len(items) < count:
        item = DisputedItem(plan.habits.pick("treatments", chance))
        if item not in items and item not in but:
            items.append(item)
    return tuple(items)


def _name(plan: Plan, role: str, chance: random.Random) -> str:
    """An invented name: of a person, or of an organization where that is its role."""
    family = chance.choice(_census("family")).title()
    patterns = plan.habits.organizations.get(role)
    return chance.choice(patterns).format(family) if patterns else f"{chance.choice(_census('given')).title()} {family}"


@cache
def _census(kind: str) -> tuple[str, ...]:
    """Names that people have."""
    lines = read_text(f"deidentification/census_{kind}.txt").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def registry(plan: Plan) -> tuple[Reviewer, ...]:
    """Reviewers of the usual specialties."""
    return tuple(_reviewer(plan, number) for number in range(1, plan.registry_size + 1))


def _reviewer(plan: Plan, number: int) -> Reviewer:
    chance = plan.chance("reviewer", number)
    boards = sorted({plan.habits.pick("boards", chance), plan.habits.pick("boards", chance)})
    return Reviewer(
        ReviewerId(f"R-{number:04d}"),
        _name(plan, "reviewer", chance),
        (Licence(plan.habits.pick("states", chance), f"X{number:05d}"),),
        tuple(BoardCertification(board) for board in boards),
        practice_years=6 + chance.randrange(25),
        weekly_hours=24 + chance.randrange(20),
        affiliations=(Affiliation(_name(plan, "practice", chance), "professional"),),
        capacity=int(plan.habits.reviewers["at_once"]),
    )
