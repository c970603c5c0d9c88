"""What a test finds on record: true, false or open, with the facts it rests on and values for the wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact

_NO_VALUES: Mapping[str, Any] = {}


class Evidence:
    """The answer to one test. `truth` None: the record does not settle it. Treat as a frozen value."""

    __slots__ = ("facts", "truth", "untestable", "values")

    def __init__(
        self,
        truth: bool | None,
        facts: Sequence[Fact] = (),
        values: Mapping[str, Any] = _NO_VALUES,
        untestable: bool = False,
    ) -> None:
        self.truth = truth
        self.facts = facts
        self.values = values
        self.untestable = untestable


SILENT = Evidence(None)
TRUE = Evidence(True)
FALSE = Evidence(False)


def newest(facts: Sequence[Fact]) -> dt.date | None:
    """The latest day on which one of *facts* was seen, None if none is dated."""
    dates = [fact.observed for fact in facts if fact.observed is not None]
    return max(dates) if dates else None


def merged(truth: bool | None, parts: Sequence[Evidence]) -> Evidence:
    """One answer from several: facts in order without doubles, the first value of each name."""
    if len(parts) == 1:
        part = parts[0]
        return part if part.truth is truth else Evidence(truth, part.facts, part.values, part.untestable)
    facts: dict[str, Fact] = {}
    values: dict[str, Any] = {}
    for part in parts:
        for fact in part.facts:
            facts.setdefault(fact.id, fact)
        for name, value in part.values.items():
            values.setdefault(name, value)
    return Evidence(truth, tuple(facts.values()), values, any(part.untestable for part in parts))
