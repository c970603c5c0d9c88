"""A fact: one statement of the record about the patient, with its status, date, section and exact words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from openimr.domain.spans import Span

FactKind = Literal[
    "diagnosis",
    "medication",
    "symptom",
    "finding",
    "pain_score",
    "procedure",
    "imaging",
    "test",
    "therapy",
    "function",
    "work_status",
    "event",
    "request",
]

FactStatus = Literal["present", "absent", "possible", "historical", "hypothetical", "family", "planned"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, read from `sources`. `value` holds only what the words say.

    Keys of `value` by kind are listed in docs/reference/fact-vocabulary.md; `value["concept"]`
    is always there. A key that the words do not fill is left out, never invented. `date` is when
    the statement was true (the note's date unless the sentence gives its own), None if unknown.
    `sources` is in reading order; a statement that crosses a page break has one span a page. `doubtful`: it
    rests on words that OCR was unsure of; a person has to look at the page.
    """

    id: str
    kind: FactKind
    text: str
    status: FactStatus
    value: Mapping[str, Any] = field(default_factory=dict)
    date: dt.date | None = None
    section: str | None = None
    sources: tuple[Span, ...] = ()
    doubtful: bool = False
