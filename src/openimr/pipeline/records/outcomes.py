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

_MODIFIED_TO = re.compile(r"modif\w*|partial\w*(?:\s+\w+)?", re.IGNORECASE)
_AFTER_MODIFIED = re.compile(
    r"^\s*(?:[-–:,;]|to|for|as)\s*(?:to\s+|allow\s+|certify\s+|approve\s+)*(?P<part>\S.*)$", re.IGNORECASE | re.DOTALL
)
_GRANT = re.compile(
    r"\b(?<!non-)(?:approv\w+|certif\w+|authoriz\w+|allow\w*)\s+(?:only\s+|for\s+"
    r"|of\s+)*(?P<part>[^.;\n]+)",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^[ ]*(?:Records?\s+(?:considered|reviewed)|Documents?\s+reviewed|Physician\s+reviewer|Reviewed\s+by|Reviewer"
    r"|The\s+employee\s+may|You\s+may\s+dispute|If\s+you\s+disagree|Sincerely|cc\b|Enclosure|Available\s+for"
    r"|This\s+(?:decision|determination)\s+(?:is|was)|Appeal\s+rights|Dispute\s+resolution"
    r"|The\s+injured\s+worker\s+may"
    r"|IMPORTANT|Respectfully|Thank\s+you)",
    re.IGNORECASE | re.MULTILINE,
)
"""How the part of a letter begins that comes after its decisions."""


def read_outcome(words: str) -> Outcome | None:
    """The outcome that *words* name; a part granted is a modification, whatever else is denied."""
    if _MODIFIED.search(words):
        return "modified"
    if _DENIED.search(words):
        return "denied"
    return "approved" if _APPROVED.search(words) else None


def granted_part(words: str) -> str | None:
    """The part that a modification grants, in the letter's words: what stands after "modified to", or is approved."""
    match = _MODIFIED_TO.search(words)
    granted = _AFTER_MODIFIED.match(words[match.end() :]) if match else None
    granted = granted or _GRANT.search(words)
    return (granted["part"].strip(" .") or None) if granted else None
