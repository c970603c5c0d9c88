"""When a statement was true, where its own sentence gives a date."""

from __future__ import annotations

import datetime as dt
import re

from openimr.domain.facts import FactKind
from openimr.pipeline.facts.note import Note
from openimr.text.stems import stemmed

_DATES_IT = re.compile(
    r"(?:\b(?:on|dated|dates?|of|performed|done|underwent|exam(?:ination)?|report|note|visit|seen|evaluat(?:ed|ion)"
    r"|study|taken|completed|signed|x-?rays?|mri|ct|emg(?:/nc[sv])?|uds|surgery|injection|from|in"
    r"|by)\s*(?:on\s*)?[:(]?\s*"
    r"|[(\[]\s*|^\s*)$",
    re.IGNORECASE,
)
_NOT_THIS = stemmed(
    r"\b(?:since|until|through|prior to|before|start(?:ed|ing)?|begin(?:ning)?|born|dob|d\.o\.b\.?|birth|next"
    r"|follow[- ]?up|return|scheduled (?:for|on)|"
    r"(?:injur\w+|accident|trauma|claim|doi|incident)\b[^.;]{0,30})\s*(?:on|from|of|at least|:|in|dated?)?\s*[:(]?\s*$"
)
_PREFERS_BEFORE: frozenset[str] = frozenset(
    {"symptom", "finding", "pain_score", "function", "work_status", "medication", "diagnosis"}
)
_REACH = 70


def statement_date(note: Note, kind: FactKind, start: int, end: int) -> dt.date | None:
    """The date that the sentence of the words from *start* to *end* gives them; None if it gives none.

    A study or a procedure takes the date that stands nearest to it; what was said or seen takes the date
    its sentence opens with ("On 11/16/16 he complained ...").
    """
    low, high = note.sentence_at(start)
    best: tuple[int, dt.date] | None = None
    for date in note.dates_between(low, high):
        if date.precision != "day" or not _dates_statement(note, low, date.start):
            continue
        if date.start >= end and _names_another(note, end, date.start):
            continue
        distance = start - date.end if date.start < start else date.start - end
        if date.start >= end and (kind in _PREFERS_BEFORE or distance > _REACH):
            continue
        if best is None or distance < best[0]:
            best = (max(distance, 0), date.date)
    return best[1] if best else None


def _names_another(note: Note, start: int, end: int) -> bool:
    """Whether another treatment or study stands between, which the date belongs to."""
    between = note.mentions_between(start, end)
    return any(term.kind in ("procedure", "therapy", "imaging") for mention in between for term in mention.meaning)


def _dates_statement(note: Note, low: int, position: int) -> bool:
    """Whether the words before the date at *position* let it date what its sentence says."""
    key = ("dates_statement", low, position)
    if key not in note.told:
        before = note.text[max(low, position - 50) : position]
        note.told[key] = _DATES_IT.search(before) is not None and _NOT_THIS.search(before) is None
    return bool(note.told[key])
