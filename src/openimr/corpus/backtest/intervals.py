"""How sure a figure is: percentile intervals by resampling whole letters, the same on every machine.

Items of one letter come from one patient, one reviewer and one day, so they are no independent witnesses: letters are
drawn, with all their items, and not items (the cluster bootstrap; Davison and Hinkley 1997, section 3.8).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEED = 20160728
_MOST, _LEAST, _BUDGET = 2000, 200, 2_000_000
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted items by what the reviewer decided, and how many of each the rulebook proposes alike."""

    upheld: int = 0
    upheld_alike: int = 0
    overturned: int = 0
    overturned_alike: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.upheld + other.upheld,
            self.upheld_alike + other.upheld_alike,
            self.overturned + other.overturned,
            self.overturned_alike + other.overturned_alike,
        )

    @property
    def items(self) -> int:
        """How many items are counted."""
        return self.upheld + self.overturned

    @property
    def accuracy(self) -> float | None:
        """The share that is alike; None of nothing."""
        return (self.upheld_alike + self.overturned_alike) / self.items if self.items else None

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of the shares alike among upheld and among overturned items; None where one kind is missing."""
        if not self.upheld or not self.overturned:
            return None
        return (self.upheld_alike / self.upheld + self.overturned_alike / self.overturned) / 2


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 in 100 of a figure over resampled letters."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of both figures; None where too few letters, or no overturned item, allow one."""

    accuracy: Interval | None = None
    balanced_accuracy: Interval | None = None


def resampled(by_letter: Mapping[str, Tally], *, seed: int = SEED) -> Intervals:
    """Both intervals, from the tallies of each letter.

    Two thousand draws, fewer of very many letters. Draws in which a figure cannot be told are left out of it.
    """
    letters = [(t.upheld, t.upheld_alike, t.overturned, t.overturned_alike) for _, t in sorted(by_letter.items())]
    if len(letters) < 2:
        return Intervals()
    source = random.Random(seed)
    drawn = [_draw(source, letters) for _ in range(draws_of(len(letters)))]
    return Intervals(
        _middle(tally.accuracy for tally in drawn),
        _middle(tally.balanced_accuracy for tally in drawn),
    )


def draws_of(letters: int) -> int:
    """How often so many letters are drawn anew."""
    return max(_LEAST, min(_MOST, _BUDGET // max(letters, 1)))


def _draw(source: random.Random, letters: list[tuple[int, int, int, int]]) -> Tally:
    chosen = source.choices(letters, k=len(letters))
    return Tally(*map(sum, zip(*chosen, strict=True)))


def _middle(values: Iterable[float | None]) -> Interval | None:
    told = sorted(value for value in values if value is not None)
    if not told:
        return None
    last = len(told) - 1
    return Interval(told[round(_LOW * last)], told[round(_HIGH * last)])
