"""The days of what a case summary tells: running prose names a visit's day once, and goes on about that visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from openimr.domain.facts import Fact

_OF_A_VISIT = frozenset({"symptom", "finding", "pain_score", "function", "work_status", "medication"})
"""What is told of a visit; studies, procedures and therapies of a summary were at other times."""


def dated_in_order(facts: Sequence[Fact], last_told: dt.date | None) -> tuple[Fact, ...]:
    """*facts*, in reading order, with a day for what a visit showed: that of the visit told of last before it.

    "On 10/02/2015 she reported neck pain. Examination showed spasm": both are of that day. What stands before the
    first visit is of the latest visit of all, for a summary begins with how things stand; without any visit it is of
    *last_told*, the latest day in the summary. What has its own day, or is not of the present, keeps it.
    """
    days = [fact.date for fact in facts if fact.kind in _OF_A_VISIT and fact.date is not None]
    current = max(days) if days else last_told
    dated: list[Fact] = []
    for fact in facts:
        if fact.kind in _OF_A_VISIT and fact.date is not None:
            current = fact.date
        is_undated = fact.date is None and fact.kind in _OF_A_VISIT and fact.status in ("present", "absent")
        dated.append(replace(fact, date=current) if is_undated and current is not None else fact)
    return tuple(dated)
