"""What identifies by where it stands: beside a name, above an address, or long before every other date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.casework.publication.guard import describes, is_thing
from openimr.casework.publication.lexicon import lexicon
from openimr.casework.publication.names import is_listed, is_name_like
from openimr.casework.publication.reading import PEOPLE, Hit, Reading

_BIRTH = re.compile(
    r"(?:\s*[,(]\s*|[ \t]{2,})(?P<found>(?:\d{1,2}[/-]\d{1,2}[/-](?:19[2-9]\d|[3-9]\d)|19[2-9]\d-\d\d-\d\d"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, 19[2-9]\d))(?!\d)"
)
_LICENCE = re.compile(
    r"(?:,?[ ](?:[A-Z][\w-]{1,3}|(?:[A-Z][A-Za-z]{0,2}\.){2,3}),?)?[ \t]+(?:#[ ]?)?"
    r"(?P<found>\d{5,8}|[A-Z][ ]?\d{4,6}|20A[ ]?\d{4,5})(?=[ \t]*(?:\n|$|[ \t]{2}))"
)
_ALSO = re.compile(r"(?:[ ](?:or|and|&)[ ]|/)(?=(?:(?:de|la|del|van|von|der|den|al)[ -])*(?P<found>[A-Z][\w'’-]+))")
_ABOVE = re.compile(
    r"(?:^|\n)[ \t]*(?P<name>[A-Z][\w'’-]+(?:[ ](?:[A-Z]\.|[A-Z][\w'’-]+|de|la|del|van|von|der)){1,3})"
    r"[ \t]*\n[ \t]*$"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:\d{1,2}[/-]\d{1,2}[/-](?P<us>(?:19|20)\d\d|\d\d)|(?P<iso>(?:19|20)\d\d)-\d\d-\d\d"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, (?P<words>(?:19|20)\d\d))(?![\w/-])"
)
_HISTORY = re.compile(
    r"(?i)inj|\bdo[il]\b|\bd/[il]\b|loss|surg|hire|since|onset|accident|employ|service|effective|revis|date of (?!b)"
)
_YOUNGEST = 16
"""So many years lie between a worker's birth and the papers of the case."""


def find_beside(reading: Reading, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Dates of birth and licences behind the names of *hits*, names above their addresses, and dates of long ago."""
    for hit in hits:
        if hit.kind in PEOPLE and not hit.is_doubtful:
            if birth := _BIRTH.match(reading.text, hit.end):
                yield Hit(*birth.span("found"), "date of birth", "behind a name", 1)
            if licence := _LICENCE.match(reading.text, hit.end):
                yield Hit(*licence.span("found"), "licence number", "behind a name", 1)
            if (also := _ALSO.match(reading.text, hit.end)) and _is_another(reading, also.start("found")):
                yield Hit(*also.span("found"), "person", "beside a name", 7)
        elif hit.how == "address" and (above := _ABOVE.search(reading.text[max(0, hit.start - 120) : hit.start])):
            start = max(0, hit.start - 120) + above.start("name")
            if _is_addressee(above["name"]):
                yield Hit(start, start + len(above["name"]), "person", "above an address", 7)
    yield from _old_dates(reading)


def doubted_by_others(reading: Reading, spans: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    """What another recogniser takes for names, as doubts; not where every word is clinical, ordinary or may stay."""
    known = lexicon()
    for start, end in spans:
        words = reading.words[reading.index_after(start) : reading.index_after(end)]
        telling = [
            word
            for word in words
            if word.is_capital and not reading.is_clinical(word) and word.low not in known.stays | known.not_a_name
        ]
        if telling:
            yield Hit(start, end, "person", "second opinion", 9, is_doubtful=True)


def _is_another(reading: Reading, start: int) -> bool:
    """Whether a listed name goes on a list of people: "Dr. van der Laan or Mulcahy"."""
    index = reading.index_at(start)
    if index is None or not is_name_like(reading, reading.words[index]):
        return False
    return is_listed(reading.words[index]) and not is_thing(reading, index, index) and not describes(reading, index)


def _is_addressee(name: str) -> bool:
    known = lexicon()
    return not (known.not_a_name | known.not_in_label).intersection(name.lower().split())


def _old_dates(reading: Reading) -> Iterator[Hit]:
    """Dates alone in a field that lie a youth before all others: of birth, though nothing says so."""
    dates = [
        (match, _full_year(match["us"] or match["iso"] or match["words"])) for match in _DATE.finditer(reading.text)
    ]
    latest = max((year for _, year in dates), default=0)
    for match, year in dates:
        if year <= latest - _YOUNGEST and _is_field(reading.text, *match.span()):
            yield Hit(*match.span(), "date of birth", "long before", 7)


def _full_year(written: str) -> int:
    year = int(written)
    return year if year > 99 else year + (1900 if year > 40 else 2000)


def _is_field(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 30) : start], text[end : end + 4].lstrip(" \t")
    is_cell = before.rstrip(" \t").endswith(("|", "--", "(", "\n")) and after[:1] in ("", "|", ")", "\n", ";", "-")
    return is_cell and not _HISTORY.search(before)
