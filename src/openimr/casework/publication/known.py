"""What is known to identify somebody of the case, in every way it may be written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from openimr.casework.publication.lexicon import lexicon
from openimr.casework.publication.names import is_name_like
from openimr.casework.publication.reading import PEOPLE, Hit, Reading, Word
from openimr.casework.publication.standing import acts_after, owns_after
from openimr.domain.publications import IdentifierKind, Identity
from openimr.text.dates import MONTH_NAMES

_ORGANIZATIONS = frozenset({"employer", "clinic", "claims administrator", "organization"})
_DEGREE = re.compile(
    r",?\s+(?:M\.?D|D\.?O|D\.?C|Ph\.?D|P\.?T|DPT|Esq|PA-C|N\.?P|R\.?N|L\.?Ac|Psy\.?D|DPM|Q\.?M\.?E)\b\.?", re.IGNORECASE
)
_LIKE = {"o": "o0", "l": "l1i|", "i": "i1l|", "s": "s5", "b": "b8", "z": "z2", "g": "g9", "e": "e", "t": "t"}
_LEGAL = re.compile(
    r",?\s+(?:Inc|LLC|L\.L\.C|LLP|Corp|Corporation|Incorporated|Ltd|Co|Company|A Medical Corporation|P\.?C|APC)\b\.?",
    re.IGNORECASE,
)


def find_known(reading: Reading, identities: Sequence[Identity]) -> Iterator[Hit]:
    """Every mention of *identities*, however it is written."""
    for identity in identities:
        pattern = _pattern(identity)
        if pattern is not None:
            for match in pattern.finditer(reading.text):
                yield Hit(match.start(), match.end(), identity.kind, "known", 0)
    parts = name_parts(identity for identity in identities if identity.kind in PEOPLE)
    yield from find_parts(reading, parts)


@lru_cache(maxsize=4096)
def _pattern(identity: Identity) -> re.Pattern[str] | None:
    """The expression for one identity as a whole; None where only its parts are looked for, or nothing."""
    if identity.kind in PEOPLE:
        return _person_pattern(identity.value)
    if identity.kind == "date of birth":
        return _date_pattern(identity.value)
    if identity.kind in _ORGANIZATIONS:
        return _words_pattern(_LEGAL.sub("", identity.value))
    if identity.kind == "address":
        return _words_pattern(identity.value)
    return _number_pattern(identity.value)


def _person_pattern(name: str) -> re.Pattern[str] | None:
    """First and last name in both orders, with or without what is between, and dotted initials."""
    given, family = split_name(name)
    if not given or not family:
        return None
    first, last = _loosely(given[0]), r"[\s-]+".join(_loosely(word) for word in family)
    middle = r"(?:[\s.]+[\w.'’-]{1,15}){0,2}?"
    initial = re.escape(given[0][0])
    dotted = ""
    if len(given) + len(family) >= 2:
        letters = [word[0] for word in (*given, family[-1])]
        dotted = "|" + r"\.[ ]?".join(map(re.escape, letters)) + r"\.(?![\w])"
    ways = (
        rf"{first}{middle}[\s,.]+{last}",
        rf"{last}\s*,\s*{first}(?:[ \t]+[A-Z]\b\.?)?",
        rf"{initial}\.[ ]?(?:[A-Z]\.[ ]?)?{last}{dotted}",
    )
    return re.compile(rf"(?<![\w])(?:{'|'.join(ways)})(?![\w])", re.IGNORECASE)


def split_name(name: str) -> tuple[list[str], list[str]]:
    """Given and family names of a name in either order, without degrees and titles."""
    plain = _DEGREE.sub("", re.sub(r"^(?:Dr|Mr|Mrs|Ms)\.?\s+", "", name.strip()))
    known = lexicon()
    if "," in plain:
        family, _, given = plain.partition(",")
        return given.replace(".", " ").split(), family.split()
    words = [word for word in plain.replace(".", ". ").split() if word.lower().strip(".,") not in known.suffixes]
    words = [word.rstrip(".") if len(word) <= 2 else word for word in words]
    cut = next((at for at, word in enumerate(words[1:-1], start=1) if word.lower() in known.particles), len(words) - 1)
    return words[:cut], words[cut:]


def _loosely(word: str) -> str:
    """A word as recognition may have read it: 0 for O, 1 for l, rn for m."""
    letters = [
        f"[{re.escape(_LIKE[c])}]" if c in _LIKE and len(_LIKE[c]) > 1 else "(?:m|rn)" if c == "m" else re.escape(c)
        for c in word.lower()
    ]
    return "".join(letters)


def _date_pattern(value: str) -> re.Pattern[str] | None:
    """A date in each way of writing it."""
    day = _parsed(value)
    if day is None:
        return None
    short = f"{day.year % 100:02d}"
    name = MONTH_NAMES[day.month - 1]
    month = f"{name}|{name[:3]}\\.?" + ("|Sept\\.?" if day.month == 9 else "")
    sign = r"[ ,-]+"
    ways = (
        rf"0?{day.month}\s?[/.-]\s?0?{day.day}\s?[/.-]\s?(?:{day.year}|{short})",
        f"{day.isoformat()}|{day:%Y%m%d}|{day:%m%d%Y}",
        rf"(?:{month})\s+0?{day.day}(?:st|nd|rd|th)?,?\s+{day.year}",
        rf"0?{day.day}(?:st|nd|rd|th)?{sign}(?:of\s+)?(?:{month}){sign}(?:{day.year}|{short})",
    )
    return re.compile(rf"(?<![\d/])(?:{'|'.join(ways)})(?![\d/])", re.IGNORECASE)


def _parsed(value: str) -> dt.date | None:
    iso = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", value)
    us = re.fullmatch(r"(\d\d?)/(\d\d?)/(\d{4})", value)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        return dt.date(int(us[3]), int(us[1]), int(us[2])) if us else None
    except ValueError:
        return None


def _words_pattern(value: str) -> re.Pattern[str] | None:
    """The words of a name or address with any signs between."""
    words = re.findall(r"[^\W_]+", value)
    if not words or len("".join(words)) < 4:
        return None
    if len(words) == 1 and lexicon().is_ordinary(words[0].lower()):
        return None
    return re.compile(r"(?<![\w])" + r"[\W_]{1,3}".join(_loosely(word) for word in words) + r"(?![\w])", re.IGNORECASE)


def _number_pattern(value: str) -> re.Pattern[str] | None:
    """A number with or without its signs, and as recognition may have read it."""
    signs = re.findall(r"[A-Za-z0-9]", value)
    if len(signs) < 5:
        return None
    alike = {"0": "0Oo", "1": "1Il|", "5": "5Ss", "8": "8Bb", "2": "2Zz"}
    alike |= {letter: figures for figures in list(alike.values()) for letter in figures if letter.isalpha()}
    each = [f"[{alike[c]}]" if c in alike else re.escape(c) for c in signs]
    return re.compile(r"(?<![\w])" + r"[\s./()_-]{0,3}".join(each) + r"(?![\w])", re.IGNORECASE)


def name_parts(identities: Iterable[Identity]) -> dict[str, IdentifierKind]:
    """The telling words of names in small letters, each with whose they are; the employee's come first."""
    parts: dict[str, IdentifierKind] = {}
    for identity in sorted(identities, key=lambda one: one.kind != "employee"):
        given, family = split_name(identity.value)
        for word in (*family, *given):
            low = word.lower().strip(".,'")
            if len(low) > 1 and low not in lexicon().particles and low not in lexicon().not_a_name:
                parts.setdefault(low, identity.kind)
                for half in low.split("-") if "-" in low else ():
                    if len(half) > 2 and half.isalpha() and half not in _not_alone():
                        parts.setdefault(half, identity.kind)
    return parts


