"""Sections of a clinical note, found by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_WORDS = r"[A-Za-z][A-Za-z/&,'’() -]"
_LABEL = re.compile(
    r"[\n.;!?)](?:(?P<line>(?<=\n))[ \t]*(?:(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)][ \t]+)?"
    rf"|(?<!\n)[ \t]+(?={_WORDS}{{0,70}}:))"
    rf"(?P<label>{_WORDS}{{0,70}}?)[ \t]*(?:(?P<colon>:)|[-–—][ \t]|(?P<alone>$))",
    re.MULTILINE,
)
"""A line's first words up to a colon, a dash or the line's end; or words up to a colon after a stop.

It begins with a set of characters, which a search skips to, and so wants a line end before the first line.
"""

_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_OTHER = re.compile(r"[A-Z][A-Z/&' -]+")
_MAX_SMALL_ALONE = 4
"""A line in small letters that is a heading has few words."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note under one heading; `name` is canonical, `start` is where the heading begins.

    `body` is where the words under the heading begin. A heading that the lexicon does not know but that
    plainly is one ends the section before it and is named "other".
    """

    name: str
    start: int
    end: int
    body: int = 0


@dataclass(frozen=True, slots=True)
class Headings:
    """Names of sections by heading, lower case: `whole` must be all of a heading, `begins` its first words."""

    whole: Mapping[str, str]
    begins: Mapping[str, str]

    def name(self, label: str) -> str | None:
        """The canonical name of the section that *label* heads, None if it is no known heading."""
        words = _ASIDE.sub(" ", label).strip(" .,-").lower().replace("’", "'")
        words = " ".join(words.split())
        return self.whole.get(words) or self._by_first_words(words)

    def _by_first_words(self, words: str) -> str | None:
        while " " in words:
            words = words.rpartition(" ")[0]
            if words in self.begins:
                return self.begins[words]
        return None


def find_sections(text: str, headings: Headings) -> Sequence[Section]:
    """The sections of *text* in order; text before the first heading belongs to none."""
    found = list(_heading_places(text, headings))
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    return tuple(Section(name, start, end, body) for (name, start, body), end in zip(found, ends, strict=False))


def _heading_places(text: str, headings: Headings) -> Iterator[tuple[str, int, int]]:
    for match in _LABEL.finditer(f"\n{text}"):
        name = _heading_name(match, headings)
        if name is not None:
            yield name, match.start("label") - 1, match.end() - 1


def _heading_name(match: re.Match[str], headings: Headings) -> str | None:
    label = match.group("label")
    name = headings.name(label)
    if name is None:
        is_other = match.group("line") is not None and _is_plainly_heading(match, label)
        return "other" if is_other else None
    if match.group("colon"):
        return name if match.group("line") is not None or label[0].isupper() else None
    if match.group("line") is None:
        return None
    if label.isupper():
        return name
    if match.group("alone") is None:
        return None
    words = label.split()
    is_title = len(words) <= _MAX_SMALL_ALONE and all(w[0].isupper() or len(w) <= 3 for w in words)
    return name if is_title and words[0][0].isupper() else None


def _is_plainly_heading(match: re.Match[str], label: str) -> bool:
    """Capitals in two words or more, with a colon at the line's end."""
    rest_of_line = match.string[match.end() : match.end() + 1]
    return bool(match.group("colon")) and rest_of_line in ("", "\n") and bool(_OTHER.fullmatch(label))
