"""Whether a YAML value has the shape that a JSON Schema asks, and if not, where and in what words.

Knows the part of JSON Schema that our own schemas use; a schema with another keyword is refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str, ...]

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str, dt.date),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
_IN_WORDS = {"object": "a mapping", "array": "a list", "string": "words", "null": "nothing", "boolean": "true or false"}
_SAID = frozenset({"description", "title", "$schema", "$defs"})
_KNOWN = _SAID | {
    "type", "enum", "const", "pattern", "minLength", "minimum", "properties", "required", "additionalProperties",
    "propertyNames", "minProperties", "maxProperties", "items", "minItems", "anyOf", "if", "then", "$ref",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit, in one sentence, and the keys that lead there."""

    place: Place
    message: str


def misfits(content: Any, schema: Mapping[str, Any]) -> tuple[Misfit, ...]:
    """Everything of *content* that *schema* does not allow, in the order of the content."""
    return tuple(_misfits(content, schema, schema, ()))


def _misfits(content: Any, schema: Mapping[str, Any], root: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"The schema uses {', '.join(sorted(unknown))}, which is not known here.")
    if "$ref" in schema:
        yield from _misfits(content, root["$defs"][schema["$ref"].rpartition("/")[2]], root, place)
    if "type" in schema and not _is_typed(content, schema["type"]):
        yield Misfit(place, f"This is {_type_told(schema['type'])}.")
        return
    yield from (Misfit(place, message) for message in _scalar_faults(content, schema))
    if isinstance(content, dict):
        yield from _mapping_misfits(content, schema, root, place)
    elif isinstance(content, list):
        yield from _list_misfits(content, schema, root, place)
    if "anyOf" in schema:
        yield from _best(content, schema["anyOf"], root, place)
    if "if" in schema and not any(_misfits(content, schema["if"], root, place)):
        yield from _misfits(content, schema["then"], root, place)


def _is_typed(content: Any, wanted: Any) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(content, bool):
        return "boolean" in names
    return any(isinstance(content, _TYPES[name]) for name in names)


def _type_told(wanted: Any) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(_IN_WORDS.get(name, f"a{'n' if name[0] in 'aeiou' else ''} {name}") for name in names)


def _scalar_faults(content: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if allowed is not None and not any(content == each and type(content) is type(each) for each in allowed):
        yield f"This is one of {', '.join('nothing' if each is None else str(each) for each in allowed)}."
    if isinstance(content, str | dt.date):
        words = str(content)
        if "pattern" in schema and not re.search(schema["pattern"], words):
            yield f"This does not have the form {schema['pattern']}."
        if len(words) < schema.get("minLength", 0):
            yield "This is empty."
    elif (
        isinstance(content, int | float) and not isinstance(content, bool) and content < schema.get("minimum", content)
    ):
        yield f"This is at least {schema['minimum']}."


def _mapping_misfits(
    content: Mapping[Any, Any], schema: Mapping[str, Any], root: Mapping[str, Any], place: Place
) -> Iterator[Misfit]:
    named, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from (Misfit(place, f"The key {key} is missing.") for key in schema.get("required", ()) if key not in content)
    if not schema.get("minProperties", 0) <= len(content) <= schema.get("maxProperties", len(content)):
        yield Misfit(place, "This has too few or too many entries.")
    for key, value in content.items():
        inner = (*place, str(key))
        if "propertyNames" in schema:
            yield from _misfits(str(key), schema["propertyNames"], root, inner)
        if key in named:
            yield from _misfits(value, named[key], root, inner)
        elif others is False:
            yield Misfit(inner, f"The key {key} is not known here.")
        elif others is not True:
            yield from _misfits(value, others, root, inner)


def _list_misfits(
    content: list[Any], schema: Mapping[str, Any], root: Mapping[str, Any], place: Place
) -> Iterator[Misfit]:
    if len(content) < schema.get("minItems", 0):
        yield Misfit(place, "This list is empty.")
    if "items" in schema:
        for number, value in enumerate(content):
            yield from _misfits(value, schema["items"], root, (*place, str(number)))


def _best(content: Any, branches: list[Any], root: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """Nothing where a branch fits; otherwise what keeps the nearest from fitting: the one that reads furthest."""
    found = [tuple(_misfits(content, branch, root, place)) for branch in branches]
    if all(found):
        yield from max(found, key=lambda each: (len(each[0].place), -len(each)))
