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
    short, long = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
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
    shorter, both = min(len(left), len(right)), len(left) + len(right)
    if shorter < 4 or left.isdigit() or right.isdigit():
        return False
    if left.startswith(right) or right.startswith(left):  # Assoc. and Associates
        return True
    if 2 * shorter < NEAR * both or not _may_be_near(left, right, NEAR * both):
        return False
    letters = SequenceMatcher(None, left, right, autojunk=False)
    return letters.quick_ratio() >= NEAR and letters.ratio() >= NEAR


def _may_be_near(left: str, right: str, needed: float) -> bool:
    """False where the letters that only one of them has keep two words apart: a first look, much cheaper."""
    ours, theirs = _letters(left), _letters(right)
    return 2 * min(len(left) - len(ours - theirs), len(right) - len(theirs - ours)) >= needed


@lru_cache(maxsize=8192)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)
