"""By which rules requests are judged: the packaged ones as they stand, unless something else is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from openimr.domain.determinations import LadderStep
from openimr.domain.guidelines import Edition
from openimr.domain.worksheets import Worksheet
from openimr.rulebook.guidelines import Selection, guidelines_for
from openimr.rulebook.worksheets import Weighing, weigh

Meant = Callable[[Sequence[Edition]], Sequence[Edition]]


@dataclass(frozen=True, slots=True)
class Rules:
    """`confirmed_only`: criteria that are not confirmed against their source are never asked.

    `worksheets`: what a reviewer weighed, with its scale; one that follows the higher level rebuts a rank.
    """

    confirmed_only: bool = False
    worksheets: tuple[Worksheet, ...] = ()

    def worksheet(self, number: int) -> Worksheet | None:
        """The worksheet of the request in place *number* (from 0)."""
        return next((each for each in self.worksheets if each.item == number + 1), None)

    def select(
        self,
        number: int,
        topic: str | None,
        *,
        day: dt.date,
        rfa_date: dt.date | None,
        service_date: dt.date | None,
        meant: Meant,
    ) -> Selection:
        """The editions for the request in place *number* (from 0) on its topic, in the order of the search sequence."""
        worksheet = self.worksheet(number)
        weighing = weigh(worksheet) if worksheet else None
        selection = guidelines_for(
            topic,
            day=day,
            rfa_date=rfa_date,
            service_date=service_date,
            meant=meant,
            rebutted=weighing.rebuts if weighing else None,
            confirmed_only=self.confirmed_only,
        )
        if weighing is None or not weighing.stands:
            return selection
        return replace(selection, ladder=tuple(_with_reason(step, weighing) for step in selection.ladder))


def _with_reason(step: LadderStep, weighing: Weighing) -> LadderStep:
    """A rank that a worksheet sets aside without the evidence for it says why it stands."""
    why = weighing.stands.get(step.rank) if step.outcome == "applies" else None
    return replace(step, why=f"{step.why} {why}") if why else step


AS_PACKAGED = Rules()
