"""Sentences of a letter's running text, each with the words it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.corpus.publishers.lettertext import LetterText
from openimr.domain.determinations import Passage, Sentence

_STOP = re.compile(r"[.!?](?:[\"'”’)\]]*\s+(?=[A-Z0-9\"“'‘(\[#])|(?<=[a-z0-9)][.!?])(?=[A-Z][a-z]+\s))")

_ABBREVIATION = re.compile(
    r"""(?:\b(?:dr|mr|mrs|ms|st|jr|sr|vs|no|nos|fig|approx|dept|inc|e\.g|i\.e|cf|al|pg|pp|vol|ch|sec|ed|st|pt|
        approx|temp|max|min|hx|dx|tx|rx|wt|ht|lt|rt|est|ave|mt|ft|gen|prof|reg)
      | (?:^|[\s(])[A-Z]
      | ^[\s"“(]*\d{1,2}
      )\.$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a stop that ends no sentence: "Dr. Lee", "vs. 2014", "J. Lee", "2. The next"."""

_ABBREVIATION_ENDS = frozenset(
    {
        *("dr", "mr", "rs", "ms", "st", "jr", "sr", "vs", "no", "os", "ig", "ox", "pt", "nc", "cf", "al", "pg", "pp"),
        *("ol", "ch", "ec", "ed", "mp", "ax", "in", "hx", "dx", "tx", "rx", "wt", "ht", "lt", "rt", "ve", "mt", "ft"),
        *("en", "of", "eg"),
    }
)
"""The last two letters of whatever ends so; looked at first, they spare most searches."""


def borders(words: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of running text, in order; blanks between them belong to none."""
    start = 0
    for stop in _STOP.finditer(words):
        end = stop.end()
        if _is_abbreviation(words, start, stop.start()):
            continue
        yield start, len(words[:end].rstrip()) if words[end - 1].isspace() else end
        start = end
    if start < len(words):
        yield start, len(words)


def _is_abbreviation(words: str, start: int, stop: int) -> bool:
    """Whether the sign at *stop* ends an abbreviation or a number of the sentence that begins at *start*."""
    last = words[max(start, stop - 2) : stop]
    if words[stop] != "." or (len(last) == 2 and last.isalpha() and last.lower() not in _ABBREVIATION_ENDS):
        return False
    return _ABBREVIATION.search(words[max(start, stop - 8) : stop + 1]) is not None


def passage(letter: LetterText, start: int, end: int) -> Passage:
    """The words from *start* to *end* and their sentences, with sources."""
    start, end = strip(letter.text, start, end)
    words = letter.plain(start, end)
    sentences = tuple(
        Sentence(words[left:right], letter.spans(start + left, start + right)) for left, right in borders(words)
    )
    return Passage(words, sentences)


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """*start* and *end* with the blanks of both edges left out."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
