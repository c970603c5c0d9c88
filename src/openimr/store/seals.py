"""The hash chain of the audit trail."""

from __future__ import annotations

import hashlib

from openimr.domain.casework import Event
from openimr.store.types import write_json

FIRST_SEAL = "0" * 64
"""What the first event is chained to."""


def seal(previous: str, position: int, event: Event, command: str) -> str:
    """SHA-256 over the seal before and every field of the event, as 64 hexadecimal digits."""
    before, between, after = around_previous(event, command)
    return hashlib.sha256(f"{before}{position}{between}{previous}{after}".encode()).hexdigest()


def around_previous(event: Event, command: str) -> tuple[str, str, str]:
    """What is hashed, as JSON with sorted keys: before the position, between it and the seal before, and after that."""
    fields = {
        "case": event.case,
        "number": event.number,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "actor": event.actor.id,
        "item": event.item,
        "data": event.data,
        "command": command,
    }
    role = write_json({"role": event.actor.role})
    return write_json(fields)[:-1] + ',"position":', ',"previous":"', '",' + role[1:]
