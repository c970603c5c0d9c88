"""Measure names, as guideline files write them."""

from __future__ import annotations

from collections.abc import Mapping

from openimr.errors import RulebookError
from openimr.pipeline.criteria.measures.completeness import request_completeness
from openimr.pipeline.criteria.measures.continuation import is_continuation
from openimr.pipeline.criteria.measures.duration import duration_of_use
from openimr.pipeline.criteria.measures.elapsed import days_since_injury
from openimr.pipeline.criteria.measures.opioid_dose import daily_morphine_equivalents
from openimr.pipeline.criteria.measures.reading import Measure
from openimr.pipeline.criteria.measures.relief import pain_relief

MEASURES: Mapping[str, Measure] = {
    "daily_morphine_equivalents": daily_morphine_equivalents,
    "days_since_injury": days_since_injury,
    "duration_of_use": duration_of_use,
    "is_continuation": is_continuation,
    "pain_relief": pain_relief,
    "request_completeness": request_completeness,
}


def measure_named(name: str) -> Measure:
    """The measure that a guideline file calls *name*."""
    try:
        return MEASURES[name]
    except KeyError:
        raise RulebookError("guidelines", f"no measure is called {name}") from None
