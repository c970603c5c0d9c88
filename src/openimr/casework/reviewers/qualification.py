"""What a reviewer must bring, and whether there is time: each ground of a refusal with its rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from openimr.casework.reviewers.specialties import beyond_scope, needs_board, own_specialty
from openimr.domain.reviewers import Licence, Refusal, Reviewer
from openimr.domain.treatments import Treatment
from openimr.rulebook.files import read_yaml


def rules() -> Any:
    """The packaged rules and sentences."""
    return read_yaml("reviewers/qualification.yaml")


def refusal(code: str, **slots: object) -> Refusal:
    """The refusal of that code with its sentence and source filled in."""
    rule = rules()["rules"][code]
    says = rule["unstated"] if "value" in slots and slots["value"] is None else rule["says"]
    shown = {name: f"{value:g}" if isinstance(value, int | float) else value for name, value in slots.items()}
    level = "doubt" if code.startswith("possible_") else "bar"
    return Refusal(code, says.format(**shown), rule["source"].format(**shown), "doubt" if level == "doubt" else "bar")


def current_specialties(reviewer: Reviewer, day: dt.date) -> tuple[str, ...]:
    """Specialties whose certification lasts until *day*, and what the licence itself is."""
    current = tuple(board.specialty for board in reviewer.boards if _is_current(board.expires, day))
    own = own_specialty(reviewer.profession)
    return (*current, own) if own else current


def evidence_refusals(reviewer: Reviewer, day: dt.date, until: dt.date) -> Iterator[Refusal]:
    """What the registry must prove: licence and certification until *until*, practice by a statement not too old."""
    if not any(_is_current(licence.expires, until) for licence in _that_count(reviewer)):
        yield refusal("licence", day=until.isoformat())
    if needs_board(reviewer.profession) and not any(_is_current(board.expires, until) for board in reviewer.boards):
        yield refusal("board", day=until.isoformat())
    table = rules()["rules"]
    years, hours = table["practice_years"]["limit"], table["weekly_hours"]["limit"]
    if reviewer.practice_years is None or reviewer.practice_years <= years:
        yield refusal("practice_years", value=reviewer.practice_years, limit=years)
    if reviewer.weekly_hours is None or reviewer.weekly_hours < hours:
        yield refusal("weekly_hours", value=reviewer.weekly_hours, limit=hours)
    if reviewer.is_qualified_medical_evaluator:
        yield refusal("qualified_medical_evaluator")
    if reviewer.has_discipline:
        yield refusal("discipline")
    limit = table["attestation"]["limit"]
    if reviewer.attested is not None and (until - reviewer.attested).days > limit:
        age = (until - reviewer.attested).days
        yield refusal("attestation", value=age, limit=limit, day=until.isoformat())


def _that_count(reviewer: Reviewer) -> list[Licence]:
    """Unrestricted licences of the United States."""
    states = read_yaml("reviewers/states.yaml")
    return [licence for licence in reviewer.licences if not licence.is_restricted and licence.state in states]


def state_named(words: str) -> str:
    """The state as its licence is printed: its name for its code, else what stands there."""
    plain = " ".join(words.split())
    return _state_names().get(plain.lower().replace(".", ""), plain)


@cache
def _state_names() -> dict[str, str]:
    states = read_yaml("reviewers/states.yaml")
    return {key.lower(): name for name, code in states.items() for key in (name, code)}


def evidence_notes(reviewer: Reviewer, until: dt.date) -> Iterator[str]:
    """What the registry leaves open: told, no bar."""
    notes = rules()["notes"]
    licences = _that_count(reviewer)
    if licences and not any(licence.expires and licence.expires >= until for licence in licences):
        yield notes["undated_licence"]
    if reviewer.attested is None:
        yield notes["undated_practice"]


def scope_refusals(reviewer: Reviewer, treatments: Sequence[Treatment]) -> Iterator[Refusal]:
    """Items that the reviewer's profession may not act on."""
    beyond, source = beyond_scope(reviewer.profession, treatments)
    if beyond:
        said = ", ".join(f"item {number}" for number in beyond)
        yield refusal("scope", value=said, type=reviewer.profession, source=source)


def free_days(reviewer: Reviewer, day: dt.date, until: dt.date) -> int:
    """Days from *day* to *until*, both included, on which the reviewer is not away."""
    away = {
        first + dt.timedelta(days=number)
        for absence in reviewer.absences
        for first in (max(absence.first, day),)
        for number in range((min(absence.last, until) - first).days + 1)
    }
    return (until - day).days + 1 - len(away)


def time_refusals(reviewer: Reviewer, day: dt.date, until: dt.date, load: int) -> Iterator[Refusal]:
    """Whether the reviewer can take one more case and is there to decide it."""
    if reviewer.capacity is not None and load >= reviewer.capacity:
        yield refusal("capacity", value=reviewer.capacity)
    free, least = free_days(reviewer, day, until), rules()["rules"]["absent"]["limit"]
    if free < least:
        yield refusal("absent", value=free, limit=least)


def _is_current(expires: dt.date | None, day: dt.date) -> bool:
    return expires is None or expires >= day
