"""The words by which applications are screened, as data/workflow/screening.yaml states them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class ScreeningWords:
    """`signature`: the label before a signature; `blank`: what stands after it where nobody signed.

    `conditional` says that a denial waits for information, `missing` may say so; `unless_before` stands before such
    words where they are not said of the decision.
    """

    signature: re.Pattern[str]
    blank: re.Pattern[str]
    conditional: re.Pattern[str]
    missing: re.Pattern[str]
    unless_before: re.Pattern[str]


@cache
def screening_words() -> ScreeningWords:
    """The words, compiled once."""
    rows = read_yaml("workflow/screening.yaml")

    def compiled(*patterns: str) -> re.Pattern[str]:
        return re.compile("|".join(patterns), re.IGNORECASE)

    return ScreeningWords(
        compiled(rows["signature"]),
        compiled(rows["blank"]),
        compiled(*rows["conditional"]),
        compiled(*rows["missing_information"]),
        compiled(rows["unless_before"]),
    )
