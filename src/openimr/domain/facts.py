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


_SEEN: frozenset[FactKind] = frozenset({"symptom", "finding", "pain_score", "function"})
"""What is seen or told on a day; what was prescribed, done or diagnosed stays so when a note is copied forward."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement, read from `sources`. `value` holds only what the words say.

    Keys of `value` by kind are listed in docs/reference/fact-vocabulary.md; `value["concept"]`
    is always there. A key that the words do not fill is left out, never invented. `date` is when
    the statement was true (the note's date unless the sentence gives its own), None if unknown.
    `sources` is in reading order; a statement that crosses a page break has one span a page. `doubtful`: it
    rests on words that OCR was unsure of; a person has to look at the page. `copied_from`: the words repeat an earlier
    note word for word as part of a longer passage, which begins there; `first_said` is that note's date.
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
    copied_from: Span | None = None
    first_said: dt.date | None = None

    @property
    def observed(self) -> dt.date | None:
        """The day that the statement may be taken as seen: of what was copied forward, the day it was first written."""
        if self.first_said is None or self.date is None or self.kind not in _SEEN:
            return self.date
        return min(self.date, self.first_said)
