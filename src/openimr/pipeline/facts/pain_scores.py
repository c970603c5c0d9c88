"""Pain scores of 0 to 10, with and without medication, at rest and in activity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.sites import Places, chained, keys_of
from openimr.rulebook.files import read_yaml
from openimr.text.stems import Stemmed, stemmed

_FILE = "lexicons/pain_scores.yaml"
_NUMBER = r"[0-9]0?(?:\.\d)?"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s?\+)?(?:\s?/\s?10)?(?:\s?(?:-|–|—|to|and)\s?(?P<high>{_NUMBER}))?(?:\s?\+)?"
_OUT_OF_TEN = stemmed(
    rf"{_RANGE}(?:\s?/\s?(?:10|ten)(?![\d/]|\.\d|-\d)|\s+out\s+of\s+(?:a\s+possible\s+)?(?:10|ten)\b"
    r"|\s+(?:on|in|over)\s+(?:a|the|an)?\s*(?:scale\s+of\s+)?(?:\d+\s?(?:-|to)\s?)?(?:10|ten)(?:\s|-)?(?:point)?)"
)
_LEVEL = re.compile(
    rf"[VNPvnp](?<!\w.)(?i:(?:(?<=v)as|(?<=n)prs|(?<=n)rs|(?<=p)ain\s+(?:level|score|rating|scale|intensity|severity)s?)(?:\s+(?:is|was|of|at|from"
    rf"|remains|ranges|ranging|went|decreased|rated|as|currently|reported|has|improved|reduced|dropped|score"
    rf"|level|scale|by|today))*"
    rf"[\s:=]*{_RANGE}(?![\d/%]|\s?(?:/|mg|weeks?|days?|months?|years?|hours?|visits?|out)))"
)
"""Beginning with a set of letters lets a search skip to them."""

_RATED = re.compile(
    rf"[Rr](?<!\w.)(?i:at(?:ed|es?|ing)(?:\s+(?:the|his|her|their|pain|it|this|level|as|at|a|is|of|by|currently|today"
    rf"|being))*\s+{_RANGE}"
    r"(?=\s*(?:[.,;)]|$|\n|with|and|on|at|reported|VAS|in\b|out|without|w/)))"
)
_PAIRED = stemmed(rf"(?P<low>{_NUMBER})(?P<high>(?!))?\s*\((?=[^)]*med)")
_NAMED = stemmed(
    rf"\b(?:least|best|worst|average|avg|currently|current|maximum|minimum)(?:\s+(?:pain|level|is|was"
    rf"|at))*[\s:=]*{_RANGE}"
    r"(?=\s*(?:[.,;)]|$|and\b|with|w/))"
)
_PAIN_WORD = re.compile(r"\b(?:pain|vas|nprs|nrs|ache|aching|sore\w*|discomfort|headaches?|symptoms?)\b", re.IGNORECASE)
_NOT_PAIN = stemmed(
    r"\b(?:visits?|sessions?|page|week|day|motor|strength|mmt|power|grip|ehl|quad\w*|dorsiflex\w*|deltoid|biceps"
    r"|triceps|apgar|gcs|stress|mood"
    r"|sleepiness|fatigue|satisfaction|pinprick"
    r"|anxiety|depression|visual acuity|sleep|itch\w*|ml|score of function)\b[^.;\n]{0,14}\Z"
)
_BESIDE_DRUG = re.compile(
    r"\b(?:(?P<without>without|w/o|off(?: of)?|before(?: taking)?)|with|w/|on|using|after(?: taking)?|taking)"
    r"\s*(?:the |his |her |use of )?\Z",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*\(?(?:(?P<without>without|w/o|off)|with|w/|on)\s*\)?(?=[.;,)]|\s+and\b|\s*\Z|\n)", re.IGNORECASE
)
_MEDICINE = re.compile(r"\b(?:meds?|medic\w+|opioids?|opiates?|pills?|narcotics?)\b", re.IGNORECASE)
_STEPS = re.compile(
    rf"(?P<high>{_NUMBER})(?:\s?/\s?10)?\s*(?:down\s+)?to\s+(?:a\s+|an\s+|about\s+)*"
    rf"(?P<low>{_NUMBER})(?:\s?/\s?10)?"
)
_FROM = re.compile(r"\bfrom\s+(?:(?:a|an|about|around|level)\s+)*\Z", re.IGNORECASE)
_FROM_TO = re.compile(
    rf"\b[Pp]ain\b[^.;\n\d]{{0,50}}?\b(?:from|of)(?:\s+(?:a|an|about|around|level))*\s+(?P<low>{_NUMBER})"
    rf"(?:\s?/\s?10)?\s*(?:down\s+)?to\s+(?:a\s+|an\s+|about\s+)*(?P<high>{_NUMBER})"
    r"(?![\d/%.]\d|\d|\s?(?:%|mg|percent|/|weeks?|days?|months?|years?|hours?|visits?|degrees|on|L\d|[LSCT]\d))"
)
"""Pain that a change took from one score to another ("reduced from 8 to 4")."""

_CHANGE = re.compile(
    r"\b(?:decreas|reduc|improv|drop|lower|went|goes|down|bring|brings|brought|relie|fell|fall|take|took)\w*", re.I
)
_ARROW = stemmed(
    rf"(?P<low>{_NUMBER})(?P<high>(?!))?(?=\s*\(?(?:w/o|w/|with|without|on|off)\s*(?:\w+\s)?(?:meds?\b|medic\w+|rx\b))",
)
_TOP = 10
_JOINED = "0123456789/.#-"
_UNIT = re.compile(r"\s?(?:mg|mcg|ml|%|tab|visits|sessions|\d)", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"(?<!\w)(?<!pain )(?<!rated )(?:on|since|dated|until|seen|date)\s+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Score:
    start: int
    end: int
    low: float
    high: float


def find(note: Note) -> Iterable[Found]:
    """The pain scores of *note*, each with its numbers, what it was measured under, and the part if one is named."""
    scores = list(_scores(note))
    if not scores:
        return
    places = note.places
    for index, score in enumerate(scores):
        sentence = note.sentence_at(score.start)
        left = scores[index - 1].end if index and scores[index - 1].end > sentence[0] else sentence[0]
        right = scores[index + 1].start if index + 1 < len(scores) else sentence[1]
        found = _found(note.text, places, score, left, min(right, sentence[1]), sentence)
        if "with_medication" not in found.value:
            found = _with_drug(note, found, left, min(right, sentence[1]))
        if "with_medication" not in found.value:
            found = _with_the_same(note, found, sentence)
        yield from _before_and_after(note, found, sentence)


def _before_and_after(note: Note, found: Found, sentence: tuple[int, int]) -> Iterator[Found]:
    """Two scores of a pain that medication took "from 8 to 4": the first without it, the second with it."""
    steps = _STEPS.fullmatch(note.text, found.start, found.end)
    if steps is None or not _FROM.search(note.text, sentence[0], found.start) or not _is_drop(steps):
        yield found
    elif found.value.get("with_medication") or _is_by_drug(note, sentence[0], found.start):
        for name, is_with in (("high", False), ("low", True)):
            number = _plain(float(steps.group(name)))
            value = found.value | {"low": number, "high": number, "with_medication": is_with}
            yield replace(found, value=value, status="present")
    else:
        yield found


def _is_drop(steps: re.Match[str]) -> bool:
    return float(steps.group("high")) > float(steps.group("low"))


def _is_by_drug(note: Note, start: int, end: int) -> bool:
    """Whether medication is what changed the pain ("Norco decreases pain from ...")."""
    drugs = note.drugs_between(start, end)
    medicine = _MEDICINE.search(note.text, start, end)
    after = min([*(drug.end for drug in drugs[:1]), *([medicine.end()] if medicine else [])], default=None)
    return after is not None and _CHANGE.search(note.text, after, end) is not None


def _with_the_same(note: Note, found: Found, sentence: tuple[int, int]) -> Found:
    """The score with a bare "with" or "without" that takes up the drug named beside another score of the sentence."""
    bare = _BARE.match(note.text, found.end, sentence[1])
    if bare is None or not (note.drugs_between(*sentence) or _MEDICINE.search(note.text, *sentence)):
        return found
    return replace(found, value=found.value | {"with_medication": bare.group("without") is None}, status="present")


def _with_drug(note: Note, found: Found, left: int, right: int) -> Found:
    """The score with what its own words say of a drug by name: "Without Norco 9/10", "5/10 on Percocet"."""
    tail, head = _tail(note.text[left : found.start]), _head(note.text[found.end : right])
    for start, end in ((found.end, found.end + len(head)), (found.start - len(tail), found.start)):
        for drug in note.drugs_between(start, end):
            said = _BESIDE_DRUG.search(note.text, start, drug.start)
            if said is not None:
                value = found.value | {"with_medication": said.group("without") is None}
                return replace(found, value=value, status="present")
    return found


def _found(text: str, places: Places, score: _Score, left: int, right: int, sentence: tuple[int, int]) -> Found:
    value: dict[str, Any] = {"concept": "pain_score", "low": _plain(score.low), "high": _plain(score.high)}
    before = text[left : score.start]
    after = text[score.end : right]
    tag = _tag(before, after)
    value.update(tag)
    near = places.between(left, score.start)
    if not near and left > sentence[0]:
        near = ()
    value.update(keys_of(chained(text, near)) if near else {})
    value.pop("levels", None)
    return Found("pain_score", score.start, score.end, value, None if "with_medication" not in tag else "present")


def _tag(before: str, after: str) -> dict[str, Any]:
    """What the score was measured under: told after it ("8/10 w/o meds"), else before ("Without medication 8/10")."""
    head = _head(after)
    tags: dict[str, Any] = {}
    for key in ("medication", "condition"):
        for words in (head, _tail(before)):
            meaning = next((name for name, cue in _cues()[key] if cue.search(words)), None)
            if meaning is not None:
                tags |= {"with_medication": meaning == "with"} if key == "medication" else {"condition": meaning}
                break
    return tags


def _head(after: str) -> str:
    """The words after a score that are its own: up to the clause's end."""
    match = re.search(r"[;.]\s|,\s|\band\b|\n\n|\bto\b(?=\s*$)", after)
    own = after[: match.start()] if match else after
    return own[:70]


