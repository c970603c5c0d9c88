"""Reads what a criterion asks for: facts, measures and the request's own words, joined by all, any, not, at_least."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from openimr.domain.guidelines import Comparison, FactTest, Group, MeasureTest, RequestTest, Test, Tree

FACT_KEYS = {
    "fact", "concept", "status", "where", "has", "lacks", "bounds", "region", "side", "level", "drug", "drug_class",
    "section", "within_days", "after_injury", "latest", "count",
}  # fmt: skip
MEASURE_KEYS = {"measure", "unit", "with"}
REQUEST_KEYS = {"request", "is", "states"}
COMPARISONS = get_args(Comparison)


def read_tests(entry: Any) -> Tree[Test]:
    """The tree of tests written in a guideline file; raises `ValueError` for what is no test."""
    if isinstance(entry, list):
        return Group("any", tuple(read_tests(each) for each in entry))
    if "fact" in entry:
        return _fact_test(entry)
    if "measure" in entry:
        return _measure_test(entry)
    if "request" in entry or "states" in entry:
        return _request_test(entry)
    return _group(entry)


def _group(entry: Mapping[str, Any]) -> Group[Test]:
    if "at_least" in entry:
        return Group("at_least", tuple(read_tests(each) for each in entry["of"]), int(entry["at_least"]))
    if len(entry) != 1:
        raise ValueError(f"a connective stands alone, not beside {', '.join(map(str, entry))}")
    op: Any = next(iter(entry))
    parts = entry[op]
    if op not in ("all", "any", "not"):
        raise ValueError(f"unknown connective {op}")
    return Group(op, tuple(read_tests(each) for each in _listed(parts)))


def _fact_test(entry: Mapping[str, Any]) -> FactTest:
    _only(entry, FACT_KEYS)
    return FactTest(
        kind=entry["fact"],
        concepts=_tuple(entry.get("concept")),
        statuses=_tuple(entry.get("status", "present")),
        where=tuple((key, _tuple(values)) for key, values in entry.get("where", {}).items()),
        has=_tuple(entry.get("has")),
        lacks=_tuple(entry.get("lacks")),
        bounds=tuple(_bound(key, bound) for key, bound in entry.get("bounds", {}).items()),
        region=tuple(entry["region"]) if isinstance(entry.get("region"), list) else entry.get("region"),
        side=entry.get("side"),
        level=entry.get("level"),
        drug=entry.get("drug"),
        drug_classes=_tuple(entry.get("drug_class")),
        sections=_tuple(entry.get("section")),
        within_days=entry.get("within_days"),
        after_injury=bool(entry.get("after_injury", False)),
        latest=bool(entry.get("latest", False)),
        count=int(entry.get("count", 1)),
    )


def _measure_test(entry: Mapping[str, Any]) -> MeasureTest:
    _only(entry, MEASURE_KEYS | set(COMPARISONS))
    comparison, limit = _comparison(entry)
    options = tuple((key, _frozen(value)) for key, value in entry.get("with", {}).items())
    return MeasureTest(entry["measure"], comparison, limit, entry.get("unit"), options)


def _request_test(entry: Mapping[str, Any]) -> RequestTest:
    _only(entry, REQUEST_KEYS | set(COMPARISONS))
    comparison, limit = _comparison(entry)
    return RequestTest(_tuple(entry.get("states")), entry.get("request"), _tuple(entry.get("is")), comparison, limit)


def _bound(key: str, bound: Mapping[str, Any]) -> tuple[str, Comparison, float]:
    comparison, limit = _comparison(bound)
    if comparison is None or limit is None:
        raise ValueError(f"{key}: a bound is one of {', '.join(COMPARISONS)}")
    return key, comparison, limit


def _comparison(entry: Mapping[str, Any]) -> tuple[Comparison | None, float | None]:
    named: list[Any] = [name for name in COMPARISONS if name in entry]
    if len(named) > 1:
        raise ValueError(f"one comparison at a time, not {' and '.join(named)}")
    return (named[0], float(entry[named[0]])) if named else (None, None)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _tuple(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _only(entry: Mapping[str, Any], keys: set[str]) -> None:
    unknown = sorted(set(entry) - keys)
    if unknown:
        raise ValueError(f"a test has unknown keys: {', '.join(unknown)}")
