"""What stood before a determination: the only thing about a letter that a judge may see.

A letter tells two stories: what the case was, and how it came out. `PriorCase` can hold the first only. It has no field
for a decision, a rationale or the reviewer's guideline, and sentences of the case summary that state whether the
treatment is necessary are left out and counted, whoever is said to have stated it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from openimr.corpus.backtest.verdicts import NONE_LEFT, Left, without_verdicts
from openimr.domain.determinations import Determination


@dataclass(frozen=True, slots=True)
class PriorItem:
    """One request as utilization review had it before it, and the guideline that UR named."""

    request: str
    original_request: str | None = None
    ur_guideline: str | None = None


@dataclass(frozen=True, slots=True)
class PriorCase:
    """A case as it stood before the decision.

    `summary` is the clinical case summary without its verdicts. `decided`, the day of the determination, comes after
    all of this and serves only letters that show no other day.
    """

    case_number: str | None
    summary: str
    items: tuple[PriorItem, ...]
    ur_denial_date: dt.date | None = None
    application_received: dt.date | None = None
    date_assigned: dt.date | None = None
    decided: dt.date | None = None
    dates_of_injury: tuple[dt.date, ...] = ()
    verdicts_left_out: Left = NONE_LEFT

    @property
    def day(self) -> dt.date | None:
        """The day to which time is counted: when the file was closed by the application, as for a case folder.

        None if the letter shows no date at all.
        """
        return self.application_received or self.ur_denial_date or self.date_assigned or self.decided

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
            PriorItem(item.request, item.original_request, item.claims_administrator_guideline.text or None)
            for item in letter.items
        ),
        ur_denial_date=header.ur_denial_date,
        application_received=header.application_received,
        date_assigned=header.date_assigned,
        decided=header.decision_date,
        dates_of_injury=header.dates_of_injury,
        verdicts_left_out=left_out,
    )
