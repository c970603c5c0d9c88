"""What would turn a decision."""

from __future__ import annotations

from collections.abc import Mapping

from openimr.domain.determinations import Need
from openimr.domain.guidelines import Branch, Criterion, Evaluation
from openimr.pipeline.criteria.trees import pruned, turning_sets


def would_change(evaluation: Evaluation) -> tuple[tuple[Need, ...], ...]:
    """The smallest sets of criteria that would turn the decision if each came out the other way.

    Of a favourable decision each need is the finding that would have to fall; of any other, what the record would
    have to show. Shortest first. Sets with a criterion that nothing can still change are left out, so an empty
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
    said = {finding.id: finding.why for finding in evaluation.findings} if evaluation.is_favourable else None
    worded = [_needs(each, criteria, final, said) for each in sets]
    return tuple(each for each in worded if each)


def _leaves(branch: Branch) -> list[tuple[str, bool]]:
    if not branch.parts:
        return [(branch.name, branch.passes)]
    return [leaf for part in branch.parts for leaf in _leaves(part)]


def _needs(
    names: frozenset[str], criteria: dict[str, Criterion], final: frozenset[str], said: Mapping[str, str] | None
) -> tuple[Need, ...]:
    """What must be supplied; for a favourable decision (*said* has its findings) what it hangs on."""
    chosen = [criteria[name] for name in criteria if name in names]
    if said is not None:
        return tuple(Need(each.id, said.get(each.id) or each.ask) for each in chosen)
    if any(each.needs is None or each.id in final for each in chosen):
        return ()
    return tuple(Need(each.id, each.needs) for each in chosen if each.needs is not None)
