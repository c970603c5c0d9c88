"""Regular expressions that are searched for only where a stem of theirs stands.

Most sentences hold none of the words that an expression lists, and to look for a plain word costs a hundredth of
a search for an expression. The stems are read off the expression itself, so that both never differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from openimr.text.terms import flatten

_TOKEN = re.compile(
    r"(?P<back>\(\?P=\w+\))|(?P<open>\((?:\?(?P<look><?[=!])|\?\(\w+\)(?P<if>)|\?P<\w+>|\?[a-zA-Z-]*:)?)|(?P<close>\))"
    r"|(?P<bar>\|)"
    r"|(?P<some>[+]\??|\{[1-9][^}]*\}\??)|(?P<maybe>[?*]\??|\{[^}]*\}\??)"
    r"|\\(?P<sign>[^A-Za-z0-9])|(?P<other>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[.^$])|(?P<letter>.)",
    re.DOTALL,
)
_SHORTEST, _MOST = 2, 40

_Stems = frozenset[str]
_NONE: _Stems = frozenset()


@dataclass(frozen=True, slots=True)
class Stemmed:
    """A regular expression and its stems: one of them is in whatever it matches; without stems it is just searched."""

    pattern: re.Pattern[str]
    stems: tuple[str, ...]
    is_blind: bool

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match from *start* to *end*, None if there is none."""
        end = len(text) if end is None else end
        return self.pattern.search(text, start, end) if self.may_match(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterable[re.Match[str]]:
        """Every match from *start* to *end*."""
        end = len(text) if end is None else end
        return self.pattern.finditer(text, start, end) if self.may_match(text, start, end) else ()

    def finditer_near(self, text: str, reach: int) -> Iterator[re.Match[str]]:
        """Every match in *text* of an expression whose matches are all shorter than *reach*."""
        if not self.stems:
            yield from self.pattern.finditer(text)
            return
        start = stop = 0
        for first, last in (*_places(self.stems, text), (len(text) + 2 * reach + 1, 0)):
            if first - reach > stop:
                yield from self.pattern.finditer(text, start, stop)
                start = first - reach
            stop = max(stop, last + reach)

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Whether a stem stands between *start* and *end*."""
        words = text[start:end]
        if self.is_blind:
            words = words.lower()
        for stem in self.stems:
            if stem in words:
                return True
        return not self.stems


def _places(words: tuple[str, ...], text: str) -> list[tuple[int, int]]:
    """Where any of *words*, which are in small letters, stand in *text*."""
    hits = _automaton(words).find_matches_as_indexes(flatten(text), overlapping=True)
    return sorted((start, end) for _, start, end in hits)


@cache
def _automaton(words: tuple[str, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.Standard)


def stemmed(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> Stemmed:
    """The regular expression *pattern* with the stems that it shows."""
    stems = _alternatives(_TOKEN.finditer(pattern))
    is_blind = bool(flags & re.IGNORECASE) or "(?i" in pattern
    if is_blind:
        stems = frozenset(stem.lower() for stem in stems)
    least = sorted(stem for stem in stems if not any(other in stem for other in stems if other != stem))
    return Stemmed(re.compile(pattern, flags), tuple(least) if len(least) <= _MOST else (), is_blind)


def _alternatives(tokens: Iterator[re.Match[str]]) -> _Stems:
    """What alternatives up to the closing bracket need together; nothing if one of them needs nothing."""
    found: list[_Stems] = []
    while True:
        needed, is_last = _sequence(tokens)
        found.append(needed)
        if is_last:
            return frozenset().union(*found) if all(found) else _NONE


def _sequence(tokens: Iterator[re.Match[str]]) -> tuple[_Stems, bool]:
    """The best that one alternative needs, and whether it is the last."""
    candidates: list[_Stems] = []
    run, group = "", _NONE
    for token in tokens:
        kind = token.lastgroup
        if kind in ("letter", "sign"):
            candidates.append(group)
            run, group = run + token[kind], _NONE
            continue
        if kind == "maybe":
            candidates.append(frozenset({run[:-1]}))
        else:
            candidates += (frozenset({run}), group)
        run, group = "", _NONE
        if kind in ("bar", "close"):
            return _best(candidates), kind == "close"
        if token["open"]:
            inner = _alternatives(tokens)
            group = _NONE if token["look"] or token["if"] is not None else inner
    return _best([*candidates, frozenset({run}), group]), True


def _best(candidates: Iterable[_Stems]) -> _Stems:
    """The longest words, of equally long ones the fewest."""
    usable = [stems for stems in candidates if stems and min(map(len, stems)) >= _SHORTEST]
    return max(usable, key=lambda stems: (min(map(len, stems)) - len(stems) / 8, sorted(stems)), default=_NONE)
