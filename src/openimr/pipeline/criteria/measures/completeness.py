"""Whether a request says enough to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.matching import is_same_drug
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.record import Record

_SAID_BY: Mapping[str, tuple[str, ...]] = {
    "body_part": ("body_part", "body_parts", "levels"),
    "frequency": ("frequency", "times_per_day", "times_per_week", "sig"),
    "duration": ("duration", "duration_weeks"),
    "quantity": ("quantity", "visits", "days_supply"),
    "visits": ("visits", "quantity"),
}
_PLAIN: Mapping[str, str] = {
    "body_part": "the body part",
    "strength": "the dose",
    "visits": "the number of visits",
    "laterality": "the side",
    "levels": "the level",
}


def request_completeness(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether the request states every one of the option `items`.

    A drug's dose and frequency may also stand in the prescription on record; a treatment's details in
    the physician's own request on record (kind `request`, same topic).
    """
    helpers = _helpers(record, question)
    missing = [item for item in options["items"] if not _is_said(item, question, helpers)]
    return Reading(truth=not missing, values={"missing": listing(missing)} if missing else {})


def _helpers(record: Record, question: Question) -> Sequence[Fact]:
    treatment = question.treatment
    if treatment.category == "medication":
        return [fact for fact in record.of("medication") if is_same_drug(fact, question)]
    return [fact for fact in record.of("request") if fact.value.get("concept") == treatment.topic]


def _is_said(item: str, question: Question, helpers: Sequence[Fact]) -> bool:
    names = _SAID_BY.get(item, (item,))
    if any(getattr(question.treatment, name) not in (None, ()) for name in names):
        return True
    return item != "quantity" and any(fact.value.get(name) for fact in helpers for name in names)


def listing(items: Sequence[str]) -> str:
    """The missing things in words: "the dose", "the dose or the frequency"."""
    words = [_PLAIN.get(item, f"the {item}") for item in items]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
