"""The smallest sets of results that turn or settle a logic tree: exact, and bounded where there are very many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from openimr.domain.guidelines import Group, Tree
from openimr.pipeline.criteria.trees import needed_of, truth_of

MOST = 64
"""Sets worked out at most; nobody reads more, and a very wide tree has millions."""

_MOST_TWO_SIDED = 10

Names = frozenset[str]
Family = list[int]
"""Sets as bits; the first name of the order has the highest bit, so that of two sets of one size the larger number
holds the earlier name."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The smallest sets, shortest first, then by the order of their names; `has_more`: these are only the first."""

    sets: tuple[Names, ...]
    has_more: bool = False


def turning_ways(
    tree: Tree[str],
    truths: Mapping[str, bool],
    *,
    changeable: Collection[str] | None = None,
    order: Sequence[str] | None = None,
    most: int = MOST,
) -> Ways:
    """The smallest sets of criteria that would turn the tree's result if each came out the other way.

    Only of *changeable* ones (default: all), named in *order* (default: as they stand in the tree). A criterion that
    counts both for and against the result is tried both ways.
    """
    search = _Search(tree, order, most)
    free = set(search.bits if changeable is None else changeable) & search.bits.keys()
    two_sided = sorted(free & search.two_sided, key=search.rank)
    outcome = truth_of(tree, truths)
    found: Family = []
    for flipped in _subsets(two_sided, search):
        turned = {**truths, **{name: not truths[name] for name in flipped}}
        base = search.mask(flipped)
        if truth_of(tree, turned) is not outcome:
            found.append(base)
        else:
            found += [base | each for each in search.turning(tree, turned, free - search.two_sided)]
    return search.ways(found, lambda names: _turns(tree, truths, names))


def settling_ways(
    tree: Tree[str],
    truths: Mapping[str, bool | None],
    target: bool,
    *,
    order: Sequence[str] | None = None,
    most: int = MOST,
) -> tuple[tuple[Mapping[str, bool], ...], bool]:
    """The smallest answers to open criteria (None in *truths*) that give *target* however the other open ones come out.

    Shortest first; and whether there are more. None if no answer gives it.
    """
    search = _Search(tree, order, most)
    opened = [name for name in search.order if truths.get(name, False) is None]
    answers = _settling(tree, dict(truths), target, opened, search)
    chosen = sorted(_least(answers), key=lambda each: (len(each), [(search.rank(n), not v) for n, v in sorted(each)]))
    in_order = (sorted(each, key=lambda pair: search.rank(pair[0])) for each in chosen[:most])
    return tuple(dict(each) for each in in_order), search.is_cut or len(chosen) > most


Answers = set[frozenset[tuple[str, bool]]]


def _settling(
    tree: Tree[str], truths: dict[str, bool | None], target: bool, opened: Sequence[str], search: _Search
) -> Answers:
    """By cases over the criteria that count both ways; without any of these the worst answers tell it."""
    name = next((each for each in opened if each in search.two_sided), None)
    if name is None:
        return _settling_plain(tree, truths, target, opened, search)
    rest = [each for each in opened if each != name]
    no = _settling(tree, {**truths, name: False}, target, rest, search)
    yes = _settling(tree, {**truths, name: True}, target, rest, search)
    either = _least({one | other for one in no for other in yes if _agree(one, other)})
    return _least(either | {one | {(name, False)} for one in no} | {one | {(name, True)} for one in yes})


def _settling_plain(
    tree: Tree[str], truths: dict[str, bool | None], target: bool, opened: Sequence[str], search: _Search
) -> Answers:
    worst = {name: bool(truth) for name, truth in truths.items() if truth is not None}
    worst |= {name: (name in search.counting_for) is not target for name in opened}
    if truth_of(tree, worst) is target:
        return {frozenset()}
    found = search.names(search.turning(tree, worst, set(opened)))
    return {frozenset((name, not worst[name]) for name in names) for names in found}


def _agree(one: Iterable[tuple[str, bool]], other: frozenset[tuple[str, bool]]) -> bool:
    return not any((name, not truth) in other for name, truth in one)


def _least(answers: Answers) -> Answers:
    return {each for each in answers if not any(other < each for other in answers)}


