"""Whose record a page is: pages of another patient are told apart, and are no evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from openimr.domain.documents import Page
from openimr.pipeline.records.labels import form_labels, read_values
from openimr.pipeline.records.people import BARE_PERSON, PERSON
from openimr.rulebook.files import read_yaml
from openimr.text.dates import read_date
from openimr.text.flow import Flow, mend
from openimr.text.nearness import is_near, slips_between

_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date\s+of\s+birth|birth\s*date)\W{0,3}(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{2,4})", re.I
)
"""A birth date whose label has no sign after it."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "jr", "sr", "md", "aka", "ii", "iii"})
_NEXT_FIELD = frozenset(
    {"age", "dob", "mrn", "sex", "gender", "date", "acct", "account", "chart", "claim", "employer", "male", "female"}
    | {"doi", "dos", "phone", "ssn", "exam", "study", "visit"}
)
_MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page or form says of its patient; None and empty: nothing."""

    names: frozenset[str] = frozenset()
    born: dt.date | None = None
    claim: str | None = None


def read_identity(pages: Sequence[Page]) -> Identity:
    """The first name, birth date and claim number that labels give."""
    return identity_in(mend("", pages))


def identity_in(flow: Flow) -> Identity:
    """The first name, birth date and claim number that labels in the flow give."""
    found: dict[str, str] = {}
    for value in read_values(flow, form_labels("identity")):
        words = flow.text[value.start : value.end].split("\n")[0] if value.field == "name" else value.text
        if value.field != "name" or (_begins_cell(flow.text, value.label_start) and _is_patient(words)):
            found.setdefault(value.field, words)
    claim = re.search(r"[A-Za-z0-9][\w-]{3,}", found.get("claim", ""))
    born = found.get("born") or next((match["day"] for match in _BORN.finditer(flow.text)), "")
    return Identity(names_in(found.get("name", "")), read_date(born), claim_key(claim.group()) if claim else None)


def names_in(words: str) -> frozenset[str]:
    """The parts of a person's name that tell people apart: no initials, no titles, nothing of the next field."""
    plain = re.split(r"\s{2,}|[|;(\d]|\s+[\w./]+\s*[:#]", words.strip())[0]
    parts: list[str] = []
    for part in re.findall(r"[^\W\d_][\w'’-]+", plain.lower()):
        if part in _NEXT_FIELD:
            break
        if part not in _TITLES:
            parts.append(part)
    return frozenset(parts[:_MOST_PARTS])


def claim_key(claim: str) -> str:
    """A claim number without signs and case, as two forms may write it."""
    return re.sub(r"\W", "", claim).upper()


def is_another(page: Identity, patient: Identity) -> bool:
    """Whether more of what the page says speaks against *patient* than for."""
    against = differences(page, patient)
    agreed = _agrees(page, patient)
    return bool(against & {"name", "birth date"}) and len(against) > len(agreed)


def is_same_name(one: Identity, other: Identity) -> bool:
    """Whether both give a name, and one person's."""
    return bool(one.names and other.names) and _same_person(one.names, other.names)


def is_alike(claim: str | None, other: str | None) -> bool:
    """Whether two claim numbers are built alike, letter for letter and digit for digit."""
    if not claim or not other:
        return False
    return re.sub(r"\d", "9", re.sub(r"[A-Z]", "A", claim)) == re.sub(r"\d", "9", re.sub(r"[A-Z]", "A", other))


def differences(page: Identity, patient: Identity) -> frozenset[str]:
    """In what the page differs from the patient; a slip of the pen in a date or number is no difference."""
    found: set[str] = set()
    if page.names and patient.names and not _same_person(page.names, patient.names):
        found.add("name")
    if page.born and patient.born and not _is_near_date(page.born, patient.born):
        found.add("birth date")
    if page.claim and patient.claim and not _is_near_number(page.claim, patient.claim):
        found.add("claim number")
    return frozenset(found)


def _agrees(page: Identity, patient: Identity) -> set[str]:
    found: set[str] = set()
    if page.names and patient.names and _same_person(page.names, patient.names):
        found.add("name")
    if page.born and page.born == patient.born:
        found.add("birth date")
    if page.claim and page.claim == patient.claim:
        found.add("claim number")
    return found


def _same_person(one: frozenset[str], other: frozenset[str]) -> bool:
    """Two name parts in common, or all that the shorter one has; a part may be misspelt."""
    shared = sum(any(is_near(part, each) for each in other) for part in one)
    return shared >= min(2, len(one), len(other))


def _is_near_date(one: dt.date, other: dt.date) -> bool:
    """Whether the days differ in one digit, in two that changed places, or in that day and month did."""
    if one == other or (one.year == other.year and (one.month, one.day) == (other.day, other.month)):
        return True
    first, second = f"{one:%m%d%Y}", f"{other:%m%d%Y}"
    places = [place for place in range(8) if first[place] != second[place]]
    swapped = len(places) == 2 and sorted(first[at] for at in places) == sorted(second[at] for at in places)
    return len(places) == 1 or swapped


def _is_near_number(one: str, other: str) -> bool:
    """Whether one number holds the other, or differs from it by a slip."""
    return one in other or other in one or slips_between(one, other, 1) is not None


def _is_patient(words: str) -> bool:
    """Whether the name may be a patient's: a degree or a word of companies tells of somebody else."""
    if PERSON.match(words) or BARE_PERSON.match(words):
        return False
    return not names_in(words) & _not_people()


@cache
def _not_people() -> frozenset[str]:
    return frozenset(read_yaml("forms/identity.yaml")["not_people"])


def _begins_cell(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in "\n|:"
