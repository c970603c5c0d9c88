"""The request for authorization (DWC Form RFA), as a form or as a letter that stands for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from openimr.pipeline.records.forms import (
    FormReading,
    Words,
    mended_dates,
    read_dates,
    read_injury_dates,
    read_parties,
    scanned,
)
from openimr.pipeline.records.labels import first_values, form_labels, read_values
from openimr.pipeline.records.lists import split_list
from openimr.pipeline.records.tables import Cell, TableWords, read_table
from openimr.rulebook.files import read_yaml
from openimr.text.flow import Flow

_DATES = ("rfa_date", "rfa_received", "date_of_birth")
_COLUMNS = ("service", "procedure_code", "other")
_ASKS = re.compile(
    r"(?:I\s+(?:am\s+)?(?:hereby\s+)?(?:respectfully\s+)?request(?:ing)?\s+authorization\s+(?:for|of)"
    r"|authorization\s+is\s+(?:hereby\s+)?requested\s+for"
    r"|(?:please\s+)?(?:authorize|approve)|(?:requested\s+treatments?|treatments?\s+requested"
    r"|services?\s+requested|requesting)(?=\s*:))"
    r"\s*(?:the\s+following(?:\s+(?:treatments?|services?))?)?\s*[:.]?",
    re.IGNORECASE,
)
_ASK_ENDS = re.compile(
    r"\n\n|^\s*(?:Sincerely|Respectfully|Thank\s+you|Diagnos[ie]s|Signature|Requesting\s+Physician)", re.I | re.M
)


def read_request(flow: Flow) -> FormReading:
    """All that the request states."""
    every = read_values(flow, form_labels("rfa"))
    values = dict(first_values(every))
    signature = values.get("signature")
    dated = [value for value in every if value.field == "rfa_date"]
    after = [value for value in dated if signature and value.label_start > signature.label_start]
    if after:
        values["rfa_date"] = after[0]
    rows = read_table(flow.document, flow.pages, _table_words())
    diagnoses = tuple(_diagnosis(row) for row in rows if "diagnosis" in row)
    sources = {name: value.sources for name, value in values.items()}
    sources["rfa_diagnoses"] = tuple(span for words in diagnoses for span in words.sources)
    return FormReading(
        dates=read_dates(values, _DATES),
        words={"claim_number": values["claim_number"].text} if "claim_number" in values else {},
        sources=sources,
        dates_of_injury=read_injury_dates(values),
        diagnoses=diagnoses,
        items=_items(rows) or _asked(flow),
        parties=read_parties(values),
        mended=mended_dates(values, _DATES, scanned(flow)),
    )


@cache
def _table_words() -> TableWords:
    form = read_yaml("forms/rfa.yaml")
    return TableWords(form["table"], form["table_end"])


def _diagnosis(row: Mapping[str, Cell]) -> Words:
    name, code = row["diagnosis"], row.get("code")
    if code is None:
        return Words(name.text, name.sources)
    return Words(f"{name.text} ({code.text})", (*name.sources, *code.sources))


def _items(rows: Sequence[Mapping[str, Cell]]) -> tuple[Words, ...]:
    """What each row asks for: service, code, and frequency, duration or quantity."""
    found: list[Words] = []
    for row in rows:
        if "service" in row:
            cells = [row[name] for name in _COLUMNS if name in row]
            found.append(Words(" ".join(cell.text for cell in cells), tuple(s for cell in cells for s in cell.sources)))
    return tuple(found)


def _asked(flow: Flow) -> tuple[Words, ...]:
    """What a letter asks for in a list or a sentence."""
    ask = _ASKS.search(flow.text)
    if ask is None:
        return ()
    end = _ASK_ENDS.search(flow.text, ask.end() + 1)
    spans = split_list(flow, ask.end(), end.start() if end else len(flow.text))
    return tuple(Words(" ".join(flow.text[a:b].split()), flow.spans(a, b)) for a, b in spans)
