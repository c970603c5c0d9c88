"""The shipped example cases are read as the files beside this one say; real ones as their truth says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.domain.cases import CaseFile
from openimr.pipeline.documents import read_folder
from openimr.pipeline.records import index

_HERE = Path(__file__).parent
_EXAMPLES = _HERE.parent.parent.parent / "examples" / "cases"
_NAMES = ("acupuncture-and-mri", "lumbar-epidural", "physical-therapy")


def as_json(case: CaseFile) -> str:
    """The case without its pages' text."""
    content = {
        "documents": [dataclasses.asdict(document) for document in case.documents],
        "forms": dataclasses.asdict(case.forms),
        "problems": [dataclasses.asdict(problem) for problem in case.problems],
    }
    return json.dumps(content, indent=1, default=str, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", _NAMES)
def test_example_case_is_read_as_expected(name: str) -> None:
    expected = (_HERE / f"{name}.expected.json").read_text(encoding="utf-8")
    assert as_json(index(read_folder(_EXAMPLES / name))) == expected


def test_examples_are_built_from_their_sources_byte_for_byte(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("build", _EXAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    built = [path.relative_to(tmp_path) for path in module.build(tmp_path)]
    assert len(built) == sum(len(list((_EXAMPLES / name).iterdir())) for name in _NAMES)
    assert [hashed(tmp_path / path) for path in built] == [hashed(_EXAMPLES / path) for path in built]


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_real_cases_give_header_items_and_decisions(shared: Path) -> None:
    cases = sorted((shared / "data" / "cases").glob("case-*"))
    assert len(cases) >= 19
    for folder in cases:
        truth = yaml.safe_load((folder / "truth.yaml").read_text(encoding="utf-8"))
        case = index(read_folder(folder / "separate"))
        assert header_of(case) == truth_header(truth["header"]), folder.name
        assert [item.request for item in case.forms.items] == [item["as_listed"] for item in truth["items"]]
        assert [decision_of(item.ur) for item in case.forms.items] == [
            (item["ur_decision"], item.get("modified_to")) for item in truth["items"]
        ]
        has_request = truth["header"]["rfa_present"]
        assert [item.rfa_words is not None for item in case.forms.items] == [has_request] * len(truth["items"])
        assert case.problems == ()


def test_real_records_have_their_author_and_date(shared: Path) -> None:
    for folder in sorted((shared / "data" / "cases").glob("case-*")):
        truth = yaml.safe_load((folder / "truth.yaml").read_text(encoding="utf-8"))
        documents = {document.file: document for document in index(read_folder(folder / "separate")).documents}
        for entry in truth["documents"]:
            if entry.get("separate_file"):
                document = documents[entry["separate_file"].removeprefix("separate/")]
                assert (document.author, document.date) == (entry["author"], day(entry["date"])), document.file


def day(written: str | None) -> dt.date | None:
    return dt.datetime.strptime(written, "%m/%d/%Y").replace(tzinfo=dt.UTC).date() if written else None


def decision_of(finding: Any) -> tuple[str, str | None]:
    return ("Non-certified" if finding.outcome == "denied" else finding.outcome.capitalize(), finding.authorized)


def header_of(case: CaseFile) -> dict[str, Any]:
    forms = case.forms
    parties = {party.role: party for party in forms.parties}
    return {
        "imr_case_number": forms.case_number,
        "date_of_birth": forms.date_of_birth,
        "date_of_injury": forms.dates_of_injury,
        "claim_number": forms.claim_number,
        "ur_decision_date": forms.ur_denial_date,
        "application_signed": forms.application_signed,
        "application_received": forms.application_received,
        "rfa_date": forms.rfa_date,
        "priority": forms.priority,
        "employee_name": parties["employee"].name,
        "employer": parties["employer"].name,
        "claims_administrator": parties["claims_administrator"].name,
        "requesting_physician": parties["requesting_physician"].name,
        "requesting_specialty": parties["requesting_physician"].specialty,
    }


def truth_header(truth: dict[str, Any]) -> dict[str, Any]:
    plain = ("imr_case_number", "claim_number", "employee_name", "employer", "claims_administrator")
    physician = ("requesting_physician", "requesting_specialty")
    dates = ("date_of_birth", "ur_decision_date", "application_signed", "application_received", "rfa_date")
    return {
        **{name: truth[name] for name in plain + physician},
        **{name: day(truth[name]) for name in dates},
        "date_of_injury": (day(truth["date_of_injury"]),),
        "priority": truth["priority"].lower(),
    }
