"""Daily opioid dose in morphine equivalents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.record import Record
from openimr.rulebook.drugs import Drug, find_drugs

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def daily_morphine_equivalents(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Milligrams of morphine a day that all opioids on record together amount to, at the upper dose written.

    Each opioid counts once, by its newest statement with a dose; the request counts by its own dose when
    it states one. An opioid whose daily dose is not written leaves the sum open above.
    """
    newest = _newest_by_name(record)
    requested = _requested_dose(question)
    doses = {name: _dose(fact) for name, fact in newest.items()}
    if requested is not None and question.treatment.name:
        doses[question.treatment.name] = requested
    if not doses:
        return NOTHING
    known = [dose for dose in doses.values() if dose is not None]
    low = sum(known)
    high = low if len(known) == len(doses) else None
    return Reading(low, high, facts=tuple(newest.values()), values={"value": low})


def _newest_by_name(record: Record) -> dict[str, Fact]:
    current: dict[str, Fact] = {}
    for fact in record.of("medication"):
        name = str(fact.value.get("concept"))
        if _opioid(name) is None or fact.status != "present":
            continue
        if fact.value.get("action") == "stopped":
            current.pop(name, None)
        elif name not in current or _dose(fact) is not None:
            current[name] = fact
    return dict(sorted(current.items(), key=lambda pair: pair[1].date or dt.date.min))


def _dose(fact: Fact) -> float | None:
    value = fact.value
    return _daily(str(value["concept"]), value.get("strength"), value.get("times_per_day"), value.get("units_per_dose"))


def _requested_dose(question: Question) -> float | None:
    treatment = question.treatment
    return _daily(treatment.name or "", treatment.strength, treatment.times_per_day, None)


def _daily(name: str, strength: str | None, times: float | None, units: float | None) -> float | None:
    drug, number = _opioid(name), _NUMBER.search(strength or "")
    if drug is None or number is None or not times:
        return None
    milligrams = float(number.group()) * float(times) * float(units or 1)
    for up_to, factor in drug.mme_by_daily_mg:
        if milligrams <= up_to:
            return milligrams * factor
    return milligrams * drug.mme if drug.mme is not None and "fentanyl" not in drug.ingredients else None


@cache
def _opioid(name: str) -> Drug | None:
    """The opioid of this ingredient name, None for another drug."""
    found = [mention.meaning for mention in find_drugs(name)]
    return next((drug for drug in found if drug.drug_class == "opioid"), None)
