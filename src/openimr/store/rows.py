"""Rows of the tables as the values that the services know, and back."""

from __future__ import annotations

from functools import cache
from typing import cast

from pydantic import TypeAdapter
from sqlalchemy import Row

from openimr.domain.casework import Actor, Case, CaseId, Event, Role
from openimr.domain.deliveries import Delivery
from openimr.domain.reviewers import ReviewerId
from openimr.services.ports import KeyEntry


def event_row(event: Event, position: int, sealed: str, command: str) -> dict[str, object]:
    """The row of an event at its place in the trail."""
    return {
        "position": position,
        "case_id": event.case,
        "number": event.number,
        "kind": event.kind,
        "at": event.at,
        "role": event.actor.role,
        "actor": event.actor.id,
        "item": event.item,
        "data": event.data,
        "command": command,
        "seal": sealed,
    }


def progress_columns(delivery: Delivery) -> dict[str, object]:
    """The columns of a letter that change on its way."""
    return {
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due": delivery.due,
        "channel": delivery.channel,
        "proof": delivery.proof,
        "digest": delivery.digest,
    }


def read_delivery(row: Row[tuple[object, ...]]) -> Delivery:
    """The letter of a row."""
    where = (CaseId(row.case_id), row.event, row.kind, row.role)
    return Delivery(*where, row.state, row.attempts, row.due, row.channel, row.proof, row.digest)


def read_key(row: Row[tuple[object, ...]]) -> KeyEntry:
    """The signing key of a row."""
    return KeyEntry(row.id, ReviewerId(row.reviewer), row.public, row.private, row.made_at, row.revoked_at)


def read_event(row: Row[tuple[object, ...]]) -> Event:
    """The event of a row."""
    actor = Actor(cast(Role, row.role), row.actor)
    return Event(CaseId(row.case_id), row.number, row.kind, row.at, actor, row.item, row.data)


@cache
def standings() -> TypeAdapter[Case]:
    """Cases as the table keeps them, and back."""
    return TypeAdapter(Case)
