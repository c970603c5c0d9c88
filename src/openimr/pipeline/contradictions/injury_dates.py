"""Dates of injury that a record states and the forms do not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from openimr.domain.contradictions import Contradiction, Side
from openimr.domain.documents import Document
from openimr.pipeline.contradictions.things import grounds
from openimr.text.dates import find_dates
from openimr.text.flow import Flow

_LABEL = re.compile(
    r"\b(?:date of (?:the )?(?:industrial )?injury|D\.?O\.?I\.?|date of accident|injured on)\b\W{0,4}", re.IGNORECASE
)
_REACH = 24


def find_injury_dates(records: Sequence[tuple[Document, Flow]], injuries: Sequence[dt.date]) -> list[Contradiction]:
    """One contradiction for each date of injury that the records state and the forms do not; the forms stand."""
    if not injuries:
        return []
    stated: dict[dt.date, list[Side]] = {}
    for document, flow in records:
        for day, start, end in _dates(flow.text):
            if day not in injuries:
                words = " ".join(flow.text[start:end].split())
                spans = flow.spans(start, end)
                side = Side(words, document.date, document.id, document.author, (), spans)
                stated.setdefault(day, []).append(side)
    forms = ", ".join(day.strftime("%m/%d/%Y") for day in injuries)
    of_forms = Side(f"Date of injury: {forms}", None, None, None, (), ())
    return [
        Contradiction("", "the date of injury", (of_forms, *sides), 0, grounds()["form"], "form")
        for _, sides in sorted(stated.items())
    ]


def _dates(text: str) -> Iterator[tuple[dt.date, int, int]]:
    for label in _LABEL.finditer(text):
        mention = next(iter(find_dates(text[label.end() : label.end() + _REACH])), None)
        if mention is not None and mention.precision == "day":
            yield mention.date, label.start(), label.end() + mention.end
