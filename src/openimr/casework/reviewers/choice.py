"""Assessing every reviewer of a registry for one case, and choosing among those whom nothing bars."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openimr.casework.reviewers.conflicts import Tie, find_ties, told
from openimr.casework.reviewers.qualification import (
    current_specialties,
    evidence_notes,
    evidence_refusals,
    free_days,
    refusal,
    rules,
    scope_refusals,
    time_refusals,
)
from openimr.casework.reviewers.specialties import RANK, match_items, weakest
from openimr.domain.cases import Party
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviewers import Assessment, Choice, ItemMatch, Match, Refusal, Reviewer, ReviewerId
from openimr.domain.treatments import Treatment

Settlement = Literal["cleared", "confirmed"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a case needs a reviewer for, and all that speaks for one reviewer or another.

    Attributes:
        parties: All parties of the case; a material affiliation with one of them bars.
        treatments: What is in dispute; a reviewer must be of the same or a similar specialty for every item.
        day: The day of the choice.
        until: When the determination is due: the evidence must last until then (None: *day*).
        requests: The words of the disputed items: whose products they ask for.
        conditions: The diagnosis that the treatment is for, as written; not others that the employee has besides.
        past: Reviewers who had the case before.
        related: Reviewers who have or had another case of the employee.
        loads: How many cases each reviewer has now.
        pressing: How many of them are due by *until*.
        settled: What a person found of a reviewer's possible ties, by their keys.
        lot: Draws among equals, so that the draw can be repeated; empty: the registry's order breaks ties.
    """

    parties: Sequence[Party]
    treatments: Sequence[Treatment]
    day: dt.date
    until: dt.date | None = None
    requests: Sequence[str] = ()
    conditions: Sequence[str] = ()
    past: Collection[ReviewerId] = ()
    related: Collection[ReviewerId] = ()
    loads: Mapping[ReviewerId, int] = field(default_factory=dict)
    pressing: Mapping[ReviewerId, int] = field(default_factory=dict)
    settled: Mapping[ReviewerId, Mapping[str, Settlement]] = field(default_factory=dict)
    lot: str = ""

    @property
    def due(self) -> dt.date:
        """The last day that the evidence must last."""
        return max(self.day, self.until or self.day)


def choose_reviewer(
    registry: Iterable[Reviewer], *, parties: Sequence[Party], treatments: Sequence[Treatment], day: dt.date
) -> Choice:
    """The reviewer for a case of which no more is known than this; see `choose`."""
    return choose(registry, Need(parties, treatments, day))


def choose(registry: Iterable[Reviewer], need: Need) -> Choice:
    """The reviewer for a case, with an assessment of each.

    Of those who may, the closest specialty comes first, then a licence of the preferred state, then who leaves nothing
    to tell, then the fewest cases due by the same day, the fewest cases, and the lot.
    """
    reviewers = tuple(registry)
    assessments = tuple(assess(reviewer, need) for reviewer in reviewers)
    eligible = [pair for pair in zip(reviewers, assessments, strict=True) if pair[1].is_eligible]
    if not eligible:
        return Choice(None, ReviewerCredentials(), assessments, _nobody(assessments))
    ranked = sorted(
        ((_order(reviewer, found, need), reviewer) for reviewer, found in eligible), key=lambda each: each[0]
    )
    best = ranked[0][1]
    return Choice(best.id, best.credentials(), assessments, _why([order for order, _ in ranked], need))


def assess(reviewer: Reviewer, need: Need) -> Assessment:
    """How one reviewer stands to the case."""
    held = current_specialties(reviewer, need.due)
    items = match_items(held or reviewer.specialties, need.treatments, need.conditions)
    ties = find_ties(reviewer, need.parties, need.requests)
    refusals = (*_refusals(reviewer, need, items), *_tie_refusals(ties, need.settled.get(reviewer.id, {})))
    notes = tuple(dict.fromkeys(_notes(reviewer, need, ties)))
    match = weakest(items)
    return Assessment(reviewer.id, match, refusals, _reason(match, refusals, items), items, notes)


