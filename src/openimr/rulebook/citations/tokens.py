"""The small words of a guideline line: years, pages, regulation numbers, stock phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from openimr.text.stems import stemmed

YEAR = re.compile(r"\(?\b(?P<year>(?:19[5-9]|20[0-4])\d)\b\)?")
PAGES = re.compile(
    r"(?:\bpages?\b(?:\s*\(s\))?|\bpgs?\b\.?|\bpp?\.)(?:\(s\))?\s*:?\s*#?\s*"
    r"(?P<pages>\d{1,4}(?!\d)(?:\s*(?:-|–|\bto\b|\bthrough\b|,|;|&|\band\b)\s*(?:pages?\s*|pgs?\.?\s*|pp?\.\s*)?\d{1,4}(?![\d/]))*)"
    r"(?:\s*(?:of|/)\s*\d{2,3}\b)?",
    re.IGNORECASE,
)
EMPTY_PAGES = re.compile(r"\bpages?\(s\)\s*:?", re.IGNORECASE)
SECTION = re.compile(r"\b(?:Sections?\(s\)|Sections?)\s*:", re.IGNORECASE)
REGULATION = re.compile(
    r"(?:\b(?:Title\s*)?8\s*(?:C\.?C\.?R\.?|California\s+Code\s+of\s+Regulations)\s*)?,?\s*(?:§+\s*|Section\s+|sec\.\s*)?"
    r"\b97\d\d(?:\.\d+)*(?:\s*(?:-|–|to|through|et\s+seq\.?)\s*(?:§*\s*97\d\d(?:\.\d+)*)?)?(?:\s*\([a-z0-9]\))*",
    re.IGNORECASE,
)
NOISE = re.compile(
    r"\(\s*effective\b[^)]*\)|\(\s*revised\b[^)]*\)|\b(?:CA|California)\s+(?:MTUS\b)?|\bMTUS\b|^\s*Guidelines?\b(?=\s*(?:$|[,.;:(]))"
    r"|\(\s*electronically\s+cited\s*\)|\b(?:ACOEM\s+Practice\s+Guidelines?|ACOEM)\b|\b2nd\s+(?:ed\.|edition)(?!\w)|\bChapter\s+\d{1,2}\b"
    r"|\bpart\s+of\s+the\b|\bwhich\s+(?:is|are)\b|\(\s*(?:Acute\s*(?:and|&)\s*Chronic)\s*\)",
    re.IGNORECASE,
)

_NO = (
    r"(?-i:[Nn])(?:o|one|/A|ot\s+(?:cited|provided|stated|specified|applicable|documented|available))\b"
    r"[^.]{0,80}(?:\.|$)"
)
NOTHING = re.compile(
    r"(?<![\w'])(?:The\s+)?(?:[\w']+\s+){0,3}(?:Reviewer|Administrator|MAXIMUS|UR|Utilization\s+Review)\w*\s+(?:did\s+not|has\s+not|failed\s+to|does\s+not)\s+"
    r"(?:cite|provide|specify|identify|reference|rely|list|indicate|use|state|base\s+(?:its|their|his|her|his/her|the)\s+decision)\b[^.]*?(?:\.(?=\s|$)|$)"
    rf"|{_NO}",
    re.IGNORECASE,
)
"""A sentence that says that nothing was cited, or nothing of the MTUS."""
_NOTHING_SAID = re.compile(_NO, re.IGNORECASE)
"""What is left of `NOTHING` for a line that denies nothing; to look for a party at every word is dear."""

OUTSIDE = re.compile(
    r"(?<![\w'])(?:The\s+)?(?:[\w']+\s+){0,3}(?:Reviewer|Administrator|MAXIMUS)\w*\s+based\s+(?:its|their|his|her|his/her|the)\s+decision\s+on\s+"
    r"(?:recommendations?(?:\(s\))?|guidelines?|evidence)\s+outside\s+(?:of\s+)?the\s+MTUS(?:\s+Guidelines?)?\s*\.?"
    r"|(?<![\w'])(?:The\s+)?(?:\w+\s+){0,2}Reviewer\s+(?:found|determined|stated)\s+(?:that\s+)?(?:no\s+(?:section|part)s?\s+of\s+)?the\s+MTUS\s+"
    r"(?:was|is|were|are|does|did)\s+(?:not\s+)?(?:applicable|address|apply)[^.]*\.?"
    r"|\bPer\s+the\s+Strength\s+of\s+Evidence\s+[^.]*?,\s+(?=the\s+(?:\w+\s+){0,2}Reviewer\b)",
    re.IGNORECASE,
)
_PARTY_BASED = (
    r"(?<!\w)(?:The\s+)?(?:\w+\s+){0,2}(?:Reviewer|Administrator|MAXIMUS)\s+(?:(?:based|bases)\s+"
    r"(?:its|their|his|her|his/her|the)\s+decision\s+(?:up)?on|relied\s+(?:up)?on|cited|used)\s+"
)
_NON_MTUS = (
    r"(?P<nonmtus>(?:\band\s+on\s+)?(?:Decision\s+(?:is\s+|was\s+)?based\s+(?:up)?on\s+)?(?:the\s+)?Non[\s–-]*MTUS\b(?:\s+(?:Citations?|Guidelines?|Sources?)\b)?\s*:?)"
    r"|(?P<other>(?:Decision\s+(?:is\s+|was\s+)?based\s+(?:up)?on\s+)?(?:and\s+)?Other\s+Medical\s+Treatment\s+Guidelines?(?:\(s\))?"
    r"(?:\s+or\s+(?:other\s+)?Medical\s+Evidence)?\s*:?)"
)
_OF_PARTY = (
    r"|(?P<mtus_of>" + _PARTY_BASED + r"(?:the\s+)?(?:(?:CA|California)\s+)?MTUS\b\s*:?)"
    r"|(?P<plain_of>" + _PARTY_BASED + r"(?:the\s+)?)"
)
_DECISION = (
    r"|(?P<mtus>(?:Decision\s+(?:is\s+|was\s+)?based\s+(?:up)?on\s+)(?:the\s+)?(?:(?:CA|California)\s+)?MTUS\s*:?)"
    r"|(?P<plain>Decision\s+(?:is\s+|was\s+)?based\s+(?:up)?on\b\s*:?)"
)
BASIS = re.compile(_NON_MTUS + _OF_PARTY + _DECISION, re.IGNORECASE)
_PARTY = stemmed("Reviewer|Administrator|MAXIMUS")
_DENIAL = stemmed("not|failed")
_BASIS_WITHOUT_PARTY = re.compile(_NON_MTUS + _DECISION, re.IGNORECASE)
"""What is left of `BASIS` for a line that names no party; to look for a party at every word is dear."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a line: what it is based on, and the words that name the source."""

    basis: Literal["mtus", "nonmtus", "other", "plain", "nothing", "outside"]
    words: str


