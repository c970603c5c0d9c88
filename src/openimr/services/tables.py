"""Determinations as a table: one row a disputed item."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Item
from openimr.errors import UsageError

COLUMNS: Sequence[str] = (
    "file",
    "case_number",
    "date_assigned",
    "dates_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
    "priority",
    "licensure",
    "specialties",
    "age",
    "sex",
    "item",
    "request",
    "original_request",
    "topic",
    "category",
    "name",
    "strength",
    "quantity",
    "refills",
    "visits",
    "body_part",
    "laterality",
    "levels",
    "decision",
    "claims_administrator_guideline",
    "claims_administrator_sources",
    "reviewer_guideline",
    "reviewer_sources",
    "rationale",
)
"""Columns in order; lists are joined with "; "."""

_WHOLE = {"age", "item", "refills", "visits"}
_NUMBERS = {"quantity"}


def to_rows(letters: Iterable[Determination]) -> Iterator[dict[str, Any]]:
    """One row a disputed item; absent values are None."""
    for letter in letters:
        for number, item in enumerate(letter.items, start=1):
            yield {**_letter_cells(letter), "item": number, **_item_cells(item)}


def to_csv(letters: Iterable[Determination]) -> str:
    """The rows as CSV with a header line and "\\n" line ends; absent values are empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(to_rows(letters))
    return text.getvalue()


def write_parquet(letters: Iterable[Determination], out: Path | None) -> None:
    """The rows as a Parquet file; raises `UsageError` without a file name or without the extra it needs."""
    if out is None:
        raise UsageError("Parquet is not text: name a file with -o.")
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("Parquet needs the extra: pip install 'openimr[parquet]'.") from None
    schema = pa.schema([(name, _arrow_type(pa, name)) for name in COLUMNS])
    rows = [{**row, "quantity": _float(row["quantity"])} for row in to_rows(letters)]
    out.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), out)


def _arrow_type(pa: Any, column: str) -> Any:
    if column in _WHOLE:
        return pa.int32()
    return pa.float64() if column in _NUMBERS else pa.string()


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


def _letter_cells(letter: Determination) -> dict[str, Any]:
    header = letter.header
    return {
        "file": letter.documents[0].file if letter.documents else None,
        "case_number": header.case_number,
        "date_assigned": _iso(header.date_assigned),
        "dates_of_injury": _joined(map(_iso, header.dates_of_injury)),
        "decision_date": _iso(header.decision_date),
        "ur_denial_date": _iso(header.ur_denial_date),
        "application_received": _iso(header.application_received),
        "priority": header.priority,
        "licensure": _joined(letter.reviewer.licensure),
        "specialties": _joined(letter.reviewer.specialties),
        "age": letter.patient.age,
        "sex": letter.patient.sex,
    }


def _item_cells(item: Item) -> dict[str, Any]:
    asked = item.treatment
    return {
        "request": item.request,
        "original_request": item.original_request,
        "topic": asked.topic,
        "category": asked.category,
        "name": asked.name,
        "strength": asked.strength,
        "quantity": asked.quantity,
        "refills": asked.refills,
        "visits": asked.visits,
        "body_part": asked.body_part,
        "laterality": asked.laterality,
        "levels": _joined(asked.levels),
        "decision": item.decision,
        "claims_administrator_guideline": item.claims_administrator_guideline.text or None,
        "claims_administrator_sources": _sources(item.claims_administrator_guideline),
        "reviewer_guideline": item.reviewer_guideline.text or None,
        "reviewer_sources": _sources(item.reviewer_guideline),
        "rationale": item.rationale.text or None,
    }


def _sources(line: GuidelineLine) -> str | None:
    return _joined(
        " / ".join(part for part in (cited.authority, cited.guideline, cited.edition, cited.section) if part)
        for cited in line.citations
    )


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()


def _joined(parts: Iterable[str | None]) -> str | None:
    return "; ".join(part for part in parts if part) or None
