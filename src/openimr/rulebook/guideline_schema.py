"""The JSON Schema of guideline files, made from the names that their reader knows: an editor checks while one types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from openimr.domain.citations import Authority
from openimr.domain.facts import FactKind, FactStatus
from openimr.domain.guidelines import Rank, Role, RowStatus, Trigger
from openimr.domain.treatments import Treatment
from openimr.rulebook.guideline_tests import COMPARISONS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_NUMBER: Schema = {"type": "number"}
_YES_NO: Schema = {"type": "boolean"}
_DATE: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_UNITS = ("day", "week", "month", "year")


def guideline_schema() -> Schema:
    """The schema of one guideline file, as JSON-ready values with keys in a fixed order."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A guideline file of openimr",
        "description": "One topic of one guideline, in all its dated editions.",
        **_object(_FILE, required=("id", "topic", "programme", "rank", "title", "description", "editions")),
        "$defs": {
            "edition": _object(_EDITION, required=("source", "recommendation", "asks", "criteria", "logic")),
            "source": _object(_SOURCE, required=("authority", "guideline")),
            "criterion": {
                **_object(_CRITERION, required=("role", "ask", "phrases")),
                "if": {"properties": {"role": {"const": "limit"}}},
                "then": {"required": ["silence"]},
            },
            "phrases": _object(_PHRASES, required=("met", "not_met", "unknown")),
            "words": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
            "tests": {"anyOf": [{"$ref": "#/$defs/test"}, _many("test")]},
            "test": {"anyOf": [_object(_FACT, ("fact",)), _object(_MEASURE, ("measure",)), *_requests(), *_joined()]},
            "bound": _bound(),
            "logic": {"anyOf": [_NAME, *_joined("logic"), _unless()]},
        },
    }


def _object(keys: Mapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(keys),
        "required": list(required),
        "additionalProperties": False,
    }


def _said(description: str, schema: Schema) -> Schema:
    return {"description": description, **schema}


def _one_of(literal: Any) -> Schema:
    return {"enum": list(get_args(literal))}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _many(name: str) -> Schema:
    return {"type": "array", "items": _ref(name), "minItems": 1}


def _some(schema: Schema) -> Schema:
    """One value, or several in a list."""
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


def _joined(of: str = "test") -> list[Schema]:
    """The connectives over *of*."""
    parts = {"anyOf": [_ref(of), _many(of)]}
    enough = _object({"at_least": {"type": "integer", "minimum": 1}, "of": _many(of)}, ("at_least", "of"))
    return [*(_object({op: parts}, (op,)) for op in ("all", "any", "not")), enough]


def _unless() -> Schema:
    lifted = {"anyOf": [_ref("logic"), _many("logic")]}
    return _object({"criterion": _ref("logic"), "unless": lifted}, ("criterion", "unless"))


def _bound() -> Schema:
    return {**_object(dict.fromkeys(COMPARISONS, _NUMBER)), "minProperties": 1, "maxProperties": 1}


def _requests() -> list[Schema]:
    field = {"enum": sorted(set(Treatment.__dataclass_fields__) - {"topic", "category", "from_context"})}
    compared = dict.fromkeys(COMPARISONS, _NUMBER)
    asked = _object({"request": field, "is": _some(_SCALAR), "states": _some(field), **compared})
    return [{**asked, "anyOf": [{"required": ["request"]}, {"required": ["states"]}]}]


_COMPARED = dict.fromkeys(COMPARISONS, _NUMBER)