def _not_alone() -> frozenset[str]:
    """Halves of a double name that alone mean anybody: "Reviewer" of "Reviewer-Smith"."""
    known = lexicon()
    return known.not_a_name | known.roles | known.titles | known.particles


def find_parts(reading: Reading, parts: dict[str, IdentifierKind]) -> Iterator[Hit]:
    """Lone mentions of parts of names; an ordinary or clinical word only where a person must be meant."""
    if not parts:
        return
    long, short = [part for part in parts if len(part) > 3], [part for part in parts if len(part) == 3]
    coded = {part: _coded(part) for part in parts if not part.isalpha() and any(c.isdigit() for c in part)}
    for pattern, kind in ((pattern, parts[part]) for part, pattern in coded.items()):
        for match in pattern.finditer(reading.text):
            yield Hit(match.start(), match.end(), kind, "known part", 0)
    for index, word in enumerate(reading.words):
        exact = word.low if word.low in parts else _half(word, parts)
        if exact is not None:
            yield from _part_hit(reading, index, word, parts[exact])
        elif word.is_capital and len(word.low) > 2 and is_name_like(reading, word) and not reading.tested(index):
            near = next((part for part in long if _is_misspelt(word.low, part)), None) or (
                next((part for part in short if _is_slip(word.low, part)), None) if not word.text.isupper() else None
            )
            if near is not None:
                yield Hit(word.start, word.end, parts[near], "misspelt", 0)
    yield from _recognised(reading, parts)


