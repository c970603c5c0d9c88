"""Whether an application came in time, from the last days to file that nobody has ruled out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.domain.clocks import DueDate
from openimr.domain.intake import GroundResult


@dataclass(frozen=True, slots=True)
class Filing:
    """When the application had to be filed.

    `decided` is the decision's own date. `dues` has the last day for each way of service and each kind of dispute that
    nobody has ruled out; `ways` says in the same order which each is for. `is_served_told`: else they are counted from
    `decided`, the first day on which it can have been served. `is_form_missing`: the form never came, and no time has
    begun.
    """

    received: dt.date
    decided: dt.date | None = None
    dues: tuple[DueDate, ...] = ()
    ways: tuple[str, ...] = ()
    is_served_told: bool = False
    is_form_missing: bool = False


def lateness(filing: Filing) -> tuple[GroundResult, str]:
    """Whether it was late, and the dates behind that."""
    if filing.decided and filing.received < filing.decided:
        return (
            "unknown",
            f"Received {filing.received}, before the decision of {filing.decided}: one of the dates is wrong.",
        )
    if filing.is_form_missing:
        return "not_met", "The form did not come with the decision: no time has begun (LC 4610.5(h)(3))."
    if not filing.dues:
        return "unknown", "Neither the date of the decision nor the day of its service is known."
    late = [due for due in filing.dues if due.status == "late"]
    came = f"Received {filing.received}."
    if not late:
        return "not_met", f"{came} {_last_days(filing)}"
    if len(late) == len(filing.dues) and filing.is_served_told:
        return "met", f"{came} {_last_days(filing)}"
    return "unknown", f"{came} {_last_days(filing)} {_to_tell(filing)}"


def _last_days(filing: Filing) -> str:
    """The last days, the earliest first, each with what it is for."""
    found = sorted(zip(filing.dues, filing.ways, strict=True), key=lambda pair: pair[0].due)
    told = [f"{due.due} ({way}, {due.rule})" for due, way in _different(found)]
    since = "" if filing.is_served_told else " if it was served on the day of the decision"
    return f"Last day{since}: {'; '.join(told)}."


def _different(found: Sequence[tuple[DueDate, str]]) -> list[tuple[DueDate, str]]:
    """The first and the last of them: those between change nothing."""
    return [found[0]] if found[0][0].due == found[-1][0].due else [found[0], found[-1]]


def _to_tell(filing: Filing) -> str:
    if not filing.is_served_told:
        return "When and how it was served decides (state_filing: ur_served, ur_service)."
    return "How it was served, or whether the formulary is in dispute, decides (state_filing)."
