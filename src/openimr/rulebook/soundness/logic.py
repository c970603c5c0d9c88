"""Whether an edition's logic can say yes at all, and holds what it should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openimr.domain.guidelines import Criterion, Edition, Group, GroupOp, Test, Tree
from openimr.rulebook.soundness.conflicts import can_hold
from openimr.rulebook.soundness.fault import Fault
from openimr.rulebook.soundness.trees import leaves


def logic_faults(edition: Edition, where: str) -> Iterator[Fault]:
    """Criteria that the logic leaves out, uses in two senses, or that no result could satisfy."""
    used = set(leaves(edition.logic))
    deciding = {criterion.id for criterion in edition.criteria if criterion.role != "advisory"}
    for name in sorted(deciding - used):
        yield Fault("left_out_of_logic", name, "Every criterion but the advisory ones stands in the logic.")
    for name in sorted(used - deciding):
        yield Fault("advisory_in_logic", name, "An advisory criterion never decides.")
    senses = _senses(edition.logic, True)
    for name in sorted(name for name, sense in senses if sense and (name, False) in senses):
        yield Fault("used_in_two_senses", name, "The logic asks the criterion to be met and not to be met.")
    if not _best(edition.logic, True):
        yield Fault("never_favourable", where, "No results of the criteria make this edition favourable.")
    elif not can_hold(_asked(edition.logic, {criterion.id: criterion for criterion in edition.criteria}, True)):
        yield Fault("never_favourable", where, "The criteria that must be met stand against each other.")


def _asked(tree: Tree[str], criteria: Mapping[str, Criterion], sense: bool) -> Tree[Test]:
    """The tests that must hold for the logic to say yes; what need not be shown asks nothing."""
    if isinstance(tree, Group):
        op: GroupOp = "any" if tree.op == "unless" else tree.op
        inner = not sense if tree.op == "not" else sense
        return Group(op, tuple(_asked(part, criteria, inner) for part in tree.parts), tree.n)
    criterion = criteria.get(tree)
    if not sense:
        return Group("any", ())
    if criterion is None or criterion.met is None or criterion.silence == "pass":
        return Group("all", ())
    if criterion.when is None:
        return criterion.met
    asked: Tree[Test] = Group("all", (criterion.when, criterion.met))
    return Group("any", (asked, Group("not", (criterion.when,))))


def _senses(tree: Any, sense: bool) -> set[tuple[str, bool]]:
    if not isinstance(tree, Group):
        return {(tree, sense)}
    inner = not sense if tree.op == "not" else sense
    return {found for part in tree.parts for found in _senses(part, inner)}


def _best(tree: Any, sense: bool) -> bool:
    """How *tree* comes out where every criterion has the result that serves it best."""
    if not isinstance(tree, Group):
        return sense
    if tree.op == "not":
        return not _best(tree.parts[0], not sense)
    found = [_best(part, sense) for part in tree.parts]
    needed = {"all": len(found), "any": 1, "unless": 1}.get(tree.op, tree.n)
    return sum(found) >= needed
