"""Assessing every reviewer of a registry for one case, and choosing among those whom nothing bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openimr.casework.reviewers.conflicts import find_conflicts
from openimr.domain.cases import Party
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviewers import Assessment, Choice, Refusal, Reviewer, ReviewerId
from openimr.domain.treatments import Treatment
from openimr.rulebook.files import read_yaml
from openimr.text.names import is_same_name

Match = Literal["same", "similar", "none"]

_RANK: Mapping[Match, int] = {"same": 0, "similar": 1, "none": 2}


@dataclass(frozen=True, slots=True)
class Need:
    """When a reviewer is wanted, until when the evidence must last, and who had the case before."""

    day: dt.date
    until: dt.date
    past: frozenset[ReviewerId] = frozenset()


def choose_reviewer(
    registry: Iterable[Reviewer],
    *,
    parties: Sequence[Party],
    treatments: Sequence[Treatment],
    day: dt.date,
    until: dt.date | None = None,
    past: Sequence[ReviewerId] = (),
    loads: Mapping[ReviewerId, int] | None = None,
) -> Choice:
    """The reviewer for a case, with an assessment of each.

    Args:
        registry: Every reviewer; their order breaks ties, so the choice is the same each time.
        parties: All parties of the case; any affiliation with one of them bars.
        treatments: What is in dispute; a reviewer must be of the same or similar specialty for every item.
        day: The day of the choice.
        until: When the determination is due: licences and certifications must last until then (None: *day*).
        past: Reviewers who had the case before.
        loads: How many cases each reviewer has now; of equals the one with the fewest is chosen.
    """
    reviewers = tuple(registry)
    rules = read_yaml("reviewers/qualification.yaml")
    have = loads or {}
    needed = Need(day, until or day, frozenset(past))
    assessments = tuple(
        _assess(reviewer, parties, treatments, needed, have.get(reviewer.id, 0), rules) for reviewer in reviewers
    )
    eligible = [pair for pair in zip(reviewers, assessments, strict=True) if pair[1].is_eligible]
    if not eligible:
        return Choice(None, ReviewerCredentials(), assessments)
    home = rules["preferred_state"]

    def order(pair: tuple[Reviewer, Assessment]) -> tuple[int, bool, int]:
        reviewer, assessment = pair
        return _RANK[assessment.match], home not in reviewer.credentials().licensure, have.get(reviewer.id, 0)

    best = min(eligible, key=order)[0]
    return Choice(best.id, best.credentials(), assessments)


def _assess(
    reviewer: Reviewer, parties: Sequence[Party], treatments: Sequence[Treatment], needed: Need, load: int, rules: Any
) -> Assessment:
    match = match_specialties(reviewer.specialties, treatments)
    table = rules["rules"]
    refusals = [
        *_qualification_refusals(reviewer, needed, table),
        *_availability_refusals(reviewer, needed, load, table),
        *([_refusal("specialty", table)] if match == "none" else []),
        *_conflict_refusals(reviewer, parties, rules),
    ]
    return Assessment(reviewer.id, match, tuple(refusals), _reason(match, refusals))


def _reason(match: Match, refusals: Sequence[Refusal]) -> str:
    if refusals:
        return "Refused: " + " ".join(refusal.reason for refusal in refusals)
    near = "the same specialty" if match == "same" else "a similar specialty"
    return f"May review: {near} for every disputed item, qualified, no affiliation with any party."


def _availability_refusals(reviewer: Reviewer, needed: Need, load: int, table: Any) -> Iterable[Refusal]:
    if reviewer.id in needed.past:
        yield _refusal("earlier_determination", table)
    if reviewer.capacity is not None and load >= reviewer.capacity:
        yield _refusal("capacity", table, value=reviewer.capacity)
    limit = table["attestation"]["limit"]
    if reviewer.attested is not None and (needed.day - reviewer.attested).days > limit:
        age = (needed.day - reviewer.attested).days
        yield _refusal("attestation", table, value=age, limit=limit, day=needed.day.isoformat())


def _qualification_refusals(reviewer: Reviewer, needed: Need, table: Any) -> Iterable[Refusal]:
    day = needed.until
    if not any(_is_current(licence.expires, day) and not licence.is_restricted for licence in reviewer.licences):
        yield _refusal("licence", table, day=day.isoformat())
    if not any(_is_current(board.expires, day) for board in reviewer.boards):
        yield _refusal("board", table, day=day.isoformat())
    years, hours = table["practice_years"]["limit"], table["weekly_hours"]["limit"]
    if reviewer.practice_years is None or reviewer.practice_years <= years:
        yield _refusal("practice_years", table, value=reviewer.practice_years, limit=years)
    if reviewer.weekly_hours is None or reviewer.weekly_hours < hours:
        yield _refusal("weekly_hours", table, value=reviewer.weekly_hours, limit=hours)
    if reviewer.is_qualified_medical_evaluator:
        yield _refusal("qualified_medical_evaluator", table)
    if reviewer.has_discipline:
        yield _refusal("discipline", table)


def _conflict_refusals(reviewer: Reviewer, parties: Sequence[Party], rules: Any) -> Iterable[Refusal]:
    empty_words = frozenset(rules["empty_words"])
    for affiliation, party in find_conflicts(reviewer.affiliations, parties, empty_words):
        code = "earlier_review" if affiliation.type == "reviewed_before" else "affiliation"
        kind = affiliation.type.replace("_", " ").capitalize()
        yield _refusal(code, rules["rules"], type=kind, role=party.role.replace("_", " "))
    for party in parties:
        if is_same_name(reviewer.name, party.name, empty_words):
            yield _refusal("own_case", rules["rules"], role=party.role.replace("_", " "))


def _refusal(code: str, table: Any, **slots: object) -> Refusal:
    rule = table[code]
    says = rule["unstated"] if "value" in slots and slots["value"] is None else rule["says"]
    shown = {name: f"{value:g}" if isinstance(value, int | float) else value for name, value in slots.items()}
    return Refusal(code, says.format(**shown), rule["source"])


def _is_current(expires: dt.date | None, day: dt.date) -> bool:
    return expires is None or expires >= day


def match_specialties(specialties: Sequence[str], treatments: Sequence[Treatment]) -> Match:
    """How near *specialties* are, the weakest match over all items: one reviewer decides the whole case."""
    table = read_yaml("reviewers/specialties.yaml")
    held = {_canonical(name, table["specialties"]) for name in specialties}
    matches: list[Match] = [_match(held, treatment, table["treats"]) for treatment in treatments]
    return max(matches, key=_RANK.__getitem__, default="similar")


def _match(held: set[str], treatment: Treatment, treats: Any) -> Match:
    row = treats.get(treatment.topic) or treats.get(treatment.category)
    if row is None:  # nothing says who treats it: every physician specialty is as near as any other
        return "similar"
    if held & set(row["same"]):
        return "same"
    return "similar" if held & set(row["similar"]) else "none"


def _canonical(name: str, specialties: Any) -> str:
    plain = " ".join(name.lower().split())
    for canonical, entry in specialties.items():
        if plain == canonical.lower() or plain in entry["spelled"]:
            return str(canonical)
    return name
