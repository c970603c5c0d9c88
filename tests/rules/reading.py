"""The packaged cases of every guideline, for the tests."""

from __future__ import annotations

from collections.abc import Iterator

from openimr.rulebook.guideline_cases import GuidelineCase, packaged_cases
from openimr.rulebook.guidelines import all_guidelines


def rule_cases() -> Iterator[GuidelineCase]:
    """Every packaged case, in the order of the guidelines' ids."""
    for each in all_guidelines():
        yield from packaged_cases(each)