_FILE: Mapping[str, Schema] = {
    "id": _said(
        "publisher.guideline.topic, which is also the path of a packaged file.",
        {"type": "string", "pattern": "^[a-z_]+(\\.[a-z_]+){2}$"},
    ),
    "topic": _said("A slug of data/topics.yaml; the id ends with it.", _NAME),
    "programme": _said("Whose reviews it governs.", {"enum": ["ca.wc"]}),
    "rank": _said("The place in the search sequence (8 CCR 9792.21.1).", _one_of(Rank)),
    "order": _said("Preference within a rank, lower first; 1 if left out.", {"type": "integer"}),
    "title": _said("The heading.", _TEXT),
    "description": _said("What it does, in one sentence.", _TEXT),
    "editions": _said(
        "One entry a dated text, keyed by its first day; an old one is never edited away.",
        {
            "type": "object",
            "propertyNames": _DATE,
            "additionalProperties": _ref("edition"),
            "minProperties": 1,
        },
    ),
}
_EDITION: Mapping[str, Schema] = {
    "from": _said("The first day in force, where it is not the key.", _DATE),
    "to": _said("The last day in force; left out while current.", {"anyOf": [_DATE, {"type": "null"}]}),
    "trigger": _said(
        "The date that counts: that of the UR decision (if left out), of the request or of the service.",
        {"anyOf": [_one_of(Trigger), _object({"from": _one_of(Trigger), "to": _one_of(Trigger)}, ("from", "to"))]},
    ),
    "source": _ref("source"),
    "recommendation": _said("The verdict, in a few words.", _TEXT),
    "asks": _said("What is asked, in one or two sentences of your own for a rationale.", _TEXT),
    "applies": _said("Who it is for; left out: every request of the topic.", _ref("tests")),
    "criteria": _said(
        "The questions, by name.",
        {"type": "object", "propertyNames": _NAME, "additionalProperties": _ref("criterion"), "minProperties": 1},
    ),
    "logic": _said("How the answers add up; every criterion but the advisory ones stands in it.", _ref("logic")),
}
_SOURCE: Mapping[str, Schema] = {
    "authority": _one_of(Authority),
    "guideline": _said("The title as the letter's guideline line prints it.", _TEXT),
    "edition": _said("The year or date, in quotes.", {"type": ["string", "null"]}),
    "section": {"type": ["string", "null"]},
    "pages": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    "regulation": _said('Such as "8 CCR 9792.24.2".', {"type": ["string", "null"]}),
    "electronic": _said("True for a source without pages.", _YES_NO),
    "cited": _said("False for a rule of practice: the letter then says that no evidence was cited.", _YES_NO),
}
_CRITERION: Mapping[str, Schema] = {
    "role": _said("Whatever the role, a result of met speaks for the request.", _one_of(Role)),
    "ask": _said("The question, ending with a question mark.", _TEXT),
    "met": _said("The evidence for the request.", _ref("tests")),
    "not_met": _said("The evidence against it.", _ref("tests")),
    "untestable": _said("Evidence that it could not be examined.", _ref("tests")),
    "weigh": _said("What bears on it without settling it: a person has to weigh whether it suffices.", _ref("tests")),
    "when": _said("Asked only where this is shown.", _ref("tests")),
    "silence": _said(
        "How an unknown counts at the end. Left out: required fails, excluded passes; a limit must say.",
        {"enum": ["pass", "fail", None]},
    ),
    "needs": _said("What would meet it, told to the treating physician; left out: nothing can.", _TEXT),
    "status": _said("Confirmed only if you read it in the text, or in determinations.", _one_of(RowStatus)),
    "rows": _said("Rows of the domain table, for packaged files.", {"type": "array", "items": _TEXT}),
    "source": _said("Where it was read; for an unconfirmed one, what is not known.", {"type": "string"}),
    "phrases": _ref("phrases"),
    "limit": _said("The number, for the wording.", _NUMBER),
    "unit": _said("Its unit, for the wording.", _TEXT),
    "final": _said("True: a result of not met cannot be undone by a further document.", _YES_NO),
}
_PHRASES: Mapping[str, Schema] = {
    name: _said("Sentences; the first whose slots are all filled is said.", _ref("words"))
    for name in ("met", "not_met", "unknown", "contradicted", "untestable", "weighed")
}
_FACT: Mapping[str, Schema] = {
    "fact": _said("The kind of fact on record.", _one_of(FactKind)),
    "concept": _said("Any of these concepts of the lexicons.", _some(_TEXT)),
    "status": _said("present if left out.", _some(_one_of(FactStatus))),
    "where": _said(
        "Keys of the fact's value with the values accepted.",
        {"type": "object", "additionalProperties": _some(_SCALAR)},
    ),
    "has": _said("Keys that must be filled.", _some(_TEXT)),
    "lacks": _said("Keys that must not be filled.", _some(_TEXT)),
    "bounds": _said("Numbers of the value within bounds.", {"type": "object", "additionalProperties": _ref("bound")}),
    "region": _said("requested, territory, or regions.", _some(_TEXT)),
    "side": _said("requested.", _TEXT),
    "level": _said("requested.", _TEXT),
    "drug": _said("requested (same ingredient) or class (same class).", {"enum": ["requested", "class"]}),
    "drug_class": _some(_TEXT),
    "section": _said("Sections of the note.", _some(_TEXT)),
    "within_days": _said("Counted back from the day judged.", {"type": "integer", "minimum": 0}),
    "after_injury": _said("On or after the latest injury.", _YES_NO),
    "latest": _said("Only the newest dated statement.", _YES_NO),
    "count": _said("How many facts it takes; 1 if left out.", {"type": "integer", "minimum": 1}),
}
_MEASURE: Mapping[str, Schema] = {
    "measure": _said("A measure of the registry.", _NAME),
    **_COMPARED,
    "unit": {"enum": list(_UNITS)},
    "with": _said("Options of the measure.", {"type": "object"}),
}
