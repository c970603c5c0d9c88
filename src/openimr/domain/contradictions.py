"""Where the records of one case disagree, and which side was believed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from openimr.domain.spans import Span

Ground = Literal["later", "examined", "requesting_physician", "copied_forward", "form"]
"""Why one side was believed: it is later; it was examined, not told; it is the requesting physician's; the other was
copied from an older note; it stands in the application."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: what it says, who said it when, and where it stands."""

    statement: str
    date: dt.date | None
    document: str | None
    author: str | None
    facts: tuple[str, ...]
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements about one thing of which at most one can be true.

    `used` is the index in `sides` of the one that was believed, `why` the ground in words; None where neither can be
    preferred: then the point stays open. `criteria` are those that rest on a fact of it.
    """

    id: str
    about: str
    sides: tuple[Side, ...]
    used: int | None
    why: str
    ground: Ground | None = None
    criteria: tuple[str, ...] = ()
