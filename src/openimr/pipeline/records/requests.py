"""The request for authorization (DWC Form RFA), as a form or as a letter that stands for it."""

from __future__ import annotations

from openimr.pipeline.records.forms import FormReading, read_dates, read_injury_dates, read_parties
from openimr.pipeline.records.labels import first_values, form_labels, read_values
from openimr.text.flow import Flow

_DATES = ("rfa_date", "rfa_received", "date_of_birth")


def read_request(flow: Flow) -> FormReading:
    """All that the request states."""
    every = read_values(flow, form_labels("rfa"))
    values = dict(first_values(every))
    signature = values.get("signature")
    dated = [value for value in every if value.field == "rfa_date"]
    after = [value for value in dated if signature and value.label_start > signature.label_start]
    if after:
        values["rfa_date"] = after[0]
    dates = read_dates(values, _DATES)
    return FormReading(
        dates=dates,
        words={"claim_number": values["claim_number"].text} if "claim_number" in values else {},
        sources={name: value.sources for name, value in values.items()},
        dates_of_injury=read_injury_dates(values),
        parties=read_parties(values),
    )
