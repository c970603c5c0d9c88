"""How the people of a simulated office behave: shares, delays and kinds, from `data/simulation`."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from openimr.errors import UsageError
from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class Delay:
    """Working days or calendar days from and to, and hours where the case is expedited (None: the same days)."""

    is_working: bool
    least: int
    most: int
    expedited: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Habits:
    """What happens how often and after how long. `shares` are of all that come to that point, 0 to 1."""

    shares: Mapping[str, float]
    delays: Mapping[str, Delay]
    weights: Mapping[str, Mapping[Any, float]]
    organizations: Mapping[str, tuple[str, ...]]
    reviewers: Mapping[str, float]
    determination: Mapping[str, str]

    def pick(self, kind: str, chance: random.Random) -> Any:
        """One of the things of that kind, the weightier the likelier."""
        weights = self.weights[kind]
        return chance.choices(tuple(weights), tuple(weights.values()))[0]

    def but(self, **shares: float) -> Habits:
        """The same with other shares.

        Raises:
            UsageError: there is no share of that name, or it is not from 0 to 1.
        """
        for name, share in shares.items():
            if name not in self.shares:
                raise UsageError(f"{name} is not a share; these are: {', '.join(self.shares)}.")
            if not 0 <= share <= 1:
                raise UsageError(f"{name}: a share is from 0 to 1.")
        return replace(self, shares={**self.shares, **shares})


@cache
def usual_habits(programme: str = "ca_wc") -> Habits:
    """What the packaged file says."""
    rows = read_yaml(f"simulation/{programme}.yaml")
    return Habits(
        {name: float(row["is"]) for name, row in rows["shares"].items()},
        {name: _delay(row) for name, row in rows["delays"].items()},
        rows["weights"],
        {role: tuple(names) for role, names in rows["organizations"].items()},
        rows["reviewers"],
        rows["determination"],
    )


def _delay(row: Mapping[str, Any]) -> Delay:
    least, most = row.get("working_days") or row["days"]
    return Delay("working_days" in row, least, most, cast(Any, tuple(row.get("expedited", ())) or None))
