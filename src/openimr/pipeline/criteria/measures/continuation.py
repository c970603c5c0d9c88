"""Whether a request continues an earlier treatment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.courses import ONGOING, mentions
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.measures.visits import treatments_given
from openimr.pipeline.criteria.record import Record

_ONE_COURSE = 7
"""Mentions within so many days are of one prescription: in the emergency room and at the visit after it."""


def is_continuation(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether the same treatment was given before: true with the facts that show it, else false.

    A drug is continued when it is mentioned on two dates, with a start, or as ongoing. Other treatments are
    named by the options `kind` and `concept`; they are continued when one was given in the same region.
    """
    if options.get("kind", "medication") == "medication":
        facts = _earlier_drug(record, question)
    else:
        facts = treatments_given(record, question, options["kind"], options["concept"])
    if facts:
        return Reading(truth=True, facts=facts)
    return Reading(truth=not question.treatment.is_initial if question.treatment.is_initial is not None else False)


def _earlier_drug(record: Record, question: Question) -> Sequence[Fact]:
    found = [fact for fact in mentions(record, question) if fact.section != "past_history"]
    dates = {fact.date for fact in found if fact.date is not None}
    telling = [f for f in found if f.value.get("action") in ONGOING or f.value.get("since") or f.status == "historical"]
    is_spread = bool(dates) and (max(dates) - min(dates)).days > _ONE_COURSE
    return found[:1] if is_spread else telling[:1]
