"""A picture of a page as text: laid straight, recognised, and every word led back to its place on the paper."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from openimr.domain.documents import Box, Boxes, Page
from openimr.pipeline.documents.engine import Word, engine_name, read_words
from openimr.pipeline.documents.layout import reading_order
from openimr.pipeline.documents.slips import mended
from openimr.pipeline.documents.upright import Turn, find_turn

VERSION = 3
"""Raised with every change that makes other text of the same picture: pages kept before are then recognised anew."""
DOUBTFUL_PAGE = 0.6
"""A page whose words are on average surer than this is the right way up, and readable."""
_POINTS = 72.0
_WORDS_TO_JUDGE = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a grey Pillow image, and its size on paper in points."""

    image: Any
    size: tuple[float, float]

    @property
    def dots_per_inch(self) -> float:
        """How finely the paper was scanned."""
        return float(self.image.width) * _POINTS / max(self.size[0], 1.0)


def picture_key(picture: Picture) -> str:
    """The key under which the page of this picture is kept: the same picture, engine and version give the same."""
    width, height = picture.image.size
    said = f"{VERSION} {engine_name()} {width}x{height} {picture.size[0]:.1f}x{picture.size[1]:.1f}"
    return hashlib.sha256(said.encode() + b"\n" + picture.image.tobytes()).hexdigest()


def recognise(picture: Picture, number: int) -> Page:
    """The picture as page *number*; a blank sheet has no text. Raises `NoEngineError` without an engine."""
    turn = find_turn(picture.image)
    if turn is None:
        return Page(number, "", is_scan=True, size=picture.size)
    words = _read(picture, turn)
    if _confidence(words) < DOUBTFUL_PAGE:
        other = _read(picture, turn.flipped())
        if _confidence(other) > _confidence(words):
            turn, words = turn.flipped(), other
    return _page(picture, number, turn, words)


def _read(picture: Picture, turn: Turn) -> list[Word]:
    return mended([word for word in read_words(turn.apply(picture.image), picture.dots_per_inch) if _is_word(word)])


def _is_word(word: Word) -> bool:
    """Whether it is more than a rule, a speck or the edge of a box that the engine took for a sign."""
    if word.text == "|" or any(sign.isalnum() for sign in word.text):
        return True
    return word.confidence >= 0.5 and any(sign not in "|_~-—–=.,'‘’`^°•:;\\/" for sign in word.text)


def _confidence(words: Sequence[Word]) -> float:
    """The mean of the words' confidence weighed by their length; 0 where there are too few to tell."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters >= _WORDS_TO_JUDGE else 0.0


def _page(picture: Picture, number: int, turn: Turn, words: Sequence[Word]) -> Page:
    boxes: list[Box] = []
    lines: list[str] = []
    at = 0
    scale = picture.size[0] / picture.image.width, picture.size[1] / picture.image.height
    for line in reading_order(words, float(turn.size[0])):
        for word in line:
            left, top, right, bottom = turn.rectangle(word.left, word.top, word.right, word.bottom)
            place = left * scale[0], top * scale[1], right * scale[0], bottom * scale[1]
            boxes.append(Box(at, at + len(word.text), *place, word.confidence))
            at += len(word.text) + 1
        lines.append(" ".join(word.text for word in line))
        at += 0 if line else 1
    page = Page(number, "\n".join(lines), Boxes(boxes), is_scan=True, size=picture.size)
    return replace(page, confidence=_confidence(words) if words else None)
