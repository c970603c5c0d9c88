"""Unknowns that may not be closed: whether the decision hangs on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openimr.domain.determinations import CriterionFinding
from openimr.domain.guidelines import Branch, Evaluation
from openimr.pipeline.criteria.trees import pruned, truth_of


def reopened(evaluation: Evaluation, findings: Sequence[CriterionFinding]) -> Evaluation:
    """*evaluation* with *findings* in place of its own, open where one that may not be closed could turn it.

    Silence is closed by the guideline's own rule; records that disagree are not, nor are words that could not be judged
    unless they were found to be no record of it (then they have `closed_as`).
    The open ones that the decision hangs on are then what is decisive.
    """
    kept = {finding.id for finding in findings}
    tree = pruned(evaluation.edition.logic, kept.__contains__)
    passes = dict(_leaves(evaluation.tree))
    unsettled = [finding.id for finding in findings if _is_unsettled(finding) and finding.id in passes]
    truths: dict[str, bool | None] = {**passes, **dict.fromkeys(unsettled)}
    if tree is None or not unsettled or truth_of(tree, truths) is not None:
        return replace(evaluation, findings=tuple(findings))
    marked = tuple(replace(finding, is_decisive=finding.id in unsettled) for finding in findings)
    return replace(evaluation, findings=marked, decisive=tuple(unsettled), is_open=True)


def _is_unsettled(finding: CriterionFinding) -> bool:
    return finding.silence == "contradicted" or (finding.silence == "mentioned" and finding.closed_as is None)


def _leaves(branch: Branch) -> list[tuple[str, bool]]:
    if not branch.parts:
        return [(branch.name, branch.passes)]
    return [leaf for part in branch.parts for leaf in _leaves(part)]
