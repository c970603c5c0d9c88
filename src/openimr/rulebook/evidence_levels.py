"""The hierarchies of evidence of `data/evidence_levels/`: which scale was in force, and what each level means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from openimr.domain.guidelines import RowStatus
from openimr.rulebook.files import list_yaml, read_yaml


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name and the design of study that it is for."""

    name: str
    design: str
    status: RowStatus = "confirmed"


@dataclass(frozen=True, slots=True)
class Scale:
    """One hierarchy; `levels` by type of question, the highest first. Both days are included."""

    id: str
    title: str
    regulation: str
    effective_from: dt.date | None
    effective_to: dt.date | None
    levels: Mapping[str, tuple[Level, ...]]

    def place(self, question: str, level: str | None) -> int | None:
        """How high *level* stands for *question*, 0 highest; None for none, or one that the scale does not have."""
        names = [each.name for each in self.levels[question]]
        return names.index(level) if level in names else None

    def level(self, question: str, name: str | None) -> Level | None:
        """The level of that name; None if the scale has none."""
        return next((each for each in self.levels[question] if each.name == name), None)


@cache
def scales() -> Mapping[str, Scale]:
    """Every scale, by id."""
    return {scale.id: scale for scale in (_read(path) for path in list_yaml("evidence_levels"))}


def scale_on(day: dt.date) -> Scale:
    """The scale by which a determination of *day* places studies."""
    return next(
        scale
        for scale in scales().values()
        if (scale.effective_from or dt.date.min) <= day <= (scale.effective_to or dt.date.max)
    )


def _read(path: str) -> Scale:
    content = read_yaml(path)
    levels = {
        question: tuple(Level(each["level"], each["design"], each.get("status", "confirmed")) for each in listed)
        for question, listed in content["questions"].items()
    }
    return Scale(content["id"], content["title"], content["regulation"], content.get("from"), content.get("to"), levels)
