"""When a record was written, and by whom."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from openimr.pipeline.records.authors import find_author
from openimr.text.dates import find_dates
from openimr.text.flow import Flow

_VISITS = (
    r"date\s+of\s+(?:the\s+)?(?:first\s+|initial\s+|current\s+|this\s+|present\s+|today's\s+)?(?:service|visit|exam(?:ination)?"
    r"|eval(?:uation)?|encounter|treatment|test(?:ing)?|consultation|appointment|session|re-?evaluation|arrival)"
    r"|date\s+and\s+hour\s+of\s+first\s+exam(?:ination)?(?:\s+or\s+treatment)?"
    r"|dos|d\.o\.s\.|(?:visit|exam(?:ination)?|service|encounter|appointment|eval(?:uation)?|test|session|treatment)"
    r"\s+date(?:\s*/\s*time)?|date\s+seen|examined\s+on|seen\s+on|arrival(?:\s+date)?|today's\s+date"
)
_EVENTS = (
    r"date\s+of\s+discharge|discharge\s+date|date\s+of\s+(?:procedure|surgery|operation|study|collection|admission|scan)"
    r"|(?:procedure|surgery|study|collection|operation)\s+date|date\s+(?:performed|collected)|collected"
)
_EVENT_KINDS = frozenset(
    {"operative_report", "imaging", "electrodiagnostics", "laboratory", "drug_screen", "hospital", "medical_record"}
)
"""In other records the day of an operation or a study is most often an earlier one that they mention."""
_LETTERS = (
    r"date\s+of\s+(?:report|letter|this\s+report|note)|report\s+date|date\s+(?:signed|dictated|reported)"
    r"|letter\s+date|(?:(?<=\n)|(?<=\|\s)|\A)dated|date|signed"
)
_PRINTED = r"print(?:ed|\s+date)|run\s+date|report\s+run|date\s+(?:printed|run)|as\s+of|reported"
_OTHER_DATES = re.compile(
    r"(?:birth(?:\s*date)?|d\.?o\.?b\.?|injury|d\.?o\.?i\.?|loss|received|faxed|print(?:ed)?|born|onset|last\s+worked"
    r"|(?:next|follow-?up)\s+(?:appointment|visit)|review|due|mailing|referral|start|end|effective|expir\w+|revised"
    r"|rev\.?|surgery|last\s+(?:visit|seen))\W*(?:\([^)]*\)\W*)?$",
    re.IGNORECASE,
)
_DOTTED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?=\d)")
"""Beside a label "12.6.16" is a date; elsewhere it may number a section."""
_IS_LETTER = re.compile(r"^\s*(?:Dear\s|To\s+Whom\s+It\s+May|RE\s*:|Attn\b)", re.IGNORECASE | re.MULTILINE)
_HEAD_LINES = 14


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who signed, in what specialty, and the date of service or of the letter; None where not stated."""

    author: str | None
    specialty: str | None
    date: dt.date | None


def read_authorship(flow: Flow, kind: str = "medical_record") -> Authorship:
    """Author, specialty and date as the record states them."""
    author = find_author(flow.text)
    date = _date(flow.text, kind, author.start if author else None)
    return Authorship(author.name if author else None, author.specialty if author else None, date)


def stated_day(text: str, kind: str = "medical_record") -> dt.date | None:
    """The day of service, else of the report or letter, where a label or a letter's head gives it."""
    return _labelled_date(text, _service_labels(kind)) or _letter_date(text) or _labelled_date(text, _LETTERS)


def _service_labels(kind: str) -> str:
    return f"{_VISITS}|{_EVENTS}" if kind in _EVENT_KINDS else _VISITS


def _date(text: str, kind: str, signed_at: int | None) -> dt.date | None:
    """From the surest source to the least sure one."""
    found = _labelled_date(text, r"date\s+of\s+discharge|discharge\s+date") if kind == "hospital" else None
    found = found or _labelled_date(text, _service_labels(kind)) or _letter_date(text) or _labelled_date(text, _LETTERS)
    if found is None and signed_at is not None:
        found = _first_date(text, signed_at, min(signed_at + 240, len(text)))
    if found is None and kind == "medication_list":
        found = _labelled_date(text, _PRINTED)
    return found or _latest_entry(text) or _labelled_date(text, _PRINTED) or _first_date(text, 0, min(1500, len(text)))


def _labelled_date(text: str, labels: str) -> dt.date | None:
    for match in re.finditer(rf"(?<![\w])(?:{labels})\s*(?:\([^)]*\))?\s*[:|]?\s*", text, re.IGNORECASE):
        if _OTHER_DATES.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        near = _DOTTED_DATE.sub(r"\1/\2/", text[match.end() : match.end() + 24])
        mention = next(iter(find_dates(near)), None)
        if mention is not None and mention.start <= 1 and mention.precision == "day":
            return mention.date
    return None


def _letter_date(text: str) -> dt.date | None:
    """The date that stands alone on a line in the head of a letter."""
    if _IS_LETTER.search(text, 0, 2000) is None:
        return None
    lines = [line.strip() for line in text[:2000].split("\n") if line.strip()][:_HEAD_LINES]
    for line in lines:
        mention = next(iter(find_dates(line)), None)
        if mention is not None and mention.precision == "day" and (mention.start, mention.end) == (0, len(line)):
            return mention.date
    return None


def _latest_entry(text: str) -> dt.date | None:
    """The latest of the days that begin lines: a log of visits or of prescriptions is as new as its last entry."""
    days = [
        mention.date
        for line in re.finditer(r"^[ |]*(?=\d)[^\n]+", text, re.MULTILINE)
        if (mention := next(iter(find_dates(line.group()[:24])), None)) is not None
        and mention.precision == "day"
        and not line.group()[: mention.start].strip(" |")
    ]
    return max(days) if len(days) > 1 else None


def _first_date(text: str, start: int, end: int) -> dt.date | None:
    """The first date in the range that is not labelled as a birth, an injury or a receipt."""
    for mention in find_dates(text[start:end]):
        at = start + mention.start
        if mention.precision == "day" and not _OTHER_DATES.search(text[max(0, at - 40) : at]):
            return mention.date
    return None
