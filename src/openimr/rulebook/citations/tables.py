"""The sources that letters cite, from data/citations, with the patterns that find them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.domain.citations import Authority
from openimr.rulebook.files import read_yaml

_CLOSE_ENOUGH = 0.86
"""Likeness from which a heading is a misspelling of a known one ("Benzodiazapines"), not another heading."""


@dataclass(frozen=True, slots=True)
class SectionNames:
    """The known headings of one guideline. `by_key` finds a heading by its plain letters."""

    names: Sequence[str]
    by_key: Mapping[str, str]
    is_numbered: bool = False

    def find(self, words: str) -> tuple[str, bool] | None:
        """The heading that *words* mean, and whether they are misspelt; None if no known one."""
        plain = heading_key(words)
        exact = self.by_key.get(plain)
        if exact is not None:
            return exact, False
        if len(plain) < 6 or self.is_numbered:
            return None
        close = difflib.get_close_matches(plain, self.by_key, n=1, cutoff=_CLOSE_ENOUGH)
        return (self.by_key[close[0]], True) if close else None


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline of the MTUS. `section` is set where a chapter is cited as a section of another guideline."""

    title: str
    short: str
    sections: SectionNames
    chapter: int | None = None
    since: int | None = None
    is_bare: bool = False
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source outside the MTUS; `chapters` maps what a chapter is called to its normal name."""

    title: str
    authority: Authority
    written: str
    chapters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """A pattern over many names, and what each name (by its plain letters) stands for."""

    pattern: re.Pattern[str]
    by_key: Mapping[str, str]


def key(words: str) -> str:
    """The plain letters of a name: lower case, "&" as "and", no signs, single blanks."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", words.lower().replace("&", " and ")).split())


def heading_key(words: str) -> str:
    """The plain letters of a heading; "and" is left out, because lists lose it."""
    return " ".join(word for word in key(words).split() if word != "and")


@cache
def guidelines() -> Sequence[tuple[str, Guideline]]:
    """Name and guideline, in file order; a name may stand for two, told apart by the year."""
    content = read_yaml("citations/mtus.yaml")
    found: list[tuple[str, Guideline]] = []
    by_title: dict[str, Guideline] = {}
    for entry in content["documents"]:
        guideline = Guideline(
            title=entry["title"],
            short=entry["short"],
            sections=section_names(entry.get("sections")),
            chapter=entry.get("chapter"),
            since=entry.get("since"),
            is_bare=entry.get("is_bare", False),
        )
        by_title[guideline.title] = guideline
        found.extend((name, guideline) for name in dict.fromkeys([*entry["names"], entry["title"], entry["short"]]))
    for entry in content["chapters_as_sections"]:
        whole = by_title[entry["of"]]
        part = Guideline(whole.title, whole.short, whole.sections, entry["chapter"], None, True, entry["section"])
        found.extend((name, part) for name in entry["names"])
    return tuple(found)


@cache
def section_names(kind: str | None) -> SectionNames:
    """The headings listed under *kind* in sections.yaml."""
    if kind is None:
        return SectionNames((), {})
    entry = read_yaml("citations/sections.yaml")[kind]
    table: dict[str, str] = {}
    for name in entry["names"]:
        table.setdefault(heading_key(name), name)
        table.setdefault(heading_key(re.sub(r"\([^)]*\)", " ", name)), name)
    for name, variants in entry.get("variants", {}).items():
        table.update({heading_key(variant): name for variant in variants})
    return SectionNames(tuple(entry["names"]), table, entry.get("numbered", False))


@cache
def guideline_names() -> re.Pattern[str]:
    """Any name of an MTUS guideline."""
    return re.compile(names_pattern(name for name, _ in guidelines()), re.IGNORECASE)


@cache
def _by_name() -> Mapping[str, Sequence[Guideline]]:
    table: dict[str, list[Guideline]] = {}
    for name, guideline in guidelines():
        table.setdefault(_name_key(name), []).append(guideline)
    return table


def guideline_named(words: str, year: int | None) -> Guideline | None:
    """The guideline that *words* name, by the year where two share the name."""
    candidates = _by_name().get(_name_key(words), ())
    dated = [each for each in candidates if each.since and year and year >= each.since]
    undated = [each for each in candidates if not each.since]
    chosen = dated or undated or candidates
    return chosen[0] if chosen else None


def close_guideline(words: str) -> str | None:
    """The name that *words* misspell, if any."""
    close = difflib.get_close_matches(_name_key(words), _by_name(), n=1, cutoff=_CLOSE_ENOUGH)
    return close[0] if close else None


def guideline_of_chapter(number: int) -> Guideline | None:
    """The guideline that stands in this chapter of the ACOEM Practice Guidelines, 2nd edition."""
    return next((each for _, each in guidelines() if each.chapter == number), None)


def guideline_titled(title: str) -> Guideline | None:
    """The guideline with this normal name."""
    return next((each for _, each in guidelines() if each.title == title and not each.section), None)


@cache
def sources() -> Mapping[str, Source]:
    """Title to source."""
    found: dict[str, Source] = {}
    for entry in read_yaml("citations/sources.yaml")["sources"]:
        chapters = {key(name): title for title, names in entry.get("chapters", {}).items() for name in [*names, title]}
        written = entry.get("written", entry["title"])
        found[entry["title"]] = Source(entry["title"], entry["authority"], written, chapters)
    return found


@cache
def source_names() -> Names:
    """Any name of a source outside the MTUS."""
    table: dict[str, str] = {}
    names: list[str] = []
    for entry in read_yaml("citations/sources.yaml")["sources"]:
        for name in [*entry["names"], entry["title"], entry.get("written", entry["title"])]:
            table.setdefault(key(name), entry["title"])
            names.append(name)
    return Names(re.compile(names_pattern(names), re.IGNORECASE), table)


@cache
def chapter_names(title: str) -> Names | None:
    """Any chapter of the source *title*."""
    entries: list[dict[str, Any]] = read_yaml("citations/sources.yaml")["sources"]
    entry = next(entry for entry in entries if entry["title"] == title)
    chapters = entry.get("chapters")
    if not chapters:
        return None
    names = [name for chapter, variants in chapters.items() for name in [*variants, chapter]]
    return Names(re.compile(names_pattern(names), re.IGNORECASE), sources()[title].chapters)


@cache
def page_sections() -> Mapping[int, str]:
    """Page to section of the 2009 chronic pain guideline, where a page has one; confirmed rows first."""
    table: dict[int, str] = {}
    for row in read_yaml("citations/pages.yaml")["pages"]:
        for page in range(row["from"], row["to"] + 1):
            table.setdefault(page, row["section"])
    return table


def names_pattern(names: Iterable[str]) -> str:
    """A pattern for any of *names*, the longest first: "and" or "&", with or without commas, one or many."""
    unique = sorted(dict.fromkeys(names), key=lambda name: (-len(name), name))
    return r"(?<![\w/])(?:" + "|".join(map(_name_pattern, unique)) + r")(?!\w)"


def _name_pattern(name: str) -> str:
    words = re.escape(name).replace(r"\ ", " ")
    words = words.replace(", and ", r",?\s+(?:and|&)\s+").replace(", ", r",?\s+")
    words = re.sub(r" (?:and|\\&) ", lambda _: r"\s*(?:\band\b|&)\s*", words)
    words = words.replace(r"\-", r"[\s–-]?").replace(" ", r"\s+").replace("'", "['’]?")
    return words if name.endswith((")", "s")) else words + "s?"


def _name_key(words: str) -> str:
    return " ".join(word.rstrip("s") for word in key(words).split() if word != "and")
