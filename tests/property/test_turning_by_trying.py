"""What would turn or settle a decision, against trying everything on ten thousand random trees."""

from __future__ import annotations

import time
from math import comb

from tests.random_trees import differences, holds

from openimr.domain.guidelines import Group, Tree
from openimr.pipeline.criteria.turning import MOST, turning_ways


def test_ten_thousand_random_trees_turn_and_settle_as_trying_everything_says() -> None:
    assert differences(10_000) == []


def _wide(width: int, needed: int, letter: str = "c") -> Tree[str]:
    return Group("at_least", tuple(_names(width, letter)), needed)


def _names(width: int, letter: str = "c") -> list[str]:
    return [f"{letter}{number:02}" for number in range(width)]


def test_a_very_wide_tree_gives_the_first_ways_at_once_and_says_that_there_are_more() -> None:
    tree: Tree[str] = Group("all", tuple(_wide(24, 12, letter) for letter in "abcd"))
    truths = dict.fromkeys((name for letter in "abcd" for name in _names(24, letter)), False)
    started = time.perf_counter()
    ways = turning_ways(tree, truths)
    assert time.perf_counter() - started < 5
    assert ways.has_more
    assert len(ways.sets) == MOST
    assert {len(each) for each in ways.sets} == {4 * 12}
    assert all(holds(tree, {name: name in each for name in truths}) for each in ways.sets)
    assert all(not holds(tree, {name: name in each - {min(each)} for name in truths}) for each in ways.sets)


def test_the_first_ways_of_many_are_the_first_of_all() -> None:
    tree = _wide(10, 4)
    truths = dict.fromkeys(_names(10), False)
    everything = turning_ways(tree, truths, most=1000)
    assert len(everything.sets) == comb(10, 4)
    assert not everything.has_more
    assert turning_ways(tree, truths, most=25).sets == everything.sets[:25]


def test_no_way_is_told_where_nothing_can_be_changed() -> None:
    assert turning_ways(_wide(3, 2), dict.fromkeys(_names(3), False), changeable=["c00"]).sets == ()
