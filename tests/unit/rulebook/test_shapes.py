"""A value that does not have the shape asked for is told by its place and in plain words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.rulebook.shapes import Misfit, misfits

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "day": {"type": "string", "pattern": "^[0-9-]{10}$"},
        "count": {"type": "integer", "minimum": 1},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}, "minItems": 1},
    },
    "required": ["day"],
    "additionalProperties": False,
    "$defs": {"part": {"anyOf": [{"enum": ["a", "b"]}, {"type": "object", "properties": {"of": {"type": "string"}}}]}},
}


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ({}, (), "The key day is missing."),
        ({"day": "soon"}, ("day",), "This does not have the form ^[0-9-]{10}$."),
        ({"day": "2015-01-01", "count": 0}, ("count",), "This is at least 1."),
        ({"day": "2015-01-01", "count": True}, ("count",), "This is an integer."),
        ({"day": "2015-01-01", "parts": []}, ("parts",), "This list is empty."),
        ({"day": "2015-01-01", "parts": "a"}, ("parts",), "This is a list."),
        ({"day": "2015-01-01", "parts": ["a", "c"]}, ("parts", "1"), "This is one of a, b."),
        ({"day": "2015-01-01", "parts": [{"of": 3}]}, ("parts", "0", "of"), "This is words."),
        ({"day": "2015-01-01", "dey": 1}, ("dey",), "The key dey is not known here."),
        ([], (), "This is a mapping."),
    ],
)
def test_what_does_not_fit_is_told_by_place(content: Any, place: tuple[str, ...], message: str) -> None:
    assert Misfit(place, message) in misfits(content, SCHEMA)


@pytest.mark.parametrize("content", [{"day": dt.date(2015, 1, 1)}, {"day": "2015-01-01", "parts": ["a", {"of": "x"}]}])
def test_what_fits_is_let_pass(content: Any) -> None:
    assert misfits(content, SCHEMA) == ()


def test_a_schema_with_a_keyword_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="oneOf"):
        misfits({}, {"oneOf": []})
