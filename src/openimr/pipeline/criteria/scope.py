"""Which editions are meant for a request at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from openimr.domain.guidelines import Edition, Question
from openimr.pipeline.criteria.asking import Ask, compile_tests
from openimr.pipeline.criteria.record import Record


def applicable(editions: Sequence[Edition], question: Question, *, record: Record | None = None) -> tuple[Edition, ...]:
    """The editions whose own condition (`applies`) this patient and request meet, in the order given."""
    on_record = record or Record(question.facts)
    return tuple(edition for edition in editions if _is_meant(edition, on_record, question))


def _is_meant(edition: Edition, record: Record, question: Question) -> bool:
    ask = _condition(edition)
    return ask is None or bool(ask(record, question).truth)


@lru_cache(maxsize=1024)
def _condition(edition: Edition) -> Ask | None:
    return None if edition.applies is None else compile_tests(edition.applies, is_closed=True)
