"""The report of a simulation in words and tables, for whoever runs the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_QUEUES = {
    "to_screen": "to screen",
    "parties_asked": "asked",
    "to_assign": "to assign",
    "records": "records",
    "no_reviewer": "no reviewer",
    "in_review": "in review",
}

_OWN = "review organization"

_BUSY = 0.95

_COLUMNS = (
    ("on time", 8),
    ("met", 8),
    ("late", 8),
    ("overdue", 9),
    ("told", 8),
    ("not told", 10),
    ("latest", 12),
    ("running", 9),
)


def simulation_to_text(content: Mapping[str, Any]) -> str:
    """What `simulation_to_dict` gave, as text."""
    parts = (_heading, _outcomes, _evenings, _deadlines, _reviewers, _tightest)
    return "\n".join(line for part in parts for line in (*part(content), ""))


def _heading(content: Mapping[str, Any]) -> Iterator[str]:
    plan = content["plan"]
    working = sum(day["is_working"] for day in content["days"])
    yield (
        f"An office with {plan['reviewers']:,} reviewers, {plan['days']} days from {plan['start']} "
        f"({working} working days), seed {plan['seed']}."
    )
    yield (
        f"{content['open_at_start']:,} cases were open at the start, {content['came']:,} applications came, "
        f"{content['open_at_end']:,} cases are open at the end."
    )
    yield f"{content['cases']:,} cases, {content['events']:,} events, {content['letters']:,} letters."


def _outcomes(content: Mapping[str, Any]) -> Iterator[str]:
    yield "Where the cases stand"
    for state, count in content["states"].items():
        more = ""
        if state == "ineligible":
            more = "  " + ", ".join(f"{code} {number:,}" for code, number in content["ineligible"].items())
        yield f"  {state.replace('_', ' '):<28}{count:>8,}{count / content['cases']:>8.1%}{more}"
    happened = content["happened"]
    beside = (
        ("determination_signed", "determinations signed"),
        ("determination_corrected", "corrected"),
        ("published", "published"),
        ("reviewer_recused", "reviewers stepped back"),
        ("info_requested", "asked for more"),
        ("records_closed_incomplete", "reviewed without the administrator's records"),
        ("converted_to_expedited", "became expedited"),
        ("appeal_filed", "appealed"),
        ("remanded", "remanded"),
    )
    yield "  " + "; ".join(f"{happened[kind]:,} {words}" for kind, words in beside if kind in happened) + "."
    yield _took("From receipt to determination", content["days_from_receipt_to_determination"])
    yield _took("From complete records to determination", content["days_from_complete_records_to_determination"])


def _took(what: str, days: Mapping[str, Any]) -> str:
    return (
        f"{what}: {days['mean']} days on average, half within {days['half_within']}, "
        f"nine in ten within {days['nine_in_ten_within']}, longest {days['longest']}."
    )


def _evenings(content: Mapping[str, Any]) -> Iterator[str]:
    yield "What cases wait for, on the evening of each working day"
    yield f"{'':<12}{'came':>7}{'signed':>8}" + "".join(f"{name:>13}" for name in _QUEUES.values()) + f"{'open':>8}"
    for day in content["days"]:
        if day["is_working"] or day["came"]:
            waits = "".join(f"{day['queues'][name]:>13,}" for name in _QUEUES)
            yield f"{day['day']:<12}{day['came']:>7,}{day['signed']:>8,}{waits}{day['open']:>8,}"


def _deadlines(content: Mapping[str, Any]) -> Iterator[str]:
    for heading, is_own in (("Due dates of the review organization", True), ("Due dates of others", False)):
        rows = {name: row for name, row in content["rules"].items() if (row["who"] == _OWN) == is_own and _ended(row)}
        yield f"{heading:<47}" + "".join(f"{name:>{wide}}" for name, wide in _COLUMNS)
        for name, row in rows.items():
            yield _rule(name, row)
            if is_own and row["stood_at"]:
                yield "         when the time ran out: " + ", ".join(
                    f"{state.replace('_', ' ')} {count:,}" for state, count in row["stood_at"].items()
                )
    yield (
        f"{content['escalations']:,} escalations. Late or overdue when the sweep came, and nobody told: "
        f"{content['overdue_untold']}."
    )
    yield "(Late and not told are otherwise what was done before the next sweep came, or known only afterwards.)"


def _rule(name: str, row: Mapping[str, Any]) -> str:
    what = f"{name:<9}{row['what']}"
    what = what if len(what) <= 46 else what[:43] + "..."
    hours = row["longest_late"]
    longest = "" if not hours else f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"
    return (
        f"{what:<47}{row['met'] / _ended(row):>8.1%}{row['met']:>8,}{row['late']:>8,}{row['overdue']:>9,}"
        f"{row['told']:>8,}{row['untold']:>10,}{longest:>12}{row['running']:>9,}"
    )


def _ended(row: Mapping[str, Any]) -> int:
    """How many due dates have been met or missed."""
    return int(row["met"] + row["late"] + row["overdue"])


def _reviewers(content: Mapping[str, Any]) -> Iterator[str]:
    heads = (("came", 8), ("signed", 8), ("could", 8), ("busy", 8), ("full", 7), ("waiting", 9), ("escalated", 11))
    yield f"{'Reviewers, week from':<22}" + "".join(f"{name:>{wide}}" for name, wide in heads)
    for week in content["weeks"]:
        yield (
            f"{week['from']:<22}{week['came']:>8,}{week['signed']:>8,}{week['could_sign']:>8,}{week['busy']:>8.0%}"
            f"{week['full']:>7,}{week['wait_for_a_reviewer']:>9,}{week['escalated']:>11,}"
        )
    each = content["reviewers"]
    yield (
        f"One reviewer signed {each['signed_least']} to {each['signed_most']} (half of them {each['signed_median']} or "
        f"fewer) and had at most {each['peak_load']} cases at once. Full: has as many as a reviewer takes."
    )


def _tightest(content: Mapping[str, Any]) -> Iterator[str]:
    queues, weeks = content["queues"], content["weeks"]
    if not weeks:
        return
    busy, line = weeks[-1]["busy"], queues["no_reviewer"]
    name = max(queues, key=lambda each: queues[each]["last"] - queues[each]["before"])
    before, last = queues[name]["before"], queues[name]["last"]
    evenings = "on the average evening of the last five working days"
    if busy >= _BUSY or line["last"] > 2 * weeks[-1]["could_sign"] / 5:
        yield f"Tightest: the reviewers, busy to {busy:.0%} in the last week."
        yield f"{line['last']:,} cases wait for one {evenings}, {line['before']:,} of the five before."
        yield f"At what they sign, the line is {_days_long(content)} working days long."
    elif last > before:
        yield f"Reviewers are busy to {busy:.0%} in the last week. The queue that grows most: {_QUEUES[name]},"
        yield f"{last:,} cases {evenings}, {before:,} of the five before."
        if name == "in_review" and weeks[-1]["full"]:
            yield f"It grows with the {weeks[-1]['full']:,} reviewers who have all they take, while others have room."
    else:
        yield f"Reviewers are busy to {busy:.0%} in the last week, and no queue grows."
    if content["reviewers"]["to_keep_up"] is not None:
        yield f"What came to them in the last five working days takes {content['reviewers']['to_keep_up']:,} reviewers."
    yield "Clerks are not limited in number: they are as quick as the delays of the simulation say."


def _days_long(content: Mapping[str, Any]) -> int:
    """How many working days the reviewers need for all that wait for one now."""
    days = [day for day in content["days"] if day["is_working"]]
    signed = sum(day["signed"] for day in days[-5:]) / len(days[-5:])
    return round(days[-1]["queues"]["no_reviewer"] / signed) if signed else 0
