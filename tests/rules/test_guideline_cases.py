"""Every rule case comes out as written, and together they try every criterion both ways."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.guidelines import Criterion, FactTest, Group, MeasureTest, RequestTest
from openimr.pipeline.criteria import applicable, evaluate
from openimr.rulebook.guidelines import all_guidelines


def _load_reading() -> Any:
    spec = importlib.util.spec_from_file_location("rule_cases", Path(__file__).with_name("reading.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rule_cases"] = module
    spec.loader.exec_module(module)
    return module


CASES = list(_load_reading().rule_cases())
_NEVER_OPEN = {"request_completeness", "is_continuation", "main_item_in_dispute"}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.guideline}: {case.name}" for case in CASES])
def test_rule_case_comes_out_as_written(case: Any) -> None:
    evaluation = evaluate(case.edition, case.question)
    results = {finding.id.rpartition("/")[2]: finding for finding in evaluation.findings}
    found: dict[str, Any] = {}
    for key, wanted in case.expect.items():
        if key == "decision":
            found[key] = "overturned" if evaluation.is_favourable else "upheld"
        elif key == "applies":
            found[key] = bool(applicable((case.edition,), case.question))
        elif key == "edition":
            found[key] = case.edition.key
        elif key == "decisive":
            found[key] = [name.rpartition("/")[2] for name in evaluation.decisive]
        elif wanted in ("contradicted", "untestable"):
            found[key] = results[key].silence
        elif wanted == "not_asked":
            found[key] = "not_asked" if key not in results else results[key].result
        else:
            found[key] = results[key].result
    assert found == dict(case.expect)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.guideline}: {case.name}" for case in CASES])
def test_every_finding_is_a_whole_sentence(case: Any) -> None:
    for finding in evaluate(case.edition, case.question).findings:
        assert finding.why[0].isupper()
        assert finding.why.endswith(".")
        assert "{" not in finding.why


def test_every_criterion_is_tried_every_way_it_can_come_out() -> None:
    seen = defaultdict(set)
    for case in CASES:
        for finding in evaluate(case.edition, case.question).findings:
            seen[finding.id].add(finding.result)
    missing = {
        f"{criterion.id} {result}"
        for each in all_guidelines()
        for edition in each.editions
        for criterion in edition.criteria
        for result in _possible(criterion) - seen[criterion.id]
    }
    assert sorted(missing) == []


def test_every_edition_is_tried_on_its_first_and_last_day() -> None:
    tried = {(case.edition.guideline, case.question.request_date or case.question.as_of) for case in CASES}
    days = {
        (each.id, day)
        for each in all_guidelines()
        for edition in each.editions
        for day in (edition.effective_from, edition.effective_to)
        if day is not None
    }
    assert sorted(days - tried) == []


def _possible(criterion: Criterion) -> set[str]:
    leaves = _leaves(criterion.met)
    possible = {"unknown"} | ({"met"} if criterion.met is not None else set())
    if criterion.not_met is not None or any(not isinstance(leaf, FactTest) for leaf in leaves):
        possible.add("not_met")
    if leaves and all(_is_never_open(leaf) for leaf in leaves):
        possible.discard("unknown")
    return possible


def _is_never_open(leaf: Any) -> bool:
    """The request's own words are there or not; of the measures only some may stay open."""
    if isinstance(leaf, MeasureTest):
        return leaf.measure in _NEVER_OPEN
    return isinstance(leaf, RequestTest) and leaf.comparison is None


def _leaves(tree: Any) -> list[Any]:
    if isinstance(tree, Group):
        return [leaf for part in tree.parts for leaf in _leaves(part)]
    return [] if tree is None else [tree]
