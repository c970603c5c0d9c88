"""Rules of time limits and the calendars they count in, as data/clocks states them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml

Unit = Literal["calendar_days", "business_days", "hours", "months"]
Confirmation = Literal["confirmed", "secondary", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long, for clocks that start on or after `since`."""

    since: dt.date
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One time limit. `starts_from`: fields of the trigger's data with a date, the first one told counts, or "at".

    `when` must hold for the rule to apply at all. `ends` are the kinds of events that end it, `stops` those of them
    with which nobody has done what was due; `ends_when` is what must then be true. `ended_on` is the field that tells
    the day of the act, None: when the event happened.
    """

    id: str
    citation: str
    confirmation: Confirmation
    who: str
    what: str
    triggers: frozenset[str]
    starts_from: tuple[str, ...]
    limits: tuple[Limit, ...]
    ends: frozenset[str]
    stops: frozenset[str]
    when: Mapping[str, Any]
    ends_when: Mapping[str, Any]
    ended_on: str | None = None
    service: str | None = None
    expedited_as: str | None = None
    extension: str | None = None
    stayed_by: str | None = None
    rolls: bool = False
    is_right: bool = False
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days on which offices are closed beside weekends, known from `first_year` to `last_year`."""

    holidays: Mapping[dt.date, str]
    first_year: int
    last_year: int
    source: str


@cache
def clock_rules(programme: str = "ca_wc") -> Mapping[str, ClockRule]:
    """Every rule of the programme by its id."""
    rules: dict[str, ClockRule] = {}
    for path in list_yaml(f"clocks/{programme}"):
        for row in read_yaml(path)["rules"]:
            rule = _rule(path, row)
            if rule.id in rules:
                raise RulebookError(path, f"rule {rule.id} is there twice")
            rules[rule.id] = rule
    return rules


@cache
def rules_after(event: str, programme: str = "ca_wc") -> tuple[ClockRule, ...]:
    """The rules whose clocks an event of that kind may start."""
    return tuple(rule for rule in clock_rules(programme).values() if event in rule.triggers)


@cache
def rules_replaced(programme: str = "ca_wc") -> Mapping[str, tuple[ClockRule, ...]]:
    """For each rule of expedited cases, the standard ones whose place it takes."""
    rules = clock_rules(programme).values()
    names = sorted({rule.expedited_as for rule in rules if rule.expedited_as})
    return {name: tuple(rule for rule in rules if rule.expedited_as == name) for name in names}


@cache
def without_clock(programme: str = "ca_wc") -> Mapping[str, str]:
    """Rules of the law that set no due date in this office, by id, each with the reason."""
    rows: Mapping[str, str] = read_yaml(f"clocks/without_clock/{programme}.yaml")["rules"]
    return rows


@cache
def calendar() -> Calendar:
    """The days on which California's State offices are closed."""
    content = read_yaml("clocks/holidays.yaml")
    return Calendar(content["days"], content["first_year"], content["last_year"], content["source"])


@cache
def service_days(rule: str) -> tuple[Mapping[str, int], str, Confirmation]:
    """Days added by way of service, the citation, and how sure it is."""
    row = read_yaml("clocks/service.yaml")[rule]
    return row["days"], row["citation"], row["status"]


def _rule(path: str, row: Mapping[str, Any]) -> ClockRule:
    known = set(_PLAIN) | {"trigger", "from", "ends", "stops", "editions", "status", "when", "ends_when"}
    if set(row) - known:
        raise RulebookError(path, f"{row.get('id')}: unknown entry {sorted(set(row) - known)[0]}")
    triggers = [row["trigger"]] if isinstance(row["trigger"], str) else row["trigger"]
    limits = [Limit(entry["from"], entry["limit"], entry["unit"]) for entry in row["editions"]]
    return ClockRule(
        confirmation=row["status"],
        triggers=frozenset(triggers),
        starts_from=tuple(row["from"].split(" or ")),
        limits=tuple(sorted(limits, key=lambda limit: limit.since)),
        ends=frozenset((*row["ends"], *row.get("stops", ()))),
        stops=frozenset(row.get("stops", ())),
        when=row.get("when", {}),
        ends_when=row.get("ends_when", {}),
        **{name: row[name] for name in _PLAIN if name in row},
    )


_PLAIN = (
    "id",
    "citation",
    "who",
    "what",
    "ended_on",
    "service",
    "expedited_as",
    "extension",
    "stayed_by",
    "rolls",
    "is_right",
    "is_target",
)