def clauses(line: str) -> Iterator[Clause]:
    """The clauses of a line in order; words before the first basis come as a plain clause."""
    named = _PARTY.may_match(line, 0, len(line))
    marks = [
        (match.start(), match.end(), (match.lastgroup or "plain").removesuffix("_of"))
        for match in (BASIS if named else _BASIS_WITHOUT_PARTY).finditer(line)
    ]
    nothing = NOTHING if _DENIAL.may_match(line, 0, len(line)) else _NOTHING_SAID
    marks.extend((match.start(), match.end(), "nothing") for match in nothing.finditer(line))
    if named:
        marks.extend((match.start(), match.end(), "outside") for match in OUTSIDE.finditer(line))
    reached = 0
    basis, begin = "plain", 0
    for start, end, kind in sorted(marks, key=lambda mark: (mark[0], -mark[1])):
        if start < reached:
            continue
        yield from _clause(basis, line[begin:start])
        if kind in ("nothing", "outside"):
            yield Clause(kind, line[start:end])  # type: ignore[arg-type]  # one of the two
            kind = "plain"
        basis, begin, reached = kind, end, end
    yield from _clause(basis, line[begin:], is_last=True)


def _clause(basis: str, words: str, *, is_last: bool = False) -> Iterator[Clause]:
    bare = words.strip(" .,;:")
    if bare or basis not in ("plain", "nothing", "outside"):
        yield Clause(basis, words.strip())  # type: ignore[arg-type]  # a group name of BASIS


def numbers(words: str) -> tuple[int, ...]:
    """Pages in the order cited, ranges counted out: "67-69, 72" is 67, 68, 69, 72. "303-5" is 303 to 305."""
    pages: list[int] = []
    for first, last in re.findall(
        r"(?<!\d)(\d{1,4})(?!\d)(?:\s*(?:-|–|\bto\b|\bthrough\b)\s*(?:\D{0,6}?)(\d{1,4})(?!\d))?", words
    ):
        start = int(first)
        end = int(first[: len(first) - len(last)] + last) if last and len(last) < len(first) else int(last or first)
        pages.extend(range(start, end + 1) if start <= end <= start + 60 else (start, *((end,) if last else ())))
    return tuple(dict.fromkeys(pages))


def year_of(words: str) -> str | None:
    """The first year in *words*."""
    found = YEAR.search(words)
    return found.group("year") if found else None
