"""Clauses "Non-MTUS Citation ...": ODG and ACOEM by chapter and topic, other sources by name, reference or address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from openimr.domain.citations import Citation
from openimr.rulebook.citations.sections import split_pieces
from openimr.rulebook.citations.tables import (
    Names,
    Source,
    chapter_names,
    guideline_of_chapter,
    key,
    source_names,
    sources,
)
from openimr.rulebook.citations.tokens import PAGES, YEAR, numbers, year_of

_ODG, _ACOEM = "Official Disability Guidelines", "ACOEM Practice Guidelines"
_URL = re.compile(
    r"(?:https?://|www\.)[^\s,;]+(?:(?<=-)\s[^\s,;]+)?|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|gov|edu|net)\b(?:/[^\s,;]*)?",
    re.IGNORECASE,
)
_ACCESSED = re.compile(r"\b(?:accessed|retrieved|updated)(?:\s+on)?:?\s+[\d/.-]{6,10}[,.;]?\s*", re.IGNORECASE)
_UPDATED = re.compile(
    r"\(?\b(?:last\s+)?(?:updated|revised|accessed|version|effective)\b:?\s*(?P<date>\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4})\)?",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\(?\s*\belectronically\s+cited\b\s*\)?|[(,]?\s*\b(?:\d{1,2}(?:st|nd|rd|th)\s+(?:annual\s+)?ed(?:ition\b|\.|\b)"
    r"|(?:second|third|current|latest|most\s+recent)\s+edition|(?:web|online|on-line|internet)(?:[\s-]*(?:version|edition|based)\b){0,2})\s*\)?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"[(,]?\s*\b(?P<number>\d{1,2}(?:st|nd|rd|th))\s+(?:annual\s+)?(?:ed(?:ition)?s?\b\.?)\)?", re.IGNORECASE
)
_PRINTER = re.compile(r"\b(?:McGraw[\s-]Hill|Lippincott[\w\s,&]*|Elsevier|Saunders|Mosby)\b[\s,.]*", re.IGNORECASE)
_BOOK_WORDS = re.compile(
    r"\b(?:treatment\s+(?:in|for)\s+workers['’]?\s+comp(?:ensation)?|TWC|treatment\s+index|treatment\s+guidelines?|procedures?\s+summary|integrated\s+treatment"
    r"(?:/disability\s+duration\s+guidelines)?|practice\s+guidelines?|occupational\s+medicine)\b|\(\s*(?:acute\s*(?:and|&)\s*chronic|chronic)\s*\)|\bacute\s*(?:and|&)\s*chronic\b",
    re.IGNORECASE,
)
_CHAPTER_REST = re.compile(
    r"(?:\s*[-–,(]*\s*(?:lumbar\s*(?:and|&)\s*thoracic|thoracic\s*(?:and|&)\s*lumbar|lumbar|thoracic)\b)?"
    r"(?:\s*[,(]*\s*(?:acute\s*(?:and|&)\s*chronic|trauma,\s*headaches,[^)]*)\)?)?(?:[\s,]*\))?"
    r"(?:\s*\(\s*(?:chronic|acute)\s*\))?"
    r"(?:\s*(?:chapters?|sections?|guidelines?|complaints?|procedures?|disorders?)\b)*(?:\s+guidelines?\b)?",
    re.IGNORECASE,
)
_CHAPTER_NUMBER = re.compile(r"\(?\b(?:chapter|ch\.?)\s*(?P<number>\d{1,2})\)?\s*[:,-]?", re.IGNORECASE)
_BEFORE_CHAPTER = re.compile(r"(?:^|[,;:/.–-]|\band\b|&|\bchapters?\s+(?:\d+)?)\s*(?:the\s+)?$", re.IGNORECASE)
_AFTER_CHAPTER = re.compile(r"\s*(?:$|[,;:/.(–-]|and\b|&|(?=[A-Z]))", re.ASCII)
_JOINED = re.compile(r"^(?:indications?\s+for\s+(?:imaging|surgery)|criteria\s+for\b|recommended\b)", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\bet\s+al\b|\b(?:19|20)\d\d\b|\bJournal\b|\bJ\.?\s+[A-Z]|\d+\s*\(\d+\)\s*:|\bvol(?:ume)?\b|\bReview\b|\bGuidelines?\b|\bStudy\b|\bPolicy\b",
    re.IGNORECASE,
)


def read_outside(words: str, *, is_named: bool) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """The citations of a clause outside the MTUS, and the words that name nothing known.

    *is_named*: the line says that a citation follows, so a chapter without a book may be read as ODG's.
    """
    citations: list[Citation] = []
    unplaced: list[str] = []
    for segment in _segments(words):
        found = list(_read_segment(segment, is_named=is_named))
        citations.extend(found)
        if not found and segment.strip(" .,;:&"):
            unplaced.append(segment.strip(" ,;"))
    return tuple(citations), tuple(unplaced)


def _segments(words: str) -> Iterator[str]:
    """Parts that end with the date of access, which closes a reference."""
    start = 0
    for match in re.finditer(r"\baccessed(?:\s+on)?:?\s+[\d/.-]{6,10}[,.;]?\s*", words, re.IGNORECASE):
        yield words[start : match.end()]
        start = match.end()
    if words[start:].strip():
        yield words[start:]


def _read_segment(words: str, *, is_named: bool) -> Iterator[Citation]:
    starts = _sources(words)
    if not starts:
        yield from _unnamed(words, is_named=is_named)
        return
    lead = words[: starts[0][0]].strip(" ,;:.&")
    lead = re.sub(r"^(?:the|and)\b\s*|\s*\b(?:the|and|per|by|from)$", "", lead, flags=re.IGNORECASE).strip(" ,;:")
    is_own = bool(lead) and starts[0][2].authority in ("ODG", "ACOEM")
    if is_own:
        yield from _unnamed(lead, is_named=is_named)
    for place, (start, tail, source) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(words)
        begin = 0 if place == 0 and lead and not is_own else start
        text = re.sub(r"(?:[\s,;&]|\band\b|\bthe\b)+$", "", words[begin:end]).strip(" ,;")
        rest = re.sub(r"(?:[\s,;&]|\band\b|\bthe\b)+$", "", words[tail:end])
        if source.authority == "ODG":
            yield from _odg(rest, text, source)
        elif source.authority == "ACOEM":
            yield from _acoem(rest, text, source)
        else:
            yield _other(lead if begin < start else "", rest, text, source)


def _sources(words: str) -> list[tuple[int, int, Source]]:
    """Sources named in *words*; a second name of the same one right after it counts with it."""
    names = source_names()
    found: list[tuple[int, int, Source]] = []
    for match in names.pattern.finditer(words):
        title = names.by_key.get(key(match.group())) or names.by_key.get(key(match.group()).rstrip("s"))
        if title is None or _inside_url(words, match):
            continue
        source = sources()[title]
        between = words[found[-1][1] : match.start()] if found else ""
        if found and found[-1][2].title == title and not between.strip(" ,;:()-–./'’s"):
            found[-1] = (found[-1][0], match.end(), source)
        elif source.authority != "other" or _may_open(words[: match.start()], bool(found)):
            found.append((match.start(), match.end(), source))
    return found


def _may_open(before: str, has_source: bool) -> bool:
    """A short name ("CMS", "FDA") is a source after a separator, and part of a topic elsewhere."""
    plain = before.rstrip()
    return not has_source or plain.endswith((".", ";", "?", "/")) or plain.lower().endswith((" and", ", the"))


def _inside_url(words: str, name: re.Match[str]) -> bool:
    """Whether a name is only a part of a web address ("nih.gov"); an address that is the name counts ("Drugs.com")."""
    return any(url.start() <= name.start() < url.end() and url.span() != name.span() for url in _URL.finditer(words))


def _edition(words: str) -> tuple[str | None, str]:
    """The edition, a date or year as cited, and the words without it."""
    updated = _UPDATED.search(words)
    edition = updated.group("date") if updated else None
    rest = _UPDATED.sub(" ", words)
    if edition is None:
        edition = year_of(rest) or _ordinal(rest)
    rest = YEAR.sub(" ", rest, count=0)
    rest = _EDITION.sub(" ", rest)
    return edition, _tidy(_BOOK_WORDS.sub(" ", rest))


def _ordinal(words: str) -> str | None:
    """The edition by its number where no year is cited: "3rd edition"."""
    found = _ORDINAL.search(words)
    return f"{found.group('number').lower()} edition" if found else None


def _bare(pages: Sequence[int]) -> tuple[str, ...]:
    """The flag of a citation without a section."""
    return ("page_only",) if pages else ("no_section",)


def _tidy(words: str) -> str:
    plain = re.sub(r"\(\s*[,;.]?\s*\)", " ", words)
    plain = re.sub(r"\s+([,;:.])", r"\1", re.sub(r"\s+", " ", plain))
    return re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", plain).strip(" ,;:")


def _odg(rest: str, text: str, source: Source) -> Iterator[Citation]:
    """ODG by chapter; each topic of a chapter is a citation."""
    edition, words = _edition(rest)
    pages, words = _pages(words)
    found = False
    for chapter, topics in _by_chapter(words, chapter_names(_ODG)):
        title = _titled(source, chapter)
        for topic in _topics(topics) or [None]:
            found = True
            flags = () if topic else _bare(pages)
            yield Citation(source.authority, title, edition, topic, pages, text, flags)
    if not found:
        yield Citation(source.authority, source.title, edition, None, pages, text, _bare(pages))


def _acoem(rest: str, text: str, source: Source) -> Iterator[Citation]:
    """ACOEM by chapter; what follows is one path into it."""
    number = _CHAPTER_NUMBER.search(rest)
    edition, words = _edition(_CHAPTER_NUMBER.sub(" ", rest))
    pages, words = _pages(words)
    parts = list(_by_chapter(words, chapter_names(_ACOEM)))
    chapter, path = parts[0] if parts else (None, "")
    if len(parts) > 1:
        path = ", ".join([path, *(f"{name} {more}" for name, more in parts[1:])])
    if chapter is None and number:
        numbered = guideline_of_chapter(int(number.group("number")))
        chapter = (numbered.section or numbered.title) if numbered else None
    section = _tidy(path.strip(" .,;:/–-")) or None
    flags = () if section else _bare(pages)
    edition = "2004" if edition == "2nd edition" else edition
    if chapter and chapter.endswith("Disorders") and edition == "2004":
        flags = (*flags, "edition_conflict")
    yield Citation(source.authority, _titled(source, chapter), edition, section, pages, text, flags)


def _titled(source: Source, chapter: str | None) -> str:
    return f"{source.title}, {chapter}" if chapter else source.title


def _pages(words: str) -> tuple[tuple[int, ...], str]:
    pages: list[int] = []
    for match in PAGES.finditer(words):
        pages.extend(numbers(match.group("pages")))
    return tuple(dict.fromkeys(pages)), _tidy(PAGES.sub(" ", words)) if pages else words


def _by_chapter(words: str, names: Names | None) -> Iterator[tuple[str | None, str]]:
    """Chapters with the words after each; words before the first chapter belong to it, if they are a topic."""
    starts = list(_chapters(words, names)) if names else []
    if not starts:
        bare = words.strip(" .,;:/–-")
        if bare:
            yield None, bare
        return
    lead = re.sub(r"^chapter$", "", words[: starts[0][0]].strip(" .,;:/–-("), flags=re.IGNORECASE)
    for place, (_, tail, chapter) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(words)
        topics = re.sub(r"(?:\band\b|[&,;/\s])+$", "", words[tail:end])
        yield chapter, f"{lead}, {topics}".rstrip(" ,") if place == 0 and lead else topics


def _chapters(words: str, names: Names) -> Iterator[tuple[int, int, str]]:
    reached = 0
    for match in names.pattern.finditer(words):
        if match.start() < reached or _depth(words[: match.start()]):
            continue
        rest = _CHAPTER_REST.match(words, match.end())
        end = rest.end() if rest else match.end()
        if not (_BEFORE_CHAPTER.search(words[: match.start()]) and _AFTER_CHAPTER.match(words, end)):
            continue
        chapter = names.by_key.get(key(match.group()))
        if chapter is not None:
            reached = end
            yield match.start(), end, chapter


def _depth(words: str) -> int:
    return words.count("(") - words.count(")")


def _topics(words: str) -> list[str | None]:
    """The topics in *words*, each whole: one that begins in lower case, or after "Indications for imaging", goes on."""
    bare = re.sub(r"\bchapter\s*:", " ", words, flags=re.IGNORECASE).strip(" .,;:/–-")
    if bare.startswith("(") and bare.endswith(")") and _depth(bare[1:-1]) == 0:
        bare = bare[1:-1]
    topics: list[str] = []
    for piece in split_pieces(bare):
        plain = re.sub(r"(?:^|\s+)(?:topic|section|guidelines?\s+section)$", "", piece, flags=re.IGNORECASE).strip(
            " .:/–-"
        )
        if not plain:
            continue
        if topics and (plain[:1].islower() or _JOINED.match(topics[-1])):
            topics[-1] = f"{topics[-1]}, {plain}"
        else:
            topics.append(plain)
    return [*topics]


def _other(lead: str, rest: str, text: str, source: Source) -> Citation:
    """Another source: its title before it or its topic after it is the section."""
    pages, words = _pages(_ACCESSED.sub(" ", _URL.sub(" ", rest)))
    words = re.sub(r"^[\s,]*\((?:19|20)\d\d\)", "", words)
    topic = re.sub(r"[,(\s]*\b(?:19|20)\d\d\)?$", "", words.strip(" .,;:/–-")).strip(" .,;:/–-")
    if _depth(topic) < 0:
        topic = topic.lstrip(") ,;:.")
    edition = year_of(text) or _ordinal(words)
    topic = _PRINTER.sub(" ", _ORDINAL.sub(" ", topic)).strip(" .,;:/–-")
    if topic.startswith("(") and topic.endswith(")") and topic.count("(") == 1:
        topic = topic[1:-1]
    section = _tidy(lead or topic) or None
    return Citation("other", source.title, edition, section, pages, text, () if section else _bare(pages))


def _unnamed(words: str, *, is_named: bool) -> Iterator[Citation]:
    """A web address, a reference to the literature, or a chapter that only ODG has."""
    urls = list(_URL.finditer(words))
    if urls:
        yield from _addresses(words, urls)
        return
    chapters = chapter_names(_ODG)
    if is_named and chapters and any(start == 0 for start, *_ in _chapters(words.strip(), chapters)):
        for citation in _odg(words, words.strip(" ,;"), sources()[_ODG]):
            yield replace(citation, flags=(*citation.flags, "inferred"))
    elif is_named and _REFERENCE.search(words) and len(words) > 12:
        pages, _ = _pages(words)
        title = _tidy(words.strip(" .,;"))
        yield Citation("other", title, year_of(words), None, pages, words.strip(" ,;"), _bare(pages))


def _known_host(host: str) -> str | None:
    """The source whose name a host is ("drugs.com", "aetna.com")."""
    known = source_names().by_key
    parts = host.split(".")
    found = known.get(key(host)) or (known.get(key(parts[0])) if len(parts) == 2 else None)
    return found if found and sources()[found].authority == "other" else None


def _addresses(words: str, urls: list[re.Match[str]]) -> Iterator[Citation]:
    """One citation an address, named by its host; words before it are its title."""
    reached = 0
    for url in urls:
        address = "".join(url.group().split()).rstrip(".")
        host = urlsplit(address if "//" in address else f"//{address}").netloc.lower().removeprefix("www.")
        title = _ACCESSED.sub(" ", words[reached : url.start()]).strip(" .,;:–-&()")
        title = re.sub(r"^and\b\s*", "", title)
        text = words[reached : url.end()].strip(" ,;")
        yield Citation(
            "other",
            _known_host(host) or host,
            year_of(title),
            title or None,
            (),
            text,
            () if title else ("no_section",),
        )
        reached = url.end()
