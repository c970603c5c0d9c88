"""The rulebook holds every topic, asks every row of the domain table or says why not, and its page is true."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from typing import Any

from openimr.rulebook.files import read_yaml
from openimr.rulebook.guidelines import all_guidelines

_RULES_AMONG_CONFIRMATIONS = {"CESI.ODG", "OPI.AC08", "OPI.AC09", "PT.CS2016", "SCS.ODG", "SURGCON.CS2016"}


def _load_coverage() -> Any:
    spec = importlib.util.spec_from_file_location("rulebook_coverage", Path(__file__).with_name("rulebook_coverage.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rulebook_coverage"] = module
    spec.loader.exec_module(module)
    return module


coverage = _load_coverage()


def test_every_topic_has_a_guideline() -> None:
    topics = {each["slug"] for each in read_yaml("topics.yaml")}
    assert topics - {each.topic for each in all_guidelines()} == set()


def test_no_row_is_both_asked_and_left_out() -> None:
    assert coverage.rows_asked() & set(coverage.rows_left_out()) == set()


def test_every_row_of_the_table_is_asked_or_left_out_for_a_reason(shared: Path) -> None:
    table = shared / "domain" / "guidelines.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = {row["criterion_id"] for row in csv.DictReader(file)}
    named = coverage.rows_asked() | set(coverage.rows_left_out())
    assert sorted(rows - named) == []
    assert sorted(named - rows - _RULES_AMONG_CONFIRMATIONS) == []


def test_the_page_on_coverage_is_true() -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page()
