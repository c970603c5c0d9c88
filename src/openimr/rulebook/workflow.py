"""What may be commanded in the life of a case, as data/workflow states it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from openimr.domain.casework import CaseState, ItemState, PublicationState, Role
from openimr.errors import RulebookError
from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that a command must or may tell.

    `kind` is text, words (said freely, and kept sealed), date, number, flag, texts, numbers, mapping, mappings or
    choice; a choice is one of `choices`.
    """

    name: str
    kind: str
    is_required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One command: from which states, to which, by whom, on what conditions, and the event that it makes.

    `to` None: the case stays where it is. `item_from` empty: the command is about the whole case.
    """

    name: str
    event: str
    source: str
    starts: frozenset[CaseState]
    to: CaseState | None
    by: frozenset[Role]
    needs: tuple[str, ...]
    data: tuple[Datum, ...]
    item_from: frozenset[ItemState] = frozenset()
    item_to: ItemState | None = None
    publication_from: frozenset[PublicationState] = frozenset()
    publication_to: PublicationState | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A coded ground of ineligibility or of appeal, as a notice says it. `command` is what a clerk does on it.

    `asked_until`: the last day of receipt on which the applicant is asked before it counts.
    """

    code: str
    says: str
    source: str
    command: str = ""
    asked_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """The machine of one programme: steps by the command's name, and the same steps by the event's kind.

    `beside` is looked at in screening with the grounds of ineligibility, and is none of them.
    """

    programme: str
    steps: Mapping[str, Step]
    by_event: Mapping[str, Step]
    open_states: frozenset[CaseState]
    ineligibility: Mapping[str, Ground]
    beside: Mapping[str, Ground]
    appeal_grounds: Mapping[str, Ground]


@cache
def workflow(programme: str = "ca_wc") -> Workflow:
    """The machine of *programme*; raises `RulebookError` where its file is wrong."""
    path = f"workflow/{programme}.yaml"
    content = read_yaml(path)
    steps = {name: _step(path, name, row, content["sets"]) for name, row in content["commands"].items()}
    by_event = {step.event: step for step in steps.values()}
    if len(by_event) != len(steps):
        raise RulebookError(path, "two commands make the same event")
    return Workflow(
        content["programme"],
        steps,
        by_event,
        frozenset(content["sets"]["open"]),
        _grounds(content["ineligibility"], command="find_ineligible"),
        _grounds(content["beside"]),
        _grounds(content["appeal_grounds"]),
    )


def _step(path: str, name: str, row: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Step:
    starts: Any = sets[row["from"]] if isinstance(row["from"], str) else row["from"]
    item = row.get("item", {})
    publication = row.get("publication", {})
    unknown = set(row) - {"event", "source", "from", "to", "by", "needs", "data", "item", "publication"}
    if unknown:
        raise RulebookError(path, f"{name}: unknown entry {sorted(unknown)[0]}")
    return Step(
        name=name,
        event=row["event"],
        source=row["source"],
        starts=frozenset(starts),
        to=None if row["to"] == "same" else cast(CaseState, row["to"]),
        by=frozenset(row["by"]),
        needs=tuple(row.get("needs", ())),
        data=tuple(_datum(key, value) for key, value in row.get("data", {}).items()),
        item_from=frozenset(item.get("from", ())),
        item_to=item.get("to"),
        publication_from=frozenset(publication.get("from", ())),
        publication_to=publication.get("to"),
    )


def _datum(key: str, value: str | list[str]) -> Datum:
    name = key.removesuffix("?")
    if isinstance(value, list):
        return Datum(name, "choice", name == key, tuple(value))
    return Datum(name, value, name == key)


def _grounds(rows: Mapping[str, Mapping[str, Any]], command: str = "") -> Mapping[str, Ground]:
    return {
        code: Ground(code, row["says"], row["source"], row.get("command", command), row.get("asked_until"))
        for code, row in rows.items()
    }
