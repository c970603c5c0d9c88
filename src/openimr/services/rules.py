"""By which rules requests are judged: the packaged ones as they stand, unless something else is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openimr.domain.guidelines import Edition
from openimr.rulebook.guidelines import Selection, guidelines_for

Meant = Callable[[Sequence[Edition]], Sequence[Edition]]


@dataclass(frozen=True, slots=True)
class Rules:
    """`confirmed_only`: criteria that are not confirmed against their source are never asked."""

    confirmed_only: bool = False

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
        return guidelines_for(
            topic,
            day=day,
            rfa_date=rfa_date,
            service_date=service_date,
            meant=meant,
            confirmed_only=self.confirmed_only,
        )


AS_PACKAGED = Rules()
