"""Time between dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.record import Record

DAYS_IN: Mapping[str | None, float] = {None: 1, "day": 1, "week": 7, "month": 30.4375, "year": 365.25}


def days_since_injury(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Time from the latest injury to the day judged, in the unit asked for; open without a date of injury."""
    if not question.injury_dates:
        return NOTHING
    injury = max(question.injury_dates)
    elapsed = (question.as_of - injury).days / DAYS_IN[options.get("unit")]
    return Reading(elapsed, elapsed, values={"value": elapsed, "since": injury})
