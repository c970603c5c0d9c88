"""Guideline lines of letters to citations, and back."""

from openimr.rulebook.citations.reading import read_guideline_line
from openimr.rulebook.citations.writing import write_guideline_line

__all__ = ["read_guideline_line", "write_guideline_line"]