def _tail(before: str) -> str:
    """The words before a score that are its own: from the last border on, if it is not the score's own comma."""
    borders = list(re.finditer(r"[;.]\s|,\s|\band\b|\n\n", before))
    own = before[borders[-1].end() :] if borders else before
    return own[-70:]


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _scores(note: Note) -> Iterator[_Score]:
    text = note.text
    taken: list[_Score] = []
    for pattern in (_FROM_TO, _OUT_OF_TEN, _LEVEL, _RATED):
        _take(pattern, text, 0, len(text), taken)
    for start, end in sorted({note.sentence_at(score.start) for score in taken}):
        for pattern in (_PAIRED, _NAMED, _ARROW):
            _take(pattern, text, start, end, taken)
    return iter(sorted(taken, key=lambda score: score.start))


def _take(pattern: re.Pattern[str] | Stemmed, text: str, start: int, end: int, taken: list[_Score]) -> None:
    """Add to *taken* what *pattern* reads as a score between *start* and *end*, where nothing is taken yet."""
    for match in pattern.finditer(text, start, end):
        score = _score(match, text, pattern)
        if score is not None and not any(score.start < other.end and other.start < score.end for other in taken):
            taken.append(score)


def _score(match: re.Match[str], text: str, pattern: re.Pattern[str] | Stemmed) -> _Score | None:
    start = match.start("low")
    low = float(match.group("low"))
    high = float(match.group("high") or low)
    if (
        low > 10
        or high > 10
        or (start and text[start - 1] in _JOINED)
        or _NOT_PAIN.search(text, max(start - 40, 0), start)
    ):
        return None
    if pattern in (_RATED, _PAIRED) and not _PAIN_WORD.search(text, max(start - 120, 0), match.end() + 60):
        return None
    if pattern is _LEVEL and low <= 1 and high == _TOP and "/" not in match.group():
        return None  # "a pain scale from 0 to 10" is the scale itself
    if pattern is _FROM_TO and not _CHANGE.search(match.group()):
        return None
    if pattern is _OUT_OF_TEN and not _is_score(match, text):
        return None
    return _Score(match.start() if pattern is _LEVEL else start, match.end(), min(low, high), max(low, high))


def _is_score(match: re.Match[str], text: str) -> bool:
    """Whether "n/10" is no dose and no date ("Percocet 5/10", "11/10")."""
    if _UNIT.match(text, match.end()):
        return False
    return not _DAY_BEFORE.search(text, max(match.start() - 40, 0), match.start())


@cache
def _cues() -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    content = read_yaml(_FILE)
    return {
        key: [
            (name, re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE)) for name, words in content[key].items()
        ]
        for key in ("medication", "condition")
    }
