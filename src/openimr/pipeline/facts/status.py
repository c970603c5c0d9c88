"""The status of a mention: present, absent, possible, historical, hypothetical, family or planned.

Cues ("denies", "r/o", "history of") speak of the mentions before or after them until something ends their
scope ("but", "which"). All cues of a text are found in one pass; a mention then asks those of its sentence.
The idea of cue, scope and end of scope is that of NegEx and ConText (Chapman, Harkema and others).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice

from openimr.domain.facts import FactStatus
from openimr.rulebook.context import Cue, Place, cue_finder, section_headings
from openimr.text.sections import Section, find_sections
from openimr.text.sentences import find_sentences

_PRECEDENCE: Sequence[FactStatus] = ("absent", "family", "hypothetical", "historical", "possible", "planned")
"""Which status wins where cues of several reach a mention: "no family history of stroke" is absent."""

_BY_SECTION: Mapping[str, FactStatus] = {
    "past_history": "historical",
    "family_history": "family",
    "discharge_instructions": "hypothetical",
}
"""What a mention is under these headings when no cue says otherwise."""

_BREAK = re.compile(r"[,:;#(]| and ")
_PUNCTUATION = tuple(",;:.)")
_ANSWER = re.compile(r"[^,;.]*[:–=-]\s*")
_NOTHING_MORE = re.compile(r"\s*(?:[,;.\n]|$)")
_JOINT = re.compile(r",? (?:and|or|nor) |[,/]")
_CLAUSE_JOINTS = {"predicate": (",", " and ", ", and "), "seen": (",",)}
"""What may stand before a new clause, by the kind of its verb: "no A and B were seen" is one clause."""

_JOINT_DISTANCE = 40
_NO_AGAIN = re.compile(r"\bno [^,;.]+, no\b[\w ]*$", re.IGNORECASE)
_CHOICE_WORD = re.compile(r" (?:or|nor) |/")
_PREDICATE_WORDS = 1
_AFAR = re.compile(
    r"(?!\s*(?:\w+ )?(?:evidence|signs?|indications?|suggestion|findings?|symptoms?|abnormality)\b)"
    r"\s*[\w'-]+(?: [\w'-]+)* (?:on|upon|over|during|around|near|at|within|along|adjacent to|surrounding)\b"
)
"""Words that tell where something else is denied: in "no tenderness over the fracture" the fracture is there."""

_DENIED_WORDS = 8
"""A denial speaks of things at most so many words after it, or after the last comma, "and" or "or"."""

_OPENING_WORDS = 3
_REMEMBERED = 64


class Context:
    """The cues of one text, found once, ready to tell the status of any mention in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cues = cue_finder().find(text)
        self._starts = [cue.start for cue in self._cues]

    def status(self, start: int, end: int, sentence: tuple[int, int], section: str | None) -> FactStatus:
        """The status of the words from *start* to *end* in their *sentence*, under the heading *section*."""
        found = self._said_before(start, end, sentence) | self._said_after(start, end, sentence[1])
        if "present" in found:
            found.discard("absent")
        for status in _PRECEDENCE:
            if status in found:
                return status
        return _BY_SECTION.get(section or "", "present")

    def _said_before(self, start: int, end: int, sentence: tuple[int, int]) -> set[str]:
        """What the cues of the *sentence* before the mention say of it, the nearest first."""
        found: set[str] = set()
        stopped: set[str] = set()
        denied_from = border = sentence[0]
        last = bisect_left(self._starts, end)
        for place in reversed(self._cues[bisect_left(self._starts, border, 0, last) : last]):
            is_within = place.start >= start
            if is_within and place.end >= end:
                continue
            for cue in place.cues if is_within or place.end <= start else self._cut_short(place, start):
                if cue.status == "stop":
                    if not is_within and not (cue.unless and self._goes_on(cue, place.end, sentence[1])):
                        stopped.update(cue.ends or _PRECEDENCE)
                elif (
                    cue.is_forward
                    and (not is_within or (cue.is_inside and place.start == start))
                    and not (cue.status in stopped or cue.name in stopped)
                    and self._reaches(cue, self._text[place.end : start], place.end, start)
                    and not (cue.is_first and len(self._text[border : place.start].split()) > _OPENING_WORDS)
                ):
                    if cue.status == "absent" and "absent" not in found:
                        denied_from = place.end
                    found.add(cue.status)
        if "absent" in found and (
            self._is_afar(start, denied_from)
            or self._begins_clause(start, end, denied_from)
            or self._is_left_out(start, denied_from, sentence)
        ):
            found.discard("absent")
        return found

    def _cut_short(self, place: Place, start: int) -> tuple[Cue, ...]:
        """What a cue says that runs into the mention at *start*: "no" before "improvement", not "no improvement"."""
        if place.cues[0].status == "stop":
            return place.cues
        return cue_finder().cues_of(self._text[place.start : start].strip()) or place.cues

    def _goes_on(self, stop: Cue, stop_end: int, border: int) -> bool:
        """Whether a list goes on behind the *stop*: "no fever, severe headache or rash" is one list."""
        return any(word in self._text[stop_end:border] for word in stop.unless)

    def _said_after(self, start: int, end: int, border: int) -> set[str]:
        """What the cues between the mention and *border* say of it, the nearest first."""
        found: set[str] = set()
        stopped: set[str] = set()
        first = bisect_left(self._starts, end)
        if first and self._cues[first - 1].end > end:
            first -= 1
        for place in islice(self._cues, first, None):
            if place.start >= border:
                break
            for cue in place.cues:
                if cue.status == "stop":
                    stopped.update(cue.ends or _PRECEDENCE)
                elif (
                    cue.is_backward
                    and not (cue.status in stopped or cue.name in stopped)
                    and self._reaches(cue, self._text[end : place.start], place.end, start)
                ):
                    found.add(cue.status)
        return found

    def _reaches(self, cue: Cue, between: str, cue_end: int, start: int) -> bool:
        """Whether nothing in the words *between* keeps the cue from the mention at *start*."""
        if cue.words is not None and len(between.split()) > cue.words:
            return False
        if cue.is_value:
            return _ANSWER.fullmatch(between) is not None and self._stands_alone(cue, cue_end)
        if (cue.is_narrow and _BREAK.search(between)) or (cue.is_joined and between[:1] in _PUNCTUATION):
            return False
        return self._stands_alone(cue, cue_end) and self._follows(cue, start)

    def _stands_alone(self, cue: Cue, cue_end: int) -> bool:
        return not cue.is_alone or _NOTHING_MORE.match(self._text, cue_end) is not None

    def _follows(self, cue: Cue, start: int) -> bool:
        if not cue.after:
            return True
        before = self._text[max(start - 12, 0) : start].split()
        return bool(before) and before[-1].lower() in cue.after

    def _is_afar(self, start: int, denied_from: int) -> bool:
        """Whether the mention only tells where or when something else was denied."""
        between = self._text[denied_from:start]
        if " " not in between.strip():
            return False
        words = _JOINT.split(between)[-1]
        return len(words.split()) > _DENIED_WORDS or _AFAR.match(words) is not None

    def _is_left_out(self, start: int, denied_from: int, sentence: tuple[int, int]) -> bool:
        """Whether every other item says "no" for itself: "no edema, no clonus, antalgic gait"."""
        said = self._text[sentence[0] : denied_from]
        if not _NO_AGAIN.search(said) or not self._text[denied_from:start].rstrip().endswith(","):
            return False
        return not _CHOICE_WORD.search(self._text, denied_from, sentence[1])

    def _begins_clause(self, start: int, end: int, denied_from: int) -> bool:
        """Whether the mention is the subject of a new clause: "no rash, and appetite is good"."""
        i = bisect_left(self._starts, end)
        cues = self._cues[i].cues if i < len(self._cues) else ()
        predicate = next((cue for cue in cues if cue.status == "predicate"), None)
        if predicate is None or len(self._text[end : self._cues[i].start].split()) > _PREDICATE_WORDS:
            return False
        joints = _JOINT.findall(self._text, max(denied_from, start - _JOINT_DISTANCE), start)
        return bool(joints) and joints[-1] in _CLAUSE_JOINTS[predicate.name]


