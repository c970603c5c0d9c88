"""Whether a study is named as done or as asked for ("MRI requested", "to rule out", "treatment plan included MRI")."""

from __future__ import annotations

from functools import cache

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.note import Note
from openimr.rulebook.files import read_yaml
from openimr.text.stems import Stemmed, stemmed

_AHEAD = 120
_ASKING_SECTIONS = frozenset({"plan", "work_status"})
_NOT_DONE = frozenset({"planned", "hypothetical", "absent", "family"})


def study_status(note: Note, start: int, end: int) -> FactStatus:
    """The status of the study named at *start* to *end*: planned where the words around it ask for it."""
    sentence = note.sentence_at(start)
    if _is_asked(note.text, start, end, sentence):
        return "planned"
    status = note.status(start, end)
    if status in _NOT_DONE:
        return status
    if status == "historical":  # a past study's result still stands; its date tells when
        status = "present"
    if note.section_at(start) in _ASKING_SECTIONS and not _words("shown").search(note.text, end, sentence[1]):
        return "planned"
    return status


def _is_asked(text: str, start: int, end: int, sentence: tuple[int, int]) -> bool:
    if _words("asked").search(text, sentence[0], start):
        return not _words("shown").search(text, end, sentence[1])
    asked = _words("asked").search(text, end, min(sentence[1], end + _AHEAD))
    return asked is not None and not _words("shown").search(text, end, asked.start())


@cache
def _words(key: str) -> Stemmed:
    return stemmed(rf"(?<!\w)(?:{'|'.join(read_yaml('lexicons/orders.yaml')[key])})(?!\w)")
