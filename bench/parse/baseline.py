"""What somebody would write in an afternoon: the same fields of a letter by regular expressions, without spans."""

from __future__ import annotations

import re
from typing import Any

_BLANKS = re.compile(r"\s+")
_FIELDS = {
    "case_number": re.compile(r"Case Number: (\S+)"),
    "date_assigned": re.compile(r"Date Assigned: ([\d/]+)"),
    "date_of_injury": re.compile(r"Date of Injury: ([\d/]+)"),
    "decision_date": re.compile(r"Decision Date: ([\d/]+)"),
    "ur_denial_date": re.compile(r"UR Denial Date: ([\d/]+)"),
    "application_received": re.compile(r"Application Received: ([\d/]+)"),
    "priority": re.compile(r"Priority: (\w+)"),
    "licensure": re.compile(r"State\(s\) of Licensure: (.*?) Certification"),
    "specialty": re.compile(r"Specialty: (.*?) CLINICAL CASE SUMMARY"),
    "age": re.compile(r"(\d+)[ -]year[ -]old"),
    "sex": re.compile(r"year[ -]old (male|female)"),
    "summary": re.compile(r"CLINICAL CASE SUMMARY (.*?) IMR ISSUES, DECISIONS AND RATIONALES"),
}
_PARAGRAPH = re.compile(r"\s*\n\s*\n\s*|\f")
_HEADING = re.compile(r"(.+):\s*(Upheld|Overturned)$", re.DOTALL)
_LABEL = re.compile(r"(Claims Administrator guideline|MAXIMUS guideline|Decision rationale): (.+)", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def split(text: str) -> dict[str, Any]:
    """The fields, the summary's sentences and the items of one letter."""
    top, _, bottom = text.partition("disputed items/services set forth below:")
    plain = _BLANKS.sub(" ", top)
    found = {name: pattern.search(plain) for name, pattern in _FIELDS.items()}
    fields: dict[str, Any] = {name: match.group(1) if match else None for name, match in found.items()}
    fields["sentences"] = _SENTENCE.split(fields["summary"] or "")
    fields["items"] = _items(bottom)
    return fields


def _items(bottom: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for paragraph in _PARAGRAPH.split(bottom):
        heading = _HEADING.match(paragraph)
        if heading:
            items.append({"request": _BLANKS.sub(" ", heading.group(1)), "decision": heading.group(2)})
            continue
        label = _LABEL.match(paragraph)
        if label and items:
            items[-1][label.group(1)] = _BLANKS.sub(" ", label.group(2))
    for item in items:
        item["sentences"] = _SENTENCE.split(item.get("Decision rationale", ""))
    return items
