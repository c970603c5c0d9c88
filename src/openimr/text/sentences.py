"""Sentence borders in clinical writing, which is telegraphic: a line, a list entry, a clause after a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence

_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z0-9(\[+*-])|\n{2,}|\n(?=\s*(?:\d{1,2}[.)]\s|[-*•]\s))")


def find_sentences(text: str) -> Sequence[tuple[int, int]]:
    """Start and end (half-open) of each sentence of *text*, in order; together they cover every word."""
    sentences: list[tuple[int, int]] = []
    start = 0
    for gap in _END.finditer(text):
        if gap.start() > start:
            sentences.append((start, gap.start()))
        start = gap.end()
    if start < len(text) or not sentences:
        sentences.append((start, len(text)))
    return sentences
