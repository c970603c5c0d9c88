"""Services that go along with another item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.record import Record


def main_item_supported(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether the item that this service goes along with came out favourable; open if there is none."""
    return Reading(truth=question.main_is_favourable)


def main_item_in_dispute(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether an item that this service goes along with is judged in the same determination: yes or no, never open."""
    return Reading(truth=question.main_is_favourable is not None)
