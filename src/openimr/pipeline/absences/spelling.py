"""Words with one wrong letter, and words that a line end or a hyphen splits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SHORTEST = 6
_WORD = re.compile(r"[a-z0-9!]{6,}")
_SPLIT = re.compile(r"(?<![a-z])([a-z]{2,})(?:-\s*|[ \t]*\n\s*)([a-z]{2,})(?![a-z])")


class Spelling:
    """Knows a few words and finds what is meant to be one of them."""

    def __init__(self, words: Iterable[str], right: frozenset[str] = frozenset()) -> None:
        """*words* are those looked for; those in *right* are spelt as they should be and mean no other."""
        self._right = right
        self._known = frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())
        self._short: dict[str, str] = {}
        for word in sorted(self._known, key=lambda each: (-len(each), each)):
            if len(word) > _SHORTEST:
                for left in _with_one_left_out(word):
                    self._short.setdefault(left, word)

    def mended(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start and end of every slip in *text* (small letters) and the word that is meant."""
        meant = {word: known for word in set(_WORD.findall(text)) if (known := self._meant(word))}
        if meant:
            for match in _WORD.finditer(text):
                if match.group() in meant:
                    yield match.start(), match.end(), meant[match.group()]
        for match in _SPLIT.finditer(text):
            joined = match.group(1) + match.group(2)
            known = joined if joined in self._known else self._stem_of(joined)
            if known is not None:
                yield match.start(), match.end(), joined

    def _stem_of(self, word: str) -> str | None:
        return next((word[:end] for end in range(len(word), 7, -1) if word[:end] in self._known), None)

    def _meant(self, word: str) -> str | None:
        """The known word that *word* is but for one letter; None if it is known itself, or means none."""
        if word in self._known or word in self._right or word.rstrip("s") in self._right or len(word) > 24:
            return None
        if word in self._short:
            return self._short[word]
        for left in _with_one_left_out(word):
            if left in self._known:
                return None if left + "s" == word or word.startswith(left) else left
            known = self._short.get(left)
            if known is not None and abs(len(known) - len(word)) <= 1 and known[0] == word[0]:
                return known
        return None


def _with_one_left_out(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]
