"""Every due date of a case, reckoned anew from its events each time it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openimr.casework.clocks.calendars import (
    add_business_days,
    add_months,
    later_by,
    next_business_day,
    pacific,
    pacific_day,
    start_of,
)
from openimr.domain.casework import Case, Event
from openimr.domain.clocks import ClockStatus, DueDate
from openimr.rulebook.clocks import ClockRule, Limit, clock_rules, rules_after, rules_replaced, service_days

History = Sequence[tuple[Event, Case]]
"""Each event with the case as it stood after it."""

_DAY = dt.timedelta(days=1)

_FLAGS = ("is_formulary", "is_retrospective", "form_missing")
"""What the application says for the whole life of the case."""


@dataclass(frozen=True, slots=True)
class _Start:
    """What started a clock: the position of the event in the history, and the instant; `day` where a date was told."""

    position: int
    at: dt.datetime
    day: dt.date
    words: str


def due_dates(history: History, now: dt.datetime, *, programme: str | None = None) -> tuple[DueDate, ...]:
    """All due dates of the case as of *now* (aware), in the order of their triggers, then of the rules.

    *programme*: whose rules; None: the case's own.
    """
    known = with_later_statements([(event, case) for event, case in history if event.at <= now])
    if not known:
        return ()
    rules = programme or known[0][1].programme
    found = [due for position in range(len(known)) for due in _started(known, position, now, rules)]
    return tuple(sorted(found, key=lambda due: (due.trigger, due.rule)))


def with_later_statements(history: History) -> History:
    """The history with what was stated of the filing afterwards as if the application had told it."""
    later = [event.data for event, _ in history if event.kind == "filing_stated"]
    if not later:
        return history
    (first, case), *rest = history
    data = dict(first.data)
    for stated in later:
        data.update(stated)
    return [(replace(first, data=data), case), *rest]


def _started(history: History, position: int, now: dt.datetime, programme: str) -> Iterator[DueDate]:
    """The due dates whose clocks the event at *position* started."""
    event, _ = history[position]
    rules = rules_after(event.kind, programme)
    if rules:
        told = _told(history, position)
        starts = [(rule, _start(rule, event, position)) for rule in rules if _holds(rule.when, told)]
    elif event.kind == "converted_to_expedited":
        start = _Start(position, event.at, pacific_day(event.at), f"expedited {_shown(event.at)}")
        replaced = rules_replaced(programme)
        rules_now = [clock_rules(programme)[name] for name in replaced]
        starts = [(rule, start) for rule in rules_now if _is_running(replaced[rule.id], history, position)]
    else:
        return
    for rule, start_ in starts:
        due = start_ and _reckon(rule, start_, history, now)
        if due:
            yield due


def _told(history: History, position: int) -> Mapping[str, Any]:
    """What conditions may ask of an event: its data, the application's flags, and how the case stands."""
    event, case = history[position]
    first = history[0][0].data
    told: dict[str, Any] = {name: bool(first.get(name)) for name in _FLAGS}
    told |= {"priority": case.priority, "is_implemented": case.is_implemented}
    told |= {"has_overturned": any(item.decision == "overturned" for item in case.items)}
    return {**told, **{name: value for name, value in event.data.items() if name not in told}}


