"""The things on which records can disagree, from `data/lexicons/contradictions.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.domain.facts import Fact
from openimr.rulebook.files import read_yaml

_FILE = "lexicons/contradictions.yaml"
_DENIABLE = ("present", "historical", "absent")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: its facts, what they must share to speak of one, and the values that exclude each other.

    `days` None: it does not vary with time. No `opposed`: any two values exclude each other.
    """

    about: str
    kind: str
    concepts: tuple[str, ...]
    compare: str
    same: tuple[str, ...]
    opposed: tuple[str, ...]
    days: int | None

    def value_of(self, fact: Fact) -> str | None:
        """What *fact* says of the thing, None where it says nothing on it."""
        if fact.kind != self.kind or (self.concepts and fact.value.get("concept") not in self.concepts):
            return None
        if self.compare == "status":
            return _said(fact.status) if fact.status in _DENIABLE else None
        if fact.status not in ("present", "historical"):
            return None
        value = fact.value.get(self.compare)
        text = ", ".join(sorted(value)) if isinstance(value, list | tuple) else None if value is None else str(value)
        return text if text and (not self.opposed or text in self.opposed) else None

    def subject_of(self, fact: Fact) -> tuple[str, ...]:
        """What two facts must share."""
        return tuple(str(fact.value.get(key)) for key in self.same)

    def exclude(self, one: str, other: str) -> bool:
        """Whether two values cannot both be true."""
        if self.compare == "levels":
            return not set(one.split(", ")) & set(other.split(", "))
        return one != other and not {one, other} <= {"absent", "decreased"}


def _said(status: str) -> str:
    return "absent" if status == "absent" else "present"


@cache
def things() -> Sequence[Thing]:
    """Every thing, in the order of the file."""
    return tuple(
        Thing(
            entry["about"],
            entry["kind"],
            tuple(entry["concepts"]),
            entry["compare"],
            tuple(entry["same"]),
            tuple(entry.get("opposed", ())),
            entry["days"],
        )
        for entry in read_yaml(_FILE)["things"]
    )


@cache
def grounds() -> Mapping[str, str]:
    """Each ground for preferring a side, in words, in the order in which they are tried."""
    content: Mapping[str, Any] = read_yaml(_FILE)
    return {**content["grounds"], "open": content["open"]}
