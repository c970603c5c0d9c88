"""Which texts name somebody who is known, whatever else they tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casework.publication.known import find_known, name_parts
from openimr.casework.publication.reading import Reading
from openimr.casework.publication.titled import find_credentialed, find_titled
from openimr.domain.publications import Identity

_WORD = re.compile(r"[^\W\d_]+")


def texts_naming(texts: Sequence[str], identities: Sequence[Identity]) -> tuple[int, ...]:
    """Numbers of the texts, from 0, that surely mention one of *identities*, however it is written."""
    people = name_parts(each for each in identities if each.kind in ("employee", "physician", "person"))
    parts = {word for part in people for word in _WORD.findall(part)}
    return tuple(number for number, text in enumerate(texts) if _names(Reading(text), identities, parts))


def _names(reading: Reading, identities: Sequence[Identity], parts: set[str]) -> bool:
    """A family name that is an ordinary word counts behind a title: "Dr. Long"."""
    if any(not hit.is_doubtful for hit in find_known(reading, identities)):
        return True
    titled = [*find_titled(reading), *find_credentialed(reading)]
    return any(parts.intersection(_WORD.findall(reading.text[hit.start : hit.end].lower())) for hit in titled)
