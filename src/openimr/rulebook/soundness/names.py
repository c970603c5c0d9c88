"""Whether a test asks for what exists: kinds, concepts, keys, statuses, measures, units, fields of a request."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, get_args

from openimr.domain.facts import FactKind, FactStatus
from openimr.domain.guidelines import FactTest, MeasureTest, RequestTest
from openimr.domain.treatments import Treatment
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.rulebook.soundness.fault import Fault

_VALUE_KEYS = frozenset({
    "action", "adverse_effect_of", "aggravated_by", "body_part", "change", "condition", "course", "difficulty",
    "direction", "enabled_by", "high", "is_able", "measure", "modality", "name", "of", "pattern", "purpose",
    "radiates_to", "relief_percent", "relief_weeks", "response", "result", "visits", "severity", "size_mm",
})  # fmt: skip
_TIMED = frozenset({"duration_of_use", "days_since_injury", "time_since_last", "course_length"})
_UNITS = frozenset({"day", "week", "month", "year"})
_KIND_OF_MEASURE = {"nerve_root_corroboration": "imaging"}
_WITHOUT_LEXICON = frozenset({"medication", "request"})
_MADE_BY_READING = {"symptom": {"radiating_pain"}, "pain_score": {"pain_score"}, "imaging": {"normal_study"}}


def name_faults(test: Any, where: str, measures: Collection[str]) -> Iterator[Fault]:
    """The names in *test* that nothing stands for, and the unit that a length of time lacks."""
    yield from _concept_faults(test, where)
    if isinstance(test, FactTest):
        yield from _fact_faults(test, where)
    elif isinstance(test, MeasureTest):
        yield from _measure_faults(test, where, measures)
    elif isinstance(test, RequestTest):
        unknown = {*test.states, test.key} - {None} - set(Treatment.__dataclass_fields__)
        for name in sorted(map(str, unknown)):
            yield Fault("unknown_request_field", where, f"A request has no field {name}.")


def _fact_faults(test: FactTest, where: str) -> Iterator[Fault]:
    if test.kind not in get_args(FactKind):
        yield Fault("unknown_fact", where, f"There is no kind of fact called {test.kind}.")
    keys = {key for key, _ in test.where} | {key for key, _, _ in test.bounds} | {*test.has, *test.lacks}
    for key in sorted(keys - _VALUE_KEYS):
        yield Fault("unknown_fact", where, f"No fact has the key {key}.")
    for status in sorted(set(test.statuses) - set(get_args(FactStatus))):
        yield Fault("unknown_fact", where, f"No fact has the status {status}.")
    if test.count < 1:
        yield Fault("never_silent", where, "A count starts at one.")


def _measure_faults(test: MeasureTest, where: str, measures: Collection[str]) -> Iterator[Fault]:
    if test.measure not in measures:
        yield Fault("unknown_measure", where, f"No measure is called {test.measure}.")
    if test.measure in _TIMED and test.comparison is not None and test.unit is None:
        yield Fault("missing_unit", where, f"{test.measure} is compared without a unit.")
    if test.unit is not None and test.unit not in _UNITS:
        yield Fault("unknown_unit", where, f"{test.unit} is none of {', '.join(sorted(_UNITS))}.")
    if test.limit is not None and (test.limit < 0 or (test.limit == 0 and test.comparison == "below")):
        yield Fault("never_met", where, f"{test.measure} is never {test.comparison} {test.limit:g}.")


def _concept_faults(test: Any, where: str) -> Iterator[Fault]:
    for kind, concept in _named_concepts(test):
        if concept not in known_concepts().get(kind, ()):
            yield Fault("unknown_concept", where, f"No lexicon defines the {kind} {concept}.")


def _named_concepts(test: Any) -> list[tuple[str, str]]:
    if isinstance(test, FactTest):
        return [(test.kind, concept) for concept in test.concepts if test.kind not in _WITHOUT_LEXICON]
    options = dict(test.options) if isinstance(test, MeasureTest) else {}
    kind = options.get("kind", _KIND_OF_MEASURE.get(getattr(test, "measure", ""), "therapy"))
    named = options.get("concept", ())
    return [(kind, concept) for concept in (named if isinstance(named, tuple) else (named,))]


@cache
def known_concepts() -> dict[str, frozenset[str]]:
    """The concepts that the lexicons define, by kind of fact."""
    found: dict[str, set[str]] = {kind: set(names) for kind, names in _MADE_BY_READING.items()}
    for path in list_yaml("lexicons/concepts"):
        content = read_yaml(path)
        for name, entry in content["concepts"].items():
            value = entry.get("value") or {}
            found.setdefault(content["kind"], set()).add(value.get("concept", name))
    return {kind: frozenset(names) for kind, names in found.items()}
