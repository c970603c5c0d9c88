"""Words that somebody told with a command, such as a reason: sealed, for they may speak of the patient.

The event holds only their hash. Events from before this was so hold the words themselves: the trail is never rewritten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from openimr.domain.casework import Event
from openimr.rulebook.workflow import workflow
from openimr.services.ports import Work

_SEALED = "told words"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def seal_words(work: Work, event: Event) -> Event:
    """The event as the trail may hold it; its words are kept sealed."""
    told = _told(event)
    if told:
        work.seal(_SEALED, _name(event), told)
    return _hashed(event, told)


def words_of(work: Work, event: Event) -> Mapping[str, str]:
    """The words that were told with an event, by what they are of: "reason", "what"."""
    told = _told(event)
    return {**told, **(work.unseal(_SEALED, _name(event)) or {})} if told else {}


def with_words(work: Work, event: Event) -> Event:
    """The event as it was told."""
    return replace(event, data={**event.data, **words_of(work, event)})


def without_words(event: Event) -> Event:
    """The event with the hash of its words in their place, whatever the trail holds."""
    return _hashed(event, {name: words for name, words in _told(event).items() if not _DIGEST.fullmatch(words)})


def _told(event: Event) -> dict[str, str]:
    data = workflow().by_event[event.kind].data
    return {datum.name: event.data[datum.name] for datum in data if datum.kind == "words" and datum.name in event.data}


def _hashed(event: Event, told: Mapping[str, str]) -> Event:
    digests = {name: hashlib.sha256(words.encode()).hexdigest() for name, words in told.items()}
    return replace(event, data={**event.data, **digests})


def _name(event: Event) -> str:
    return f"{event.case}/{event.number}"
