"""The arithmetic of the logic trees: three-valued results, and the smallest sets that force them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from openimr.domain.guidelines import Group, Tree

Truth = bool | None
_MOST = 512
"""Sets kept at most: a very wide "at least" has millions, all alike."""

Sets = tuple[frozenset[str], ...]


def pruned(tree: Tree[str], asked: Callable[[str], bool]) -> Tree[str] | None:
    """The tree without the criteria that are not asked; None if nothing is left of it."""
    if not isinstance(tree, Group):
        return tree if asked(tree) else None
    if tree.op == "unless" and pruned(tree.parts[0], asked) is None:
        return None
    parts = tuple(part for each in tree.parts if (part := pruned(each, asked)) is not None)
    if not parts:
        return None
    if len(parts) == len(tree.parts):
        return Group(tree.op, parts, tree.n) if parts != tree.parts else tree
    return Group(tree.op, parts, min(tree.n, len(parts)))


def truth_of(tree: Tree[str], truths: Mapping[str, Truth]) -> Truth:
    """The tree's result under Kleene's strong logic: an open part matters only where it could decide."""
    if not isinstance(tree, Group):
        return truths[tree]
    parts = [truth_of(part, truths) for part in tree.parts]
    return combined(tree, parts)


def combined(group: Group[str], parts: Sequence[Truth]) -> Truth:
    """The result of one connective from the results of its parts."""
    if group.op == "not":
        return None if parts[0] is None else not parts[0]
    true, false = parts.count(True), parts.count(False)
    needed = needed_of(group)
    if true >= needed:
        return True
    return False if len(parts) - false < needed else None


def needed_of(group: Group[str]) -> int:
    """How many of its parts must be true."""
    return {"all": len(group.parts), "any": 1, "unless": 1}.get(group.op, group.n)


def forcing_sets(tree: Tree[str], truths: Mapping[str, bool]) -> Sets:
    """The smallest sets of criteria whose results alone force the tree's result, whatever the others say."""
    if not isinstance(tree, Group):
        return (frozenset({tree}),)
    if tree.op == "not":
        return forcing_sets(tree.parts[0], truths)
    outcome = truth_of(tree, truths)
    agreeing = [part for part in tree.parts if truth_of(part, truths) is outcome]
    needed = needed_of(tree) if outcome else len(tree.parts) - needed_of(tree) + 1
    return _choose(needed, [forcing_sets(part, truths) for part in agreeing])


def _choose(count: int, families: Sequence[Sets]) -> Sets:
    """Every way to take one set from each of *count* families, united; supersets of another are left out."""
    chosen: list[Sets] = [(frozenset(),)] + [()] * count
    for sets in families:
        for size in range(count, 0, -1):
            chosen[size] = smallest([*chosen[size], *(a | b for a in chosen[size - 1] for b in sets)])
    return chosen[count]


def smallest(sets: Iterable[frozenset[str]]) -> Sets:
    """The sets that contain no other of them, shortest first, then by name."""
    return tuple(islice(_smallest(sets), _MOST))


def _smallest(sets: Iterable[frozenset[str]]) -> Iterator[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for each in sorted(set(sets), key=lambda one: (len(one), sorted(one))):
        if not any(other <= each for other in kept):
            kept.append(each)
            yield each
