"""A reviewer's worksheet file, read: shape, names and levels checked, every fault told with its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import yaml

from openimr.domain.guidelines import Rank
from openimr.domain.worksheets import Question, Recommendation, Study, Worksheet
from openimr.errors import UsageError
from openimr.rulebook.evidence_levels import scale_on
from openimr.rulebook.shapes import misfits
from openimr.rulebook.soundness.lines import Lines

_WORDS = {"type": "string"}
_SOME = {"type": "string", "minLength": 1}


def worksheet_schema() -> dict[str, Any]:
    """The JSON Schema of a worksheet file."""
    study = _object(
        ("authors", "title"),
        authors=_SOME,
        title=_SOME,
        journal=_WORDS,
        volume={"type": ["string", "integer"]},
        year={"type": "integer", "minimum": 1800},
        pages={"type": ["string", "integer"]},
        level={"type": ["string", "integer", "null"]},
        applicable={"type": ["boolean", "null"]},
        why=_WORDS,
        bias=_WORDS,
    )
    recommendation = _object(
        ("id", "says", "source", "rank"),
        id=_SOME,
        says=_SOME,
        source=_SOME,
        rank={"enum": list(get_args(Rank))},
        studies={"type": "array", "items": study},
        searched=_WORDS,
    )
    worksheet = _object(
        ("item", "question", "competing"),
        item={"type": "integer", "minimum": 1},
        question={"enum": list(get_args(Question))},
        competing={"type": "array", "items": recommendation, "minItems": 1},
        follows={"type": ["string", "null"]},
        why=_WORDS,
    )
    return _object(("worksheets",), worksheets={"type": "array", "items": worksheet, "minItems": 1})


def _object(required: Sequence[str], **keys: Any) -> dict[str, Any]:
    return {"type": "object", "properties": keys, "required": list(required), "additionalProperties": False}


def read_worksheets(path: Path) -> tuple[Worksheet, ...]:
    """The worksheets of the YAML file *path*, in its order; levels are checked once the day is known.

    Raises:
        UsageError: the file cannot be read, or is no worksheet file; the message tells every fault with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.safe_load(text)
    except UnicodeDecodeError:
        raise UsageError(f"{path.name} is not UTF-8 text.") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageError(f"{path.name} is not YAML{f', line {mark.line + 1}' if mark else ''}.") from None
    lines = Lines(text)
    faults = [(lines.of(each.place), each.message) for each in misfits(content, worksheet_schema())]
    if not faults:
        faults = [(lines.of(place), message) for place, message in _wrong_names(content["worksheets"])]
    if faults:
        raise UsageError(" ".join(f"{path.name}, line {line}: {message}" for line, message in faults))
    return tuple(_worksheet(each) for each in content["worksheets"])


def _wrong_names(worksheets: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], str]]:
    seen: set[int] = set()
    for number, each in enumerate(worksheets):
        place = ("worksheets", str(number))
        if each["item"] in seen:
            yield (*place, "item"), f"Item {each['item']} has a worksheet already."
        seen.add(each["item"])
        names = [one["id"] for one in each["competing"]]
        if len(names) != len(set(names)):
            yield (*place, "competing"), "Two recommendations have one id."
        follows = each.get("follows")
        if follows is not None and follows not in names:
            yield (*place, "follows"), f"{follows} is none of the recommendations {', '.join(names)}."


def dated(worksheets: Sequence[Worksheet], day: dt.date, items: int) -> tuple[Worksheet, ...]:
    """*worksheets* with the scale of *day*, the day of the determination of a case with so many *items*.

    Raises:
        UsageError: a worksheet is for an item that is not there, or names a level that the scale does not have.
    """
    scale = scale_on(day)
    for each in worksheets:
        if each.item > items:
            raise UsageError(f"The worksheet is for item {each.item}, but the case has {items}.")
        known = [level.name for level in scale.levels[each.question]]
        for study in (study for one in each.competing for study in one.studies):
            if study.level is not None and study.level not in known:
                raise UsageError(
                    f"The worksheet of item {each.item} places a study at level {study.level}; on {day.isoformat()} "
                    f"the levels are {', '.join(known)} ({scale.regulation})."
                )
    return tuple(replace(each, scale=scale.id) for each in worksheets)


def _worksheet(entry: Mapping[str, Any]) -> Worksheet:
    competing = tuple(_recommendation(each) for each in entry["competing"])
    return Worksheet(entry["item"], entry["question"], competing, entry.get("follows"), _words(entry, "why"))


def _recommendation(entry: Mapping[str, Any]) -> Recommendation:
    studies = tuple(_study(each) for each in entry.get("studies", ()))
    source, says = _words(entry, "source").rstrip("."), _words(entry, "says")
    return Recommendation(entry["id"], says, source, entry["rank"], studies, _words(entry, "searched"))


def _study(entry: Mapping[str, Any]) -> Study:
    level = entry.get("level")
    return Study(
        authors=_words(entry, "authors"),
        title=_words(entry, "title"),
        journal=_words(entry, "journal"),
        volume=_words(entry, "volume"),
        year=entry.get("year"),
        pages=_words(entry, "pages"),
        level=None if level is None else str(level),
        is_applicable=entry.get("applicable"),
        applicability=_words(entry, "why"),
        bias=_words(entry, "bias"),
    )


def _words(entry: Mapping[str, Any], key: str) -> str:
    return " ".join(str(entry.get(key, "")).split())
