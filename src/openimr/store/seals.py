"""The hash chain of the audit trail."""

from __future__ import annotations

import hashlib

from openimr.domain.casework import Event
from openimr.store.types import write_json

FIRST_SEAL = "0" * 64
"""What the first event is chained to."""


def seal(previous: str, position: int, event: Event, command: str) -> str:
    """SHA-256 over the seal before and every field of the event, as 64 hexadecimal digits."""
    content = {
        "previous": previous,
        "position": position,
        "case": event.case,
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "role": event.actor.role,
        "actor": event.actor.id,
        "item": event.item,
        "data": event.data,
        "command": command,
    }
    return hashlib.sha256(write_json(content).encode()).hexdigest()
