"""Deadlines: when something was due, by which rule, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

ClockStatus = Literal["running", "overdue", "met", "late", "open", "used", "lapsed", "replaced", "stayed", "ended"]
"""running, overdue: a duty not done yet; met, late: a duty done in time or not; open, used, lapsed: a right, such as
an appeal; replaced: the case was expedited or remanded; stayed: an appeal is pending; ended: nobody has to act any
more, and nobody did: the case was withdrawn, for one."""


@dataclass(frozen=True, slots=True)
class DueDate:
    """One deadline of one case, derived from its events and never stored.

    `due` is the last day on which the act is in time, `late_from` the instant from which it is late; for hours `due` is
    the day of that instant and `hour` its hour in California, as "16:30". `steps` says in order how it was reckoned.
    `status` is as of the time asked about; `ended_by` is the kind of event that has ended what nobody did.
    """

    rule: str
    citation: str
    confirmation: Literal["confirmed", "secondary", "unconfirmed"]
    who: str
    what: str
    trigger: int
    starts: dt.datetime
    due: dt.date
    late_from: dt.datetime
    steps: tuple[str, ...]
    status: ClockStatus
    ended: dt.datetime | None = None
    is_target: bool = False
    hour: str | None = None
    ended_by: str | None = None

    @property
    def is_open_duty(self) -> bool:
        """Whether somebody still has to act."""
        return self.status in ("running", "overdue")

    @property
    def was_missed(self) -> bool:
        """Whether its time passed before the act was done, or before nobody had to do it any more."""
        is_past = self.status == "ended" and self.ended is not None and self.ended >= self.late_from
        return is_past or self.status in ("late", "overdue")
