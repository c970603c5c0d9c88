"""Sentences of a case summary that state an outcome: the review's own or utilization review's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.text.sentences import find_sentences

_NECESSITY = re.compile(
    r"\b(?:is|are|was|were|be|been|being|as|deemed|considered|found|felt|determined|remains?)\s+(?:\w+\s+){0,3}?"
    r"(?:not\s+)?(?:to\s+be\s+)?(?:not\s+)?medically\s+(?:un)?(?:necessary|reasonable|indicated|warranted|appropriate)"
    r"|\bnot\s+medically\s+(?:necessary|reasonable|indicated|warranted|appropriate)\b"
    r"|\bmedical\s+necessity\b[^.;]{0,60}\b(?:establish|support|demonstrat|substantiat|met\b|shown|affirmed|certified)"
    r"|\b(?:establish|support|demonstrat|substantiat|affirm|certif)\w*\s+(?:the\s+|its\s+)?medical\s+necessity\b",
    re.IGNORECASE,
)
_RULING = re.compile(
    r"\b(?:is|are|was|were|be|been|being|hereby|therefore|stands?)\s+(?:\w+\s+){0,2}?"
    r"(?:partially\s+)?(?:upheld|overturned)\b"
    r"|\b(?:uphold|overturn|upholds|overturns|upholding|overturning)\b"
    r"|\b(?:decision|determination|denial|review|modification|non-?certification)\b[^.;]{0,40}"
    r"\b(?:upheld|overturned|reversed|affirmed)\b"
    r"|^\W*(?:upheld|overturned|partially\s+(?:upheld|overturned))\W*$",
    re.IGNORECASE,
)
_UR = re.compile(
    r"\butilization[\s-]+review|\bUR\b|\bclaims?\s+(?:administrator|adjuster)\b"
    r"|\bpeer\s+review"
    r"|\b(?:prior|previous|original|initial)\s+(?:reviews?(?!\s+of\s)|determinations?|denials?)\b"
    r"|\b(?:was|were|been|is|are)\s+previously\s+(?:denied|modified|reviewed|deemed)\b|\bpreviously\s+non-?\s?certified\b",
    re.IGNORECASE,
)
_UR_OUTCOME = re.compile(
    r"\bnon-?\s?certif|\bden(?:y|ied|ies|ial)|\bmodif(?:y|ied|ies|ication)|\bfailed\s+to\s+(?:approve|certify|authorize)"
    r"|\b(?:un)?authori[sz]ed\b|\b(?:dis)?approved\b|\bcertified\b|\bdisallowed\b|\bnot\s+(?:supported|indicated)\b",
    re.IGNORECASE,
)
_ENDS_WITH_OUTCOME = re.compile(
    r"[\s:;,–—-]*(?:\b(?:is|are|was|were)\s+)?(?:\bhereby\s+)?\b(?:(?:partially\s+|not\s+)*"
    r"(?:upheld|overturned|reversed|affirmed)|(?:not\s+)?medically\s+necessary(?:\s+and\s+appropriate)?)[\s.*]*$",
    re.IGNORECASE,
)
_MAY_STATE = re.compile(
    r"medical|uph|overt|revers|affirm|review|\bUR\b|claims?\s+a|prior|previous|original|initial", re.I
)


@dataclass(frozen=True, slots=True)
class Left:
    """How many sentences of a summary were left out: verdicts of utilization review, and any other verdicts."""

    utilization_review: int = 0
    other: int = 0


NONE_LEFT = Left()


def without_verdicts(summary: str) -> tuple[str, Left]:
    """The summary without the sentences that state an outcome, and how many they were."""
    if not _MAY_STATE.search(summary):
        return summary, NONE_LEFT
    kept: list[str] = []
    ur = other = start = 0
    for low, high in find_sentences(summary):
        whose = _verdict_of(summary[low:high])
        if whose is not None:
            kept.append(summary[start:low])
            start = high
            ur, other = ur + (whose == "ur"), other + (whose == "other")
    return "".join([*kept, summary[start:]]), Left(ur, other)


def without_outcome(request: str) -> str:
    """The words of a request without an outcome that a heading of unknown form left at their end."""
    return _ENDS_WITH_OUTCOME.sub("", request) or request


def _verdict_of(sentence: str) -> str | None:
    """Whose verdict a sentence states: "ur", "other", or None where it states none."""
    if _UR.search(sentence):
        is_verdict = _UR_OUTCOME.search(sentence) or _NECESSITY.search(sentence) or _RULING.search(sentence)
        return "ur" if is_verdict else None
    return "other" if _NECESSITY.search(sentence) or _RULING.search(sentence) else None
