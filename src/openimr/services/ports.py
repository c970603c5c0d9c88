"""What the services need from outside: a place where cases are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from openimr.domain.casework import Case, CaseId, CaseState, Event

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ChainedEvent:
    """An event as the audit trail holds it: `position` counts all events of all cases from 1, `seal` is the hash over
    the event and the seal before it, `command` the key of the command that made it. `holds`: the seal is what it must
    be after the link before it."""

    position: int
    seal: str
    event: Event
    command: str
    holds: bool


class Work(Protocol):
    """One unit of work: all of it is stored, or nothing. Only good inside the function it was given to."""

    def case(self, case: CaseId) -> Case | None:
        """Where the case stands; None if there is none."""

    def lock(self, case: CaseId) -> Case | None:
        """The same, and nobody else may change the case before this work has ended."""

    def find(self, number: str) -> CaseId | None:
        """The case of that number."""

    def cases(self, states: Sequence[CaseState] = (), *, after: str = "", limit: int = 500) -> tuple[Case, ...]:
        """Cases in one of *states* (all: empty), by number; *after* that number."""

    def events(self, case: CaseId) -> tuple[Event, ...]:
        """All that happened to the case, in order."""

    def append(self, events: Sequence[Event], standing: Case, *, command: str) -> None:
        """Add *events* to the case, which then stands as *standing*.

        Raises:
            ConflictError: the case has other events than those that the new ones follow.
        """

    def made_by(self, command: str) -> tuple[Event, ...]:
        """The events that the command of this key has made already; empty: it has not been carried out."""


class CaseStore(Protocol):
    """Where cases are kept: a database."""

    def change(self, act: Callable[[Work], Answer]) -> Answer:
        """What *act* gives, after all that it did is stored for good.

        It is run again where the database asks for it or comes back after a stop: it must do nothing but read and
        write through its work.
        """

    def read(self, ask: Callable[[Work], Answer]) -> Answer:
        """What *ask* gives; it may not write."""

    def trail(self, after: int = 0) -> Iterator[ChainedEvent]:
        """The audit trail from *after* on, in order, streaming."""

    def chain_end(self) -> tuple[int, str]:
        """Position and seal of the event last added; (0, first seal) before any."""

    def all_cases(self) -> Iterator[Case]:
        """Every case where it stands, by id, streaming."""


Clock = Callable[[], dt.datetime]
"""The time now, aware. Only `bootstrap` has a real one."""