class _Search:
    """The names of one tree as bits, which way each counts, and how many sets are kept."""

    def __init__(self, tree: Tree[str], order: Sequence[str] | None, most: int) -> None:
        signs = _signs(tree)
        self.order = list(dict.fromkeys([*(name for name in order or () if name in signs), *signs]))
        self._rank = {name: place for place, name in enumerate(self.order)}
        self.bits = {name: 1 << (len(self.order) - 1 - place) for name, place in self._rank.items()}
        self.two_sided = {name for name, both in signs.items() if len(both) > 1}
        self.counting_for = {name for name, both in signs.items() if True in both}
        self.is_cut = False
        self._most = most

    def rank(self, name: str) -> int:
        """The place of a name in the order."""
        return self._rank[name]

    def mask(self, names: Iterable[str]) -> int:
        """The set as bits."""
        return sum(self.bits[name] for name in names)

    def names(self, family: Iterable[int]) -> list[Names]:
        """The sets as names."""
        return [frozenset(name for name, bit in self.bits.items() if mask & bit) for mask in family]

    def turning(self, tree: Tree[str], truths: Mapping[str, bool], free: Collection[str]) -> Family:
        """The smallest sets of *free* names that turn the tree; none of them counts both ways."""
        if not isinstance(tree, Group):
            return [self.bits[tree]] if tree in free else []
        if tree.op == "not":
            return self.turning(tree.parts[0], truths, free)
        outcome = truth_of(tree, truths)
        agreeing = [part for part in tree.parts if truth_of(part, truths) is outcome]
        threshold = needed_of(tree) if outcome else len(tree.parts) - needed_of(tree) + 1
        return self._choose(len(agreeing) - threshold + 1, [self.turning(part, truths, free) for part in agreeing])

    def _choose(self, count: int, families: Sequence[Family]) -> Family:
        """Every way to take one set from each of *count* families, united."""
        turnable = [family for family in families if family]
        if len(turnable) < count:
            return []
        chosen: list[Family] = [[0]] + [[] for _ in range(count)]
        for place, family in enumerate(turnable):
            lowest = max(1, count - (len(turnable) - place) + 1)
            for size in range(min(count, place + 1), lowest - 1, -1):
                chosen[size] = self._smallest([*chosen[size], *(a | b for a in chosen[size - 1] for b in family)])
        return chosen[count]

    def _smallest(self, family: Iterable[int]) -> Family:
        """The sets that contain no other of them, in order, as many as are kept."""
        kept: Family = []
        for mask in sorted(set(family), key=_size_and_order):
            if any(other & mask == other for other in kept):
                continue
            if len(kept) == self._most:
                self.is_cut = True
                break
            kept.append(mask)
        return kept

    def ways(self, found: Family, turns: Callable[[Names], bool]) -> Ways:
        """The smallest of all that was found; where sets were left out, each is first made as small as it gets."""
        if self.is_cut:
            found = [self.mask(_without_needless(names, turns)) for names in self.names(found)]
        kept = self._smallest(found)
        return Ways(tuple(self.names(kept)), self.is_cut)


def _size_and_order(mask: int) -> tuple[int, int]:
    return mask.bit_count(), -mask


def _without_needless(names: Names, turns: Callable[[Names], bool]) -> Names:
    for name in sorted(names):
        if turns(names - {name}):
            names -= {name}
    return names


def _turns(tree: Tree[str], truths: Mapping[str, bool], names: Names) -> bool:
    turned = {**truths, **{name: not truths[name] for name in names}}
    return truth_of(tree, turned) is not truth_of(tree, truths)


def _subsets(names: Sequence[str], search: _Search) -> Iterable[Sequence[str]]:
    """All subsets of few names; of many, the small ones."""
    largest = len(names) if len(names) <= _MOST_TWO_SIDED else 2
    search.is_cut = search.is_cut or largest < len(names)
    return (each for size in range(largest + 1) for each in combinations(names, size))


def _signs(tree: Tree[str], sign: bool = True) -> dict[str, set[bool]]:
    """Each name of the tree, in order, with whether it counts for (True) or against the result."""
    if not isinstance(tree, Group):
        return {tree: {sign}}
    found: dict[str, set[bool]] = {}
    for part in tree.parts:
        for name, both in _signs(part, sign is not (tree.op == "not")).items():
            found.setdefault(name, set()).update(both)
    return found
