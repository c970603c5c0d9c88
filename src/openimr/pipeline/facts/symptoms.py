"""Complaints: pain and where it goes, numbness, weakness, sleep, warning signs, and effects of drugs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.sites import keys_of, shared_side, side_in
from openimr.pipeline.facts.voices import Voice
from openimr.pipeline.facts.windows import Piece, pieces_of, sentences_of
from openimr.rulebook.anatomy import BodyMention
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term
from openimr.text.stems import Stemmed, stemmed
from openimr.text.terms import Mention

_FILE = "lexicons/complaints.yaml"
_FELT = frozenset(
    {
        "pain",
        "numbness",
        "tingling",
        "burning",
        "weakness",
        "spasm",
        "stiffness",
        "swelling",
        "locking",
        "instability",
    }
)
"""Complaints that have a place."""

_SEEN_TOO = frozenset({"pain", "spasm", "weakness", "stiffness", "swelling", "locking", "instability", "burning"})
"""What an examiner also writes; under an examination it is a finding, not a complaint."""

_NO_COMPLAINTS = frozenset({"imaging", "electrodiagnostics", "laboratory", "drug_screen", "operative_report"})
"""Their indications repeat what others wrote."""

_LIST_GAP = 30
_CHANGE_NEAR = 60
_SEVERITY_NEAR = 30
_CAUSED_BY = re.compile(
    r"[^.;\n]{0,25}?\b(?:from|with|due to|secondary to|caused by|after taking|on|w/|related to"
    r"|associated with)\s+(?:the\s+|his\s+|her\s+|use of\s+|taking\s+)?",
    re.I,
)
_OVERALL = stemmed(
    r"(?:\A|[.;:]\s*|\b(?:symptoms?|condition|patient|pt|injured worker|overall|he|she)\s+(?:\w+\s+){0,3}?)"
    r"(?:(?:gradually|slowly|overall|much|somewhat|slightly|feels?|feeling|about|reports?|getting|is|are|has"
    r"|have|continues to be|vast|significant|some|no)\s+){0,4}"
    r"(?P<words>improving|improved|improvement|better|worse|worsening|worsened|unchanged|the same|no change"
    r"|no better|no improvement|not improving|not improved)\b(?P<after>\s+\w+)?"
)
_HELPED = re.compile(r"improv|reliev|control|resolv|treat|help|better|for\b", re.I)
_OVERALL_CHANGE = {"better": "improved", "improving": "improved", "improved": "improved", "improvement": "improved"}


def find(note: Note) -> Iterable[Found]:
    """The complaints of *note* with place, radiation, change, and the drug that a side effect is laid to."""
    return iter(()) if note.kind in _NO_COMPLAINTS else _Complaints(note).found()


class _Complaints:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._text = note.text
        self._places = note.places
        self._voices = note.voices

    def found(self) -> Iterator[Found]:
        for sentence, meant in sentences_of(self._note, self._note.of_kind("symptom")):
            voice = self._voices.at(meant[0][0].start)
            kept = [item for item in meant if self._is_complaint(item[0], item[1], voice)]
            if kept:
                yield from self._sentence(sentence, kept)
        yield from self._overall()

    def _is_complaint(self, mention: Mention[Any], term: Term, voice: Voice | None) -> bool:
        if voice in ("plan", "conclusion") or (voice == "examination" and term.concept in _SEEN_TOO):
            return False
        after, before = _not_complaint()
        if after.pattern.match(self._text, mention.end):
            return False
        return term.concept not in _FELT or not before.search(self._text, max(mention.start - 60, 0), mention.start)

    def _sentence(self, sentence: tuple[int, int], meant: Sequence[tuple[Mention[Any], Term]]) -> Iterator[Found]:
        pieces = pieces_of(self._text, sentence, meant)
        cues = [_radiation().search(self._text, piece.last, piece.right) for piece in pieces]
        sites = self._sites(pieces, cues)
        for piece, site, cue in zip(pieces, sites, cues, strict=True):
            for mention, term in piece.mentions:
                found = self._complaint(piece, site, cue, mention, term)
                if found.value != {"concept": "pain"} or found.status != "present":
                    yield found

    def _sites(self, pieces: Sequence[Piece], cues: Sequence[re.Match[str] | None]) -> list[Sequence[BodyMention]]:
        own: list[Sequence[BodyMention]] = []
        for piece, cue in zip(pieces, cues, strict=True):
            right = cue.start() if cue else piece.right
            own.append(self._places.around(piece.left, piece.first, piece.last, right))
        for i in range(len(own) - 2, -1, -1):
            gap = self._text[pieces[i].last : pieces[i + 1].first]
            if not own[i] and len(gap) <= _LIST_GAP and not any(stop in gap for stop in ".;:"):
                own[i] = own[i + 1]
        for i, piece in enumerate(pieces):
            before = (self._goal(pieces[i - 1], cues[i - 1]) or own[i - 1]) if i else ()
            own[i] = own[i] or before or self._places.lead(piece.first)
        return own

    def _goal(self, piece: Piece, cue: re.Match[str] | None) -> Sequence[BodyMention]:
        """Where the pain of *piece* goes; numbness named with it is felt there."""
        if cue is None:
            return ()
        return self._places.until_break(cue.end(), self._places.between(cue.end(), piece.right))

    def _complaint(
        self, piece: Piece, site: Sequence[BodyMention], cue: re.Match[str] | None, mention: Mention[Any], term: Term
    ) -> Found:
        value: dict[str, Any] = {"concept": term.concept, **term.value}
        start, end = mention.start, mention.end
        if term.concept in _FELT:
            value |= self._place(piece, site, cue.start() if cue else piece.right)
            near = [m for m in site if piece.left <= m.start < piece.right]
            start, end = min([start, *(m.start for m in near)]), max([end, *(m.end for m in near)])
            if cue is not None:
                goal = self._goal(piece, cue)
                value |= _radiating(goal, term.concept)
                end = max([end, cue.end(), *(m.end for m in goal)])
            elif _radiation_of().search(self._text, piece.left, piece.first):
                value["concept"] = "radiating_pain" if term.concept == "pain" else term.concept
        change = _change(
            self._text, max(piece.left, piece.first - _CHANGE_NEAR), min(piece.right, piece.last + _CHANGE_NEAR)
        )
        change = change or self._near_change(piece)
        if change:
            value["change"] = change
        severity = _severity().search(self._text, max(piece.left, mention.start - _SEVERITY_NEAR), mention.start)
        if severity and term.concept in _FELT:
            value["severity"] = severity.group().lower()
        self._add_causes(piece, mention, term, value)
        return Found("symptom", start, end, value, self._note.status(mention.start, mention.end))

    def _near_change(self, piece: Piece) -> str | None:
        """Words of more and less tell a change only right beside the complaint ("pain has decreased", "less pain")."""
        for change, (before, after) in _tight().items():
            if before.search(self._text, piece.left, piece.first) or after.pattern.match(
                self._text, piece.last, piece.right
            ):
                return change
        return None

    def _place(self, piece: Piece, site: Sequence[BodyMention], right: int) -> dict[str, Any]:
        keys = keys_of(site)
        if not shared_side(site) and (side := side_in(self._text, piece.last, min(right, piece.last + 20))):
            keys["laterality"] = side
        return keys

    def _add_causes(self, piece: Piece, mention: Mention[Any], term: Term, value: dict[str, Any]) -> None:
        aggravated = _aggravated().search(self._text, piece.last, piece.right)
        if aggravated:
            words = aggravated.group("by") or aggravated.group("by2")
            value["aggravated_by"] = " ".join(words.split())
        if term.concept in _FELT and term.concept not in ("swelling",):
            return
        cause = _CAUSED_BY.match(self._text, mention.end, piece.right)
        if cause is None or _HELPED.search(cause.group()):
            return
        for drug in self._note.drugs_between(cause.end(), cause.end() + 1):
            value["adverse_effect_of"] = drug.meaning.name

    def _overall(self) -> Iterator[Found]:
        """How the patient is as a whole, where no complaint is named ("Gradually improving since last visit")."""
        symptomatic = {self._note.sentence_at(m.start) for m, _ in self._note.of_kind("symptom")}
        for start, end in self._note.sentences:
            if (start, end) in symptomatic or self._voices.at(start) != "complaint" or end - start > 200:
                continue
            match = _OVERALL.search(self._text[start:end])
            if match is not None and self._voices.at(start + match.start("words")) == "complaint":
                change = _change(self._text, start, end) or _OVERALL_CHANGE.get(match.group("words").lower(), "")
                if change:
                    value = {"concept": "overall_condition", "change": change}
                    yield Found("symptom", start + match.start("words"), start + match.end("words"), value, "present")


def _radiating(goal: Sequence[BodyMention], concept: str) -> dict[str, Any]:
    value: dict[str, Any] = {"concept": "radiating_pain"} if concept == "pain" else {}
    if goal:
        value["radiates_to"] = goal[0].body_part
        side = shared_side(goal)
        if side:
            value["radiates_laterality"] = side
    return value


def _change(text: str, start: int, end: int) -> str | None:
    """The change that the words from *start* to *end* tell; what makes it better or worse is no change."""
    for change, pattern in _changes().items():
        match = pattern.search(text, start, end)
        if match is not None:
            return change
    return None


@cache
def _changes() -> Mapping[str, Stemmed]:
    words = read_yaml(_FILE)["change"]
    order = ("unchanged", "improved", "worse")
    return {change: stemmed(rf"\b(?:{'|'.join(words[change])})") for change in order}


@cache
def _tight() -> Mapping[str, tuple[Stemmed, Stemmed]]:
    filler = r"(?:(?:levels?|ha[sd]|have|is|are|was|were|been|also|now|somewhat|slightly|greatly)\s+){0,4}"
    return {
        change: (
            stemmed(rf"\b(?:{'|'.join(listed)})\s+(?:in\s+|of\s+)?(?:\w+\s+){{0,2}}\Z"),
            stemmed(rf"\s*{filler}(?:{'|'.join(listed)})\b(?!\s*(?:with|w/|by|when|on|during|after)\b)"),
        )
        for change, listed in read_yaml(_FILE)["change_beside"].items()
    }


@cache
def _severity() -> Stemmed:
    return stemmed(rf"\b(?:{'|'.join(sorted(read_yaml(_FILE)['severity'], key=len, reverse=True))})\b")


@cache
def _radiation() -> Stemmed:
    return stemmed(rf"\b(?:{'|'.join(read_yaml(_FILE)['radiation'])})")


@cache
def _radiation_of() -> Stemmed:
    return stemmed(r"\b(?:radiation of|radiating|radicular|shooting|radiation of the)\s+(?:\w+\s+){0,2}\Z")


@cache
def _aggravated() -> Stemmed:
    return stemmed("|".join(read_yaml(_FILE)["aggravated"]))


@cache
def _not_complaint() -> tuple[Stemmed, Stemmed]:
    words = read_yaml(_FILE)["not_complaint"]
    before = stemmed(rf"(?:\b|(?<=#))(?:{'|'.join(words['before'])})\Z")
    return stemmed("|".join(words["after"])), before
