"""What stood before a determination: the only thing about a letter that a judge may see.

A letter tells two stories: what the case was, and how it came out. `PriorCase` can hold the first only. It has no field
for a decision, a rationale or the reviewer's guideline, and sentences of the case summary that state whether the
treatment is necessary are left out and counted, whoever is said to have stated it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from openimr.corpus.backtest.verdicts import NONE_LEFT, Left, without_outcome, without_verdicts
from openimr.domain.determinations import Determination
from openimr.text.dates import find_dates

_FIRST, _LAST = dt.date(2012, 7, 1), dt.date(2039, 12, 31)
"""Independent Medical Review began for denials of January 2013; summaries tell of the months before."""


@dataclass(frozen=True, slots=True)
class PriorItem:
    """One request as utilization review had it before it, and the guideline that UR named."""

    request: str
    original_request: str | None = None
    ur_guideline: str | None = None


@dataclass(frozen=True, slots=True)
class PriorCase:
    """A case as it stood before the decision.

    `summary` is the clinical case summary without its verdicts, `last_told` the latest day that it tells of. `decided`,
    the day of the determination, comes after all of this and serves only letters that show no other day in their head.
    """

    case_number: str | None
    summary: str
    items: tuple[PriorItem, ...]
    ur_denial_date: dt.date | None = None
    application_received: dt.date | None = None
    date_assigned: dt.date | None = None
    decided: dt.date | None = None
    last_told: dt.date | None = None
    dates_of_injury: tuple[dt.date, ...] = ()
    verdicts_left_out: Left = NONE_LEFT

    @property
    def day(self) -> dt.date | None:
        """The day to which time is counted: when the file was closed by the application, as for a case folder.

        A letter without any day in its head is taken to the latest day that its summary tells of. None if it tells
        of none.
        """
        return self.application_received or self.ur_denial_date or self.date_assigned or self.decided or self.last_told

    @property
    def governing_day(self) -> dt.date | None:
        """The day whose guidelines apply: that of UR's denial, else `day`."""
        return self.ur_denial_date or self.day


def prior_case(letter: Determination) -> PriorCase:
    """The case of *letter* without all that came after it stood open."""
    header = letter.header
    summary, left_out = without_verdicts(letter.summary.text)
    return PriorCase(
        case_number=header.case_number,
        summary=summary,
        items=tuple(
            PriorItem(
                without_outcome(item.request), item.original_request, item.claims_administrator_guideline.text or None
            )
            for item in letter.items
        ),
        ur_denial_date=header.ur_denial_date,
        application_received=header.application_received,
        date_assigned=header.date_assigned,
        decided=header.decision_date,
        last_told=_last_told(letter.summary.text),
        dates_of_injury=header.dates_of_injury,
        verdicts_left_out=left_out,
    )


def _last_told(summary: str) -> dt.date | None:
    """The latest day that *summary* states; a slip of the pen ("December 9, 3026") is none."""
    days = [found.date for found in find_dates(summary) if found.precision == "day"]
    return max((day for day in days if _FIRST <= day <= _LAST), default=None)
