"""The registry of reviewers, from YAML or CSV text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast, get_args

import yaml

from openimr.casework.reviewers.names import titles_of
from openimr.casework.reviewers.ownership import OwnershipGraph
from openimr.casework.reviewers.qualification import state_named
from openimr.casework.reviewers.specialties import profession_of, professions
from openimr.domain.reviewers import (
    Absence,
    Affiliation,
    AffiliationType,
    BoardCertification,
    Licence,
    Organization,
    Ownership,
    Reviewer,
    ReviewerId,
)
from openimr.domain.spans import Problem
from openimr.rulebook.files import read_yaml
from openimr.text.dates import read_date

_NAME_PART = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d*)?")
_TELLING = 4
"""Letters or digits from which a part of a name or number tells whose it is."""
_RESTRICTIONS = frozenset({"restricted", "probation", "probationary", "suspended", "(restricted)"})
"""Words behind a licence in CSV that take it out of the count."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_registry(text: str, form: str, file: str = "registry") -> tuple[tuple[Reviewer, ...], tuple[Problem, ...]]:
    """Reviewers and what is wrong with their entries, both in the registry's order.

    Args:
        text: A YAML list of entries (see docs/reference/reviewer-registry.md), or CSV with one reviewer a row and
            lists parted by ";" (licence as "State number expiry", affiliation as "type: party").
        form: "yaml" or "csv".
        file: Name of the registry, for problems.

    An entry that cannot be read is a problem and left out: a half-read reviewer could hide a conflict. Ties through the
    registry's organizations (YAML: `organizations`) and the packaged makers stand beside those attested.
    """
    try:
        content = {"reviewers": list(_rows(text))} if form == "csv" else _content(yaml.load(text, Loader=_LOADER))
    except (yaml.YAMLError, csv.Error):
        return (), (Problem("registry_unreadable", "The registry is not readable as " + form.upper() + ".", file),)
    reviewers, problems = _reviewers(_entries(content, "reviewers"), file)
    organizations, more = _organizations(_entries(content, "organizations"), file)
    graph = OwnershipGraph((*organizations, *makers()))
    return tuple(graph.with_ties(reviewer) for reviewer in reviewers), (*problems, *more)


def _reviewers(entries: Sequence[Any], file: str) -> tuple[list[Reviewer], list[Problem]]:
    reviewers: list[Reviewer] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        try:
            reviewer = _reviewer(entry)
            _check_id(reviewer)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(Problem("reviewer_unreadable", f"Entry {number} of the registry: {_told(error)}.", file))
            continue
        keys = _keys(reviewer)
        if not seen.isdisjoint(keys):
            message = f"Entry {number} repeats an id, an NPI or a licence; it is left out."
            problems.append(Problem("reviewer_repeated", message, file))
            continue
        seen |= keys
        reviewers.append(reviewer)
    return reviewers, problems


def _keys(reviewer: Reviewer) -> set[str]:
    """What no other entry may have: who stands there twice could have a case again after a remand."""
    licences = {f"licence {each.state} {each.number}" for each in reviewer.licences if each.number}
    return {f"id {reviewer.id}", *([f"npi {reviewer.npi}"] if reviewer.npi else []), *licences}


def _organizations(entries: Sequence[Any], file: str) -> tuple[list[Organization], list[Problem]]:
    found: list[Organization] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_organization(entry))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"Organization {number} of the registry: {_told(error)}."
            problems.append(Problem("organization_unreadable", message, file))
    return found, problems


@cache
def makers() -> tuple[Organization, ...]:
    """Who makes the drugs and devices that requests name by brand (`data/reviewers/makers.yaml`)."""
    return tuple(_organization(entry) for entry in read_yaml("reviewers/makers.yaml"))


def _organization(entry: Mapping[str, Any]) -> Organization:
    return Organization(
        name=_named(entry["name"]),
        aliases=tuple(_named(name) for name in entry.get("aliases") or ()),
        owners=tuple(_ownership(row) for row in entry.get("owners") or ()),
        products=tuple(str(name) for name in entry.get("products") or ()),
        phone=_text(entry.get("phone")),
        address=_text(entry.get("address")),
    )


def _ownership(row: Any) -> Ownership:
    """An owner's name, or its name with its share in percent."""
    if isinstance(row, Mapping):
        return Ownership(_named(row["name"]), _number(row.get("share")))
    return Ownership(_named(row))


def _named(value: Any) -> str:
    name = str(value or "").strip()
    if not name:
        raise ValueError("a name is empty")
    return name


def _text(value: Any) -> str | None:
    return None if value is None or not str(value).strip() else str(value).strip()


