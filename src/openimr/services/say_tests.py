"""The tests and the logic of guideline files in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openimr.domain.guidelines import FactTest, Group, MeasureTest, RequestTest, Test, Tree

_HOW = {"at_most": "at most", "at_least": "at least", "above": "more than", "below": "less than"}
_KINDS = {"pain_score": "pain score", "work_status": "work status", "therapy": "therapy", "imaging": "imaging"}
_STATUS = {"present": "", "absent": "stated as absent", "historical": "in the past", "planned": "planned"}
_MEASURES = {
    "duration_of_use": "how long the drug is used, with the supply requested,",
    "is_continuation": "the same treatment was given before",
    "cumulative_visits": "visits done and requested together",
    "daily_morphine_equivalents": "morphine equivalents a day (mg), all opioids together,",
    "pain_relief": "pain relief (percent)",
    "relief_percent": "relief from the last treatment (percent)",
    "relief_weeks": "relief from the last treatment (weeks)",
    "days_since_injury": "time since the injury",
    "time_since_last": "time since the last treatment",
    "course_length": "length of the course of care",
    "treatment_count": "number of treatments",
    "radicular_findings": "a nerve root deficit at the level and side asked for",
    "nerve_root_corroboration": "imaging or electrodiagnostics at that level",
    "request_completeness": "the request states",
    "main_item_supported": "the main item came out favourable",
    "main_item_in_dispute": "the main item is judged in the same determination",
}


def say_tests(tree: Tree[Test] | None) -> str:
    """*tree* as a phrase; "nothing" for none."""
    return "nothing" if tree is None else _tree(tree)


def _tree(tree: Any, is_inner: bool = False) -> str:
    if not isinstance(tree, Group):
        return _leaf(tree)
    if tree.op == "not":
        return f"not ({_tree(tree.parts[0])})"
    parts = [_tree(part, True) for part in tree.parts]
    if len(parts) == 1:
        return parts[0]
    if tree.op == "at_least":
        return f"at least {tree.n} of: {'; '.join(parts)}"
    said = f"{'; and ' if tree.op == 'all' else '; or '}".join(parts)
    return f"({said})" if is_inner else said


def _leaf(test: Any) -> str:
    if isinstance(test, FactTest):
        return _fact(test)
    if isinstance(test, MeasureTest):
        return _measure(test)
    return _request(test)


def _fact(test: FactTest) -> str:
    said = _KINDS.get(test.kind, test.kind.replace("_", " "))
    if test.concepts:
        said += f" of {_any(test.concepts)}"
    if test.drug or test.drug_classes:
        said += f" ({_any((*((f'{test.drug} drug',) if test.drug else ()), *test.drug_classes))})"
    said += "".join(f", {_key(key)} {_any(values)}" for key, values in test.where)
    said += "".join(f", {_key(key)} {_HOW[how]} {limit:g}" for key, how, limit in test.bounds)
    said += "".join(f", with {_key(key)}" for key in test.has) + "".join(f", without {_key(key)}" for key in test.lacks)
    return said + _around(test)


def _around(test: FactTest) -> str:
    statuses = [each for each in test.statuses if each != "present"]
    also = "also " if "present" in test.statuses else ""
    said = f", {also}{_any([_STATUS.get(each, each) for each in statuses])}" if statuses else ""
    if test.region:
        said += f", of the {_any(test.region if isinstance(test.region, tuple) else (test.region,))} region"
    said += ", on the side requested" if test.side else ""
    said += ", at the level requested" if test.level else ""
    said += f", in {_any(test.sections)}" if test.sections else ""
    said += f", within {test.within_days} days" if test.within_days is not None else ""
    said += ", after the injury" if test.after_injury else ""
    said += ", as stated last" if test.latest else ""
    return said + (f", {test.count} times" if test.count > 1 else "")


def _measure(test: MeasureTest) -> str:
    said = _MEASURES.get(test.measure, test.measure.replace("_", " "))
    options = dict(test.options)
    named = options.get("concept") or options.get("items")
    if named:
        words = _any(named if isinstance(named, tuple) else (named,), "and" if "items" in options else "or")
        said += f" {words}" if "items" in options else f" ({words})"
    if test.comparison is None or test.limit is None:
        return said
    unit = f" {test.unit}{'' if test.limit == 1 else 's'}" if test.unit else ""
    return f"{said} {_HOW[test.comparison]} {test.limit:g}{unit}"


def _request(test: RequestTest) -> str:
    if test.states:
        return f"the request states its {_any(test.states, 'and')}"
    said = f"the request's {_key(test.key or '')}"
    if test.comparison is not None and test.limit is not None:
        return f"{said} {_HOW[test.comparison]} {test.limit:g}"
    return f"{said} is {_any(test.values)}"


def say_logic(tree: Tree[str], *, is_inner: bool = False) -> str:
    """The logic over the names of criteria."""
    if not isinstance(tree, Group):
        return str(tree).rpartition("/")[2]
    parts = [say_logic(part, is_inner=True) for part in tree.parts]
    if tree.op == "not":
        return f"not {parts[0]}"
    if tree.op == "unless":
        said = f"{parts[0]}, unless {' or '.join(parts[1:])}"
    elif tree.op == "at_least":
        said = f"at least {tree.n} of {', '.join(parts)}"
    elif len(parts) == 1:
        return parts[0]
    else:
        said = f" {'and' if tree.op == 'all' else 'or'} ".join(parts)
    return f"({said})" if is_inner else said


def _any(values: Sequence[Any], joint: str = "or") -> str:
    words = [_value(each) for each in values]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def _value(value: Any) -> str:
    return {None: "nothing", True: "yes", False: "no"}.get(value, str(value).replace("_", " "))


def _key(key: str) -> str:
    return {"is_able": "able", "of": "for"}.get(key, key.replace("_", " "))
