"""Separators that part no findings, for they stand between two places: "decreased C5 and C6 dermatome sensation"."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?P<level>\b[CTLS]-?\d{1,2}(?:-[CTLS]?\d)?)\s*[,/&]?\s*(?:and|or|through|to)?\s*\Z"
    r"|\b(?P<side>left|right|upper|lower|medial|lateral)\s*,?\s*(?:and|or)?\s*\Z",
    re.IGNORECASE,
)
_AFTER = {
    "level": re.compile(r"\s*[CTLS]-?\d", re.IGNORECASE),
    "side": re.compile(r"\s*(?:left|right|upper|lower|medial|lateral)\b", re.IGNORECASE),
}
_REACH = 24


def joins_alike(text: str, start: int, position: int) -> bool:
    """Whether the separator that ends at *position* stands between two levels or two sides, looking back to *start*."""
    before = _BEFORE.search(text[max(start, position - _REACH) : position])
    return bool(before and before.lastgroup and _AFTER[before.lastgroup].match(text, position))
