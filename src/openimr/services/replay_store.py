"""The store of a replay: what a case gave to judge by, one letter a line, small enough for a million items.

A line holds dates, facts and requests in normal form; it is read without opening any letter again. The reviewer's
decision stands beside the requests for comparison and is never handed to a judge.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Self

from openimr.domain.determinations import Decision
from openimr.domain.facts import Fact
from openimr.domain.treatments import Treatment
from openimr.errors import UsageError
from openimr.services.judge_items import Days

SCHEMA = "openimr.replay-store/1"
_HEAD = (json.dumps({"schema": SCHEMA}, separators=(",", ":")) + "\n").encode()


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One request as it was asked, and what the reviewer decided; None where that is not known."""

    request: str
    treatment: Treatment
    actual: Decision | None = None


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """One case: its days, its facts and its requests."""

    case_number: str | None
    days: Days
    facts: tuple[Fact, ...]
    items: tuple[StoredItem, ...]


class StoreWriter:
    """Writes a store to the file *out*, letter by letter, as a context."""

    def __init__(self, out: Path) -> None:
        out.parent.mkdir(parents=True, exist_ok=True)
        self._file = out.open("wb")
        self._file.write(_HEAD)
        self.letters = 0

    def add(self, letter: StoredLetter) -> None:
        """Write one letter."""
        self._file.write(dump_letter(letter))
        self.letters += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._file.close()


def is_store(path: Path) -> bool:
    """Whether the file begins as a store does."""
    with path.open("rb") as file:
        return file.readline(len(_HEAD) + 1).strip() == _HEAD.strip()


def dump_letter(letter: StoredLetter) -> bytes:
    """The letter as one line."""
    days = letter.days
    content = {
        "case": letter.case_number,
        "judged": days.judged.isoformat(),
        "governing": days.governing.isoformat(),
        "injuries": [day.isoformat() for day in days.injuries],
        "rfa": days.rfa.isoformat() if days.rfa else None,
        "facts": [_fact_row(fact) for fact in letter.facts],
        "items": [
            {"request": item.request, "treatment": _treatment_row(item.treatment), "actual": item.actual}
            for item in letter.items
        ],
    }
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "surrogatepass")


def load_letter(line: bytes) -> StoredLetter:
    """The letter of one line; raises `UsageError` for a line that no store holds."""
    try:
        content = json.loads(line)
        days = Days(
            dt.date.fromisoformat(content["judged"]),
            dt.date.fromisoformat(content["governing"]),
            tuple(map(dt.date.fromisoformat, content["injuries"])),
            dt.date.fromisoformat(content["rfa"]) if content["rfa"] else None,
        )
        facts = tuple([_fact(f"f{number}", row) for number, row in enumerate(content["facts"], start=1)])
        items = tuple([StoredItem(i["request"], _treatment(i["treatment"]), i["actual"]) for i in content["items"]])
        return StoredLetter(content["case"], days, facts, items)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError("A line of the store is not one that openimr wrote.") from None


def read_store(path: Path) -> Iterator[StoredLetter]:
    """The letters of a store, in order."""
    with path.open("rb") as file:
        file.readline()
        for line in file:
            yield load_letter(line)


def _fact_row(fact: Fact) -> list[Any]:
    day = fact.date.isoformat() if fact.date else None
    return [fact.kind, fact.status, day, fact.section, fact.text, dict(fact.value)]


def _fact(name: str, row: Sequence[Any]) -> Fact:
    kind, status, day, section, text, value = row
    return Fact(name, kind, text, status, value, dt.date.fromisoformat(day) if day else None, section)


def _treatment_row(treatment: Treatment) -> dict[str, Any]:
    """What the request states; fields that it leaves open are left out."""
    row: dict[str, Any] = {}
    for name, default in _defaults().items():
        value = getattr(treatment, name)
        if value != default:
            row[name] = value.isoformat() if isinstance(value, dt.date) else value
    return row


def _treatment(row: Mapping[str, Any]) -> Treatment:
    stated: dict[str, Any] = {name: tuple(value) if type(value) is list else value for name, value in row.items()}
    if "service_date" in stated:
        stated["service_date"] = dt.date.fromisoformat(stated["service_date"])
    return Treatment(stated.pop("topic", None), stated.pop("category", None), stated.pop("name", None), **stated)


@cache
def _defaults() -> Mapping[str, Any]:
    return {field.name: None if field.default is MISSING else field.default for field in fields(Treatment)}