def _holds(condition: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    return all(told.get(name) == value for name, value in condition.items())


def _start(rule: ClockRule, event: Event, position: int) -> _Start | None:
    """None where the rule counts from a day that nobody told."""
    field = next((name for name in rule.starts_from if name in event.data), None)
    if rule.starts_from == ("at",) or (field is None and rule.starts_from == ("received",)):
        return _Start(position, event.at, pacific_day(event.at), f"{_kind(event)} {_shown(event.at)}")
    if field is None:
        return None
    day = dt.date.fromisoformat(event.data[field])
    return _Start(position, start_of(day), day, f"{_kind(event)}, {field.replace('_', ' ')} {day}")


def _kind(event: Event) -> str:
    return event.kind.replace("_", " ")


def _shown(at: dt.datetime) -> str:
    return at.astimezone(pacific()).strftime("%Y-%m-%d %H:%M Pacific")


def _is_running(rules: Sequence[ClockRule], history: History, position: int) -> bool:
    """Whether a clock of one of *rules* was running when the event at *position* happened."""
    return any(
        event.kind in rule.triggers
        and _holds(rule.when, _told(history, earlier))
        and not any(later.kind in rule.ends for later, _ in history[earlier + 1 : position])
        for rule in rules
        for earlier, (event, _) in enumerate(history[:position])
    )


def _reckon(rule: ClockRule, start: _Start, history: History, now: dt.datetime) -> DueDate | None:
    limit = next((limit for limit in reversed(rule.limits) if limit.since <= start.day), None)
    if limit is None:
        return None
    trigger = history[start.position][0]
    steps = [start.words, f"{_limit(limit)} ({rule.citation})"]
    if limit.unit == "hours":
        hours = start.at + dt.timedelta(hours=limit.amount)
        late_from = later_by(hours, _extension(rule, history, start, steps))
    else:
        day = _last_day(rule, limit, start.day, trigger, steps)
        late_from = start_of(day + _DAY + _extension(rule, history, start, steps) * _DAY)
    due = pacific_day(late_from if limit.unit == "hours" else late_from - dt.timedelta(seconds=1))
    steps.append(f"due {_shown(late_from) if limit.unit == 'hours' else due}")
    status, ending = _status(rule, history, start, late_from, now)
    return DueDate(
        rule=rule.id,
        citation=rule.citation,
        confirmation=rule.confirmation,
        who=rule.who,
        what=rule.what,
        trigger=trigger.number,
        starts=start.at,
        due=due,
        late_from=late_from,
        steps=tuple(steps),
        status=status,
        ended=_day_of_act(rule, ending) if ending else None,
        is_target=rule.is_target,
        hour=f"{late_from.astimezone(pacific()):%H:%M}" if limit.unit == "hours" else None,
        ended_by=ending.kind if ending and status == "ended" else None,
    )


def _limit(limit: Limit) -> str:
    unit = {"calendar_days": "days", "business_days": "working days", "hours": "hours", "months": "months"}[limit.unit]
    return f"{limit.amount} {unit[:-1] if limit.amount == 1 else unit}"


def _last_day(rule: ClockRule, limit: Limit, day: dt.date, trigger: Event, steps: list[str]) -> dt.date:
    if limit.unit == "business_days":
        return add_business_days(day, limit.amount)
    if limit.unit == "months":
        return add_months(day, limit.amount)
    day += limit.amount * _DAY
    if rule.service:
        days, citation, confirmation = service_days(rule.service)
        method = trigger.data.get("ur_service", "")
        if days.get(method):
            day += days[method] * _DAY
            steps.append(f"served by {method.replace('_', ' ')}: {days[method]} days more ({citation}, {confirmation})")
    if rule.rolls and next_business_day(day) != day:
        steps.append(f"{day} is no working day")
        day = next_business_day(day)
    return day


def _extension(rule: ClockRule, history: History, start: _Start, steps: list[str]) -> int:
    """Days that the Administrative Director added after the clock began and before it ended."""
    if rule.extension is None:
        return 0
    for event, _ in history[start.position + 1 :]:
        if event.kind in rule.ends:
            break
        if event.kind == "extension_approved":
            citation = service_days(rule.extension)[1]
            days = int(event.data["days"])
            steps.append(f"{days} {'day' if days == 1 else 'days'} more, approved {_shown(event.at)} ({citation})")
            return days
    return 0


def _status(
    rule: ClockRule, history: History, start: _Start, late_from: dt.datetime, now: dt.datetime
) -> tuple[ClockStatus, Event | None]:
    """How the clock stands, and the event that has ended it."""
    stayed = False
    for position in range(start.position, len(history)):
        event, _ = history[position]
        if position > start.position and event.kind == "converted_to_expedited" and rule.expedited_as:
            return "replaced", event
        if stayed and event.kind == "appeal_denied":
            return "replaced", event
        stayed = stayed or (event.kind == rule.stayed_by and position > start.position)
        is_own = position == start.position and rule.ended_on is None and event.kind in rule.triggers
        if event.kind in rule.ends and not is_own and _holds(rule.ends_when, _told(history, position)):
            return _fate(rule, event, late_from), event
        if event.kind == "remanded" and position > start.position and rule.id != "DET-R":
            return "replaced", event
    if stayed:
        return "stayed", None
    is_late = now >= late_from
    if rule.is_right:
        return ("lapsed" if is_late else "open"), None
    return ("overdue" if is_late else "running"), None


def _fate(rule: ClockRule, event: Event, late_from: dt.datetime) -> ClockStatus:
    in_time = _day_of_act(rule, event) < late_from
    if event.kind in rule.stops:
        return "lapsed" if rule.is_right and not in_time else "ended"
    if rule.is_right:
        return "used"
    return "met" if in_time else "late"


def _day_of_act(rule: ClockRule, event: Event) -> dt.datetime:
    """When what ended the clock was done: the day that the event tells, or else when it happened."""
    told = event.data.get(rule.ended_on) if rule.ended_on and event.kind in rule.ends else None
    return start_of(dt.date.fromisoformat(told)) if told else event.at