class _Reading:
    """A text with its cues, sections and sentences."""

    def __init__(self, text: str) -> None:
        self._context = Context(text)
        self._sections: Sequence[Section] = find_sections(text, section_headings())
        self._sentences = find_sentences(text)
        self._section_starts = [section.start for section in self._sections]
        self._sentence_starts = [start for start, _ in self._sentences]

    def status(self, start: int, end: int) -> FactStatus:
        sentence = self._sentences[max(bisect_right(self._sentence_starts, start) - 1, 0)]
        i = bisect_right(self._section_starts, start) - 1
        return self._context.status(start, end, sentence, self._sections[i].name if i >= 0 else None)


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str) -> _Reading:
    return _Reading(text)


def status(text: str, start: int, end: int) -> FactStatus:
    """The status of the mention `text[start:end]`, which may be any words; *text* a note or one sentence.

    No words (*start* equals *end*) have the status of what would stand there.

    Raises:
        ValueError: *start* and *end* are no slice of *text*.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"start and end must lie in order between 0 and {len(text)}")
    return _read(text).status(start, end)


def clear_memory() -> None:
    """Forget the texts read last (kept so that a second mention of the same text costs little)."""
    _read.cache_clear()


def status_in(text: str, start: int, end: int, sentence: tuple[int, int], section: str | None) -> FactStatus:
    """The status of `text[start:end]` in its *sentence*, under the heading *section*."""
    left, right = sentence
    return Context(text[left:right]).status(start - left, end - left, (0, right - left), section)
