"""Guideline lines of letters to citations, and back."""

from __future__ import annotations

from openimr.domain.citations import GuidelineLine


def read_guideline_line(text: str) -> GuidelineLine:
    """The citations that one guideline line names."""
    return GuidelineLine(text, (), (text,) if text else ())
