"""Results told side by side or part by part: "left Achilles absent, right 2+", "intact right but diminished left"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openimr.pipeline.facts.outcomes import Outcome, Outcomes, reflex_grade, strength_grade
from openimr.pipeline.facts.sites import Places, side_in, side_spans
from openimr.pipeline.facts.windows import Piece

_SEPARATOR = re.compile(r",|;|\band\b|\bbut\b|\bwhile\b|\bwhereas\b|\bversus\b|\bvs\b|\bcompared\b|\bexcept\b|\(", re.I)
_STOP = re.compile(r"\.\s+(?=[A-Z])|\n\s*\n")
_SIGN = re.compile(
    r"(?:(?<=[\s,;(])(?P<plus>\++)(?:ve\b)?|(?<=, )(?P<minus>-)(?:ve\b)?)"
    r"\s*(?=(?:on\s+(?:the\s+)?)?(?:left|right|L|R|bilat)\b)"
    r"|(?<=[LRTtlr] )(?P<after>\+|-)(?=[\s,;.)]|\Z)"
)
_GRADE_STEP = re.compile(r"[0-5]\s?(?:[+-]|plus|minus)?\s*/\s*[45]|(?<![\d/.])[0-4]\s?\+|\+[0-4]", re.I)
_SIDES_ONLY = "test"
_ONE_OFF = {"left", "right"}


@dataclass(frozen=True, slots=True)
class Told:
    """One result with the words from `start` to `end` that are its own, their side and the parts named in them."""

    outcome: Outcome
    start: int
    end: int
    side: str | None
    parts: tuple[str, ...]


class SideBySide:
    """Reads the results of one note where several are told of one test."""

    def __init__(self, text: str, places: Places, outcomes: Outcomes) -> None:
        self._text = text
        self._places = places
        self._outcomes = outcomes

    def told(self, piece: Piece, limit: int, family: str, reads: Mapping[str, str]) -> Sequence[Told]:
        """The results of *piece*, up to *limit*, each with its side or part; none where they are one result."""
        stop = _STOP.search(self._text, piece.last, limit)
        right = stop.start() if stop else limit
        results = self._results(piece, right, family, reads)
        if len({(result.result, result.grade) for result in results}) < 2:
            return ()
        told = self._joined(list(self._divided(piece, right, results)), family)
        return told if _is_apart(told, family) else ()

    def _results(self, piece: Piece, right: int, family: str, reads: Mapping[str, str]) -> list[Outcome]:
        before = self._outcomes.around(piece.left, piece.first, piece.last, piece.last, reads)
        found = [before] if before else []
        found += self._outcomes.listed(piece.last, right, reads)
        if family == _SIDES_ONLY:
            found += [_signed(match, reads) for match in _SIGN.finditer(self._text, piece.last, right)]
        else:
            found += self._graded(piece.last, right, family)
        return sorted(found, key=lambda outcome: outcome.start)

    def _graded(self, start: int, right: int, family: str) -> Iterator[Outcome]:
        read = reflex_grade if family == "reflex" else strength_grade
        for match in _GRADE_STEP.finditer(self._text, start, right):
            grade = read(self._text, match.start(), min(match.end() + 2, right))
            if grade is not None:
                yield grade

    def _divided(self, piece: Piece, right: int, results: Sequence[Outcome]) -> Iterator[Told]:
        start = piece.left
        for index, outcome in enumerate(results):
            following = results[index + 1] if index + 1 < len(results) else None
            end = self._cut(max(outcome.end, piece.last), following.start, start) if following else right
            yield self._read(outcome, start, end)
            start = end

    def _read(self, outcome: Outcome, start: int, end: int) -> Told:
        parts = tuple(dict.fromkeys(mention.body_part for mention in self._places.between(start, end)))
        return Told(outcome, start, end, side_in(self._text, start, end), parts)

    def _cut(self, end: int, start: int, opened: int) -> int:
        """Where, between the *end* of a result and the *start* of the next, the words of the next begin."""
        if start <= end:
            return start
        separators = list(_SEPARATOR.finditer(self._text, end, start))
        if separators:
            return separators[-1].start()
        sides = side_spans(self._text, end, start)
        if sides and side_in(self._text, opened, end):
            return sides[0][0]  # "right 2+ left absent": the side comes first
        return sides[-1][1] if sides else start

    def _joined(self, told: Sequence[Told], family: str) -> list[Told]:
        """*told*, with what has no side and no part of its own ("2+ and symmetric") joined to what it follows."""
        kept: list[Told] = []
        for one in told:
            is_own = one.side is not None or (bool(one.parts) and family != _SIDES_ONLY)
            same = kept and (one.side, one.parts) == (kept[-1].side, kept[-1].parts)
            if kept and (not is_own or same):
                kept[-1] = replace(kept[-1], end=one.end)
            else:
                kept.append(one)
        return kept


def _signed(match: re.Match[str], reads: Mapping[str, str]) -> Outcome:
    name = next(key for key in ("plus", "minus", "after") if match.group(key))
    is_positive = "+" in match.group(name)
    return Outcome(match.start(name), match.end(), reads["positive" if is_positive else "negative"])


def _is_apart(told: Sequence[Told], family: str) -> bool:
    """Whether the results are of different sides, or of different parts, and so are several findings."""
    if len(told) < 2 or len({(one.outcome.result, one.outcome.grade) for one in told}) < 2:
        return False
    sides = {one.side for one in told}
    if sides >= _ONE_OFF:
        return True
    if family == "nerve":
        return _is_excepted(told)
    return family == "reflex" and len({one.parts for one in told}) > 1


def _is_excepted(told: Sequence[Told]) -> bool:
    """Whether all is normal but for a side that is named ("intact except decreased on the left").

    Of grades of strength the lowest stands for all.
    """
    first, *others = told
    is_rule = first.outcome.result == "normal" and not (first.outcome.grade or first.side or first.parts)
    return is_rule and all(one.side and one.outcome.result != "normal" for one in others)
