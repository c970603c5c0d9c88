"""Random logic trees and, by trying everything, the smallest sets that turn or settle them.

Nothing here is shared with the engine but the shape of a tree: truth, minimality and order are worked out anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from openimr.domain.guidelines import Group, GroupOp, Tree
from openimr.pipeline.criteria.turning import settling_ways, turning_ways

_OPS: Sequence[GroupOp] = ("all", "any", "at_least", "unless", "not")


@dataclass(frozen=True)
class Puzzle:
    """A tree with the results of its criteria, those that can be changed, and those that are open."""

    tree: Tree[str]
    truths: Mapping[str, bool]
    changeable: frozenset[str]
    opened: frozenset[str]

    @property
    def names(self) -> Sequence[str]:
        """The criteria in the order of the file."""
        return sorted(self.truths)


def puzzles(count: int, seed: int = 0) -> Iterator[Puzzle]:
    """*count* puzzles, always the same for one seed; some trees name a criterion twice, for and against."""
    chance = random.Random(seed)
    for _ in range(count):
        names = "abcdefg"[: chance.randint(1, 7)]
        truths = {name: chance.random() < 0.5 for name in names}
        changeable = frozenset(name for name in names if chance.random() < 0.8)
        opened = frozenset(name for name in names if chance.random() < 0.4)
        yield Puzzle(_tree(chance, names, chance.randint(0, 3)), truths, changeable, opened)


def _tree(chance: random.Random, names: str, depth: int) -> Tree[str]:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(names)
    op = chance.choice(_OPS)
    width = 1 if op == "not" else chance.randint(1, 4)
    parts = tuple(_tree(chance, names, depth - 1) for _ in range(width))
    return Group(op, parts, chance.randint(1, width) if op == "at_least" else 0)


def holds(tree: Tree[str], truths: Mapping[str, bool]) -> bool:
    """Whether the tree holds: each connective as its name says."""
    if not isinstance(tree, Group):
        return truths[tree]
    parts = [holds(part, truths) for part in tree.parts]
    if tree.op == "not":
        return not parts[0]
    if tree.op == "all":
        return all(parts)
    return sum(parts) >= tree.n if tree.op == "at_least" else any(parts)


def turning_by_trying(puzzle: Puzzle) -> list[frozenset[str]]:
    """Every set of changeable criteria is tried; those that turn the tree, and of these those without a smaller one."""
    before = holds(puzzle.tree, puzzle.truths)
    free = [name for name in puzzle.names if name in puzzle.changeable]
    turning: list[frozenset[str]] = []
    for chosen in chain.from_iterable(combinations(free, size) for size in range(len(free) + 1)):
        turned = {name: truth is not (name in chosen) for name, truth in puzzle.truths.items()}
        if holds(puzzle.tree, turned) is not before and not any(each <= set(chosen) for each in turning):
            turning.append(frozenset(chosen))
    return turning


def settling_by_trying(puzzle: Puzzle, target: bool) -> set[frozenset[tuple[str, bool]]]:
    """Every set of answers to the open criteria; those that give *target* whatever the others come to."""
    free = [name for name in puzzle.names if name in puzzle.opened]
    settling: list[frozenset[tuple[str, bool]]] = []
    answers = [
        frozenset((name, answer) for name, answer in zip(free, each, strict=True) if answer is not None)
        for each in product((None, True, False), repeat=len(free))
    ]
    for answer in sorted(answers, key=len):
        if any(each <= answer for each in settling):
            continue
        if all(holds(puzzle.tree, end) is target for end in _ends(puzzle, free, dict(answer))):
            settling.append(answer)
    return set(settling)


def _ends(puzzle: Puzzle, free: Sequence[str], answered: Mapping[str, bool]) -> Iterator[dict[str, bool]]:
    rest = [name for name in free if name not in answered]
    for each in product((True, False), repeat=len(rest)):
        yield {**puzzle.truths, **answered, **dict(zip(rest, each, strict=True))}


def differences(count: int, seed: int = 0) -> list[Puzzle]:
    """The puzzles for which the engine and trying everything do not say the same."""
    return [puzzle for puzzle in puzzles(count, seed) if not _is_same(puzzle)]


def _is_same(puzzle: Puzzle) -> bool:
    tree, order = puzzle.tree, puzzle.names
    found = turning_ways(tree, puzzle.truths, changeable=puzzle.changeable, order=order, most=5000)
    if found.has_more or list(found.sets) != turning_by_trying(puzzle):
        return False
    opened = {name: None if name in puzzle.opened else truth for name, truth in puzzle.truths.items()}
    for target in (True, False):
        answers, has_more = settling_ways(tree, opened, target, order=order, most=5000)
        said = {frozenset(each.items()) for each in answers}
        if has_more or len(said) != len(answers) or said != settling_by_trying(puzzle, target):
            return False
    return True
