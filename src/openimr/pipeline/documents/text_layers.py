"""Whether the text layer of a PDF page can be trusted, and joining it with what OCR reads beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from openimr.domain.documents import Box, Boxes, Page

_FEWEST_SIGNS = 20
_MOST_UNREADABLE = 0.15
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_WORD = re.compile(r"[A-Za-z]+")
_FEWEST_WORDS = 40
_SURELY_COMMON, _FEWEST_COMMON = 0.05, 0.02
"""Every page of English has more of the commonest words than this; a layer of shifted or invented letters has none."""
_MANY_WORDS = 120
"""So many different words without a common one are none: a long table repeats its few."""
_USUAL_VOWELS = (0.27, 0.55)
"""Lists of laboratory values have no common word either, but their letters are those of English."""
_FEWEST_LATIN = 0.4
_COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "date", "day", "days", "did", "do", "dob", "for", "from", "had",
    "has", "have", "he", "her", "his", "i", "if", "in", "injury", "is", "it", "last", "left", "md", "medical", "mg",
    "more", "name", "no", "not", "note", "of", "on", "or", "page", "pain", "patient", "per", "phone", "please",
    "prior", "right", "she", "signed", "than", "that", "the", "there", "this", "to", "under", "was", "were", "which",
    "will", "with", "work", "years", "yes", "you", "your",
})  # fmt: skip

_RAW_WORD = re.compile(r"[^\s\ufffe\x00]+")
_FEW_WORDS = 150
_SLIVER = 0.06
"""A page whose words cover less of it than this has room for a picture of text."""
_ALIKE = 0.6
_NEAR = 2.0


def is_garbled(text: str) -> bool:
    """Whether the layer's letters are not those that are seen: signs without meaning, or no word of any sentence."""
    plain = text.lower().split()
    if sum(map(_COMMON.__contains__, plain)) > _SURELY_COMMON * len(plain) and not _UNREADABLE.search(text):
        return False
    signs = sum(map(len, plain))
    if signs < _FEWEST_SIGNS:
        return False
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * signs:
        return True
    words = _WORD.findall(text)
    if signs >= 4 * _FEWEST_SIGNS and sum(map(len, words)) + sum(map(str.isdigit, text)) < _FEWEST_LATIN * signs:
        return not _has_rules(text, signs)
    if len(words) < _FEWEST_WORDS or common_share(words) >= _FEWEST_COMMON:
        return False
    return (
        len(set(map(str.lower, words))) >= _MANY_WORDS or not _USUAL_VOWELS[0] < _vowel_share(words) < _USUAL_VOWELS[1]
    )


def _vowel_share(words: Sequence[str]) -> float:
    letters = "".join(words).lower()
    return sum(map(letters.count, "aeiou")) / len(letters)


def _has_rules(text: str, signs: int) -> bool:
    """Whether the page is mostly lines to write on: a blank form."""
    return sum(map(text.count, "_.-=*|")) > signs / 2


def common_share(words: Sequence[str]) -> float:
    """How many of the words are among the commonest."""
    return sum(word.lower() in _COMMON for word in words) / max(len(words), 1)


def reads_better(scan: Page, layer: Page) -> bool:
    """Whether OCR found words where the layer has none."""
    return common_share(_WORD.findall(scan.text)) > common_share(_WORD.findall(layer.text))


def has_many_words(raw: str) -> bool:
    """Whether the layer, as PDFium gives it, has too many words to leave room for a picture of others."""
    return len(_RAW_WORD.findall(raw)) > _FEW_WORDS


def leaves_room(page: Page) -> bool:
    """Whether so few words stand on the page that a picture below them may hold others."""
    if len(page.boxes) > _FEW_WORDS or page.size is None:
        return False
    covered = sum((box.right - box.left) * (box.bottom - box.top) for box in page.boxes)
    return covered < _SLIVER * page.size[0] * page.size[1]


def joined(layer: Page, scan: Page) -> Page:
    """The layer's words, and after them those that OCR read elsewhere on the page.

    Where most of what OCR read stands in the layer too, the layer is of the picture itself, and stays alone.
    """
    others = [box for box in scan.boxes if not _is_within(box, layer.boxes)]
    if not others or len(others) < (1 - _ALIKE) * len(scan.boxes):
        return layer
    start = layer.text.rstrip()
    text, boxes = _without(scan, {box.start for box in others}, len(start) + 2)
    everything = (*(box for box in layer.boxes if box.end <= len(start)), *boxes)
    return Page(
        layer.number,
        f"{start}\n\n{text}",
        Boxes(everything),
        is_scan=True,
        confidence=_mean(everything),
        size=layer.size,
    )


def _is_within(box: Box, others: Iterable[Box]) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(
        each.left - _NEAR <= across <= each.right + _NEAR and each.top - _NEAR <= down <= each.bottom + _NEAR
        for each in others
    )


def _without(scan: Page, kept: set[int], at: int) -> tuple[str, Sequence[Box]]:
    """The scan's lines with the kept words only, and their boxes for a text that begins at *at*."""
    boxes = {box.start: box for box in scan.boxes}
    lines: list[str] = []
    placed: list[Box] = []
    for line in _lines(scan.text, boxes):
        words = [scan.text[box.start : box.end] for box in line if box.start in kept]
        for box in line:
            if box.start in kept:
                size = box.end - box.start
                placed.append(Box(at, at + size, box.left, box.top, box.right, box.bottom, box.confidence))
                at += size + 1
        if words or not line:
            lines.append(" ".join(words))
            at += 0 if words else 1
    return "\n".join(lines), placed


def _lines(text: str, boxes: dict[int, Box]) -> Iterator[list[Box]]:
    start = 0
    for line in text.split("\n"):
        yield [boxes[at] for at in range(start, start + len(line)) if at in boxes]
        start += len(line) + 1


def _mean(boxes: Iterable[Box]) -> float | None:
    weights = [(box.end - box.start, box.confidence) for box in boxes]
    letters = sum(size for size, _ in weights)
    return sum(size * confidence for size, confidence in weights) / letters if letters else None
