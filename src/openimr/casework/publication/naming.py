"""Which texts name somebody who is known, whatever else they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casework.publication.known import find_known, name_parts
from openimr.casework.publication.reading import Reading
from openimr.casework.publication.titled import find_credentialed, find_titled
from openimr.domain.publications import Identity

_WORD = re.compile(r"[^\W\d_]+")
_TELLING = re.compile(r"[^\W\d_]{3}|\d{4}")
"""Initials alone name nobody: P.T. is physical therapy."""


def texts_naming(texts: Sequence[str], identities: Sequence[Identity], *, whole: bool = False) -> tuple[int, ...]:
    """Numbers of the texts, from 0, that surely mention one of *identities*, however it is written.

    *whole*: a part of a name does not count.
    """
    people = name_parts(each for each in identities if each.kind in ("employee", "physician", "person"))
    parts = set() if whole else {word for part in people for word in _WORD.findall(part)}
    readings = ((number, Reading(text)) for number, text in enumerate(texts))
    return tuple(number for number, reading in readings if _names(reading, identities, parts, whole=whole))


def _names(reading: Reading, identities: Sequence[Identity], parts: set[str], *, whole: bool) -> bool:
    """A family name that is an ordinary word counts behind a title: "Dr. Long"."""
    hits = (hit for hit in find_known(reading, identities) if not hit.is_doubtful)
    if any(_TELLING.search(reading.text, hit.start, hit.end) for hit in hits if not whole or hit.how == "known"):
        return True
    titled = [*find_titled(reading), *find_credentialed(reading)] if parts else []
    return any(parts.intersection(_WORD.findall(reading.text[hit.start : hit.end].lower())) for hit in titled)
