"""Writes docs/reference/clock-rules.md; run it as a script after a change of the rules of time limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openimr.rulebook.clocks import ClockRule, Limit, calendar, clock_rules, service_days, without_clock

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "clock-rules.md"
_HEAD = """# Time limits

Every rule by which `openimr clocks` reckons, from `data/clocks/ca_wc`: who must act (or may), what starts the time
and from which day it counts, how long it is by the day on which it starts, and how sure the rule is: **confirmed**
was read in the law itself, **secondary** in a text about it, **unconfirmed** was not found in a text and needs a
check before you rely on it; `openimr clocks` and the notices mark it.
`PYTHONPATH=src python tests/data_health/clock_rules.py` writes this page; a test keeps it true. 292 dates
counted by hand, for every rule, are in `tests/rules/clocks`.

A day never counts that starts a time. Days are days in California, whatever zone an event was told in. Hours are
true hours: three days over the beginning of summer time end an hour later by the clock. An extension is days, at
the same hour. What `state_filing` tells after the application counts as if the application had told it.

A time that counts from the receipt of a paper counts from the day on which the office sent it, where nobody tells the
day of receipt (ELI-01, REC-03): an answer may be called overdue a little early. Regulations on utilization review, the
form, fees and penalties changed on 1 April 2026; section numbers are those of the texts before that day, and no amount
here was seen to change. Time limits of other programmes (federal external review, New York, Texas, managed care) are
not reckoned.

"""


def page() -> str:
    """The whole page."""
    return _HEAD + "\n".join([*_table(), "", *_service(), "", *_without(), "", *_holidays()]) + "\n"


def _table() -> Iterator[str]:
    yield "| rule | who, what | starts with | time | sure | citation |"
    yield "|---|---|---|---|---|---|"
    for name, rule in sorted(clock_rules().items()):
        starts = ", ".join(sorted(kind.replace("_", " ") for kind in rule.triggers))
        day = " or ".join(field.replace("_", " ") for field in rule.starts_from)
        counted = "" if day == "at" else f", from: {day}"
        what = f"{rule.who}: {rule.what}"
        start = f"{starts}{counted}{_when(rule)}"
        yield f"| {name} | {what} | {start} | {_time(rule)} | {rule.confirmation} | {rule.citation} |"


def _when(rule: ClockRule) -> str:
    told = [_condition(name, value) for name, value in sorted(rule.when.items()) if name != "form_missing"]
    return f" ({', '.join(told)})" if told else ""


def _condition(name: str, value: object) -> str:
    words = name.removeprefix("is_").removeprefix("has_").replace("_", " ")
    return words if value is True else f"not {words}" if value is False else str(value)


def _time(rule: ClockRule) -> str:
    told = "; ".join(_limit(limit, is_first=index == 0) for index, limit in enumerate(rule.limits))
    notes = [
        "the last day moves to a working day" if rule.rolls else "",
        "a right" if rule.is_right else "",
        "the office's own aim" if rule.is_target else "",
        f"expedited: {rule.expedited_as}" if rule.expedited_as else "",
    ]
    return "; ".join([told, *filter(None, notes)])


def _limit(limit: Limit, *, is_first: bool) -> str:
    unit = {"calendar_days": "days", "business_days": "working days", "hours": "hours", "months": "months"}[limit.unit]
    words = f"{limit.amount} {unit[:-1] if limit.amount == 1 else unit}"
    return words if is_first else f"{words} since {limit.since}"


def _service() -> Iterator[str]:
    days, citation, confirmation = service_days("CCP-1013")
    yield "## Days for the way of service"
    yield ""
    yield f"Added to FIL-01, FIL-02 and FIL-03 ({citation}, {confirmation}); see `service.yaml` to count otherwise."
    yield ""
    yield ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in days.items()) + "."


def _without() -> Iterator[str]:
    yield "## Rules without a clock"
    yield ""
    yield "| rule | why |"
    yield "|---|---|"
    for name, why in sorted(without_clock().items()):
        yield f"| {name} | {why} |"


def _holidays() -> Iterator[str]:
    known = calendar()
    yield "## Holidays"
    yield ""
    yield (
        f"{len(known.holidays)} days on which State offices are closed, {known.first_year} to {known.last_year}, each "
        f"written out in `data/clocks/holidays.yaml` ({known.source}). A holiday on a Sunday is kept on Monday; "
        "Veterans Day on a Saturday is kept on Friday; others on a Saturday close no office. Offices stay open, and "
        "the day counts as a working day, on days for which an employee may only elect time off (Juneteenth, Lunar New "
        "Year, Genocide Remembrance Day, Native American Day) and on Lincoln Day, Admission Day and Columbus Day. "
        "Beyond those years the program refuses to reckon working days: a guess would be a wrong date."
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
