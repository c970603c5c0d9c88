"""Whether tests can hold together: the search for one way in which a tree comes out true, by analytic tableau."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, TypeAlias

from openimr.domain.guidelines import Comparison, FactTest, Group, MeasureTest, RequestTest, Test, Tree

Goal: TypeAlias = tuple[Tree[Test], bool]
Literal: TypeAlias = tuple[Test, bool]
Interval: TypeAlias = tuple[float, bool, float, bool]
"""Lowest value, whether it belongs, highest value, whether it belongs."""

_DAYS = {None: 1.0, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_OPPOSITE: dict[Comparison, Comparison] = {
    "at_most": "above", "above": "at_most", "at_least": "below", "below": "at_least",
}  # fmt: skip
_LISTS = frozenset({"body_parts", "levels", "ingredients", "services"})
_ENDLESS = float("inf")
_MOST_STEPS = 20_000


class _Steps:
    """How much of the search is left; a tree too large to search is taken as sound."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def spend(self) -> bool:
        self.left -= 1
        return self.left > 0


def can_hold(tree: Tree[Test]) -> bool:
    """Whether some patient and request make *tree* true: no test stands against another on every way through it."""
    return _search([(tree, True)], (), _Steps())


def _search(goals: list[Goal], held: tuple[Literal, ...], steps: _Steps) -> bool:
    if not goals or not steps.spend():
        return True
    (tree, sense), rest = goals[0], goals[1:]
    if not isinstance(tree, Group):
        taken = (*held, (tree, sense))
        return not _clash(taken) and _search(rest, taken, steps)
    return any(_search([*way, *rest], held, steps) for way in _ways(tree, sense))


def _ways(group: Group[Test], sense: bool) -> Iterator[list[Goal]]:
    """The sets of goals of which each makes *group* come out as *sense* says."""
    parts = list(group.parts)
    if group.op == "not":
        yield [(parts[0], not sense)]
    elif group.op == "at_least":
        if not sense:
            yield []
        else:
            yield from ([(part, True) for part in few] for few in combinations(parts, group.n))
    elif (group.op == "all") == sense:
        yield [(part, sense) for part in parts]
    else:
        yield from ([(part, sense)] for part in parts)


def _clash(held: tuple[Literal, ...]) -> bool:
    """Whether the newest literal stands against one that is held already."""
    newest, sense = held[-1]
    if (newest, not sense) in held:
        return True
    values, name = _values(held, newest), _measured(newest)
    if values is not None and not values:
        return True
    return name is not None and _is_empty([_interval(test, is_so) for test, is_so in held if _measured(test) == name])


def _measured(test: Test) -> tuple[Any, ...] | None:
    """What a comparison is about; None for a test that compares nothing."""
    if isinstance(test, FactTest) or test.comparison is None or test.limit is None:
        return None
    if isinstance(test, MeasureTest):
        return ("measure", test.measure, tuple(sorted(map(repr, test.options))))
    return ("request", test.key)


def _values(held: tuple[Literal, ...], newest: Test) -> set[Any] | None:
    """The values that a request's field may still have; None where the tests leave it open or it holds a list."""
    if not isinstance(newest, RequestTest) or not newest.values or newest.key in _LISTS:
        return None
    listed = [set(t.values) for t, s in held if s and isinstance(t, RequestTest) and t.key == newest.key and t.values]
    return set.intersection(*listed) if listed else None


def _interval(test: Any, sense: bool) -> Interval:
    how: Comparison = test.comparison if sense else _OPPOSITE[test.comparison]
    limit = test.limit * (_DAYS.get(test.unit, 1.0) if isinstance(test, MeasureTest) else 1.0)
    if how in ("at_most", "below"):
        return -_ENDLESS, True, limit, how == "at_most"
    return limit, how == "at_least", _ENDLESS, True


def _is_empty(intervals: list[Interval]) -> bool:
    low = max(each[0] for each in intervals)
    high = min(each[2] for each in intervals)
    if low != high:
        return low > high
    return not all((low > e[0] or e[1]) and (high < e[2] or e[3]) for e in intervals)
