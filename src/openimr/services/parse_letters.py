"""Published letters to determinations: one text or file, or many files and folders."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from openimr.corpus.publishers import pdf_pages, study_letter, text_pages
from openimr.domain.determinations import Determination
from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.facts import extract
from openimr.pipeline.treatments import normalise

SUFFIXES = (".pdf", ".txt")
"""Endings of the files that a folder is searched for."""

_LONGEST_PATH = 1000
_MOST_BYTES = 10_000_000
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse(source: str | Path, *, facts: bool = True) -> Determination:
    """The determination that *source*, a path or the text of a letter, states.

    A string with a line end, or longer than any path, is text. A file that cannot be read gives an empty
    determination whose problem says why. Without *facts* the case summary's facts are left out.
    """
    if isinstance(source, str) and ("\n" in source or len(source) > _LONGEST_PATH):
        return _determination("", source.encode("utf-8", "surrogatepass"), text_pages(source), facts=facts)
    result = parse_file(Path(source), facts=facts)
    if isinstance(result, Problem):
        return Determination(status="published", problems=(result,))
    return result


def parse_paths(paths: Iterable[str | Path], *, facts: bool = True) -> Iterator[Determination | Problem]:
    """One determination a letter, or the problem of a file that cannot be used, in the order of `find_letters`."""
    for path in find_letters(paths):
        yield parse_file(path, facts=facts)


def find_letters(paths: Iterable[str | Path]) -> list[Path]:
    """The files that *paths* name: files as given, folders with all letters below them in name order."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found.extend(sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES))
        else:
            found.append(path)
    return [path for path in found if not path.is_dir()]


def parse_file(path: Path, *, facts: bool = True) -> Determination | Problem:
    """The determination in one file, or why there is none; the file is known by its name alone."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem("unreadable", f"The file cannot be read: {error.strerror or 'unknown reason'}.", path.name)
    name = os.fsencode(path.name).decode("utf-8", "replace")
    pages = _pages(name, content)
    if isinstance(pages, Problem):
        return pages
    letter = _determination(name, content, pages, facts=facts)
    if not _says_anything(letter):
        return Problem("not_a_determination", "Nothing of a determination was found in the file.", name)
    return letter


def _says_anything(letter: Determination) -> bool:
    """Whether any part of a determination was found: a letter cut short is one still, a novel is none."""
    return bool(letter.items or letter.summary.text or letter.header.case_number or letter.reviewer.licensure)


def _pages(name: str, content: bytes) -> tuple[Page, ...] | Problem:
    """The pages of a file by what its bytes are, not by its ending alone."""
    if not content.strip():
        return Problem("empty_file", "The file is empty.", name)
    if b"%PDF-" in content[:1024]:
        pages = pdf_pages(name, content)
        if isinstance(pages, Problem):
            return pages
    elif name.lower().endswith(".pdf") or (b"\0" in content[:4096] and not content.startswith(_UTF16_MARKS)):
        return Problem("wrong_type", "The file is neither a PDF nor plain text.", name)
    elif len(content) > _MOST_BYTES:
        return Problem("too_large", "The file holds more text than any letter.", name)
    else:
        pages = text_pages(_decoded(content))
    if not any(page.text.strip() for page in pages):
        return Problem("needs_ocr", "Not readable yet: scanned pages need OCR.", name)
    return pages


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 by its mark, or the Windows code page that older extractors write."""
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _determination(name: str, content: bytes, pages: tuple[Page, ...], *, facts: bool) -> Determination:
    """The letter with the treatment of each item and, if asked for, the facts of its summary."""
    reading = study_letter(name, hashlib.sha256(content).hexdigest(), pages)
    letter = reading.determination
    return replace(
        letter,
        items=tuple(replace(item, treatment=normalise(item.request)) for item in letter.items),
        facts=extract(reading.summary) if facts and letter.summary.text else (),
    )
