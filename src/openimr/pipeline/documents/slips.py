"""The few slips of OCR that can be put right without guessing a word: what is mended stays doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from statistics import median

from openimr.pipeline.documents.engine import Word

MENDED = 0.5
"""A mended word is never surer than this: a person is told to look."""

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_DATE = re.compile(r"[\dOolI|]{1,2}(?P<sign>[/-])[\dOolI|]{1,2}(?P=sign)(?:[\dOolI|]{4}|[\dOolI|]{2})[.,;:)]?")
_AMOUNT = re.compile(r"#?[1-9][\dOo]*[Oo][\dOo]*(?:mg|mcg|ml)?[.,;:)]?")
_DIGITS = str.maketrans("OolI|", "00111")
_FEWEST_DIGITS = 4
_TALL = 1.5
_APART = 1.6


def mended(words: Sequence[Word]) -> list[Word]:
    """The words without ligatures, with digits where a date or amount has letters like them, "I" for a lone "|".

    A "|" that is no "I" before a word is the rule of a table, and left out.
    """
    return list(_mended(words)) if words else []


def _mended(words: Sequence[Word]) -> Iterator[Word]:
    height = median(word.bottom - word.top for word in words)
    for word, after in zip_longest(words, words[1:]):
        if word.text != "|":
            yield _with_digits(replace(word, text=word.text.translate(_LIGATURES)))
        elif after is not None and _is_pronoun(word, after, height):
            yield replace(word, text="I", confidence=min(word.confidence, MENDED))


def _with_digits(word: Word) -> Word:
    text = word.text
    digits = sum(map(str.isdigit, text))
    is_date = digits >= _FEWEST_DIGITS and _DATE.fullmatch(text)
    if not is_date and not _AMOUNT.fullmatch(text):
        return word
    number = text.translate(_DIGITS) if is_date else re.sub("[Oo]", "0", text)
    return word if number == text else replace(word, text=number, confidence=min(word.confidence, MENDED))


def _is_pronoun(rule: Word, after: Word, height: float) -> bool:
    """Whether the stroke is as high as a letter, and a small word follows on its line at a word's distance."""
    is_letter = rule.bottom - rule.top < _TALL * height
    is_beside = abs(rule.top + rule.bottom - after.top - after.bottom) < height
    return is_letter and is_beside and 0 < after.left - rule.right < _APART * height and after.text[:1].islower()
