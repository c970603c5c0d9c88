"""What the results of the criteria add up to: the decision, and the criteria that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from openimr.domain.determinations import CriterionResult
from openimr.domain.guidelines import Branch, Criterion, Edition, Group, Tree
from openimr.pipeline.criteria.trees import combined, forcing_sets, pruned

RESULTS: Mapping[bool | None, CriterionResult] = {True: "met", False: "not_met", None: "unknown"}
Truth = bool | None | Literal["not_asked"]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The judged tree with unknowns closed, and what forces its result; names in file order."""

    tree: Branch
    decisive: frozenset[str]
    forcing: tuple[tuple[str, ...], ...]
    not_applicable: tuple[str, ...]


@lru_cache(maxsize=8192)
def outcome_of(edition: Edition, truths: tuple[Truth, ...]) -> Outcome:
    """What *truths*, one for each criterion in file order, add up to under the edition's logic.

    The same few patterns come again and again over a corpus, so each is worked out once.
    """
    results = {c.id: truth for c, truth in zip(edition.criteria, truths, strict=True) if truth != "not_asked"}
    asked = [criterion for criterion in edition.criteria if criterion.id in results]
    skipped = tuple(criterion.id for criterion in edition.criteria if criterion.id not in results)
    passes = {criterion.id: _passes(criterion, results[criterion.id]) for criterion in asked}
    tree = pruned(edition.logic, results.__contains__)
    if tree is None:
        return Outcome(Branch("all", "met", True), frozenset(), (), skipped)
    forcing = forcing_sets(tree, passes)
    unconfirmed = frozenset(criterion.id for criterion in asked if criterion.status == "unconfirmed")
    decisive = _decisive(forcing, results, passes, unconfirmed)
    in_order = tuple(tuple(name for name in results if name in each) for each in forcing)
    return Outcome(_branch(tree, results, passes), decisive, in_order, skipped)


def _passes(criterion: Criterion, truth: bool | None) -> bool:
    """How a result counts at the end: an unknown by the guideline's own rule for silence."""
    return criterion.silence != "fail" if truth is None else truth


def _branch(tree: Tree[str], results: Mapping[str, bool | None], passes: Mapping[str, bool]) -> Branch:
    if not isinstance(tree, Group):
        return Branch(tree, RESULTS[results[tree]], passes[tree])
    parts = tuple(_branch(part, results, passes) for part in tree.parts)
    open_parts = [None if part.result == "unknown" else part.result == "met" for part in parts]
    closed = bool(combined(tree, [part.passes for part in parts]))
    return Branch(tree.op, RESULTS[combined(tree, open_parts)], closed, parts)


def _decisive(
    forcing: Sequence[frozenset[str]],
    results: Mapping[str, bool | None],
    passes: Mapping[str, bool],
    unconfirmed: frozenset[str],
) -> frozenset[str]:
    """The criteria that the decision rests on.

    Of the forcing sets those that the record itself shows, if any do, and of these those whose rules are
    confirmed, if any are. An exclusion that passes because nothing is on record is no ground to name.
    """
    shown = [each for each in forcing if any(results[name] is not None for name in each)]
    sound = [each for each in shown if not each & unconfirmed]
    named: frozenset[str] = frozenset().union(*(sound or shown or forcing))
    return frozenset(name for name in named if results[name] is not None or not passes[name])
