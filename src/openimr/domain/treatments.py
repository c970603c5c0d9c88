"""A requested treatment in normal form, beside the words it was read from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Laterality = Literal["left", "right", "bilateral"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one disputed item asks for. None or empty: the request does not say.

    `topic` is a slug of data/topics.yaml, None if nothing fits. `name` is the ingredient(s)
    (lower case, "/" between) or the procedure. `quantity` counts units (tablets, injections,
    devices, grams when `form` says so); `visits` counts sessions asked for (upper bound),
    `visits_min` the lower bound of a range. `days_supply` is derived from quantity and sig only
    when both are stated, or stated itself. `levels` are as "L5-S1", "C6". `from_context` names the fields
    that the request leaves open and other words (the RFA's) fill.
    """

    topic: str | None
    category: str | None
    name: str | None
    drug_class: str | None = None
    brand: str | None = None
    strength: str | None = None
    form: str | None = None
    quantity: float | int | None = None
    refills: int | None = None
    sig: str | None = None
    frequency: str | None = None
    times_per_day: float | None = None
    times_per_week: float | None = None
    duration: str | None = None
    duration_weeks: float | None = None
    days_supply: float | int | None = None
    visits: int | None = None
    visits_min: int | None = None
    body_part: str | None = None
    body_parts: tuple[str, ...] = ()
    laterality: Laterality | None = None
    levels: tuple[str, ...] = ()
    supply: Literal["purchase", "rental"] | None = None
    retrospective: bool = False
    service_date: dt.date | None = None
    contrast: Literal["with", "without", "with_and_without"] | None = None
    is_initial: bool | None = None
    is_postoperative: bool = False
    is_associated_service: bool = False
    ingredients: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    from_context: tuple[str, ...] = ()