def _refusals(reviewer: Reviewer, need: Need, items: Sequence[ItemMatch]) -> Iterator[Refusal]:
    yield from evidence_refusals(reviewer, need.day, need.due)
    if reviewer.id in need.past:
        yield refusal("earlier_determination")
    yield from time_refusals(reviewer, need.day, need.due, need.loads.get(reviewer.id, 0))
    yield from scope_refusals(reviewer, need.treatments)
    missed = [each.says for each in items if each.match == "none"]
    if missed:
        yield refusal("specialty", value="; ".join(missed))


def _tie_refusals(ties: Sequence[Tie], settled: Mapping[str, Settlement]) -> tuple[Refusal, ...]:
    """Each ground once: two ties to one party of one kind are told as one."""
    found = []
    for tie in ties:
        if tie.level == "note" or (tie.level == "doubt" and settled.get(tie.key) == "cleared"):
            continue
        is_confirmed = tie.level == "doubt" and settled.get(tie.key) == "confirmed"
        found.append(refusal("confirmed_conflict") if is_confirmed else refusal(tie.code, **told(tie)))
    return tuple(dict.fromkeys(found))


def _notes(reviewer: Reviewer, need: Need, ties: Sequence[Tie]) -> Iterator[str]:
    notes, settled = rules()["notes"], need.settled.get(reviewer.id, {})
    yield from evidence_notes(reviewer, need.due)
    if 0 < free_days(reviewer, need.day, need.due) <= (need.due - need.day).days:
        yield notes["away"]
    if reviewer.id in need.related:
        yield notes["related_case"]
    for tie in ties:
        if tie.level == "note":
            yield notes["immaterial"].format(**told(tie))
        elif tie.level == "doubt" and settled.get(tie.key) == "cleared":
            yield notes["cleared"]


def _reason(match: Match, refusals: Sequence[Refusal], items: Sequence[ItemMatch]) -> str:
    if refusals:
        is_doubtful = all(refusal.level == "doubt" for refusal in refusals)
        return ("To be cleared: " if is_doubtful else "Refused: ") + " ".join(refusal.reason for refusal in refusals)
    near = "the same specialty" if match == "same" else "a similar specialty"
    return f"May review: {near} for every disputed item, qualified, no material affiliation with any party."


_Order = tuple[int, bool, bool, int, int, str]

_CRITERIA = (
    "the closest specialty",
    "a licence of the preferred state",
    "nothing left open about the evidence or the case",
    "the fewest cases due by the same day ({0})",
    "the fewest cases ({0})",
    "the lot, drawn from the case's number",
)


def _order(reviewer: Reviewer, found: Assessment, need: Need) -> _Order:
    is_away = rules()["preferred_state"] not in reviewer.credentials().licensure
    lot = hashlib.sha256(f"{need.lot}|{reviewer.id}".encode()).hexdigest() if need.lot else ""
    load, pressing = need.loads.get(reviewer.id, 0), need.pressing.get(reviewer.id, 0)
    return RANK[found.match], is_away, bool(found.notes), pressing, load, lot


def _why(orders: Sequence[_Order], need: Need) -> str:
    """By what the first of *orders* stands before the second."""
    if len(orders) == 1:
        return "Nobody else may review the case."
    differing = next((n for n, pair in enumerate(zip(*orders[:2], strict=True)) if pair[0] != pair[1]), None)
    by = "the order of the registry" if differing is None else _CRITERIA[differing].format(orders[0][differing])
    return f"First of {len(orders)} who may, by {by}."


def _nobody(assessments: Sequence[Assessment]) -> str:
    doubtful = sum(each.is_doubtful for each in assessments)
    if doubtful:
        return f"{doubtful} may review the case if a person clears what is in doubt."
    unmet = sorted({each.item for found in assessments for each in found.items if each.match == "none"})
    return "Nobody's specialties fit every item." if unmet and all(f.match == "none" for f in assessments) else ""
