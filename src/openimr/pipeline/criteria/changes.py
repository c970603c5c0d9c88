"""What would turn a decision."""

from __future__ import annotations

from openimr.domain.determinations import Need
from openimr.domain.guidelines import Branch, Criterion, Evaluation
from openimr.pipeline.criteria.trees import pruned, turning_sets


def would_change(evaluation: Evaluation) -> tuple[tuple[Need, ...], ...]:
    """The smallest sets of criteria that would turn the decision if each came out the other way.

    Shortest first. Sets with a criterion that nothing can still change are left out, so an empty
    answer means that no document could turn it.
    """
    edition = evaluation.edition
    asked = {finding.id for finding in evaluation.findings}
    tree = pruned(edition.logic, asked.__contains__)
    if tree is None:
        return ()
    criteria = {criterion.id: criterion for criterion in edition.criteria}
    final = frozenset(f.id for f in evaluation.findings if f.result == "not_met" and criteria[f.id].is_final)
    sets = turning_sets(tree, dict(_leaves(evaluation.tree)))
    worded = [_needs(each, criteria, final, is_favourable=evaluation.is_favourable) for each in sets]
    return tuple(each for each in worded if each)


def _leaves(branch: Branch) -> list[tuple[str, bool]]:
    if not branch.parts:
        return [(branch.name, branch.passes)]
    return [leaf for part in branch.parts for leaf in _leaves(part)]


def _needs(
    names: frozenset[str], criteria: dict[str, Criterion], final: frozenset[str], *, is_favourable: bool
) -> tuple[Need, ...]:
    chosen = [criteria[name] for name in criteria if name in names]
    if is_favourable:
        return tuple(Need(each.id, f"Evidence that the answer is no: {each.ask}") for each in chosen)
    if any(each.needs is None or each.id in final for each in chosen):
        return ()
    return tuple(Need(each.id, each.needs) for each in chosen if each.needs is not None)
