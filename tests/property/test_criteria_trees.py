"""Laws of the logic trees, on small random ones, against trying everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.domain.guidelines import Group, Tree
from openimr.pipeline.criteria.trees import forcing_sets, pruned, truth_of
from openimr.pipeline.criteria.turning import turning_ways

NAMES = "abcdef"


def _groups(parts: st.SearchStrategy[Tree[str]]) -> st.SearchStrategy[Tree[str]]:
    lists = st.lists(parts, min_size=1, max_size=4).map(tuple)
    counted = lists.flatmap(
        lambda each: st.integers(1, len(each)).map(lambda n: Group("at_least", each, n)),
    )
    return st.one_of(st.builds(Group, st.sampled_from(["all", "any", "unless"]), lists), counted)


TREES = st.recursive(st.sampled_from(NAMES), _groups, max_leaves=8)
NEGATED = st.one_of(TREES, TREES.map(lambda tree: Group("not", (tree,))))
SETTLED = st.fixed_dictionaries({name: st.booleans() for name in NAMES})
OPEN = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


def _names(tree: Tree[str]) -> list[str]:
    if not isinstance(tree, Group):
        return [tree]
    return sorted({name for part in tree.parts for name in _names(part)})


def _subsets(names: list[str]) -> Iterator[frozenset[str]]:
    return map(frozenset, chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def _minimal(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    return {each for each in sets if not any(other < each for other in sets)}


def _completions(truths: Mapping[str, bool | None]) -> Iterator[dict[str, bool]]:
    choices = [
        [(name, value) for value in ([True, False] if truth is None else [truth])] for name, truth in truths.items()
    ]
    return (dict(each) for each in product(*choices))


@given(NEGATED, OPEN)
@settings(max_examples=200, deadline=None)
def test_settling_an_unknown_never_flips_a_settled_result(tree: Tree[str], truths: dict[str, bool | None]) -> None:
    before = truth_of(tree, truths)
    for settled in _completions(truths):
        assert before is None or truth_of(tree, settled) is before


@given(NEGATED, SETTLED)
@settings(max_examples=200, deadline=None)
def test_turning_sets_are_the_smallest_flips_that_turn_the_result(tree: Tree[str], truths: dict[str, bool]) -> None:
    outcome = truth_of(tree, truths)
    turning = [
        subset
        for subset in _subsets(_names(tree))
        if truth_of(tree, {**truths, **{name: not truths[name] for name in subset}}) is not outcome
    ]
    assert set(turning_ways(tree, truths).sets) == _minimal(turning)


@given(NEGATED, SETTLED)
@settings(max_examples=200, deadline=None)
def test_forcing_sets_are_the_smallest_that_force_the_result(tree: Tree[str], truths: dict[str, bool]) -> None:
    outcome = truth_of(tree, truths)
    forcing = [
        subset
        for subset in _subsets(_names(tree))
        if all(
            truth_of(tree, settled) is outcome
            for settled in _completions({name: truths[name] if name in subset else None for name in NAMES})
        )
    ]
    assert set(forcing_sets(tree, truths)) == _minimal(forcing)


@given(TREES, SETTLED, st.sets(st.sampled_from(NAMES)))
@settings(max_examples=200, deadline=None)
def test_a_criterion_that_is_not_asked_leaves_no_trace(
    tree: Tree[str], truths: dict[str, bool], dropped: set[str]
) -> None:
    rest = pruned(tree, lambda name: name not in dropped)
    assert rest is None or not set(_names(rest)) & dropped
    if rest is not None:
        asked = {name: truth for name, truth in truths.items() if name not in dropped}
        assert truth_of(rest, asked) in (True, False)
