"""What the casework commands share: which database, who acts, and at what time."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import TYPE_CHECKING, cast, get_args

from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.casework import Actor


def add_database(command: argparse.ArgumentParser) -> None:
    """The options of every command that works on the database."""
    command.add_argument("--database", metavar="URL", help="sqlite:///path or postgresql://user@host/name")


def add_actor(command: argparse.ArgumentParser, *, has_key: bool = True) -> None:
    """The options of every command that changes a case; without *has_key* it is known by what it does."""
    add_database(command)
    command.add_argument(
        "--as", dest="actor", metavar="ROLE:ID", help="who acts (default: OPENIMR_ACTOR or clerk:local)"
    )
    command.add_argument("--at", type=moment, metavar="TIME", help="when, with its zone (default: now)")
    if has_key:
        command.add_argument("--key", metavar="KEY", help="names this command: the same key again changes nothing")


def the_office(options: argparse.Namespace) -> Office:
    """The office that the options and the environment name."""
    from openimr.bootstrap import open_office
    from openimr.config import read_config

    office = open_office(read_config(os.environ, database=options.database))
    _OPENED.append(office)
    return office


_OPENED: list[Office] = []


def close_offices() -> None:
    """Close what the command has opened."""
    while _OPENED:
        _OPENED.pop().store.close()


def the_actor(options: argparse.Namespace) -> Actor:
    """Who acts."""
    from openimr.domain.casework import Actor, Role

    role, _, name = (options.actor or os.environ.get("OPENIMR_ACTOR") or "clerk:local").partition(":")
    if role not in get_args(Role) or not name:
        raise UsageError(f"Who acts is told as ROLE:ID; roles are {', '.join(get_args(Role))}.")
    return Actor(cast(Role, role), name)


def moment(words: str) -> dt.datetime:
    """A time with its zone, as ISO 8601."""
    try:
        found = dt.datetime.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError("a time as 2016-03-01T09:00-08:00") from None
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("a time needs its zone, as in 2016-03-01T09:00-08:00")
    return found
