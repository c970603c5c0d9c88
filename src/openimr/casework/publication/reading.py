"""A text as the rules look at it: its words, and which of its characters are clinical and stay."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, cached_property
from typing import NamedTuple

from openimr.casework.publication.lexicon import clinical_words, law_words, lexicon, stay_phrases
from openimr.domain.publications import IdentifierKind
from openimr.rulebook.drugs import find_drugs
from openimr.rulebook.lexicons import concept_finder
from openimr.rulebook.services import find_services
from openimr.text.terms import TermFinder

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`\-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)$")
_JOINT = re.compile(r"\.?[ \t\xa0]{1,2}")
_WRAP = re.compile(r"\.?[ \t]?\n[ \t]*")
_WRAPPED_LINE = 50
"""From this length on a line end is taken for a blank: the line was full."""


_CITING = re.compile(
    r"\bDecision\s+based\s+on\b.{0,3000}?(?=\bDecision\s+rationale|\n\s*\n\s*[A-Z][^\n]{0,60}:|\Z)"
    r"|^[ \t]*(?:references?|bibliography|literature|citations?)(?: cited)?:?[ \t]*\n.{0,4000}?(?=\n\s*\n|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


_RESULT = re.compile(
    r"(?:['’]s)?[ ]?(?:\([+-]\)|\+{1,2}(?!\w)|-(?=[,;.]))|['’]s[ ]-(?=[ ,;.]|$)"
    r"|['’]s[ ](?:is |was |are )?(?:neg|nl|pos|positive|negative|absent|intact|none|normal|equivocal)\b"
    r"|[ ](?:neg|nl|wnl|WNL|n/a|normal|not done)\b"
    r"|[ ](?:\d{1,3}(?:\.\d)?(?:/\d{1,3})?%?|[IV]{1,3}(?:[AaBbCc])?)(?=[,;)]|\.(?:\s|$)|\n)"
)
_LIST_MARK = re.compile(r"(?:^|[,;:(.\n]\s*|[a-z\d] )$")
_PARTICLE = re.compile(r"(?:al|el|ul|ur|bin|ibn|abu|abd|bar|ben|ter|van|von|de|da|di|du|la|le|d|l|o|m|dell)['’‘-][A-Z]")


class Word(NamedTuple):
    """A word at `start` to `end` without a possessive s; `low` is the same in small letters and without accents.

    `is_capital`: it begins with a capital, or has one behind a small particle ("al-Khatib"). `is_initial`: it is one
    capital letter.
    """

    start: int
    end: int
    text: str
    low: str
    is_capital: bool
    is_initial: bool


PEOPLE: frozenset[IdentifierKind] = frozenset({"employee", "physician", "person"})
"""Kinds of identifiers that are names of people."""


class Hit(NamedTuple):
    """What a rule found. Of hits that overlap the one of the lowest `rank` gives the kind."""

    start: int
    end: int
    kind: IdentifierKind
    how: str
    rank: int
    is_doubtful: bool = False


class Reading:
    """One text, its words, and what in it is clinical."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [_word(match) for match in _WORD.finditer(text)]
        self._at = {word.start: index for index, word in enumerate(self.words)}

    @cached_property
    def clinical(self) -> bytearray:
        """1 for each character of a drug, finding, diagnosis, service, or a body or test that stays."""
        mask = bytearray(len(self.text))
        found: list[tuple[int, int, object]] = [*find_drugs(self.text), *find_services(self.text)]
        for start, end, _ in (*found, *concept_finder().find(self.text), *_phrases().find(self.text)):
            mask[start:end] = b"\1" * (end - start)
        self._mark_eponyms(mask)
        return mask

    def _mark_eponyms(self, mask: bytearray) -> None:
        known = lexicon()
        for index, word in enumerate(self.words):
            if not word.is_capital:
                continue
            following = self.tested(index)
            if self._is_result(index) or self._is_case(index):
                mask[word.start : word.end] = b"\1" * (word.end - word.start)
                continue
            if following in known.after_eponym_only and word.low not in known.eponyms:
                continue
            if following in known.after_eponym and word.low not in known.given:
                mask[word.start : word.end] = b"\1" * (word.end - word.start)

    def _is_case(self, index: int) -> bool:
        """Whether a case of law is meant: "apportionment under Escobedo"."""
        word = self.words[index]
        if lexicon().cases.isdisjoint(word.low.split("-")) or self.words[index - 1].low in lexicon().titles:
            return False
        return bool(law_words().search(self.text, max(0, word.start - 90), word.end + 60))

    def _is_result(self, index: int) -> bool:
        """Whether a result follows a test that bears a name: "Jackson's +", "Allen's (-)"."""
        word = self.words[index]
        return bool(_RESULT.match(self.text, word.end)) and bool(
            _LIST_MARK.search(self.text[max(0, word.start - 4) : word.start])
        )

    def tested(self, index: int) -> str:
        """What follows a word with nothing but clinical words between: "score" behind "Harris hip"."""
        at = index + 1
        while at < len(self.words) and at - index < 4 and self.gap(at) in (" ", "'s ", "’s ", "s ", "' ", "’ "):
            if self.words[at].low in lexicon().after_eponym:
                return self.words[at].low
            if self.words[at].low not in clinical_words():
                break
            at += 1
        return ""

    @cached_property
    def citing(self) -> tuple[tuple[int, int], ...]:
        """Where sources are cited and nobody is told of: what a decision is based on, and lists of references."""
        return tuple(match.span() for match in _CITING.finditer(self.text))

    def is_cited(self, position: int) -> bool:
        """Whether something stands among cited sources."""
        return any(start <= position < end for start, end in self.citing)

    def is_clinical(self, word: Word) -> bool:
        """Whether the word is part of something clinical."""
        return bool(self.clinical[word.start])

    def index_at(self, position: int) -> int | None:
        """The number of the word that begins at *position*."""
        return self._at.get(position)

    def index_after(self, position: int) -> int:
        """The number of the first word that begins at *position* or later."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].start < position:
                low = middle + 1
            else:
                high = middle
        return low

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.words[index - 1].end : self.words[index].start] if index else ""

    def joins(self, index: int) -> bool:
        """Whether only a blank parts a word from the one before it: the end of a full line counts as one."""
        gap = self.gap(index)
        before = self.words[index - 1]
        if "." in gap and not (before.is_initial or before.low in lexicon().shortened):
            return False
        if _JOINT.fullmatch(gap) or (gap == "." and before.is_initial):
            return True
        return (
            bool(_WRAP.fullmatch(gap)) and before.start - (self.text.rfind("\n", 0, before.start) + 1) > _WRAPPED_LINE
        )

    def line_of(self, index: int) -> str:
        """The line in which a word stands."""
        start = self.text.rfind("\n", 0, self.words[index].start) + 1
        stop = self.text.find("\n", self.words[index].end)
        return self.text[start : stop if stop >= 0 else len(self.text)]

    def begins_sentence(self, index: int) -> bool:
        """Whether a word is the first of its sentence or line: its capital says nothing there."""
        if index == 0:
            return True
        gap = self.gap(index)
        if "\n" in gap:
            return not self.joins(index)
        return bool(re.search(r"[.!?:;•*|]|\d\)|[-–—] ", gap)) and not self.words[index - 1].is_initial


def _word(match: re.Match[str]) -> Word:
    text = match.group()
    if not text.isalpha() and (cut := _POSSESSIVE.search(text)):
        text = text[: cut.start()]
    begins_upper = text[0].isupper()
    is_capital = begins_upper or (not text.islower() and bool(_PARTICLE.match(text)))
    low = text.lower() if text.isascii() else folded(text.lower().replace("’", "'"))
    start = match.start()
    return Word(start, start + len(text), text, low, is_capital, begins_upper and len(text) == 1)


def folded(text: str) -> str:
    """The letters without their accents: "Villaseñor" and "Villasenor" are one name."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_ACCENTS)


_ACCENTS = dict.fromkeys(range(0x300, 0x370))


@cache
def _phrases() -> TermFinder[bool]:
    return TermFinder((phrase, True) for phrase in stay_phrases())
