"""Clauses "Decision based on MTUS ...": one guideline or several, each with year, sections and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.domain.citations import Citation
from openimr.rulebook.citations.sections import split_sections
from openimr.rulebook.citations.tables import (
    Guideline,
    close_guideline,
    guideline_named,
    guideline_names,
    guideline_of_chapter,
    page_sections,
    section_names,
)
from openimr.rulebook.citations.tokens import EMPTY_PAGES, NOISE, PAGES, REGULATION, SECTION, YEAR, numbers

_BEFORE_NAME = re.compile(
    r"(?:[\s,;.:(]*(?:\band\b|&)?[\s,;.:(]*(?:(?:the|CA|California|MTUS)\b[\s:]*)*(?:ACOEM(?:\s+Practice)?(?:\s+Guidelines?)?\b[\s,:/-]*)?"
    r"(?:2nd\s+ed(?:ition|\.)[\s,]*)?(?:\(?(?:Chapter|Ch\.?)\s*\d{1,2}\)?[\s,:-]*)?)$",
    re.IGNORECASE,
)
_LEAD_ENDS = (
    *("and", "the", "ca", "california", "mtus", "acoem", "practice", "guideline", "guidelines", "ed", "edition"),
    *("/", "-", ")", "\t", "\n", *"0123456789"),
)
"""What the words of `_BEFORE_NAME` end with, signs aside; looked at first, it spares most of the search."""
_CHRONIC_PAIN_2009 = "Chronic Pain Medical Treatment Guidelines"


@dataclass(frozen=True, slots=True)
class _Named:
    """A guideline's name in a clause and the words that belong to it, from `start` to `end`."""

    guideline: Guideline | None
    start: int
    tail: int
    end: int
    is_misspelt: bool = False


def read_mtus(words: str) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """The citations of a clause that is based on the MTUS, and what has no place in them."""
    citations: list[Citation] = []
    for named in _named(words):
        citations.extend(_citations(words, named))
    return tuple(citations), ()


def _named(words: str) -> list[_Named]:
    """Each guideline that the clause names; one without a name if it names none."""
    starts: list[tuple[int, int, Guideline, bool]] = []
    for match in guideline_names().finditer(words):
        year = YEAR.match(words, _after_blanks(words, match.end()))
        guideline = guideline_named(match.group(), int(year.group("year")) if year else None)
        if guideline is not None and _opens(words, match, guideline, has_year=year is not None, is_first=not starts):
            starts.append((_piece_start(words, match.start()), match.end(), guideline, False))
    if not starts or starts[0][0] > 0:
        misspelt = _misspelt(words, starts[0][0] if starts else len(words))
        starts[:0] = misspelt
    if not starts:
        return [_by_chapter(words)]
    if starts[0][0] > 0 and words[: starts[0][0]].strip(" ,.;:"):
        starts[0] = (0, *starts[0][1:])
    ends = [start for start, *_ in starts[1:]] + [len(words)]
    return [
        _Named(guideline, start, tail, end, wrong)
        for (start, tail, guideline, wrong), end in zip(starts, ends, strict=True)
    ]


def _by_chapter(words: str) -> _Named:
    """A guideline given by its chapter alone ("MTUS/ACOEM, Chapter 12"), or not at all."""
    chapter = re.search(r"\bch(?:apter|\.)\s*(\d{1,2})\b", words, re.IGNORECASE)
    guideline = guideline_of_chapter(int(chapter.group(1))) if chapter else None
    return _Named(guideline, 0, chapter.end() if chapter and guideline else 0, len(words))


def _misspelt(words: str, stop: int) -> list[tuple[int, int, Guideline, bool]]:
    """A guideline whose name is misspelt, at the clause's beginning."""
    opening = re.match(r"\s*[A-Za-z ,&/-]+?(?=\s*(?:\(?(?:19|20)\d\d|,?\s*Section|,?\s*Page|[.;(]|$))", words[:stop])
    close = close_guideline(opening.group()) if opening else None
    guideline = guideline_named(close, None) if close else None
    return [(0, opening.end(), guideline, True)] if opening and guideline else []


def _opens(words: str, match: re.Match[str], guideline: Guideline, *, has_year: bool, is_first: bool) -> bool:
    """Whether a name opens a source: at the clause's start, or after a separator. Else it is a section's heading."""
    before = words[: match.start()]
    if (is_first and not before.strip(" .,:;")) or _BEFORE_NAME.fullmatch(before):
        return True
    lead = _lead(words, match.start())
    if lead is None or not re.search(r"[,;.&/]|\band\b", lead.group(), re.IGNORECASE):
        return False
    return has_year or "ACOEM" in lead.group().upper() or (not guideline.is_bare and _ends_source(before, match, words))


