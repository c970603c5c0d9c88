"""Letters on their way: one to each party for each event that produces a notice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from openimr.domain.cases import PartyRole
from openimr.domain.casework import CaseId

DeliveryState = Literal["waiting", "sending", "sent", "uncertain", "failed"]
"""uncertain: it was being handed over when the program ended; a person looks before it is sent again."""


AT_ONCE = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter to one party. `due` is when to try next, or, while sending, until when the sender holds it.

    `proof` is what shows that it was handed over, `digest` the SHA-256 of exactly what was.
    """

    case: CaseId
    event: int
    kind: str
    role: PartyRole
    state: DeliveryState = "waiting"
    attempts: int = 0
    due: dt.datetime = AT_ONCE
    channel: str | None = None
    proof: str | None = None
    digest: str | None = None

    @property
    def name(self) -> str:
        """The letter's own name: the same each time, and nothing in it names a person."""
        return f"{self.case}-{self.event:04d}-{self.kind}-{self.role}".replace("_", "-")
