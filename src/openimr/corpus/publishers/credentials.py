"""What a letter says of its reviewer: in a sentence (2013 and 2014) or in a block (since 2015)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from openimr.domain.determinations import ReviewerCredentials

_STATES = re.compile(r"State(?:s|\(s\))?\s+of\s+Licensure\s*:\s*", re.IGNORECASE)
_SPECIALTY = re.compile(
    r"(?-i:[BbCcSs])(?:(?:(?<=b)oard\s+c|(?<=c))erti(?:fi|ﬁ)cation(?:s|\(s\))?\s*/\s*Special(?:ty|ties|ty\(ies\))"
    r"|(?<=b)oard\s+Certi(?:fi|ﬁ)cation(?:s|\(s\))?|(?<=s)pecial(?:ty|ties)(?:\(s\))?)\s*:\s*",
    re.IGNORECASE,
)
_HOW = (
    r"(?:(?:dual(?:ly)?[\s-]+|double[\s-]+|also\s+)?board[\s-]+certified(?:\s+in)?"
    r"|(?:is\s+)?licensed(?!\s+to\b)(?:\s+in)?(?:\s+a)?|certified\s+in|(?:doctor|licensed)\s+of)\s+"
)
_TITLE = r"(?:reviewer|doctor|physician|psychologist|chiropractor|acupuncturist|dentist|podiatrist|optometrist)"
_STOP = r"(?:\.\s+(?=(?:He|She|The)\b)|(?<!\bD\.C)(?<!\bU\.S)\.\s+(?=[A-Z])|\.?\s*$)"
_SENTENCE = re.compile(
    rf"\b{_TITLE}(?:\s+of\s+[\w\s]{{1,40}}?)?\s+(?:who\s+made\s+the\s+decision\s+)?(?:is|was)\s+(?:an?\s+)?(?:{_HOW})"
    rf"(?P<rest>.*?){_STOP}",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(rf"(?:^|\.\s+){_HOW}(?P<rest>.*?){_STOP}", re.IGNORECASE | re.DOTALL)
"""The same without a subject: "Board Certified in Neurology; licensed to practice in Utah."."""
_PROFESSION = re.compile(
    r"\bThe\s+(?:independent\s+)?(?:licensed\s+)?(?:doctor\s+of\s+)?(?P<name>[\w\s]{3,40}?)\s+who\s+made\s+the\s+decision\b",
    re.IGNORECASE,
)
_ANY_REVIEWER = re.compile(r"\b(?:reviewer|medical\s+doctor|physician|medicine)$", re.IGNORECASE)
_LICENSED = re.compile(
    r"[,;]?\s*(?:and\s+)?(?:he/she\s+)?(?:is\s+)?licensed\s+to\s+practice\s+(?:medicine\s+)?in\s+", re.IGNORECASE
)
_SUBSPECIALTY = re.compile(
    r",?\s*(?:and\s+)?(?:has\s+(?:a\s+)?(?:subspecialty|sub-specialty|subspecialties|secondary\s+specialty|added\s+qualifications?)"
    r"(?:\s+certification)?\s+in|with\s+a\s+sub-?specialty\s+in)\s+",
    re.IGNORECASE,
)
_AND_NAMES = (
    "Physical Medicine and Rehabilitation",
    "Physical Medicine & Rehabilitation",
    "Hospice and Palliative Medicine",
    "Obstetrics and Gynecology",
    "Public Health and General Preventive Medicine",
    "Allergy and Immunology",
    "Plastic and Reconstructive Surgery",
    "Psychiatry and Neurology",
    "Foot and Ankle Surgery",
    "Hand and Upper Extremity Surgery",
    "Oral and Maxillofacial Surgery",
    "Critical Care and Pain Medicine",
    "Spine and Pain",
)
"""Specialties whose own name holds an "and"."""

_COMMA = r",(?!\s*D\.?\s?C\b)"
"""A comma between two names: not the one in "Washington, D.C."."""
_CAPITAL = re.compile(r"\bD\.\s?C$")
_LED = re.compile(r"^(?:is\s+)?(?:also\s+)?(?:board[\s-]+certified\s+in\s+|certified\s+in\s+)", re.IGNORECASE)

_BLOCK_END = re.compile(r"\v|[A-Z][A-Z ,/&()]{12,}(?:\s|$)|\b(?:The\s+)?(?:CLINICAL|Clinical)\s+(?:CASE|Case)\b")


def read_credentials(words: str) -> ReviewerCredentials:
    """Licensure and specialties that *words*, the section on how the determination was made, state."""
    states, specialty = _STATES.search(words), _SPECIALTY.search(words)
    if states or specialty:
        return ReviewerCredentials(
            _names(_value(words, states.end(), specialty)) if states else (),
            _names(_value(words, specialty.end(), states)) if specialty else (),
        )
    return _from_sentence(" ".join(words.split()))


def _value(words: str, start: int, other: re.Match[str] | None) -> str:
    """The words of one field of the block, which may go on over line ends."""
    stop = other.start() if other and other.start() > start else len(words)
    end = _BLOCK_END.search(words, start, stop)
    return " ".join(words[start : end.start() if end else stop].split())


def _names(words: str) -> tuple[str, ...]:
    parts = re.split(rf"\s*(?:;|{_COMMA})\s*(?:and\s+)?", words.strip(" ,;"))
    return _unique(parts)


def _unique(parts: Iterable[str]) -> tuple[str, ...]:
    """Each name once, without the sentence's stop."""
    names = (part.strip(" ;,.") for part in parts)
    return tuple(dict.fromkeys(f"{name}." if _CAPITAL.search(name) else name for name in names if name))


def _from_sentence(words: str) -> ReviewerCredentials:
    """What the sentences on one or several reviewers state."""
    found = list(_SENTENCE.finditer(words)) or list(_BARE.finditer(words))
    specialties = _professions(words)
    licensure: list[str] = []
    for sentence in found:
        rest = sentence.group("rest")
        states = _LICENSED.search(rest)
        licensure.extend(_places(rest[states.end() :]) if states else ())
        for part in _SUBSPECIALTY.split(rest[: states.start()] if states else rest):
            specialties.extend(_fields(part))
    if not licensure:
        states = _LICENSED.search(words)
        licensure.extend(_places(re.split(_STOP, words[states.end() :])[0]) if states else ())
    return ReviewerCredentials(tuple(dict.fromkeys(licensure)), tuple(dict.fromkeys(specialties)))


def _professions(words: str) -> list[str]:
    """The profession of a reviewer who is no physician ("The Doctor of Chiropractic who made the decision")."""
    found = _PROFESSION.search(words)
    return [found.group("name")] if found and not _ANY_REVIEWER.search(found.group("name")) else []


def _fields(words: str) -> list[str]:
    """Specialties in running words: parted by commas and by an "and" that belongs to no name."""
    kept = words
    for name in _AND_NAMES:
        kept = re.sub(re.escape(name), lambda found: found.group().replace(" and ", "\0"), kept, flags=re.IGNORECASE)
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", kept)
    named = (_LED.sub("", part.replace("\0", " and ").strip(" .")) for part in parts)
    return [name for name in named if name]


def _places(words: str) -> tuple[str, ...]:
    parts = re.split(rf"\s*(?:;|{_COMMA})\s*(?:and\s+)?|\s+and\s+", words.strip())
    return _unique(re.sub(r"^(?:the\s+)?states?\s+of\s+", "", part, flags=re.IGNORECASE) for part in parts)
