"""Who wrote a record, in what specialty, and when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from openimr.pipeline.records.people import CREDENTIALS, PERSON
from openimr.text.dates import find_dates
from openimr.text.flow import Flow

_SIGNED = re.compile(
    r"(?:electronically|digitally|e-)?\s*(?:signed|authenticated|verified|dictated|reviewed\s+and\s+signed"
    r"|approved)\s+(?:electronically\s+)?by:?|/s/|\be-?signature:|"
    r"(?:(?:physician|provider|therapist|surgeon|treating\s+physician|examiner|author|radiologist|attending"
    r"|interpreting\s+physician|prescriber|clinician)(?:'s)?(?:\s+signature)?)\s*:|sincerely\s*,?"
    r"|respectfully(?:\s+submitted)?\s*,?|signature\s*:",
    re.IGNORECASE,
)
_SPECIALTY = re.compile(r"\s*,\s*(?P<words>[A-Z][A-Za-z]+(?:[ /&\n-]+(?:[A-Z][A-Za-z]+|and|of|&|/))*)")
_STRONG_DATES = (
    r"date\s+of\s+(?:service|visit|exam(?:ination)?|evaluation|procedure|surgery|operation|study|encounter"
    r"|treatment|collection|test(?:ing)?|admission|scan|consultation|appointment)|dos|(?:visit|exam|service"
    r"|encounter|procedure|surgery|study|collection|appointment|evaluation)\s+date"
    r"|date\s+(?:performed|seen|collected|of\s+current\s+visit)|examined\s+on|seen\s+on|collected|d\.o\.s\."
)
_PLAIN_DATES = (
    r"date\s+of\s+(?:report|letter|this\s+report|note)|report\s+date|date\s+(?:signed|dictated|reported)"
    r"|letter\s+date|dated?|signed"
)
_PLAIN_LABELS = _PLAIN_DATES.replace("dated?", "date")
_OTHER_DATES = re.compile(
    r"(?:birth(?:\s*date)?|d\.?o\.?b\.?|injury|d\.?o\.?i\.?|loss|received|faxed|printed|born|onset)\W*(?:\([^)]*\)\W*)?$",
    re.IGNORECASE,
)


_DOTTED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?=\d)")
"""Beside a label "12.6.16" is a date; elsewhere it may number a section."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who signed, in what specialty, and the date of service or of the letter; None where not stated."""

    author: str | None
    specialty: str | None
    date: dt.date | None


def read_authorship(flow: Flow) -> Authorship:
    """Author, specialty and date as the record states them."""
    author, specialty, signed_at = _author(flow.text)
    return Authorship(author, specialty, _date(flow.text, signed_at))


def stated_day(text: str) -> dt.date | None:
    """The day of service, else of the report or letter, where a label gives it: "dated" in a sentence is no label."""
    return _labelled_date(text, _STRONG_DATES) or _labelled_date(text, _PLAIN_LABELS)


def signer(text: str) -> re.Match[str] | None:
    """The name with degrees after the last signature phrase that has one."""
    found = _signed(text)
    return found[1] if found else None


def _signed(text: str) -> tuple[int, re.Match[str]] | None:
    for match in reversed(list(_SIGNED.finditer(text))):
        person = PERSON.search(text, match.end(), min(match.end() + 160, len(text)))
        if person is not None and text[match.end() : person.start()].count("\n") <= 3:
            return match.start(), person
    return None


def _author(text: str) -> tuple[str | None, str | None, int | None]:
    """The signer; without a signature phrase nobody."""
    found = _signed(text)
    if found is None:
        return None, None, None
    at, person = found
    name = " ".join(person.group().split())
    return name, _specialty_words(_SPECIALTY.match(text, person.end())), at


def _specialty_words(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    words = " ".join(match["words"].split())
    return None if re.fullmatch(CREDENTIALS, words) else words


def _date(text: str, signed_at: int | None) -> dt.date | None:
    found = _labelled_date(text, _STRONG_DATES) or _labelled_date(text, _PLAIN_DATES)
    if found is not None:
        return found
    if signed_at is not None:
        found = _first_date(text, signed_at, min(signed_at + 240, len(text)))
        if found is not None:
            return found
    return _first_date(text, 0, min(1500, len(text)))


def _labelled_date(text: str, labels: str) -> dt.date | None:
    for match in re.finditer(rf"(?<![\w])(?:{labels})\s*(?:\([^)]*\))?\s*[:|]?\s*", text, re.IGNORECASE):
        if _OTHER_DATES.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        near = _DOTTED_DATE.sub(r"\1/\2/", text[match.end() : match.end() + 24])
        mention = next(iter(find_dates(near)), None)
        if mention is not None and mention.start <= 1 and mention.precision == "day":
            return mention.date
    return None


def _first_date(text: str, start: int, end: int) -> dt.date | None:
    """The first date in the range that is not labelled as a birth, an injury or a receipt."""
    for mention in find_dates(text[start:end]):
        at = start + mention.start
        if mention.precision == "day" and not _OTHER_DATES.search(text[max(0, at - 40) : at]):
            return mention.date
    return None
