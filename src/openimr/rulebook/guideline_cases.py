"""Reads the example cases of guidelines: YAML that a clinician can read, into questions and what is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from openimr.domain.facts import Fact, FactKind, FactStatus
from openimr.domain.guidelines import Edition, Guideline, Question
from openimr.domain.treatments import Treatment
from openimr.errors import GuidelineNotInForceError, RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.rulebook.guidelines import edition_in_force

_FILE_KEYS = {"guideline", "category", "injury", "as_of", "request", "cases"}
_CASE_KEYS = {
    "name", "as_of", "rfa_date", "service_date", "injury", "request", "facts", "main_is_favourable", "expect",
}  # fmt: skip
_OWN_KEYS = {"status", "date", "section", "text"}
_REQUEST_KEYS = set(Treatment.__dataclass_fields__) - {"topic", "category", "from_context"}
_WHOLE = {
    "decision": ("upheld", "overturned"),
    "applies": (True, False),
}
RESULTS = ("met", "not_met", "unknown", "contradicted", "untestable", "not_asked")
"""What a case may expect of a criterion."""


@dataclass(frozen=True, slots=True)
class GuidelineCase:
    """One written case; `edition` is None on a day when no text was in force. `number` counts from 1 in its file."""

    name: str
    number: int
    guideline: str
    edition: Edition | None
    question: Question
    expect: Mapping[str, Any]


def case_paths() -> list[str]:
    """The packaged case files, in name order: each stands at the path of its guideline."""
    return list(list_yaml("guideline_cases"))


def packaged_cases(of: Guideline) -> tuple[GuidelineCase, ...]:
    """The packaged cases of *of*, in file order; none where it has no case file."""
    path = f"guideline_cases/{of.id.replace('.', '/')}.yaml"
    return cases_from(read_yaml(path), path, of) if path in case_paths() else ()


def cases_from(content: Mapping[str, Any], path: str, of: Guideline) -> tuple[GuidelineCase, ...]:
    """The cases that *content*, the YAML of the file *path*, states of *of*; raises `RulebookError` naming the case."""
    _only(content, _FILE_KEYS, path, "the file")
    return tuple(_read(content, case, number, path, of) for number, case in enumerate(content.get("cases") or (), 1))


def _read(content: Mapping[str, Any], case: Any, number: int, path: str, of: Guideline) -> GuidelineCase:
    named = f"case {number}"
    if not isinstance(case, Mapping):
        raise RulebookError(path, f"{named}: a case is a mapping with a name and what is expected.")
    _only(case, _CASE_KEYS, path, named)
    try:
        return _case(content, case, number, of)
    except KeyError as error:
        raise RulebookError(path, f"{named}: {error} is missing.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise RulebookError(path, f"{named}: {error}") from error


def _case(content: Mapping[str, Any], case: Mapping[str, Any], number: int, of: Guideline) -> GuidelineCase:
    day, rfa = case.get("as_of", content.get("as_of")), case.get("rfa_date")
    if not isinstance(day, dt.date):
        raise ValueError("as_of is the day judged, as YYYY-MM-DD.")
    request = {**(content.get("request") or {}), **(case.get("request") or {})}
    _known(request, _REQUEST_KEYS, "a request")
    treatment = Treatment(of.topic, content["category"], **{key: _tuple(value) for key, value in request.items()})
    injury = case.get("injury", content.get("injury"))
    facts = tuple(_fact(f"f{n}", fact) for n, fact in enumerate(case.get("facts") or (), start=1))
    question = Question(treatment, facts, day, (injury,) if injury else (), rfa, case.get("main_is_favourable"))
    edition = _in_force(of, day, rfa_date=rfa, service_date=case.get("service_date"))
    _expected(case["expect"], of)
    return GuidelineCase(str(case["name"]), number, of.id, edition, question, case["expect"])


def _expected(expect: Mapping[str, Any], of: Guideline) -> None:
    names = {criterion.id.rpartition("/")[2] for edition in of.editions for criterion in edition.criteria}
    for key, wanted in expect.items():
        if key in ("edition", "decisive"):
            continue
        if key not in _WHOLE and key not in names:
            raise ValueError(f"{of.id} has no criterion {key}.")
        allowed = _WHOLE.get(key, RESULTS)
        if wanted not in allowed:
            raise ValueError(f"{key} is one of {', '.join(str(each).lower() for each in allowed)}, not {wanted}.")


def _in_force(of: Guideline, day: dt.date, **dates: dt.date | None) -> Edition | None:
    try:
        return edition_in_force(of, day, **dates)
    except GuidelineNotInForceError:
        return None


def _fact(name: str, written: Mapping[str, Any]) -> Fact:
    kinds: Iterator[Any] = (key for key in written if key in get_args(FactKind))
    kind = next(kinds, None)
    if kind is None:
        raise ValueError(f"fact {name[1:]} names none of the kinds {', '.join(get_args(FactKind))}.")
    value = {key: entry for key, entry in written.items() if key != kind and key not in _OWN_KEYS}
    value["concept"] = written[kind]
    text = written.get("text", f"{written[kind]} {value.get('result', '')}".replace("_", " ").strip())
    status: Any = written.get("status", "present")
    if status not in get_args(FactStatus):
        raise ValueError(
            f"fact {name[1:]} has the status {status}, which is none of {', '.join(get_args(FactStatus))}."
        )
    date = written.get("date")
    if date is not None and not isinstance(date, dt.date):
        raise ValueError(f"the date of fact {name[1:]} is written as YYYY-MM-DD.")
    return Fact(name, kind, text, status, value, date, written.get("section"))


def _only(entry: Mapping[str, Any], keys: Collection[str], path: str, where: str) -> None:
    try:
        _known(entry, keys, where)
    except ValueError as error:
        raise RulebookError(path, str(error)) from error


def _known(entry: Mapping[str, Any], keys: Collection[str], where: str) -> None:
    unknown = sorted(set(map(str, entry)) - set(keys))
    if unknown:
        raise ValueError(f"{where} has unknown keys: {', '.join(unknown)}.")


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
