"""The figures of a back-test: coverage, agreement and balanced accuracy, in all and by topic, reason and half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from openimr.corpus.backtest.compared import REASONS, Compared
from openimr.corpus.backtest.intervals import SEED, Interval, Tally, resampled
from openimr.corpus.backtest.split import HALVES

ACTUALS = ("upheld", "overturned", "partially_overturned", "not_stated")
PROPOSALS = ("upheld", "overturned", "abstain")


@dataclass(frozen=True, slots=True)
class Figures:
    """How the rulebook does on some items.

    `covered` are the items with a proposal; `counted` those of them that the reviewer upheld or overturned as a whole:
    agreement is told over these. An item overturned in part is neither and has its own row of `confusion`, which
    counts (actual, proposed). `always_upheld` is the accuracy of proposing "upheld" on every counted item.
    `balanced_accuracy_of_all` takes an abstention for wrong.
    """

    letters: int
    items: int
    covered: int
    tally: Tally
    accuracy_interval: Interval | None
    balanced_accuracy_interval: Interval | None
    balanced_accuracy_of_all: float | None
    confusion: Mapping[tuple[str, str], int]

    @property
    def counted(self) -> int:
        """How many items agreement is told over."""
        return self.tally.items

    @property
    def coverage(self) -> float | None:
        """The share of the items with a proposal; None of nothing."""
        return self.covered / self.items if self.items else None

    @property
    def accuracy(self) -> float | None:
        """The share of the counted items on which the proposal is the decision."""
        return self.tally.accuracy

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of the shares among upheld and among overturned items."""
        return self.tally.balanced_accuracy

    @property
    def always_upheld(self) -> float | None:
        """The share of the counted items that "upheld" on every one would have right."""
        return self.tally.upheld / self.tally.items if self.tally.items else None


@dataclass(frozen=True, slots=True)
class Results:
    """The figures in all, and by topic, by reason of the proposal, and by half where letters were split."""

    overall: Figures
    by_topic: Mapping[str, Figures]
    by_reason: Mapping[str, Figures]
    by_half: Mapping[str, Figures] = field(default_factory=dict)


def measure_all(items: Sequence[Compared], *, seed: int = SEED) -> Results:
    """Every figure over *items*; groups without an item are left out, topics come in name order."""
    topics = sorted({_topic(item) for item in items})
    return Results(
        measure(items, seed=seed),
        _grouped(items, topics, _topic, seed),
        _grouped(items, REASONS, lambda item: item.reason, seed),
        _grouped(items, HALVES, lambda item: item.half, seed),
    )


def _topic(item: Compared) -> str:
    return item.topic or "no_topic"


def _grouped(
    items: Sequence[Compared], names: Sequence[str], name_of: Callable[[Compared], str | None], seed: int
) -> dict[str, Figures]:
    groups: dict[str, list[Compared]] = {name: [] for name in names}
    for item in items:
        name = name_of(item)
        if name is not None:
            groups[name].append(item)
    return {name: measure(group, seed=seed) for name, group in groups.items() if group}


def measure(items: Sequence[Compared], *, seed: int = SEED) -> Figures:
    """The figures over *items*, with intervals from whole letters drawn anew."""
    by_letter: dict[str, Tally] = {}
    for item in items:
        by_letter[item.letter] = by_letter.get(item.letter, Tally()) + _tally(item, is_counted=item.is_counted)
    total = sum(by_letter.values(), Tally())
    intervals = resampled(by_letter, seed=seed)
    strict = sum((_tally(item, is_counted=item.actual in ("upheld", "overturned")) for item in items), Tally())
    return Figures(
        letters=len(by_letter),
        items=len(items),
        covered=sum(item.is_covered for item in items),
        tally=total,
        accuracy_interval=intervals.accuracy,
        balanced_accuracy_interval=intervals.balanced_accuracy if total.overturned and total.upheld else None,
        balanced_accuracy_of_all=strict.balanced_accuracy,
        confusion=Counter((item.actual or "not_stated", item.proposed) for item in items),
    )


def _tally(item: Compared, *, is_counted: bool) -> Tally:
    if not is_counted:
        return Tally()
    alike = int(item.agrees)
    return (
        Tally(upheld=1, upheld_alike=alike) if item.actual == "upheld" else Tally(overturned=1, overturned_alike=alike)
    )
