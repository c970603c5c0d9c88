"""A service that a request asks for: procedure, image, test, course of visits, device."""

from __future__ import annotations

import re
from dataclasses import replace

from openimr.domain.treatments import Treatment
from openimr.pipeline.treatments.asked import Asked
from openimr.rulebook.services import Service, topic_categories, topic_of
from openimr.text.courses import read_course
from openimr.text.numbers import NUMBER, RANGE, may_hold_number, range_of, value_of, whole
from openimr.text.sigs import read_quantity
from openimr.text.stems import stemmed

_BY_VISIT = frozenset({"therapy", "program", "mental_health", "evaluation", "home_health"})
_LEADING = re.compile(
    rf"^(?:retrospective\s+|associated surgical service:?\s*)?(?P<n>{NUMBER})(?:\s?\(\s?\d+\s?\))?\s+"
    r"(?!(?:to|or|month|week|day|year|hour|view|level|in\b|x\b|%|tesla|point)\b)[A-Za-z]",
    re.IGNORECASE,
)
_SERIES = re.compile(
    rf"(?:\bseries\s+of|\btimes|(?<![\w])[x×]|(?<!injection )#|\bset\s+of|\bno\.)\s*\(?(?P<n>{NUMBER})\)?"
    r"(?!\s*(?:\d|/|-\s*\d|x\b|times|weeks?|wks?|months?|days?|hours?|hrs?|years?|yrs?|mos?\b|per\b|a\s|mg|%|views?|tesla|levels?))",
    re.IGNORECASE,
)
_COUNTED = stemmed(
    rf"(?<![\w./-])(?P<n>{RANGE})\s+(?:[a-z-]+\s+){{0,3}}(?:injections?|blocks?|units?|pairs?|nerve\s+conduction|levels?\s+injections?)\b"
)
_BRACKETED = re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)")
_ORDINAL = re.compile(r"\binjection\s*#\s*\d", re.IGNORECASE)
_LAST = re.compile(rf",\s*(?P<n>{NUMBER})\s*$", re.IGNORECASE)


def service(asked: Asked, governing: Service) -> Treatment:
    """The treatment that *governing* stands for, as *asked* states it."""
    topic = topic_of(governing, asked.circumstances)
    treatment = Treatment(
        topic=topic,
        category=topic_categories()[topic] if topic else governing.category,
        name=_name(asked, governing),
        services=_others(asked, governing),
        ingredients=tuple(dict.fromkeys(i for drug in asked.drugs for i in drug.meaning.ingredients)),
    )
    if governing.category in _BY_VISIT or governing.id == "electrical_stimulation":
        return _with_visits(treatment, asked.text)
    return _with_count(treatment, asked.text)


def _name(asked: Asked, governing: Service) -> str:
    """The service's name; of a wide kind the request's own first words for it ("DME: walker" is a walker)."""
    if not governing.is_umbrella:
        return governing.name
    own = [asked.text[m.start : m.end].lower() for m in asked.services if m.meaning.id == governing.id]
    return next((name for name in own if len(name) > 3), own[0])


def _others(asked: Asked, governing: Service) -> tuple[str, ...]:
    names = (mention.meaning.name for mention in asked.services if mention.meaning.rank >= 12)
    return tuple(dict.fromkeys(name for name in names if name != governing.name))


def _with_visits(treatment: Treatment, text: str) -> Treatment:
    course = read_course(text)
    visits = course.visits
    if visits is None and course.times_per_week is None:
        visits = _count(text)
    counted_hours = treatment.category == "program" and course.hours is not None
    return replace(
        treatment,
        visits=visits,
        visits_min=course.visits_min,
        times_per_week=course.times_per_week,
        duration_weeks=course.duration_weeks,
        duration=course.duration,
        frequency=course.frequency,
        quantity=course.hours if counted_hours else None,
        form="hours" if counted_hours else None,
    )


def _with_count(treatment: Treatment, text: str) -> Treatment:
    course = read_course(text, grid=False)
    is_course = course.visits is not None and course.times_per_week is not None
    return replace(
        treatment,
        quantity=_count(text) if not is_course else None,
        visits=course.visits if is_course or "session" in text.lower() else None,
        visits_min=course.visits_min,
        times_per_week=course.times_per_week,
        frequency=course.frequency,
        duration=course.duration,
        duration_weeks=course.duration_weeks,
    )


def _count(text: str) -> int | None:
    """How many are asked for: "1 trigger point injection", "x 3", "series of two", "QTY: 8"; None if unsaid."""
    if not may_hold_number(text):
        return None
    for pattern in (_SERIES, _COUNTED, _LEADING, _LAST, _BRACKETED):
        match = pattern.search(text)
        if match is None:
            continue
        value = range_of(match.group("n"))[1] if pattern is _COUNTED else value_of(match.group("n"))
        return int(value) if value == int(value) else None
    quantity = None if _ORDINAL.search(text) else read_quantity(text)
    return int(whole(quantity.count)) if quantity and quantity.unit is None else None