def _ends_source(before: str, match: re.Match[str], words: str) -> bool:
    """A full guideline name after a comma; in a list of sections only one that no heading looks like."""
    if "Section(s)" not in before:
        return True
    after = words[match.end() : match.end() + 24]
    if re.match(r"\s*(?:Guidelines?)?\s*,?\s*Section", after):
        return True
    is_full = re.search(r"Guideline|Complaint|Disorder|Condition", match.group(), re.IGNORECASE) is not None
    return is_full and re.match(r"\s*(?:Guidelines?)?\s*,?\s*(?:Page|Chapter|\()", after) is not None


def _lead(words: str, position: int) -> re.Match[str] | None:
    """The signs and words before *position* that lead in a guideline's name."""
    before = words[:position].rstrip(" ,;.:(&")
    is_worded = before[-12:].lower().endswith(_LEAD_ENDS)
    return _BEFORE_NAME.search(words, 0 if is_worded else len(before), position)


def _piece_start(words: str, position: int) -> int:
    lead = _lead(words, position)
    start = lead.start() if lead else position
    return start + len(words[start:position]) - len(words[start:position].lstrip(" ,;.&:"))


def _citations(words: str, named: _Named) -> Iterator[Citation]:
    """One citation a section of one guideline; one without a section if it names none."""
    text = re.sub(r"[\s,;]+(?:and)?$", "", words[named.start : named.end].strip()).strip(" ,;")
    head, tail = words[named.start : named.tail], words[named.tail : named.end]
    year, rest = _take_year(head, tail)
    guideline = named.guideline
    flags = ["misspelt"] if named.is_misspelt else []
    groups, is_doubled = _groups(rest)
    if is_doubled:
        flags.append("page_doubled")
    found = list(_sections(guideline, groups))
    pages = tuple(dict.fromkeys(page for _, each in groups for page in each))
    if not found and guideline and guideline.section:
        found = [(guideline.section, pages, ())]
    if not found:
        yield _bare(guideline, year, pages, text, flags)
    for section, their_pages, more in found:
        title = guideline.title if guideline else None
        yield Citation("MTUS", title, year, section, their_pages, text, tuple(dict.fromkeys((*flags, *more))))


def _bare(
    guideline: Guideline | None, year: str | None, pages: tuple[int, ...], text: str, flags: Sequence[str]
) -> Citation:
    """A guideline without a section; in the 2009 chronic pain guideline the page may tell it."""
    title = guideline.title if guideline else None
    section = None
    if pages and title == _CHRONIC_PAIN_2009 and year in (None, "2009"):
        sections = {page_sections().get(page) for page in pages}
        section = sections.pop() if len(sections) == 1 else None
    return Citation("MTUS", title, year, section, pages, text, (*flags, "page_only" if pages else "no_section"))


def _take_year(head: str, tail: str) -> tuple[str | None, str]:
    """The edition's year, after the name or before it, and the tail without year and boilerplate."""
    section = SECTION.search(tail)
    found = YEAR.search(PAGES.sub(" ", tail[: section.start()] if section else tail))
    rest = NOISE.sub(" ", REGULATION.sub(" , ", tail))
    if found is None:
        before = YEAR.search(head)
        return (before.group("year") if before else None), rest
    return found.group("year"), re.sub(rf"\(?\b{found.group('year')}\b\)?", " , ", rest, count=1)


def _groups(tail: str) -> tuple[list[tuple[str, tuple[int, ...]]], bool]:
    """Runs of section words, each with the pages that follow it; pages before all sections belong to them all."""
    groups: list[tuple[str, tuple[int, ...]]] = []
    is_doubled = False
    reached = 0
    for match in PAGES.finditer(tail):
        words, pages = _heading_words(tail[reached : match.start()]), numbers(match.group("pages"))
        if not words and groups:
            is_doubled = is_doubled or bool(set(pages) & set(groups[-1][1]))
            groups[-1] = (groups[-1][0], tuple(dict.fromkeys((*groups[-1][1], *pages))))
        else:
            groups.append((words, pages))
        reached = match.end()
    rest = _heading_words(tail[reached:])
    if rest:
        groups.append((rest, groups[0][1] if groups and not groups[0][0] else ()))
    return groups, is_doubled


def _heading_words(words: str) -> str:
    bare = EMPTY_PAGES.sub(" ", SECTION.sub(" , ", words)).strip(" ,.;:/–-")
    return bare if re.search(r"[A-Za-z]{2}|\d\.", bare) else ""


def _sections(
    guideline: Guideline | None, groups: Sequence[tuple[str, tuple[int, ...]]]
) -> Iterator[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    known = guideline.sections if guideline else section_names("chronic_pain")
    for words, pages in groups:
        for heading, is_misspelt in split_sections(words, known):
            flags = ["misspelt"] if is_misspelt else []
            other = guideline_named(heading, None)
            if other is not None and guideline is not None and not other.section and not other.is_bare:
                flags.append("mismatch")
            yield heading, pages, tuple(flags)


def _after_blanks(words: str, position: int) -> int:
    while position < len(words) and words[position] in " ,(":
        position += 1
    return position
