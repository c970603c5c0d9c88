from __future__ import annotations

import pytest

from openimr.pipeline.documents.engine import Word
from openimr.pipeline.documents.slips import MENDED, mended


def a_line(*texts: str, confidence: float = 0.9, height: float = 20.0) -> list[Word]:
    """Words of one line, ten dots apart."""
    return [Word(text, at * 110.0, 0.0, at * 110.0 + 100.0, height, confidence) for at, text in enumerate(texts)]


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in words]


def test_lone_stroke_before_a_small_word_is_the_pronoun_and_doubtful() -> None:
    words = mended(a_line("|", "request", "a", "review"))
    assert texts(words) == ["I", "request", "a", "review"]
    assert words[0].confidence == MENDED


def test_stroke_before_a_label_is_the_rule_of_a_table() -> None:
    assert texts(mended(a_line("|", "Phone", "Number", "|"))) == ["Phone", "Number"]


@pytest.mark.parametrize(
    ("read", "meant"),
    [("O8/19/2015", "08/19/2015"), ("1l-02-2015", "11-02-2015"), ("1O", "10"), ("#6O", "#60"), ("5OOmg", "500mg")],
)
def test_letters_like_digits_are_digits_in_dates_and_amounts(read: str, meant: str) -> None:
    word = mended(a_line(read))[0]
    assert word.text == meant
    assert word.confidence <= MENDED


@pytest.mark.parametrize("word", ["Norco", "SLR", "L5-S1", "O2", "0", "Ol", "Lodine", "BIO/LOGI/CALS", "10/325"])
def test_words_are_never_changed(word: str) -> None:
    assert mended(a_line(word))[0] == a_line(word)[0]


def test_ligatures_are_two_letters() -> None:
    assert texts(mended(a_line("ﬁndings", "oﬀ"))) == ["findings", "off"]
