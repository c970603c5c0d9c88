"""Reads the rule cases: YAML that a clinician can read, into questions and what is expected of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

import yaml

from openimr.domain.facts import Fact, FactKind
from openimr.domain.guidelines import Edition, Guideline, Question
from openimr.domain.treatments import Treatment
from openimr.errors import GuidelineNotInForceError
from openimr.rulebook.guidelines import edition_in_force, guideline

FOLDER = Path(__file__).parent / "guidelines"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OWN_KEYS = {"status", "date", "section", "text"}
_FIELDS = {field.name for field in fields(Treatment)}


@dataclass(frozen=True)
class RuleCase:
    """One written case; `edition` is None on a day when no text was in force."""

    name: str
    guideline: str
    edition: Edition | None
    question: Question
    expect: Mapping[str, Any]


def rule_cases() -> Iterator[RuleCase]:
    for path in sorted(FOLDER.rglob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        for case in content["cases"]:
            yield _case(content, case)


def _case(content: Mapping[str, Any], case: Mapping[str, Any]) -> RuleCase:
    of = guideline(content["guideline"])
    day, rfa = case.get("as_of", content.get("as_of")), case.get("rfa_date")
    request = {**content["request"], **case.get("request", {})}
    assert set(request) <= _FIELDS, f"{case['name']}: unknown request fields {set(request) - _FIELDS}"
    treatment = Treatment(of.topic, content["category"], **{k: _tuple(v) for k, v in request.items()})
    injury = case.get("injury", content.get("injury"))
    facts = tuple(_fact(f"f{n}", fact) for n, fact in enumerate(case.get("facts", []), start=1))
    injuries = (injury,) if injury else ()
    question = Question(treatment, facts, day, injuries, rfa, case.get("main_is_favourable"))
    edition = _in_force(of, day, rfa_date=rfa, service_date=case.get("service_date"))
    return RuleCase(case["name"], of.id, edition, question, case["expect"])


def _in_force(of: Guideline, day: dt.date, **dates: dt.date | None) -> Edition | None:
    try:
        return edition_in_force(of, day, **dates)
    except GuidelineNotInForceError:
        return None


def _fact(name: str, written: Mapping[str, Any]) -> Fact:
    kind: Any = next(key for key in written if key in get_args(FactKind))
    value = {key: entry for key, entry in written.items() if key != kind and key not in _OWN_KEYS}
    value["concept"] = written[kind]
    text = written.get("text", f"{written[kind]} {value.get('result', '')}".replace("_", " ").strip())
    status: Any = written.get("status", "present")
    date = written.get("date")
    assert date is None or isinstance(date, dt.date)
    return Fact(name, kind, text, status, value, date, written.get("section"))


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
