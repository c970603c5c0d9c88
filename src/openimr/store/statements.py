"""The statements of every command, built once: building one anew costs more than SQLite takes to carry it out."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, TextClause, Update, bindparam, insert, select, text, update

from openimr.store import tables

_ADD_SEALED = "INSERT INTO sealed (kind, id, content) VALUES (:kind, :id, :content) ON CONFLICT (kind, id)"


@cache
def standing() -> Select[Any]:
    """Where `case` stands."""
    return select(tables.cases.c.standing).where(tables.cases.c.id == bindparam("case"))


@cache
def standing_for_update() -> Select[Any]:
    """The same, and its row is locked."""
    return standing().with_for_update()


@cache
def hold() -> TextClause:
    """Waits until nobody else holds `what`; the end of the transaction lets go of it."""
    return text("SELECT pg_advisory_xact_lock(hashtext(:what))")


@cache
def change_case() -> Update:
    """The columns of `the_case`, which must be at version `before`."""
    columns = tables.cases.c
    same = (columns.id == bindparam("the_case")) & (columns.version == bindparam("before"))
    names = ("number", "programme", "state", "priority", "version", "reviewer", "publication", "standing", "next_look")
    return update(tables.cases).where(same).values({name: bindparam(name) for name in names})


@cache
def look_at_cases() -> Update:
    """`the_case`, at version `before`, need not be looked at before `until`."""
    columns = tables.cases.c
    same = (columns.id == bindparam("the_case")) & (columns.version == bindparam("before"))
    return update(tables.cases).where(same).values(next_look=bindparam("until"))


@cache
def made_by() -> Select[Any]:
    """The events that the command of `key` has made."""
    columns = tables.events.c
    return select(tables.events).where(columns.command == bindparam("key")).order_by(columns.position)


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


@cache
def sealed() -> Select[Any]:
    """What is sealed as `the_name` of `the_kind`."""
    columns = tables.sealed.c
    return select(columns.content).where(columns.kind == bindparam("the_kind"), columns.id == bindparam("the_name"))


@cache
def put_sealed() -> TextClause:
    """`content` under `kind` and `id`, in place of what was there. Both databases spell it so."""
    return text(f"{_ADD_SEALED} DO UPDATE SET content = excluded.content")


@cache
def add_sealed_once() -> TextClause:
    """The same, unless something is there already."""
    return text(f"{_ADD_SEALED} DO NOTHING")


@cache
def count_up() -> Update:
    """The next case number of `the_year`; no row where that year has none yet."""
    return (
        update(tables.numbers)
        .where(tables.numbers.c.year == bindparam("the_year"))
        .values(last=tables.numbers.c.last + 1)
        .returning(tables.numbers.c.last)
    )


@cache
def intake() -> Select[Any]:
    """The case of an application of that `digest`."""
    return select(tables.intake.c.case_id).where(tables.intake.c.digest == bindparam("digest"))


@cache
def add_intake() -> Insert:
    """An application that has come in."""
    return insert(tables.intake)


@cache
def add_case() -> Insert:
    """A new case."""
    return insert(tables.cases)


@cache
def add_deliveries() -> Insert:
    """Letters in the outbox."""
    return insert(tables.deliveries)


@cache
def alike() -> Select[Any]:
    """Cases with one of `marks`."""
    columns = tables.likenesses.c
    here = columns.mark.in_(bindparam("marks", expanding=True))
    return select(columns.case_id).where(here).distinct().order_by(columns.case_id)


@cache
def events_of() -> Select[Any]:
    """The events of `cases`, in order."""
    columns = tables.events.c
    here = columns.case_id.in_(bindparam("cases", expanding=True))
    return select(tables.events).where(here).order_by(columns.case_id, columns.number)
