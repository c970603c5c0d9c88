"""What a measure gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.record import Record


@dataclass(frozen=True, slots=True)
class Reading:
    """A measured number between `low` and `high` (None: unbounded on that side), or a plain answer `truth`.

    `values` fill the slots of the wording; `facts` are what it was measured on, oldest first.
    """

    low: float | None = None
    high: float | None = None
    truth: bool | None = None
    facts: Sequence[Fact] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    untestable: bool = False


Measure = Callable[[Record, Question, Mapping[str, Any]], Reading]
NOTHING = Reading()
