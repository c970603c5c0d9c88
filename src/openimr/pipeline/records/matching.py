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
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
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
    return _with_last_pair(chosen, taken, len(rows))


def _with_last_pair(chosen: list[int | None], taken: set[int], rows: int) -> list[int | None]:
    """Where both lists are equally long and one of each is left over, these two belong together."""
    if chosen.count(None) == 1 and rows == len(chosen) > 1:
        chosen[chosen.index(None)] = next(row for row in range(rows) if row not in taken)
    return chosen


def _likeness(one: str, other: str) -> float:
    """Share of content words in common, words more than numbers; 1 where one holds the other."""
    left, right = _content(one), _content(other)
    left, right = _shortened(left, one, right), _shortened(right, other, left)
    if not left or not right:
        return 0.0
    common = sum(_weight(word) for word in left & right)
    return common / min(sum(map(_weight, left)), sum(map(_weight, right)))


def _shortened(words: frozenset[str], text: str, others: frozenset[str]) -> frozenset[str]:
    """The words, with those that the other side writes as initials ("PT", "PRP") put as these initials."""
    plain = [word for word in _WORD.findall(text.lower()) if word[0].isalpha()]
    for size in (4, 3, 2):
        for at in range(len(plain) - size + 1):
            spelled = plain[at : at + size]
            initials = "".join(word[0] for word in spelled)
            if initials in others and initials not in words and min(map(len, spelled)) > 2:
                words = words - {_stem(word) for word in spelled} | {initials}
    return words


def _weight(word: str) -> float:
    return 0.5 if word[0].isdigit() else 1.0


def _content(words: str) -> frozenset[str]:
    found = _WORD.findall(_DOTTED.sub(lambda match: match.group().replace(".", ""), words.lower()))
    return frozenset(_stem(word) for word in found if word not in _EMPTY)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
