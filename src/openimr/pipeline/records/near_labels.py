"""Labels of forms as OCR may misspell them: found by their letters, a few of which may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openimr.text.nearness import slips_between

_SHORTEST = 8
"""A label of fewer letters is too near to other words."""
_SURE = 40
"""A label of so many letters needs no sign after it to be one."""
_EVERY = 8
"""One letter in so many may differ."""
_ALIKE = str.maketrans("1!|i05$", "lllloss")
_SIGN = re.compile(r"[:?;|]\W*\Z")
_HINT = re.compile(r"\s*\([^()]{0,80}\)\s*:?")


@dataclass(frozen=True, slots=True)
class NearLabel:
    """Where a misspelt label stands, and the label as it should be."""

    start: int
    end: int
    label: str


def near_labels(text: str, labels: Iterable[str]) -> Iterator[NearLabel]:
    """Every place where letters much like a label's stand before a sign, or fill a line, in reading order."""
    sought: dict[int, list[tuple[str, str]]] = {}
    for label in sorted(set(labels)):
        letters = _letters(label)
        if len(letters) >= _SHORTEST:
            sought.setdefault(len(label.split()), []).append((letters, label))
    words = list(re.finditer(r"[^\s|]+", text))
    end = 0
    for place, word in enumerate(words):
        if word.start() < end:
            continue
        for size in sorted(sought, reverse=True):
            found = _match(text, words[place : place + size], sought[size]) if place + size <= len(words) else None
            if found is not None:
                yield found
                end = found.end
                break


def _match(text: str, words: list[re.Match[str]], sought: Iterable[tuple[str, str]]) -> NearLabel | None:
    start, end = words[0].start(), words[-1].end()
    written = _letters(text[start:end])
    for letters, label in sought:
        most = len(letters) // _EVERY
        if written[:1] != letters[:1] and written[-1:] != letters[-1:]:
            continue
        if abs(len(written) - len(letters)) <= most and slips_between(written, letters, most) is not None:
            close = _close(text, start, end, len(letters))
            return None if close is None else NearLabel(start, close, label)
    return None


def _close(text: str, start: int, end: int, letters: int) -> int | None:
    """Where the label with its hint and sign ends; None: nothing shows that the words are a label."""
    hint = _HINT.match(text, end)
    if hint is not None:
        return hint.end()
    if _SIGN.search(text[start:end]) or letters >= _SURE:
        return end
    begins_line = not text[:start].rstrip(" |").rpartition("\n")[2]
    ends_line = text[end : end + 1] in ("", "\n")
    return end if begins_line and ends_line else None


def _letters(words: str) -> str:
    """The letters alone, those that look alike in print as one ("rn" and "m", "l" and "1" and "!")."""
    plain = words.lower().replace("rn", "m").replace("vv", "w").translate(_ALIKE)
    return re.sub(r"[\W_]+", "", plain)
