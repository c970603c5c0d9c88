"""evaluate: a guideline edition and a question about one patient come in, an Evaluation goes out.

It never chooses the guideline, never writes prose beyond the phrases of the guideline's file, and never
turns silence into an answer: unknown stays unknown in every finding, and how it was closed is said beside it.
"""

from __future__ import annotations

from openimr.pipeline.criteria.changes import Counterfactual, counterfactual, would_change
from openimr.pipeline.criteria.evaluation import evaluate
from openimr.pipeline.criteria.opening import reopened
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.scope import applicable

__all__ = ["Counterfactual", "Record", "applicable", "counterfactual", "evaluate", "reopened", "would_change"]
