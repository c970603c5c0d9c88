"""The header table of a determination, in whatever order and shape its fields come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from openimr.domain.determinations import Header
from openimr.text.dates import find_dates

_LABEL = re.compile(
    r"""\b(?=(?-i:[IiMmCcDdAaUuPpTtEeRr]))(?:
        (?P<case_number>(?:imr\s+|maximus\s+)?case\s+(?:number|no\.?|\#))
      | (?P<date_assigned>date\s+assigned|assigned\s+date)
      | (?P<dates_of_injury>dates?(?:\(s\))?\s+of\s+injur(?:y|ies)(?:\(ies\))?|injury\s+dates?(?:\(s\))?|\bDOI)
      | (?P<ur_denial_date>(?:ur|utilization\s+review)\s+(?:denial|decision|determination)(?:\s+date)?
            |date\s+of\s+(?:ur|utilization\s+review)\s+(?:denial|decision|determination))
      | (?P<decision_date>(?:decision|determination)\s+date|date\s+of\s+(?:decision|determination)|dated|date\s+decided)
      | (?P<application_received>(?:imr\s+)?application(?:\s+(?:received|date)(?:\s+date)?)?
            |received|date\s+(?:application\s+)?received)
      | (?P<priority>priority)
      | (?P<other>claims?\s+(?:number|administrator)|(?:employee|employer|provider)(?:\s+name)?
            |treatment\(?s?\)?\s+in\s+dispute[^:\n\v]*|requesting\s+physician|date\s+of\s+birth|attorney|eams[^:\n\v]*)
    )\s*(?::|(?<=application)(?=\s+\d)|(?<=application)(?=\s+received))""",
    re.IGNORECASE | re.VERBOSE,
)
_CASE_NUMBER = re.compile(r"\b[A-Z]{0,3}\d{2}\s?-\s?\d{4,8}\b")

_DAY = r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}"
_RANGE = re.compile(r"(?<=\d)\s?[-–]\s?(?=\d{1,2}/\d{1,2}/\d)")
"""A dash between two dates: "01/02/2010-03/04/2013"."""
_VALUE = re.compile(
    rf"(?P<case_number>\b[A-Z]{{2}}\d{{2}}-\d{{4,8}}\b)|(?P<date>{_DAY}(?:[ ]*(?:,|-|–|and|to|through)[ ]*{_DAY})*)"
    r"|(?P<priority>\b(?:standard|expedited|regular)\b)",
    re.IGNORECASE,
)
_KINDS = {"case_number": "case_number", "priority": "priority", "other": "other"}

FIELDS = (
    "case_number",
    "date_assigned",
    "dates_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
    "priority",
)


def read_header(words: str) -> Header:
    """The header that *words*, everything above the first heading, state."""
    values = _values(words)
    return Header(
        case_number=_case_number(values.get("case_number", "")),
        date_assigned=_date(values.get("date_assigned", "")),
        dates_of_injury=_dates(values.get("dates_of_injury", "")),
        decision_date=_date(values.get("decision_date", "")),
        ur_denial_date=_date(values.get("ur_denial_date", "")),
        application_received=_date(values.get("application_received", "")),
        priority=_priority(values.get("priority", "")),
    )


def missing_fields(header: Header) -> tuple[str, ...]:
    """Names of the fields that the header does not state."""
    return tuple(name for name in FIELDS if not getattr(header, name))


def _values(words: str) -> Mapping[str, str]:
    """Field to the words after its label; a label met twice keeps both ("Application 11/03/2016 Received:")."""
    labels = list(_LABEL.finditer(words))
    stops = [*(label.start() for label in labels[1:]), len(words)]
    values: dict[str, str] = {}
    run: list[str] = []
    before = words[: labels[0].start()] if labels else ""
    for label, stop in zip(labels, stops, strict=False):
        name, value = label.lastgroup or "other", words[label.end() : stop]
        values[name] = f"{values.get(name, '')} {value}"
        run.append(name)
        if value.strip() or stop == len(words):
            values.update(_in_order(run, value if value.strip() else before))
            run, before = [], value
    return values if any(value.strip() for value in values.values()) else {}


def _in_order(names: Sequence[str], words: str) -> Mapping[str, str]:
    """Values of labels that stand together, where *words* hold one of the right kind for each, in the same order."""
    values = [(found.lastgroup or "", found.group()) for found in _VALUE.finditer(words)]
    for wanted in (list(names), [name for name in names if name != "other"]):
        if len(wanted) > 1 and [_KINDS.get(name, "date") for name in wanted] == [kind for kind, _ in values]:
            return dict(zip(wanted, (value for _, value in values), strict=True))
    return {}


def _case_number(words: str) -> str | None:
    found = _CASE_NUMBER.search(words)
    if found:
        return "".join(found.group().split())
    first = words.split()
    return first[0] if first and any(sign.isdigit() for sign in first[0]) else None


def _dates(words: str) -> tuple[dt.date, ...]:
    apart = _RANGE.sub(" - ", words)
    found = dict.fromkeys(date.date for date in find_dates(apart) if date.precision == "day")
    return tuple(found)


def _date(words: str) -> dt.date | None:
    dates = _dates(words)
    return dates[0] if dates else None


def _priority(words: str) -> Literal["standard", "expedited"] | None:
    plain = words.lower()
    if "expedit" in plain or "urgent" in plain:
        return "expedited"
    return "standard" if "standard" in plain or "regular" in plain else None
