"""Normalising a request: what governs it, and every field that its words state."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from openimr.domain.treatments import Laterality, Treatment
from openimr.pipeline.treatments import wording
from openimr.pipeline.treatments.asked import Asked, read_asked
from openimr.pipeline.treatments.medicines import medication, supplied, unknown_medicine
from openimr.pipeline.treatments.services import service

_SPINE = frozenset({"cervical spine", "thoracic spine", "lumbar spine"})
_SIDE = re.compile(
    r"\b(?:(?P<both>bilateral(?:ly)?|both|bilat)|(?P<left>left|lt)|(?P<right>right|rt))\b|\((?P<mark>[LR])\)",
    re.IGNORECASE,
)
_COURSE = ("visits", "visits_min", "times_per_week", "frequency", "duration", "duration_weeks")
_PLACE = ("body_part", "body_parts", "laterality", "levels")
_DOSING = ("sig", "times_per_day", "frequency")
_SINGLE = (
    "strength",
    "form",
    "quantity",
    "refills",
    "days_supply",
    "supply",
    "service_date",
    "contrast",
    "is_initial",
    "brand",
)


def normalise(request: str, *, context: str | None = None) -> Treatment:
    """The treatment that *request* asks for.

    Args:
        request: The words of one disputed item.
        context: Words that complete it, as the row of the RFA. A field is taken from there only where the
            request is silent; the treatment lists those fields in `from_context`.
    """
    treatment = _read(request)
    return _completed(treatment, request, context) if context else treatment


def normalise_all(request: str) -> tuple[Treatment, ...]:
    """A treatment for each drug or service that *request* names, the governing one first."""
    text = wording.plain(request)
    asked = read_asked(text)
    lead = _situated(_governed(asked), asked)
    others = [_read(piece) for piece in _pieces(asked, lead)]
    return (lead, *(other for other in others if other.topic or other.category))


def _pieces(asked: Asked, lead: Treatment) -> list[str]:
    """The words of each other drug up to the next one, or the name of each other service."""
    starts = [drug.start for drug in asked.drugs] + [len(asked.text)]
    if asked.is_medication:
        return [
            asked.text[drug.start : starts[place + 1]]
            for place, drug in enumerate(asked.drugs)
            if drug.meaning.name in lead.services
        ]
    return list(lead.services)


def _read(request: str) -> Treatment:
    asked = read_asked(wording.plain(request))
    return _situated(_governed(asked), asked)


def _governed(asked: Asked) -> Treatment:
    if asked.is_medication:
        return medication(asked)
    if asked.governing is None or asked.governing.meaning.category == "medication":
        unknown = unknown_medicine(asked)
        if unknown is not None:
            return unknown
    if asked.governing is None:
        return Treatment(topic=None, category=None, name=None)
    treatment = service(asked, asked.governing.meaning)
    if treatment.category == "medication":
        return supplied(treatment, asked.text, treatment.name or "")
    return treatment


def _situated(treatment: Treatment, asked: Asked) -> Treatment:
    """*treatment* with body parts, side, levels and the other circumstances of the request."""
    text, given = asked.text, asked.circumstances
    parts = tuple(dict.fromkeys(body.body_part for body in asked.bodies))
    if _SPINE.intersection(parts):
        parts = tuple(part for part in parts if part != "spine")
    levels = tuple(dict.fromkeys(level for body in asked.bodies for level in body.levels))
    return replace(
        treatment,
        body_part=parts[0] if parts else None,
        body_parts=parts,
        laterality=_laterality(asked, parts),
        levels=levels,
        supply=wording.supply(text),
        retrospective=wording.is_retrospective(text),
        service_date=wording.service_date(text),
        contrast=wording.contrast(text) if treatment.category == "imaging" else None,
        is_initial=wording.is_initial(text),
        is_postoperative=given.is_postoperative,
        is_associated_service=given.is_associated,
    )


def _laterality(asked: Asked, parts: tuple[str, ...]) -> Laterality | None:
    """The side of the first part; where that has none and no other part could own it, the side stated apart."""
    if parts:
        sides = {body.laterality for body in asked.bodies if body.body_part == parts[0] and body.laterality}
        if sides:
            return next(iter(sides)) if len(sides) == 1 else "bilateral"
    if len(parts) > 1:
        return None
    named = {_side(match) for match in _SIDE.finditer(asked.text)}
    if not named:
        return None
    return named.pop() if len(named) == 1 else "bilateral"


def _side(match: re.Match[str]) -> Laterality:
    if match.group("both"):
        return "bilateral"
    mark = match.group("mark") or ""
    return "left" if match.group("left") or mark.lower() == "l" else "right"


def _completed(treatment: Treatment, request: str, context: str) -> Treatment:
    """*treatment* with what only *context* states; a context about something else is left aside."""
    other = _read(context)
    topic = treatment.topic
    if topic is None:
        topic = _read(f"{request}; {context}").topic
    if other.topic not in (None, topic) and other.name != treatment.name:
        return treatment
    taken: dict[str, object] = {}
    for group in (_COURSE, _PLACE, _DOSING, *((name,) for name in _SINGLE)):
        if all(_is_silent(getattr(treatment, name)) for name in group if name not in taken):
            taken.update({n: getattr(other, n) for n in group if n not in taken and not _is_silent(getattr(other, n))})
    for name in ("topic", "name", "category", "drug_class", "ingredients"):
        value = topic if name == "topic" else getattr(other, name)
        if _is_silent(getattr(treatment, name)) and not _is_silent(value):
            taken[name] = value
    order = [field.name for field in fields(Treatment) if field.name in taken]
    return replace(treatment, **taken, from_context=tuple(order))  # type: ignore[arg-type]  # names and values are Treatment's own


def _is_silent(value: object) -> bool:
    return value is None or value == ()
