"""Comes in: the pages of a case. Goes out: its documents, what each is, and what the forms state.

Never judges the treatment, and never reads a file name for what its content should say.
"""

from openimr.pipeline.records.cases import index
from openimr.pipeline.records.copied import mark_copied
from openimr.pipeline.records.patients import PatientReading, age_at, read_patient

__all__ = ["PatientReading", "age_at", "index", "mark_copied", "read_patient"]
