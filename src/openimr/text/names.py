"""Whether two names may mean the same person or organization, however they are written."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+")

NEAR = 0.87
"""Letters in common from which two words count as one name: Smith and Smyth do not, Johnson and Johnsson do."""


def is_same_name(left: str, right: str, empty_words: frozenset[str] = frozenset()) -> bool:
    """Whether two names may mean the same person or organization."""
    ours, theirs = _telling_words(left, empty_words), _telling_words(right, empty_words)
    if not ours or not theirs:
        return False
    short, long = sorted((ours, theirs), key=len)
    if len(short) == 1 and len(long) > 1:
        return len(short[0]) > 3 and short[0] in long
    return all(any(_is_like(word, other) for other in long) for word in short)


@lru_cache(maxsize=4096)
def _telling_words(name: str, empty_words: frozenset[str]) -> tuple[str, ...]:
    """Kept for a while: each name of a case is compared with every name of the registry."""
    words = tuple(word for word in _WORD.findall(name.lower()) if word not in empty_words)
    telling = tuple(word for word in words if len(word) > 1)
    return telling or words


def _is_like(left: str, right: str) -> bool:
    if left == right:
        return True
    if left.isdigit() or right.isdigit() or min(len(left), len(right)) < 4:
        return False
    if left.startswith(right) or right.startswith(left):  # Assoc. and Associates
        return True
    if not _may_be_near(left, right):
        return False
    letters = SequenceMatcher(None, left, right, autojunk=False)
    return letters.quick_ratio() >= NEAR and letters.ratio() >= NEAR


def _may_be_near(left: str, right: str) -> bool:
    """False where length alone, or the letters that only one of them has, keep two words apart: a cheap first look."""
    most = min(len(left) - len(set(left) - set(right)), len(right) - len(set(right) - set(left)))
    return 2 * most >= NEAR * (len(left) + len(right))
