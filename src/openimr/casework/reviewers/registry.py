"""The registry of reviewers, from YAML or CSV text."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

import yaml

from openimr.domain.reviewers import Affiliation, AffiliationType, BoardCertification, Licence, Reviewer, ReviewerId
from openimr.domain.spans import Problem
from openimr.text.dates import read_date


def read_registry(text: str, form: str, file: str = "registry") -> tuple[tuple[Reviewer, ...], tuple[Problem, ...]]:
    """Reviewers and what is wrong with their entries, both in the registry's order.

    Args:
        text: A YAML list of entries (see docs/reference/reviewer-registry.md), or CSV with one reviewer a row and
            lists parted by ";" (licence as "State number expiry", affiliation as "type: party").
        form: "yaml" or "csv".
        file: Name of the registry, for problems.

    An entry that cannot be read is a problem and left out: a half-read reviewer could hide a conflict.
    """
    try:
        entries = list(_rows(text)) if form == "csv" else _listed(yaml.safe_load(text))
    except (yaml.YAMLError, csv.Error):
        return (), (Problem("registry_unreadable", "The registry is not readable as " + form.upper() + ".", file),)
    reviewers: list[Reviewer] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        try:
            reviewer = _reviewer(entry)
        except (KeyError, TypeError, ValueError) as error:
            problems.append(Problem("reviewer_unreadable", f"Entry {number} of the registry: {_told(error)}.", file))
            continue
        if reviewer.id in seen:
            problems.append(Problem("reviewer_repeated", f"Entry {number} repeats an id; it is left out.", file))
            continue
        seen.add(reviewer.id)
        reviewers.append(reviewer)
    return tuple(reviewers), tuple(problems)


def _told(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)


def _listed(content: Any) -> list[Mapping[str, Any]]:
    rows = content.get("reviewers") if isinstance(content, Mapping) else content
    return list(rows or [])


def _rows(text: str) -> Iterable[Mapping[str, Any]]:
    for row in csv.DictReader(io.StringIO(text)):
        yield {
            **row,
            "licences": [_licence_words(part) for part in _parts(row.get("licences"))],
            "boards": [{"specialty": part} for part in _parts(row.get("boards"))],
            "affiliations": [_affiliation_words(part) for part in _parts(row.get("affiliations"))],
            "practice": {
                "years": row.get("practice_years"),
                "weekly_hours": row.get("weekly_hours"),
                "attested": row.get("attested"),
            },
            "is_qme": _is_yes(row.get("is_qme")),
            "discipline": _is_yes(row.get("discipline")),
        }


def _parts(words: str | None) -> list[str]:
    return [part.strip() for part in (words or "").split(";") if part.strip()]


def _is_yes(word: str | None) -> bool:
    return (word or "").strip().lower() in {"yes", "true", "1", "y"}


def _licence_words(words: str) -> dict[str, Any]:
    expires = read_date(words)
    pieces = words.split()
    if expires is not None:
        pieces = pieces[:-1]
    number = pieces.pop() if len(pieces) > 1 and any(c.isdigit() for c in pieces[-1]) else None
    return {"state": " ".join(pieces), "number": number, "expires": expires}


def _affiliation_words(words: str) -> dict[str, Any]:
    kind, _, party = words.partition(":")
    return {"type": kind.strip(), "party": party.strip()}


def _reviewer(entry: Mapping[str, Any]) -> Reviewer:
    if not isinstance(entry, Mapping):
        raise TypeError("is not a list of fields")
    practice = entry.get("practice") or {}
    return Reviewer(
        id=ReviewerId(str(entry["id"])),
        name=str(entry["name"]),
        licences=tuple(_licence(row) for row in entry.get("licences") or ()),
        boards=tuple(
            BoardCertification(str(row["specialty"]), _day(row.get("expires"))) for row in entry.get("boards") or ()
        ),
        practice_years=_number(practice.get("years")),
        weekly_hours=_number(practice.get("weekly_hours")),
        attested=_day(practice.get("attested")),
        capacity=_whole(entry.get("capacity")),
        affiliations=tuple(_affiliation(row) for row in entry.get("affiliations") or ()),
        is_qualified_medical_evaluator=bool(entry.get("is_qme")),
        has_discipline=bool(entry.get("discipline")),
    )


def _licence(row: Mapping[str, Any]) -> Licence:
    number = row.get("number")
    return Licence(
        str(row["state"]),
        None if number is None else str(number),
        _day(row.get("expires")),
        bool(row.get("restricted")),
    )


def _affiliation(row: Mapping[str, Any]) -> Affiliation:
    kind = str(row["type"]).lower()
    if kind not in get_args(AffiliationType):
        raise ValueError(f"affiliation type {kind!r} is none of {', '.join(get_args(AffiliationType))}")
    party = str(row["party"]).strip()
    if not party:
        raise ValueError("an affiliation names no party")
    return Affiliation(party, cast(AffiliationType, kind), row.get("detail"))


def _number(value: Any) -> float | None:
    return None if value is None or str(value).strip() == "" else float(value)


def _whole(value: Any) -> int | None:
    return None if value is None or str(value).strip() == "" else int(value)


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    day = read_date(str(value))
    if day is None:
        raise ValueError("a date is not readable")
    return day
