"""The application for independent medical review (DWC Form IMR)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from openimr.domain.spans import Span
from openimr.pipeline.records.checks import ticked
from openimr.pipeline.records.forms import (
    FormReading,
    Words,
    mended_dates,
    read_dates,
    read_injury_dates,
    read_parties,
    scanned,
)
from openimr.pipeline.records.labels import FormLabels, Value, first_values, form_labels, read_values
from openimr.pipeline.records.lists import split_list
from openimr.text.flow import Flow

_DATES = ("application_received", "application_signed", "ur_denial_date", "date_of_birth")
_CASE_NUMBER = re.compile(r"\bCM\s?\d{2}\s?-\s?\d{6,8}\b", re.IGNORECASE)


def read_application(flow: Flow) -> FormReading:
    """All that the application states."""
    form = form_labels("application")
    every = read_values(flow, form)
    values = dict(first_values(every))
    _take_signing_date(every, values)
    dates = read_dates(values, _DATES)
    number = _CASE_NUMBER.search(flow.text)
    words: dict[str, str] = {
        name: values[name].text for name in ("claim_number", "primary_diagnosis") if name in values
    }
    sources = {name: value.sources for name, value in values.items()}
    if number is not None:
        words["case_number"] = re.sub(r"\s", "", number.group()).upper()
        sources["case_number"] = flow.spans(*number.span())
    items = _items(flow, form, every)
    return FormReading(
        dates=dates,
        words=words,
        sources=_renamed(sources),
        dates_of_injury=read_injury_dates(values),
        priority=_priority(values, is_scan=bool(scanned(flow))),
        liability_disputed=_liability(values, is_scan=bool(scanned(flow))),
        items=items,
        parties=read_parties(values),
        mended=mended_dates(values, _DATES, scanned(flow)),
    )


def _take_signing_date(every: Sequence[Value], values: dict[str, Value]) -> None:
    """The signing date is the date beside the signature, not any other date on the form."""
    signature = values.get("signature")
    dated = [value for value in every if value.field == "application_signed"]
    after = [value for value in dated if signature is None or value.label_start > signature.label_start]
    if after:
        values["application_signed"] = after[0]
    elif signature is not None:
        values["application_signed"] = signature


def _priority(values: Mapping[str, Value], *, is_scan: bool) -> Literal["standard", "expedited"] | None:
    value = values.get("review_type")
    choice = ticked(value.text, "regular|standard|expedited", is_scan=is_scan) if value else None
    if choice is None:
        return None
    return "expedited" if choice == "expedited" else "standard"


def _liability(values: Mapping[str, Value], *, is_scan: bool) -> bool | None:
    value = values.get("liability")
    choice = ticked(value.text, "yes|no", is_scan=is_scan) if value else None
    return None if choice is None else choice == "yes"


def _items(flow: Flow, form: FormLabels, every: Sequence[Value]) -> tuple[Words, ...]:
    """The list of disputed items: from its label to the next heading or the signature."""
    listed = next((value for value in every if value.field == "items"), None)
    if listed is None:
        return ()
    stops = [match.start() for match in form.headings.finditer(flow.text, listed.start)]
    stops += [value.label_start for value in every if value.field in ("signature", "application_signed")]
    end = min((stop for stop in stops if stop > listed.start), default=len(flow.text))
    return tuple(
        Words(" ".join(flow.text[start:stop].split()), flow.spans(start, stop))
        for start, stop in split_list(flow, listed.start, end)
    )


def _renamed(sources: Mapping[str, tuple[Span, ...]]) -> dict[str, tuple[Span, ...]]:
    """Sources by the field names of `CaseForms`."""
    names = {"review_type": "priority", "liability": "liability_disputed"}
    return {names.get(name, name): spans for name, spans in sources.items()}
