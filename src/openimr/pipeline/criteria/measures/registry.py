"""Measure names, as guideline files write them."""

from __future__ import annotations

from collections.abc import Mapping

from openimr.errors import RulebookError
from openimr.pipeline.criteria.measures.company import main_item_in_dispute, main_item_supported
from openimr.pipeline.criteria.measures.completeness import request_completeness
from openimr.pipeline.criteria.measures.continuation import is_continuation
from openimr.pipeline.criteria.measures.corroboration import nerve_root_corroboration
from openimr.pipeline.criteria.measures.duration import duration_of_use
from openimr.pipeline.criteria.measures.elapsed import (
    course_length,
    days_since_injury,
    time_since_last,
    treatment_count,
)
from openimr.pipeline.criteria.measures.opioid_dose import daily_morphine_equivalents
from openimr.pipeline.criteria.measures.radicular import radicular_findings
from openimr.pipeline.criteria.measures.reading import Measure
from openimr.pipeline.criteria.measures.relief import pain_relief, relief_percent, relief_weeks
from openimr.pipeline.criteria.measures.visits import cumulative_visits

MEASURES: Mapping[str, Measure] = {
    "course_length": course_length,
    "cumulative_visits": cumulative_visits,
    "daily_morphine_equivalents": daily_morphine_equivalents,
    "days_since_injury": days_since_injury,
    "duration_of_use": duration_of_use,
    "is_continuation": is_continuation,
    "main_item_in_dispute": main_item_in_dispute,
    "main_item_supported": main_item_supported,
    "nerve_root_corroboration": nerve_root_corroboration,
    "pain_relief": pain_relief,
    "radicular_findings": radicular_findings,
    "relief_percent": relief_percent,
    "relief_weeks": relief_weeks,
    "request_completeness": request_completeness,
    "time_since_last": time_since_last,
    "treatment_count": treatment_count,
}


def measure_named(name: str) -> Measure:
    """The measure that a guideline file calls *name*."""
    try:
        return MEASURES[name]
    except KeyError:
        raise RulebookError("guidelines", f"no measure is called {name}") from None