def _half(word: Word, parts: dict[str, IdentifierKind]) -> str | None:
    if "-" not in word.low or word.low in parts:
        return None
    return next((half for half in word.low.split("-") if half in parts and not lexicon().is_ordinary(half)), None)


def _coded(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){re.escape(part)}(?![\w])", re.IGNORECASE)


def _recognised(reading: Reading, parts: dict[str, IdentifierKind]) -> Iterator[Hit]:
    """Parts of names with figures for letters: "G0nzalez"."""
    for match in _WITH_FIGURE.finditer(reading.text):
        plain = match.group().lower().translate(_AS_LETTERS)
        for low in (plain, plain.replace("i", "l")):
            if low in parts:
                yield Hit(match.start(), match.end(), parts[low], "misspelt", 0)
                break


_WITH_FIGURE = re.compile(r"(?<![\w-])(?=[A-Za-z]*[0158|])(?=[0158|]{0,2}[A-Za-z]{2})[A-Za-z0158|]{4,}(?![\w-])")
_AS_LETTERS = str.maketrans("0158|", "oisbl")


def _part_hit(reading: Reading, index: int, word: Word, kind: IdentifierKind) -> Iterator[Hit]:
    known = lexicon()
    is_word = known.is_ordinary(word.low) or word.low in known.eponyms or reading.is_clinical(word)
    if not is_word:
        if word.is_capital or len(word.low) > 3:
            yield Hit(word.start, word.end, kind, "known part", 0)
        return
    if not word.is_capital:
        return
    following = reading.words[index + 1] if index + 1 < len(reading.words) else None
    if acts_after(reading, index) or owns_after(reading, index):
        yield Hit(word.start, word.end, kind, "known part", 0)
    elif _is_doubtful_place(reading, index, word, following):
        is_doubtful = reading.words[index - 1].low not in _BEFORE_PEOPLE or word.low in _MONTH_WORDS
        yield Hit(word.start, word.end, kind, "known word", 0, is_doubtful)


def _is_doubtful_place(reading: Reading, index: int, word: Word, following: Word | None) -> bool:
    """A capital in the middle of running text, not in a title, a heading, a test's name or a date."""
    if reading.begins_sentence(index) or word.text.isupper() or reading.is_clinical(word):
        return False
    if word.low in _MONTH_WORDS and reading.words[index - 1].low in _BEFORE_MONTHS:
        return False
    after = reading.text[word.end : word.end + 4].strip()
    if after[:1].isdigit() or (following and (following.is_capital or following.low in lexicon().after_eponym)):
        return False
    return not reading.words[index - 1].is_capital


_BEFORE_PEOPLE = frozenset(("with", "for", "to", "by", "from", "and", "that", "per", "told", "via", "saw", "called"))
_MONTH_WORDS = frozenset(["march", "april", "may", "june", "august"])
_BEFORE_MONTHS = frozenset(
    ("in", "of", "since", "until", "till", "during", "early", "mid", "late", "last", "next", "by")
)


def _is_slip(word: str, part: str) -> bool:
    """Whether a short name was written with a letter doubled or two swapped: other slips make other words of it."""
    if len(part) != 3 or lexicon().is_ordinary(word):
        return False
    doubled = any(word == part[:at] + part[at] + part[at:] for at in range(3))
    return doubled or (word != part and word in (part[1] + part[0] + part[2], part[0] + part[2] + part[1]))


def _is_misspelt(word: str, part: str) -> bool:
    """Whether one slip of the pen or of recognition parts two words: a letter more, less, other, or two swapped."""
    if abs(len(word) - len(part)) > 1 or word == part:
        return False
    if word.replace("rn", "m") == part.replace("rn", "m"):
        return True
    left = 0
    while left < min(len(word), len(part)) and word[left] == part[left]:
        left += 1
    if len(word) == len(part):
        swapped = word[left : left + 2] == part[left : left + 2][::-1] and word[left + 2 :] == part[left + 2 :]
        return left > 0 and (swapped or word[left + 1 :] == part[left + 1 :])
    long, short = (word, part) if len(word) > len(part) else (part, word)
    return long[left + 1 :] == short[left:]
