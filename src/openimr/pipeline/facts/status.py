"""The status of a mention: present, absent, possible, historical, hypothetical, family or planned.

Cues ("denies", "r/o", "history of") speak of the mentions before or after them until something ends their
scope ("but", "which"). All cues of a text are found in one pass; a mention then asks those of its sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache

from openimr.domain.facts import FactStatus
from openimr.rulebook.context import Cue, context_finder, section_headings
from openimr.text.sections import Section, find_sections
from openimr.text.sentences import find_sentences
from openimr.text.terms import Mention

_PRECEDENCE: Sequence[FactStatus] = ("absent", "family", "hypothetical", "historical", "possible", "planned")
"""Which status wins where cues of several reach a mention: "no family history of stroke" is absent."""

_BY_SECTION: Mapping[str, FactStatus] = {
    "past_history": "historical",
    "family_history": "family",
    "discharge_instructions": "hypothetical",
}
"""What a mention is under these headings when no cue says otherwise."""

_NARROW_BREAKS = (",", ":", ";", " and ", "#")
_REMEMBERED = 64


class Context:
    """The cues of one text, found once, ready to tell the status of any mention in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cues: Sequence[Mention[tuple[Cue, ...]]] = context_finder().find(text)
        self._starts = [cue.start for cue in self._cues]

    def status(self, start: int, end: int, sentence: tuple[int, int], section: str | None) -> FactStatus:
        """The status of the words from *start* to *end* in their *sentence*, under the heading *section*."""
        found = set(self._spoken(start, end, sentence))
        for status in _PRECEDENCE:
            if status in found:
                return status
        return _BY_SECTION.get(section or "", "present")

    def _spoken(self, start: int, end: int, sentence: tuple[int, int]) -> list[str]:
        first = bisect_left(self._starts, sentence[0])
        here = bisect_right(self._starts, end - 1, first)
        last = bisect_left(self._starts, sentence[1], here)
        found: list[str] = []
        stopped: set[str] = set()
        for cue in reversed(self._cues[first:here]):
            for meaning in cue.meaning if cue.end <= start else ():
                self._hear(meaning, meaning.is_forward, cue.end, start, start, stopped, found)
        stopped = set()
        for cue in self._cues[here:last]:
            for meaning in cue.meaning:
                self._hear(meaning, meaning.is_backward, end, cue.start, start, stopped, found)
        return found

    def _hear(
        self, cue: Cue, is_toward: bool, left: int, right: int, start: int, stopped: set[str], found: list[str]
    ) -> None:
        """Take in one cue; *left* to *right* is what stands between it and the mention at *start*."""
        if cue.status == "stop":
            stopped.update(cue.ends or _PRECEDENCE)
        elif (
            is_toward
            and cue.status not in stopped
            and cue.status != "none"
            and self._reaches(cue, self._text[left:right])
            and self._follows(cue, start)
        ):
            found.append(cue.status)

    def _reaches(self, cue: Cue, between: str) -> bool:
        if cue.words is not None and len(between.split()) > cue.words:
            return False
        return not (cue.is_narrow and any(mark in between for mark in _NARROW_BREAKS))

    def _follows(self, cue: Cue, start: int) -> bool:
        if not cue.after:
            return True
        before = self._text[max(start - 12, 0) : start].split()
        return bool(before) and before[-1].lower() in cue.after


def status(text: str, start: int, end: int) -> FactStatus:
    """The status of the mention `text[start:end]`, which may be any words; *text* a note or one sentence."""
    context, sections, sentences = _prepared(text)
    return context.status(start, end, _sentence_at(sentences, start), _section_at(sections, start))


def status_in(text: str, start: int, end: int, sentence: tuple[int, int], section: str | None) -> FactStatus:
    """The status of `text[start:end]` in its *sentence*, under the heading *section*."""
    left, right = sentence
    return Context(text[left:right]).status(start - left, end - left, (0, right - left), section)


@lru_cache(maxsize=_REMEMBERED)
def _prepared(text: str) -> tuple[Context, Sequence[Section], Sequence[tuple[int, int]]]:
    return Context(text), find_sections(text, section_headings()), find_sentences(text)


def _sentence_at(sentences: Sequence[tuple[int, int]], position: int) -> tuple[int, int]:
    return next((found for found in reversed(sentences) if found[0] <= position), sentences[0])


def _section_at(sections: Sequence[Section], position: int) -> str | None:
    return next((found.name for found in reversed(sections) if found.start <= position), None)
