"""The statements of every command, built once: building one anew costs more than SQLite takes to carry it out."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, insert, select, update

from openimr.store import tables


@cache
def standing() -> Select[Any]:
    """Where `case` stands."""
    return select(tables.cases.c.standing).where(tables.cases.c.id == bindparam("case"))


@cache
def standing_for_update() -> Select[Any]:
    """The same, and its row is locked."""
    return standing().with_for_update()


@cache
def change_case() -> Update:
    """The columns of `the_case`, which must be at version `before`."""
    columns = tables.cases.c
    same = (columns.id == bindparam("the_case")) & (columns.version == bindparam("before"))
    names = ("number", "programme", "state", "priority", "version", "reviewer", "standing", "next_look")
    return update(tables.cases).where(same).values({name: bindparam(name) for name in names})


@cache
def look_at_case() -> Update:
    """When `the_case`, at version `before`, must be looked at next."""
    columns = tables.cases.c
    same = (columns.id == bindparam("the_case")) & (columns.version == bindparam("before"))
    return update(tables.cases).where(same).values(next_look=bindparam("next_look"))


@cache
def made_by() -> Select[Any]:
    """The events that the command of `key` has made."""
    columns = tables.events.c
    return select(tables.events).where(columns.command == bindparam("key")).order_by(columns.position)


@cache
def add_events() -> Insert:
    """Events at the end of the trail."""
    return insert(tables.events)


@cache
def chain_for_update() -> Select[Any]:
    """The end of the trail, locked."""
    return select(tables.chain).with_for_update()


@cache
def move_chain() -> Update:
    """The end of the trail is at position `to` with seal `last`."""
    return update(tables.chain).values(position=bindparam("to"), seal=bindparam("last"))


@cache
def waiting_delivery() -> Select[Any]:
    """The letter that is waiting longest and due by `now`, unless somebody else is taking it."""
    columns = tables.deliveries.c
    return (
        select(tables.deliveries)
        .where(columns.state == "waiting", columns.due <= bindparam("now"))
        .order_by(columns.due, columns.case_id, columns.event, columns.role)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


@cache
def change_delivery() -> Update:
    """What became of one letter."""
    columns = tables.deliveries.c
    here = (
        (columns.case_id == bindparam("the_case"))
        & (columns.event == bindparam("the_event"))
        & (columns.role == bindparam("the_role"))
    )
    names = ("state", "attempts", "due", "channel", "proof", "digest")
    return update(tables.deliveries).where(here).values({name: bindparam(name) for name in names})
