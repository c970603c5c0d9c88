"""Which row of another form speaks of the same treatment, by the words they share."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z]+|\d+(?:[./]\d+)*")
_EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "for",
        "to",
        "and",
        "or",
        "in",
        "on",
        "at",
        "with",
        "without",
        "by",
        "per",
        "as",
        "x",
        "times",
        "time",
        "week",
        "weeks",
        "day",
        "days",
        "qty",
        "quantity",
        "request",
        "requested",
        "treatment",
        "one",
        "unit",
        "units",
        "each",
        "is",
        "are",
    ]
)
_MINIMUM = 0.2


def match_rows(items: Sequence[str], rows: Sequence[str]) -> list[int | None]:
    """For each item the index of the row that fits best and no other item better, None where none fits."""
    scores = sorted(
        ((_likeness(item, row), i, j) for i, item in enumerate(items) for j, row in enumerate(rows)),
        key=lambda score: (-score[0], abs(score[1] - score[2]), score[1]),
    )
    chosen: list[int | None] = [None] * len(items)
    taken: set[int] = set()
    for score, i, j in scores:
        if score >= _MINIMUM and chosen[i] is None and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def _likeness(one: str, other: str) -> float:
    """Share of content words in common, words more than numbers; 1 where one holds the other."""
    left, right = _content(one), _content(other)
    if not left or not right:
        return 0.0
    common = sum(_weight(word) for word in left & right)
    return common / min(sum(map(_weight, left)), sum(map(_weight, right)))


def _weight(word: str) -> float:
    return 0.5 if word[0].isdigit() else 1.0


def _content(words: str) -> frozenset[str]:
    found = _WORD.findall(words.lower().replace(".", ". ").replace("'", ""))
    return frozenset(_stem(word) for word in found if word not in _EMPTY)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
