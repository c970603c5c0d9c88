"""Every rule case comes out as written, and together they try every criterion both ways."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.guidelines import Guideline
from openimr.pipeline.criteria import evaluate
from openimr.rulebook.guideline_cases import case_paths, packaged_cases
from openimr.rulebook.guidelines import all_guidelines
from openimr.services.case_gaps import gaps_of
from openimr.services.try_guidelines import try_case


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


@pytest.mark.parametrize("case", CASES, ids=[f"{case.guideline}: {case.name}" for case in CASES])
def test_rule_case_comes_out_as_written(case: Any) -> None:
    assert try_case(case).differences == ()


@pytest.mark.parametrize("case", JUDGED, ids=[f"{case.guideline}: {case.name}" for case in JUDGED])
def test_every_finding_is_a_whole_sentence(case: Any) -> None:
    for finding in evaluate(case.edition, case.question).findings:
        assert finding.why[0].isupper()
        assert finding.why.endswith(".")
        assert "{" not in finding.why


@pytest.mark.parametrize("of", all_guidelines(), ids=lambda of: of.id)
def test_the_cases_try_every_result_every_edge_of_an_edition_and_both_decisions(of: Guideline) -> None:
    assert gaps_of(of, packaged_cases(of)) == ()


def test_every_case_file_stands_at_the_path_of_its_guideline() -> None:
    expected = [f"guideline_cases/{each.id.replace('.', '/')}.yaml" for each in all_guidelines()]
    assert sorted(expected) == sorted(case_paths())
