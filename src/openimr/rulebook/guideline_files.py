"""Reads one guideline file: YAML into domain types, refusing whatever the schema does not know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, get_args

from openimr.domain.citations import Authority
from openimr.domain.guidelines import (
    Criterion,
    Edition,
    Group,
    Guideline,
    Phrases,
    Rank,
    Role,
    RowStatus,
    Source,
    Test,
    Tree,
    Trigger,
)
from openimr.errors import RulebookError
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guideline_tests import read_tests

_SILENCE = {"required": "fail", "limit": None, "excluded": "pass", "advisory": None}
FILE_KEYS = {"id", "topic", "programme", "rank", "order", "title", "description", "editions"}
EDITION_KEYS = {"from", "to", "trigger", "source", "recommendation", "asks", "applies", "criteria", "logic"}
CRITERION_KEYS = {
    "role", "ask", "met", "not_met", "untestable", "weigh", "when", "silence", "needs", "status", "rows", "source",
    "phrases", "limit", "unit", "final",
}  # fmt: skip
SOURCE_KEYS = {"authority", "guideline", "edition", "section", "pages", "regulation", "electronic", "cited"}


def read_guideline(path: str) -> Guideline:
    """The guideline topic of `data/<path>`; raises `RulebookError` naming the file and the fault."""
    return guideline_from(read_yaml(path), path)


def guideline_from(content: Mapping[str, Any], path: str) -> Guideline:
    """The guideline topic that *content*, the YAML of the file *path*, states; raises `RulebookError` likewise."""
    try:
        with _at():
            return _guideline(content)
    except _UnreadableError as error:
        raise RulebookError(path, f"not a guideline: {error}", error.place) from error


class _UnreadableError(Exception):
    """What the schema does not know, and the keys that lead there."""

    def __init__(self, message: str, place: tuple[str, ...]) -> None:
        super().__init__(message)
        self.place = place


@contextmanager
def _at(*keys: str) -> Iterator[None]:
    """Whatever cannot be read inside is told as standing below *keys*."""
    try:
        yield
    except _UnreadableError as error:
        raise _UnreadableError(str(error), (*keys, *error.place)) from error
    except KeyError as error:
        raise _UnreadableError(f"{error.args[0]!r} is missing", keys) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _UnreadableError(str(error), keys) from error


def _guideline(content: Mapping[str, Any]) -> Guideline:
    _only(content, FILE_KEYS, "the file")
    rank = _one_of(content["rank"], Rank)
    editions = [_read_edition(content, str(key), entry) for key, entry in content["editions"].items()]
    editions.sort(key=lambda edition: edition.effective_from)
    return Guideline(
        id=content["id"],
        topic=content["topic"],
        programme=content["programme"],
        rank=rank,
        order=int(content.get("order", 1)),
        title=content["title"],
        description=content["description"],
        editions=tuple(editions),
    )


def _read_edition(file: Mapping[str, Any], key: str, entry: Mapping[str, Any]) -> Edition:
    with _at("editions", key):
        return _edition(file, key, entry)


def _edition(file: Mapping[str, Any], key: str, entry: Mapping[str, Any]) -> Edition:
    _only(entry, EDITION_KEYS, f"edition {key}")
    starts_by, ends_by = _triggers(entry.get("trigger", "decision"))
    criteria = tuple(_read_criterion(file["id"], name, each) for name, each in entry["criteria"].items())
    return Edition(
        guideline=file["id"],
        key=key,
        topic=file["topic"],
        rank=file["rank"],
        title=file["title"],
        effective_from=_date(entry.get("from", key)),
        effective_to=_date(entry["to"]) if entry.get("to") else None,
        source=_source(entry["source"]),
        recommendation=entry["recommendation"],
        asks=entry["asks"],
        criteria=criteria,
        logic=_logic(entry["logic"], file["id"], criteria),
        starts_by=starts_by,
        ends_by=ends_by,
        applies=_tests(entry, "applies"),
    )


def _read_criterion(guideline: str, name: str, entry: Mapping[str, Any]) -> Criterion:
    with _at("criteria", name):
        return _criterion(guideline, name, entry)


def _criterion(guideline: str, name: str, entry: Mapping[str, Any]) -> Criterion:
    _only(entry, CRITERION_KEYS, name)
    role = _one_of(entry["role"], Role)
    if role == "limit" and "silence" not in entry:
        raise ValueError(f"{name}: a limit states how silence counts")
    return Criterion(
        id=f"{guideline}/{name}",
        role=role,
        ask=entry["ask"],
        met=_tests(entry, "met"),
        not_met=_tests(entry, "not_met"),
        untestable=_tests(entry, "untestable"),
        weigh=_tests(entry, "weigh"),
        when=_tests(entry, "when"),
        phrases=_phrases(entry["phrases"]),
        silence=entry.get("silence", _SILENCE[role]),
        needs=entry.get("needs"),
        is_final=bool(entry.get("final", False)),
        status=_one_of(entry.get("status", "confirmed"), RowStatus),
        rows=tuple(entry.get("rows", ())),
        source=entry.get("source", ""),
        limit=entry.get("limit"),
        unit=entry.get("unit"),
    )


def _tests(entry: Mapping[str, Any], key: str) -> Tree[Test] | None:
    return read_tests(entry[key]) if key in entry else None


def _phrases(entry: Mapping[str, Any]) -> Phrases:
    _only(entry, {"met", "not_met", "unknown", "contradicted", "untestable", "weighed"}, "phrases")
    return Phrases(
        met=_strings(entry["met"]),
        not_met=_strings(entry["not_met"]),
        unknown=_strings(entry["unknown"]),
        contradicted=_strings(entry.get("contradicted", ())),
        untestable=_strings(entry.get("untestable", ())),
        weighed=_strings(entry.get("weighed", ())),
    )


def _source(entry: Mapping[str, Any]) -> Source:
    _only(entry, SOURCE_KEYS, "source")
    return Source(
        authority=_one_of(entry["authority"], Authority),
        guideline=entry["guideline"],
        edition=entry.get("edition"),
        section=entry.get("section"),
        pages=tuple(entry.get("pages", ())),
        regulation=entry.get("regulation"),
        electronic=bool(entry.get("electronic", False)),
        is_cited=bool(entry.get("cited", True)),
    )


def _logic(entry: Any, guideline: str, criteria: Sequence[Criterion]) -> Tree[str]:
    known = {criterion.id for criterion in criteria}
    return _logic_node(entry, guideline, known)


def _logic_node(entry: Any, guideline: str, known: set[str]) -> Tree[str]:
    if isinstance(entry, str):
        if f"{guideline}/{entry}" not in known:
            raise ValueError(f"logic names the unknown criterion {entry}")
        return f"{guideline}/{entry}"
    if "unless" in entry:
        parts = [entry["criterion"], *_listed(entry["unless"])]
        return Group("unless", tuple(_logic_node(part, guideline, known) for part in parts))
    n = int(entry["at_least"]) if "at_least" in entry else 0
    op: Any = "at_least" if n else next(iter(entry))
    parts = entry["of"] if n else _listed(entry[op])
    if op not in ("all", "any", "not", "at_least"):
        raise ValueError(f"unknown connective {op}")
    return Group(op, tuple(_logic_node(part, guideline, known) for part in parts), n)


def _triggers(entry: Any) -> tuple[Trigger, Trigger]:
    if isinstance(entry, str):
        return _one_of(entry, Trigger), _one_of(entry, Trigger)
    return _one_of(entry["from"], Trigger), _one_of(entry["to"], Trigger)


def _date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in _listed(value))


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _one_of(value: Any, literal: Any) -> Any:
    if value not in get_args(literal):
        raise ValueError(f"{value!r} is none of {', '.join(get_args(literal))}")
    return value


def _only(entry: Mapping[str, Any], keys: set[str], where: str) -> None:
    unknown = sorted(set(entry) - keys)
    if unknown:
        _refuse(where, unknown)


def _refuse(where: str, unknown: Sequence[str]) -> NoReturn:
    raise ValueError(f"{where} has unknown keys: {', '.join(unknown)}")
