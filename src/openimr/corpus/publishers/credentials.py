"""What a letter says of its reviewer: in a sentence (2013 and 2014) or in a block (since 2015)."""

from __future__ import annotations

import re

from openimr.domain.determinations import ReviewerCredentials

_STATES = re.compile(r"State(?:s|\(s\))?\s+of\s+Licensure\s*:\s*", re.IGNORECASE)
_SPECIALTY = re.compile(
    r"(?:(?:Board\s+)?Certification(?:s|\(s\))?\s*/\s*Special(?:ty|ties|ty\(ies\))|Board\s+Certification(?:s|\(s\))?"
    r"|Special(?:ty|ties)(?:\(s\))?)\s*:\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\breviewer\s+(?:who\s+made\s+the\s+decision\s+)?(?:is|was)\s+(?:a\s+)?"
    r"(?P<how>(?:dual(?:ly)?[\s-]+|also\s+)?board[\s-]+certified(?:\s+in)?|(?:is\s+)?licensed(?!\s+to)(?:\s+in)?(?:\s+a)?|certified\s+in"
    r"|(?:doctor|licensed)\s+of)\s+(?P<rest>.*?)"
    r"(?:\.\s+(?=[A-Z])|\.?\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_LICENSED = re.compile(
    r",?\s*(?:and\s+)?(?:he/she\s+)?(?:is\s+)?licensed\s+to\s+practice\s+(?:medicine\s+)?in\s+", re.IGNORECASE
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
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?", words.strip(" .,;"))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _from_sentence(words: str) -> ReviewerCredentials:
    found = _SENTENCE.search(words)
    if found is None:
        states = _LICENSED.search(words)
        return ReviewerCredentials(_places(words[states.end() :].split(". ")[0]) if states else ())
    rest = found.group("rest")
    states = _LICENSED.search(rest)
    fields = rest[: states.start()] if states else rest
    specialties: list[str] = []
    for part in _SUBSPECIALTY.split(fields):
        specialties.extend(_fields(part))
    return ReviewerCredentials(_places(rest[states.end() :]) if states else (), tuple(dict.fromkeys(specialties)))


def _fields(words: str) -> list[str]:
    """Specialties in running words: parted by commas and by an "and" that belongs to no name."""
    kept = words
    for name in _AND_NAMES:
        kept = re.sub(re.escape(name), lambda found: found.group().replace(" and ", "\0"), kept, flags=re.IGNORECASE)
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+(?:is\s+)?(?:board[\s-]+certified\s+in\s+)?", kept)
    return [part.replace("\0", " and ").strip(" .") for part in parts if part.strip(" .")]


def _places(words: str) -> tuple[str, ...]:
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+", words.strip(" ."))
    return tuple(
        dict.fromkeys(re.sub(r"^(?:the\s+)?states?\s+of\s+", "", part, flags=re.IGNORECASE) for part in parts if part)
    )
