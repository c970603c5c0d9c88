"""The utilization review decision letter: each organization has its own form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from openimr.domain.cases import Party
from openimr.domain.spans import Span
from openimr.pipeline.records.authors import signer
from openimr.pipeline.records.findings import read_findings
from openimr.pipeline.records.forms import (
    FormReading,
    mended_dates,
    read_dates,
    read_injury_dates,
    read_parties,
    scanned,
)
from openimr.pipeline.records.labels import Value, first_values, form_labels, read_values
from openimr.pipeline.records.people import CREDENTIALS, PERSON
from openimr.text.dates import find_dates
from openimr.text.flow import Flow

_DATES = ("ur_denial_date", "rfa_received", "rfa_date", "date_of_birth")
_BEHALF = re.compile(r"\bon\s+behalf\s+of\s+(?P<name>[^,\n]+(?:,\s*(?:Inc|LLC|Ltd|Co|Corp)\b\.?)?)", re.IGNORECASE)
_ATTORNEY = re.compile(r"[A-Z][^;\n|:]*?,?\s*(?:Esq\.?|Attorney(?:\s+at\s+Law)?)(?=[;\s,|]|$)")

_RECEIVED = re.compile(
    r"\b(?:request|RFA)\b[^.\n]{0,80}\breceived\b[^.]{0,60}|\breceived\b[^.]{0,40}\b(?:request|RFA)\b[^.]{0,80}", re.I
)


def read_decision(flow: Flow) -> FormReading:
    """All that the utilization review letter states."""
    every = read_values(flow, form_labels("ur_decision"))
    values = dict(first_values(every))
    dates = read_dates(values, _DATES)
    sources = {name: value.sources for name, value in values.items()}
    if "ur_denial_date" not in dates:
        _take_letter_date(flow, dates, sources)
    if "rfa_received" not in dates:
        _take_receipt(flow, dates, sources)
    words = {"claim_number": values["claim_number"].text.split("|")[0].strip()} if "claim_number" in values else {}
    return FormReading(
        dates=dates,
        words=words,
        sources=sources,
        dates_of_injury=read_injury_dates(values),
        findings=read_findings(flow),
        parties=_parties(flow, values),
        mended=mended_dates(values, _DATES, scanned(flow)),
    )


def _take_letter_date(flow: Flow, dates: dict[str, dt.date], sources: dict[str, tuple[Span, ...]]) -> None:
    """The date in the letter's head, where no label names the day of the decision."""
    head = flow.text[:600]
    mention = next((m for m in find_dates(head) if m.precision == "day" and _stands_alone(head, m.start, m.end)), None)
    if mention is not None:
        dates["ur_denial_date"] = mention.date
        sources["ur_denial_date"] = flow.spans(mention.start, mention.end)


def _take_receipt(flow: Flow, dates: dict[str, dt.date], sources: dict[str, tuple[Span, ...]]) -> None:
    """The day that a sentence gives: "we received a Request for Authorization dated 3/29/2016 on 4/1/2016"."""
    for sentence in _RECEIVED.finditer(flow.text):
        for mention in find_dates(sentence.group()):
            if mention.precision == "day" and re.search(r"\bon\s+$", sentence.group()[: mention.start]):
                dates["rfa_received"] = mention.date
                start = sentence.start() + mention.start
                sources["rfa_received"] = flow.spans(start, start + mention.end - mention.start)
                return


def _stands_alone(text: str, start: int, end: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    return not text[line_start:start].strip() and not text[end : line_end if line_end >= 0 else len(text)].strip()


def _parties(flow: Flow, values: Mapping[str, Value]) -> tuple[Party, ...]:
    """Parties named by labels, the organization of the letterhead, whom it acts for, and the attorney copied."""
    found = [party for party in read_parties(values) if party.role not in ("ur_reviewer", "employee_attorney")]
    found.extend(_organization(flow, {party.role for party in found}))
    reviewer = values.get("ur_reviewer")
    person = PERSON.search(flow.text, reviewer.start, reviewer.end) if reviewer else None
    person = person or signer(flow.text)
    if person is not None:
        start, end = person.span()
        found.append(Party("ur_reviewer", " ".join(flow.text[start:end].split()), None, flow.spans(start, end)))
    found.extend(_attorney(flow, values))
    return tuple(found)


def _organization(flow: Flow, known: set[str]) -> list[Party]:
    found: list[Party] = []
    line = re.compile(r"[^\n]*[A-Za-z]{3}[^\n]*").search(flow.text)
    if line is not None and not re.search(CREDENTIALS, line.group()):
        name = re.split(r"\s\|\s|,?\s+\d{2,6}\s", line.group().strip())[0]
        start = flow.text.index(name, line.start())
        found.append(Party("ur_organization", name, None, flow.spans(start, start + len(name))))
    behalf = _BEHALF.search(flow.text)
    if behalf is not None and "claims_administrator" not in known:
        name = behalf["name"].strip()
        found.append(
            Party(
                "claims_administrator", name, None, flow.spans(behalf.start("name"), behalf.start("name") + len(name))
            )
        )
    return found


def _attorney(flow: Flow, values: Mapping[str, Value]) -> list[Party]:
    for field in ("copies", "employee_attorney"):
        value = values.get(field)
        if value is None:
            continue
        match = _ATTORNEY.search(flow.text, value.start, value.end)
        start, end = match.span() if match else (value.start, value.end)
        if match or field == "employee_attorney":
            return [Party("employee_attorney", " ".join(flow.text[start:end].split()), None, flow.spans(start, end))]
    return []
