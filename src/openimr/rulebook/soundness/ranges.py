"""Whether a threshold lies where its fact or measure can lie at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openimr.domain.guidelines import Comparison, FactTest, MeasureTest, RequestTest
from openimr.rulebook.soundness.fault import Fault

_ENDLESS = float("inf")
_OF_MEASURES = {"pain_relief": (-_ENDLESS, 100.0), "relief_percent": (0.0, 100.0)}
_OF_VALUES = {"relief_percent": (0.0, 100.0), "high": (0.0, 10.0), "low": (0.0, 10.0)}
_OF_REQUESTS = {"times_per_day": (0.0, 48.0), "times_per_week": (0.0, 84.0)}
_COUNTED = (0.0, _ENDLESS)
_LIFE_IN = {"day": 45_000, "week": 6_500, "month": 1_500, "year": 120}


def range_faults(test: Any, where: str) -> Iterator[Fault]:
    """The thresholds of *test* that no fact, measure or request can be on one side of."""
    for name, how, limit, (low, high) in _compared(test):
        if limit < low or limit > high or (limit == high and how == "above") or (limit == low and how == "below"):
            yield Fault("out_of_range", where, f"{name} lies between {low:g} and {high:g}; {limit:g} is outside it.")


def _compared(test: Any) -> Iterator[tuple[str, Comparison, float, tuple[float, float]]]:
    if isinstance(test, FactTest):
        yield from ((key, how, limit, _OF_VALUES.get(key, _COUNTED)) for key, how, limit in test.bounds)
    elif isinstance(test, MeasureTest) and test.comparison is not None and test.limit is not None:
        life = (0.0, float(_LIFE_IN.get(test.unit or "", _ENDLESS)))
        yield test.measure, test.comparison, test.limit, _OF_MEASURES.get(test.measure, life)
    elif isinstance(test, RequestTest) and test.comparison is not None and test.limit is not None:
        yield test.key or "a request", test.comparison, test.limit, _OF_REQUESTS.get(test.key or "", _COUNTED)
