"""Findings of the physical examination: tests, sensation, strength, reflexes, motion, gait, tenderness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.motion import arc_after, find_motions, is_limited
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.outcomes import Outcome, Outcomes, reflex_grade, strength_grade
from openimr.pipeline.facts.sites import Keys, keys_of, shared_side, side_end, side_in
from openimr.pipeline.facts.two_sides import SideBySide, Told
from openimr.pipeline.facts.windows import Meant, Piece, pieces_of, sentences_of
from openimr.rulebook.anatomy import BodyMention
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term
from openimr.text.stems import Stemmed, stemmed
from openimr.text.terms import Mention

_FILE = "lexicons/exam.yaml"
_SIGN_READS = {"positive": "positive", "negative": "absent", "absent": "absent"}
_SIGN_NEAR = 14
_TENDON_REACH = 200
_DIFFUSE = stemmed(
    r"\b(?:diffuse\w*|global\w*|generali[sz]ed|non-?\s?dermatomal|stocking|glove|nonanatomic|non-anatomic)\b"
)
_DERMATOMAL = stemmed(r"\bdermatom\w*|\bdistribution\b")
_MYOTOMAL = stemmed(r"\bmyotom\w*")
_ALWAYS_EXAM = frozenset(
    {"tenderness", "trigger_points", "taut_band", "twitch_response", "joint_line_tenderness", "lordosis_loss"}
)
_EITHER_VOICE = frozenset({"red_flags"})
_LACK = re.compile(r"\black of\b[^.;]*\Z", re.I)
_CARRIED = frozenset({"range_of_motion", "spasm", "tenderness"})
_CARRY = 250
_NO_EXAMINATION = frozenset({"imaging", "electrodiagnostics", "laboratory", "drug_screen"})
_LIST_GAP = 30
_SHORT = 4
_TWO_SIDED = frozenset({"test", "reflex", "nerve"})
_SIDE_NEAR = 24
_SIDE_BEFORE = re.compile(r"(?:\b(?:left|right|bilat\w*|rt|lt|b/l)|(?<![\w'])[LRB])[ ]+\Z", re.I)
_ELSEWHERE = re.compile(r"\b(?:otherwise|elsewhere|remaind\w+|all others?)\b", re.I)
"""What comes after is not said of what was named before ("4/5 left EHL, otherwise 5/5")."""

_EXCEPT = re.compile(r"\b(?:except|with the exception of|other than|apart from|aside from)\b", re.I)
_DESTINED = frozenset({"referred_pain", "twitch_response"})
"""Signs of a muscle; the part that the pain goes to is not where they are."""

_KEPT_STATUS = frozenset({"historical", "hypothetical", "family", "planned"})


def find(note: Note) -> Iterable[Found]:
    """The examination findings of *note* with result, place, side, levels, pattern and grade."""
    return iter(()) if note.kind in _NO_EXAMINATION else _Examination(note).findings()


class _Examination:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._text = note.text
        self._places = note.places
        self._voices = note.voices
        self._outcomes = Outcomes(note.text)
        self._side_by_side = SideBySide(note.text, note.places, self._outcomes)
        self._limits: dict[int, int] = {}
        self._measured: list[tuple[int, int]] = []
        self._last_site: tuple[int, Sequence[BodyMention]] = (-_CARRY, ())

    def findings(self) -> Iterator[Found]:
        yield from self._motions()
        for sentence, meant in sentences_of(self._note, self._examined()):
            pieces = pieces_of(self._text, sentence, meant)
            rights = [*(piece.left for piece in pieces[1:]), sentence[1]]
            self._limits = {piece.first: right for piece, right in zip(pieces, rights, strict=True)}
            sites = self._muscles_of(pieces, self._sites(pieces))
            for piece, site in zip(pieces, sites, strict=True):
                for mention, term in piece.mentions:
                    yield from self._finding(piece, self._carried(piece, site, term), mention, term)

    def _examined(self) -> Sequence[Meant]:
        """What is examined, by its name, or a tendon by its grade alone ("Left Achilles 1+, right 2+")."""
        named = list(self._note.of_kind("finding"))
        reflexes = {self._note.sentence_at(m.start) for m, term in named if term.concept == "reflexes"}
        for match in _tendons().finditer_near(self._text, _TENDON_REACH):
            sentence = self._note.sentence_at(match.start())
            if sentence not in reflexes:
                reflexes.add(sentence)
                term = Term("finding", "reflexes")
                named.append((Mention(*match.span("tendon"), (term,)), term))
        return sorted(named, key=lambda meant: meant[0].start)

    def _sites(self, pieces: Sequence[Piece]) -> list[Sequence[BodyMention]]:
        """The place of each piece: its own, or that of the neighbour it is listed with, or the lead."""
        own = [self._places.around(piece.left, piece.first, piece.last, piece.right) for piece in pieces]
        for i in range(len(own) - 2, -1, -1):
            if not own[i] and _is_listed(self._text, pieces[i], pieces[i + 1]):
                own[i] = own[i + 1]
        for i, piece in enumerate(pieces):
            if not own[i]:
                own[i] = (own[i - 1] if i else ()) or self._places.lead(piece.first)
        return own

    def _muscles_of(
        self, pieces: Sequence[Piece], sites: Sequence[Sequence[BodyMention]]
    ) -> list[Sequence[BodyMention]]:
        """The places of *pieces*, where "pain referred to the head" is put in the muscle that was felt."""
        kept: list[Sequence[BodyMention]] = []
        felt: Sequence[BodyMention] = ()
        for piece, site in zip(pieces, sites, strict=True):
            if any(term.concept in _DESTINED for _, term in piece.mentions):
                nearer = [mention for mention in site if mention.start < piece.last]
                site = nearer or felt or self._last_site[1] or self._places.lead(piece.first)
            felt = site or felt
            kept.append(site)
        return kept

    def _carried(self, piece: Piece, site: Sequence[BodyMention], term: Term) -> Sequence[BodyMention]:
        """A motion or spasm without a place is about the part examined just before."""
        if site:
            self._last_site = (piece.last, site)
        elif term.concept in _CARRIED and piece.first - self._last_site[0] < _CARRY:
            return self._last_site[1]
        return site

    def _finding(self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], term: Term) -> Iterator[Found]:
        voice = self._voices.at(mention.start)
        family = _family_of().get(term.concept)
        if term.concept not in _EITHER_VOICE and not self._is_examined(voice, family, term.concept):
            return
        value: dict[str, Any] = {"concept": term.concept, **term.value}
        if "result" in term.value:
            yield self._deficit(piece, site, mention, value)
        elif family is None:
            yield self._sign(piece, site, mention, value)
        elif family == "motion":
            yield from self._motion(piece, site, mention, value)
        else:
            yield from self._tested(piece, site, mention, value, family)

    def _is_examined(self, voice: str | None, family: str | None, concept: str) -> bool:
        if voice == "plan":
            return False
        if voice == "conclusion":
            return family is not None
        return voice != "complaint" or family == "test" or concept in _ALWAYS_EXAM

    def _tested(
        self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], value: dict[str, Any], family: str
    ) -> Iterator[Found]:
        told = self._told(piece, family)
        for one in told:
            yield self._told_finding(piece, site, mention, dict(value), one, told[0])
        outcome = None if told else self._outcome(piece, mention, value["concept"], _reads()[family])
        if outcome is not None and not _ELSEWHERE.search(self._text, piece.last, max(outcome.start, piece.last)):
            excepted = _EXCEPT.search(self._text, max(outcome.end, piece.last), piece.right)
            if excepted:
                piece = replace(piece, right=excepted.start())
                site = [part for part in site if part.start < piece.right]
            yield self._with_result(piece, site, mention, value, outcome)

    def _told(self, piece: Piece, family: str) -> Sequence[Told]:
        """The results of *piece* side by side ("positive on the left, negative on the right"), if it has several."""
        if family not in _TWO_SIDED:
            return ()
        return self._side_by_side.told(piece, self._limits.get(piece.first, piece.right), family, _reads()[family])

    def _told_finding(
        self,
        piece: Piece,
        site: Sequence[BodyMention],
        mention: Mention[Any],
        value: dict[str, Any],
        one: Told,
        first: Told,
    ) -> Found:
        """The finding that *one* of several results makes; a part named once, with the first, is that of all."""
        own = self._places.between(one.start, one.end)
        own = own or self._places.overlapping(*mention[:2]) or self._places.between(first.start, first.end)
        own = own or [part for part in site if part.start < piece.first]
        if one is first:
            return self._with_result(replace(piece, right=one.end), own, mention, value, one.outcome)
        bare = [part if part.start >= one.start else replace(part, laterality=None) for part in own]
        cut = Piece(piece.mentions, one.start, one.start, one.start, one.end)
        return self._with_result(cut, bare, mention, value, one.outcome)

    def _with_result(
        self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], value: dict[str, Any], outcome: Outcome
    ) -> Found:
        value["result"] = outcome.result
        if outcome.grade:
            value["grade"] = outcome.grade
        return self._found(piece, site, mention, value, outcome, self._status(mention))

    def _motion(
        self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], value: dict[str, Any]
    ) -> Iterator[Found]:
        """Motion in words, with the arc if one is given ("ROM minimally decreased, 0-90")."""
        words = self._text[mention.start : mention.end]
        if (len(words) <= _SHORT and not words.isupper()) or self._is_measured(mention.start):
            return
        outcome = self._outcomes.around(piece.left, piece.first, piece.last, piece.right, _reads()["motion"])
        arc = arc_after(self._text, piece.last, piece.right)
        if arc is not None:
            value["degrees"] = arc.degrees
        if outcome is not None and not self._is_measured(outcome.start):
            yield self._with_result(piece, site, mention, value, outcome)
        elif arc is not None:
            limited = is_limited(arc.degrees, keys_of(site).get("body_part"))
            value |= {} if limited is None else {"result": "limited" if limited else "normal"}
            yield self._found(piece, site, mention, value, Outcome(arc.start, arc.end, ""), self._status(mention))

    def _is_measured(self, position: int) -> bool:
        return any(start <= position < end for start, end in self._measured)

    def _outcome(self, piece: Piece, mention: Mention[Any], concept: str, reads: Mapping[str, str]) -> Outcome | None:
        outcome = self._outcomes.around(piece.left, piece.first, piece.last, piece.right, reads)
        graded: Outcome | None = None
        if concept in ("strength", "grip_strength"):
            graded = strength_grade(self._text, piece.last, piece.right) or strength_grade(
                self._text, piece.left, piece.first
            )
        elif concept == "reflexes":
            graded = reflex_grade(self._text, piece.last, piece.right) or reflex_grade(
                self._text, piece.left, piece.first
            )
        if graded is not None and (outcome is None or outcome.result != "untestable"):
            return graded
        return outcome

    def _deficit(
        self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], value: dict[str, Any]
    ) -> Found:
        """A named loss ("hypoesthesia"); denied, the thing looked for is normal."""
        status = self._note.status(mention.start, mention.end)
        if status == "absent":
            denied = not _LACK.search(self._text, max(mention.start - 40, 0), mention.start)
            value["result"] = "normal" if denied else value["result"]
            status = "present"
        grade = strength_grade(self._text, piece.left, piece.right) if value["concept"] == "strength" else None
        if grade and grade.grade and value["result"] != "normal":
            value["grade"] = grade.grade
        return self._found(piece, site, mention, value, grade, status)

    def _sign(self, piece: Piece, site: Sequence[BodyMention], mention: Mention[Any], value: dict[str, Any]) -> Found:
        """A sign that is there or not there ("No atrophy", "Effusion: negative")."""
        status = self._note.status(mention.start, mention.end)
        near = min(piece.right, mention.end + _SIGN_NEAR)
        outcome = self._outcomes.around(mention.start, mention.start, mention.end, near, _SIGN_READS)
        if outcome is not None and outcome.result == "absent" and status == "present":
            status = "absent"
        return self._found(piece, site, mention, value, None, status)

    def _status(self, mention: Mention[Any]) -> FactStatus:
        """A test with a result was done, whatever the result; only time and person are asked."""
        status = self._note.status(mention.start, mention.end)
        return status if status in _KEPT_STATUS else "present"

    def _found(
        self,
        piece: Piece,
        site: Sequence[BodyMention],
        mention: Mention[Any],
        value: dict[str, Any],
        outcome: Outcome | None,
        status: FactStatus,
    ) -> Found:
        value.update(self._keys(piece, site, value))
        pattern = self._pattern(piece, value)
        if pattern:
            value["pattern"] = pattern
        if pattern == "dermatomal" and "levels" in value:
            value["levels"] = _roots(value["levels"])
        near = [m for m in site if piece.left <= m.start < piece.right]
        starts = [mention.start, *(m.start for m in near), *([outcome.start] if outcome else [])]
        ends = [mention.end, *(m.end for m in near), *([outcome.end] if outcome else [])]
        end = max(ends)
        if "laterality" in value:
            end = side_end(self._text, end, min(piece.right, end + _SIDE_NEAR))
        start = min(starts)
        if "laterality" in value and (side := _SIDE_BEFORE.search(self._text, max(start - 12, 0), start)):
            start = side.start()
        return Found("finding", start, end, value, status)

    def _keys(self, piece: Piece, site: Sequence[BodyMention], value: Mapping[str, Any]) -> Keys:
        concept = value["concept"]
        place = _places().get(concept, value.get("body_part"))
        if place == "":
            return {}
        keys = keys_of(site)
        own = shared_side([mention for mention in site if piece.left <= mention.start < piece.right])
        near = side_in(self._text, piece.last, piece.right) or side_in(self._text, piece.left, piece.first)
        side = (near or own if place else own or near) or shared_side(site)
        side = side or self._led_side(piece, place or keys.get("body_part"))
        if place:
            keys = {"body_part": place} | ({"levels": keys["levels"]} if "levels" in keys else {})
        if side:
            keys["laterality"] = side
        return keys

    def _led_side(self, piece: Piece, body_part: str | None) -> str | None:
        """The side that the lead gives to its own part ("Right knee: ... tender lateral patella")."""
        lead = self._places.lead(piece.first)
        return shared_side(lead) if lead and lead[0].body_part == body_part else None

    def _pattern(self, piece: Piece, value: Mapping[str, Any]) -> str | None:
        if value["concept"] not in ("sensation", "strength", "hypersensitivity") or value.get("result") in (
            "normal",
            "untestable",
        ):
            return None
        if _DIFFUSE.search(self._text, piece.left, piece.right):
            return "diffuse"
        if _MYOTOMAL.search(self._text, piece.left, piece.right):
            return "myotomal"
        if value["concept"] == "strength":
            return "myotomal" if "levels" in value else None
        if "levels" in value or _DERMATOMAL.search(self._text, piece.left, piece.right):
            return "dermatomal"
        return None

    def _motions(self) -> Iterator[Found]:
        """Motion in degrees, one finding a sentence."""
        moved = [mention.start for mention, term in self._note.of_kind("finding") if term.concept == "range_of_motion"]
        for sentence in dict.fromkeys(self._note.sentence_at(start) for start in moved):
            motions = list(find_motions(self._text, *sentence))
            if motions and self._note.voices.at(motions[0][0]) != "plan":
                yield self._measured_motion(sentence, motions)

    def _measured_motion(self, sentence: tuple[int, int], motions: Sequence[tuple[int, int, str, Any]]) -> Found:
        first, last = motions[0][0], motions[-1][1]
        self._measured.append((first, last))
        keys = keys_of(self._places.around(sentence[0], first, last, sentence[1]) or self._places.lead(first))
        keys.pop("levels", None)
        degrees = {name: number for _, _, name, number in motions}
        value: dict[str, Any] = {"concept": "range_of_motion", "degrees": degrees}
        said = self._outcomes.around(sentence[0], first, last, sentence[1], _reads()["motion"])
        limited = is_limited(degrees, keys.get("body_part"))
        if said is not None:
            value["result"] = said.result
        elif limited is not None:
            value["result"] = "limited" if limited else "normal"
        return Found("finding", first, last, value | keys, "present")


def _is_listed(text: str, piece: Piece, following: Piece) -> bool:
    """Whether two pieces stand in one list ("spasm and limited motion of the neck")."""
    between = text[piece.last : following.first]
    return len(between) <= _LIST_GAP and not any(stop in between for stop in ".;:")


def _roots(levels: Sequence[str]) -> list[str]:
    """A dermatome has a root, not a segment: "L4-L5" of a dermatome is L4 and L5."""
    return list(dict.fromkeys(root for level in levels for root in level.split("-")))


@cache
def _tendons() -> Stemmed:
    tendon = "|".join(read_yaml(_FILE)["tendons"])
    grade = r"(?:[0-4]\s?(?:\+|/4)|\+[0-4])(?![\d/])(?!\s*(?:pitting|edema|tender\w*|spasm|effusion|swelling|laxity))"
    return stemmed(rf"\b(?P<tendon>{tendon})(?:[\s:,=]|is|are|was|were|on the|left|right|bilateral(?:ly)?|at)+{grade}")


@cache
def _family_of() -> Mapping[str, str]:
    families = read_yaml(_FILE)["families"]
    return {concept: name for name, family in families.items() for concept in family["concepts"]}


@cache
def _reads() -> Mapping[str, Mapping[str, str]]:
    return {name: family["reads"] for name, family in read_yaml(_FILE)["families"].items()}


@cache
def _places() -> Mapping[str, str]:
    places: Mapping[str, str] = read_yaml(_FILE)["places"]
    return places
