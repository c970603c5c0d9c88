"""The notices of a case: which event produces which, to whom, and in what words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from openimr.domain.cases import PartyRole
from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of notice. `points` are a list under its heading, `deadlines` the clock rules whose dates it prints."""

    kind: str
    event: str
    title: str
    source: str
    to: tuple[PartyRole, ...]
    says: tuple[str, ...]
    points: tuple[str, ...] = ()
    points_heading: str = ""
    deadlines: tuple[str, ...] = ()
    has_grounds: bool = False
    encloses_determination: bool = False


@cache
def notices(programme: str = "ca_wc") -> Mapping[str, Notice]:
    """Every notice of the programme by its kind."""
    rows = read_yaml(f"letters/{programme}/notices.yaml")["notices"]
    return {kind: _notice(kind, row) for kind, row in rows.items()}


@cache
def notice_after(event: str, programme: str = "ca_wc") -> Notice | None:
    """The notice that an event of that kind produces; None: it produces none."""
    return next((notice for notice in notices(programme).values() if notice.event == event), None)


@cache
def notice_words(programme: str = "ca_wc") -> Mapping[str, Any]:
    """Labels and headings that all notices share."""
    return cast(Mapping[str, Any], read_yaml(f"letters/{programme}/notices.yaml"))


def _notice(kind: str, row: Mapping[str, Any]) -> Notice:
    return Notice(
        kind,
        row["event"],
        row["title"],
        row["source"],
        tuple(row["to"]),
        tuple(row["says"]),
        tuple(row.get("list", ())),
        row.get("list_heading", ""),
        tuple(row.get("deadlines", ())),
        bool(row.get("grounds")),
        bool(row.get("encloses_determination")),
    )
