"""What utilization review decided, from its words."""

from __future__ import annotations

import re
from typing import Literal

Outcome = Literal["denied", "modified", "approved"]

OUTCOME_WORDS = (
    r"(?:conditionally\s+)?non[\s-]?certif\w+|(?:is|are|was|were|be"
    r"|been)?\s*not\s+(?:being\s+)?(?:medically\s+necessary|certified|authorized|approved|supported)"
    r"|medical\s+necessity\s+(?:is|has|was)?\s*(?:not\s+)(?:been\s+)?(?:established|supported)"
    r"|adverse(?:ly)?\s+determin\w+|disapprov\w+|den(?:y|ied|ial)|withh[eo]ld"
    r"|modif(?:y|ied|ication)|partial(?:ly)?(?:[\s-]+(?:certified|certification|approved|authorized|approval))?"
    r"|certified\s+with\s+modification"
    r"|(?:conditionally\s+)?certif(?:y|ied|ication)|approv(?:e|ed|al)|authoriz(?:e|ed|ation)|medically\s+necessary"
)
_MODIFIED = re.compile(r"modif|partial", re.IGNORECASE)
_DENIED = re.compile(r"non[\s-]?certif|\bnot\b|den(?:y|ied|ial)|adverse|disapprov|withh[eo]ld", re.IGNORECASE)
_APPROVED = re.compile(r"certif|approv|authoriz|medically\s+necessary", re.IGNORECASE)


def read_outcome(words: str) -> Outcome | None:
    """The outcome that *words* name; a part granted is a modification, whatever else is denied."""
    if _MODIFIED.search(words):
        return "modified"
    if _DENIED.search(words):
        return "denied"
    return "approved" if _APPROVED.search(words) else None
