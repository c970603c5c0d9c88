"""The request of an item, from the heading above its guideline lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.corpus.publishers.decisions import WORDS
from openimr.corpus.publishers.lettertext import BORDER, LINE, PAGE, LetterText
from openimr.corpus.publishers.prose import borders

_ORIGINAL = re.compile(
    r"^(?P<original>.+?)\s+(?:was|is|were)\s+the\s+original\s+request\b\s*[.;,]?", re.IGNORECASE | re.DOTALL
)
_WAS_ORIGINAL = re.compile(r"\b(?:was|is|were)\s+the\s+original\s+request\b", re.IGNORECASE)
_REMAINING = re.compile(
    r"\bThe\s+(?:remaining\s+(?:IMR[\s-]*)?(?:eligible\s+)?(?:portion|part|remainder)s?\s+of\s+the\s+)?original\s+request\s*"
    r"(?:that\s+is\s+)?(?:eligible\s+for\s+IMR)?\s*[,:]\s*(?P<request>.+)$|"
    r"\bThe\s+(?:remaining|disputed)\s+(?:IMR[\s-]*eligible\s+)?(?:portion|part|request|item)s?(?:\s+of\s+the\s+(?:original\s+)?request)?"
    r"\s*[,:]\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(
    r"^(?:Decision\s+for|(?:(?:Regarding|For)\s+)?the\s+requests?\s+for|Issue\s+\d+\s*[:.-])\s+", re.IGNORECASE
)
_TWICE = re.compile(rf"^(?P<once>.{{4,}}?)\s*(?:[:–—-]\s*(?:(?:{WORDS})\s*)?)?(?P=once)$", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"[.!?:][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, in the letter's words; `original` where only a part is still in dispute."""

    words: str
    original: str | None = None


def read_request(words: str) -> Request:
    """The request that the heading *words* (without the decision) state."""
    plain = _undoubled(_LEAD.sub("", words.strip(' "“”')).strip())
    original = _ORIGINAL.match(plain)
    remaining = _REMAINING.search(plain, original.end() if original else 0)
    if original is None and remaining is None:
        return Request(plain)
    asked = (
        (remaining.group("request") or remaining.group("rest"))
        if remaining
        else plain[original.end() :]
        if original
        else plain
    )
    request = re.sub(r"\s*,?\s*\b(?:is|are)$", "", asked.strip(" ,:"))
    return Request(request or plain, original.group("original") if original else None)


def without_lead(words: str) -> str:
    """The request without "The request for", "Decision for" and the like before it."""
    return _LEAD.sub("", words)


def _undoubled(words: str) -> str:
    """The half of a heading that was printed twice to look bold."""
    twice = _TWICE.match(words)
    if twice:
        return twice.group("once")
    return words


def heading_start(letter: LetterText, start: int, end: int) -> int:
    """Where the heading that ends at *end* begins, not before *start*.

    Its paragraph's first line where blank lines show paragraphs; else the line after the last one that
    ends a sentence. A heading that tells the original request begins with that sentence.
    """
    begin = _paragraph_start(letter, start, end)
    words = letter.text[begin:end]
    if _REMAINING.search(words) and not _WAS_ORIGINAL.search(words):
        originals = list(_WAS_ORIGINAL.finditer(letter.text, start, begin))
        if originals:
            return _paragraph_start(letter, start, originals[-1].start())
    return begin


def _paragraph_start(letter: LetterText, start: int, end: int) -> int:
    text = letter.text
    position = end
    while True:
        gap = max(
            text.rfind(LINE, start, position), text.rfind(BORDER, start, position), text.rfind(PAGE, start, position)
        )
        if gap < 0:
            return _sentence_start(text, start, end) if position == end else start
        if text[gap + 1 : end].strip() and _ends_paragraph(letter, start, gap, end):
            return gap + 1
        position = gap


def _ends_paragraph(letter: LetterText, start: int, gap: int, end: int) -> bool:
    """Whether a paragraph ends at *gap*."""
    text = letter.text
    if text[gap] == BORDER:
        return True
    if letter.has_borders and text[gap] == LINE:
        return False
    before = text[start:gap].rstrip()
    return not before or (_ENDS.search(before[-4:]) is not None and not _goes_on(text[gap + 1 : end]))


def _goes_on(words: str) -> bool:
    """Whether *words* begin with a stock sentence that follows the original request's sentence."""
    return _WAS_ORIGINAL.search(words) is None and _REMAINING.search(words) is not None


def _sentence_start(text: str, start: int, end: int) -> int:
    """The heading in a text without lines: after the last sentence, stock sentences aside."""
    words = text[start:end]
    places = [left for left, _ in borders(words)]
    if not places:
        return start
    choice = len(places) - 1
    while choice > 0 and _goes_on(words[places[choice] :]):
        choice -= 1
    return start + places[choice]
