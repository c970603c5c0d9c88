"""What the services need from outside: a place where cases are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from openimr.domain.casework import Case, CaseId, CaseState, Event, Value

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

    def next_number(self, year: int) -> int:
        """A case number of that year of receipt that nobody else gets."""

    def intake(self, digest: str) -> CaseId | None:
        """The case that an application of these files has made; None: it has not come in before."""

    def add_intake(self, digest: str, case: CaseId, received: dt.date, at: dt.datetime) -> None:
        """Note that it has come in."""

    def files(self, case: CaseId) -> tuple[CaseFileEntry, ...]:
        """The files of a case in the order in which they came."""

    def add_files(self, case: CaseId, entries: Sequence[CaseFileEntry]) -> None:
        """Add files to a case."""

    def seal(self, kind: str, name: str, content: Value) -> None:
        """Keep a JSON value encrypted, in place of what was kept under that kind and name."""

    def unseal(self, kind: str, name: str) -> Value | None:
        """What was kept; None: nothing."""

    def add_likenesses(self, case: CaseId, words: Sequence[str]) -> None:
        """Make the case findable by words that must not be stored themselves."""

    def alike(self, words: Sequence[str]) -> tuple[CaseId, ...]:
        """Cases that share one of the words, by id."""

    def made_by(self, command: str) -> tuple[Event, ...]:
        """The events that the command of this key has made already; empty: it has not been carried out."""


@dataclass(frozen=True, slots=True)
class CaseFileEntry:
    """One stored file of a case: `number` counts from 1, `sha256` finds its bytes, `sender` is who sent it."""

    number: int
    sha256: str
    size: int
    sender: str
    stored_at: dt.datetime
    name: str


class Files(Protocol):
    """Where the bytes of case files are kept, by their SHA-256."""

    def put(self, content: bytes) -> str:
        """Store *content* for good and give its hash; the same content again changes nothing."""

    def get(self, name: str) -> bytes:
        """The content of that hash."""


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
