"""Every rule case comes out as written, and together they try every criterion both ways."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from collections import Counter, defaultdict
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
JUDGED = [case for case in CASES if case.edition is not None]
_DAY = dt.timedelta(days=1)
_NEVER_OPEN = {"request_completeness", "is_continuation", "main_item_in_dispute"}


@pytest.mark.parametrize("case", CASES, ids=[f"{case.guideline}: {case.name}" for case in CASES])
def test_rule_case_comes_out_as_written(case: Any) -> None:
    if case.edition is None:
        assert dict(case.expect) == {"edition": None}
        return
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


@pytest.mark.parametrize("case", JUDGED, ids=[f"{case.guideline}: {case.name}" for case in JUDGED])
def test_every_finding_is_a_whole_sentence(case: Any) -> None:
    for finding in evaluate(case.edition, case.question).findings:
        assert finding.why[0].isupper()
        assert finding.why.endswith(".")
        assert "{" not in finding.why


def test_every_criterion_of_every_edition_has_a_met_a_not_met_and_an_unknown_example() -> None:
    seen = defaultdict(set)
    for case in JUDGED:
        for finding in evaluate(case.edition, case.question).findings:
            if finding.id.rpartition("/")[2] in case.expect:
                seen[case.edition.key, finding.id].add(finding.result)
    missing = {
        f"{criterion.id} {edition.key} {result}"
        for each in all_guidelines()
        for edition in each.editions
        for criterion in edition.criteria
        for result in _possible(criterion) - seen[edition.key, criterion.id]
    }
    assert sorted(missing) == []


def test_every_edition_boundary_is_tried_on_the_day_before_and_on_the_day() -> None:
    tried = {(case.guideline, case.question.request_date or case.question.as_of) for case in CASES}
    days = {
        (each.id, day)
        for each in all_guidelines()
        for edition in each.editions
        for first in (edition.effective_from, edition.effective_to and edition.effective_to + _DAY)
        if first is not None
        for day in (first - _DAY, first)
    }
    assert sorted(days - tried) == []


def test_every_edition_comes_out_for_the_request_in_one_case_and_against_it_in_another() -> None:
    decided = {(c.edition, c.expect["decision"]) for c in JUDGED if "decision" in c.expect}
    missing = {
        f"{each.id} {edition.key} {decision}"
        for each in all_guidelines()
        for edition in each.editions
        for decision in ("upheld", "overturned")
        if (edition, decision) not in decided
    }
    assert sorted(missing) == []


def test_no_two_cases_of_a_guideline_share_a_name() -> None:
    names = Counter((case.guideline, case.name) for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []


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
