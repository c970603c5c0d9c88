"""From a clinical note to facts, each with its status, date, section and the exact words it came from.

In goes one document's mended text; out come facts in reading order. It never looks beyond that document, never
infers what the words do not say, and never judges whether a treatment is right.
"""

from openimr.pipeline.facts.extract import extract, extract_text

__all__ = ["extract", "extract_text"]