def _told(error: Exception) -> str:
    """What is wrong, never with the words that stand there."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error) if isinstance(error, ValueError) else "a field has not the form that it needs"


def _content(content: Any) -> Mapping[str, Any]:
    return content if isinstance(content, Mapping) else {"reviewers": content}


def _entries(content: Mapping[str, Any], key: str) -> Sequence[Any]:
    found = content.get(key) or ()
    return found if isinstance(found, list | tuple) else (found,)


def _rows(text: str) -> Iterable[Mapping[str, Any]]:
    for row in csv.DictReader(io.StringIO(text)):
        yield {
            **row,
            "licences": [_licence_words(part) for part in _parts(row.get("licences"))],
            "boards": [_board_words(part) for part in _parts(row.get("boards"))],
            "affiliations": [_affiliation_words(part) for part in _parts(row.get("affiliations"))],
            "practice": {
                "years": row.get("practice_years"),
                "weekly_hours": row.get("weekly_hours"),
                "attested": row.get("attested"),
            },
            "aliases": _parts(row.get("aliases")),
            "absences": [_absence_words(part) for part in _parts(row.get("absences"))],
            "is_qme": _is_yes(row.get("is_qme")),
            "discipline": _is_yes(row.get("discipline")),
        }


def _parts(words: str | None) -> list[str]:
    return [part.strip() for part in (words or "").split(";") if part.strip()]


def _is_yes(word: str | None) -> bool:
    return (word or "").strip().lower() in {"yes", "true", "1", "y"}


def _licence_words(words: str) -> dict[str, Any]:
    pieces = [piece for piece in words.split() if piece.lower() not in _RESTRICTIONS]
    is_restricted = len(pieces) < len(words.split())
    expires = read_date(" ".join(pieces))
    if expires is not None:
        pieces = pieces[:-1]
    number = pieces.pop() if len(pieces) > 1 and any(c.isdigit() for c in pieces[-1]) else None
    return {"state": " ".join(pieces), "number": number, "expires": expires, "restricted": is_restricted}


def _board_words(words: str) -> dict[str, Any]:
    """ "Pain Medicine 2030-01-31": the day on which it expires may stand behind the specialty."""
    expires = read_date(words)
    return {"specialty": words if expires is None else " ".join(words.split()[:-1]), "expires": expires}


def _absence_words(words: str) -> dict[str, Any]:
    first, _, last = words.partition("..")
    return {"from": first.strip(), "until": (last or first).strip()}


def _affiliation_words(words: str) -> dict[str, Any]:
    kind, _, party = words.partition(":")
    return {"type": kind.strip(), "party": party.strip()}


def _reviewer(entry: Mapping[str, Any]) -> Reviewer:
    if not isinstance(entry, Mapping):
        raise ValueError("it is not a list of fields")
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
        aliases=tuple(_named(name) for name in entry.get("aliases") or ()),
        profession=_profession(entry),
        npi=_text(entry.get("npi")),
        phone=_text(entry.get("phone")),
        address=_text(entry.get("address")),
        absences=tuple(_absence(row) for row in entry.get("absences") or ()),
    )


def _check_id(reviewer: Reviewer) -> None:
    """The id goes where the name may not: into events, lists and the worker's log."""
    plain = _SIGNS.sub("", reviewer.id.lower())
    names = (word for name in (reviewer.name, *reviewer.aliases) for word in _NAME_PART.findall(name.lower()))
    numbers = (*(licence.number for licence in reviewer.licences), reviewer.npi, reviewer.phone)
    told = (*names, *(_SIGNS.sub("", number.lower()) for number in numbers if number))
    if any(word in plain for word in told if len(word) >= _TELLING):
        raise ValueError("its id tells who it is: take one that has no part of a name or number")


def _profession(entry: Mapping[str, Any]) -> str:
    """As stated, else by the titles behind the name; a physician unless either says otherwise."""
    stated = _text(entry.get("profession"))
    if stated is None:
        return profession_of(titles_of(str(entry["name"]))) or "physician"
    if stated.lower() not in professions():
        raise ValueError(f"the profession is none of {', '.join(professions())}")
    return stated.lower()


def _absence(row: Mapping[str, Any]) -> Absence:
    first, last = _day(row["from"]), _day(row["until"])
    if first is None or last is None or last < first:
        raise ValueError("an absence ends before it begins")
    return Absence(first, last)


def _licence(row: Mapping[str, Any]) -> Licence:
    number = row.get("number")
    return Licence(
        state_named(str(row["state"])),
        None if number is None else str(number),
        _day(row.get("expires")),
        bool(row.get("restricted")),
    )


def _affiliation(row: Mapping[str, Any]) -> Affiliation:
    kind = str(row["type"]).lower()
    if kind not in get_args(AffiliationType):
        raise ValueError(f"an affiliation's type is none of {', '.join(get_args(AffiliationType))}")
    party = str(row["party"]).strip()
    if not party:
        raise ValueError("an affiliation names no party")
    return Affiliation(
        party,
        cast(AffiliationType, kind),
        detail=_text(row.get("detail")),
        relation=_text(row.get("relation")),
        share=_number(row.get("share")),
        until=_day(row.get("until")),
        npi=_text(row.get("npi")),
        phone=_text(row.get("phone")),
        address=_text(row.get("address")),
        products=tuple(str(name) for name in row.get("products") or ()),
    )


def _number(value: Any) -> float | None:
    if value is None or str(value).strip() == "":
        return None
    if not _NUMBER.fullmatch(str(value).strip()):
        raise ValueError("a number is not readable")
    return float(value)


def _whole(value: Any) -> int | None:
    number = _number(value)
    if number is not None and not number.is_integer():
        raise ValueError("a number is not whole")
    return None if number is None else int(number)


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    day = read_date(str(value))
    if day is None:
        raise ValueError("a date is not readable")
    return day
