"""The measures that criteria may ask for, by name: pure functions, one noun a file."""

from __future__ import annotations

from openimr.pipeline.criteria.measures.reading import Measure, Reading
from openimr.pipeline.criteria.measures.registry import MEASURES, measure_named

__all__ = ["MEASURES", "Measure", "Reading", "measure_named"]
