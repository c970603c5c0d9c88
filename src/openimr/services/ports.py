"""What the services need from outside: a place where cases are kept."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from openimr.domain.casework import Case, CaseId, CaseState, Event, PublicationState, Value
from openimr.domain.deliveries import Delivery
from openimr.domain.reviewers import ReviewerId
from openimr.domain.reviews import Signature

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

    def hold(self, what: str) -> None:
        """Nobody else may hold the same before this work has ended; what others did while holding it is seen then."""

    def find(self, number: str) -> CaseId | None:
        """The case of that number."""

    def cases(self, states: Sequence[CaseState] = (), *, after: str = "", limit: int = 500) -> tuple[Case, ...]:
        """Cases in one of *states* (all: empty), by number; *after* that number."""

    def events(self, case: CaseId) -> tuple[Event, ...]:
        """All that happened to the case, in order."""

    def events_of(self, cases: Sequence[CaseId]) -> Mapping[CaseId, tuple[Event, ...]]:
        """All that happened to each of *cases*, in order."""

    def to_look_at(self, states: Sequence[CaseState], now: dt.datetime, *, limit: int) -> tuple[Case, ...]:
        """Cases in one of *states* that have new events since their clocks were looked at, or whose time has come.

        Nobody else may change them before this work has ended; those that somebody is changing now are left out.
        """

    def looked_at(self, cases: Sequence[tuple[Case, dt.datetime]]) -> None:
        """Nothing of each case as it stands becomes overdue before that time; its next event takes this back."""

    def unread(self, limit: int) -> tuple[tuple[CaseId, int], ...]:
        """Cases with files that have not been read yet, and the number of the last of these."""

    def mark_read(self, case: CaseId, number: int, at: dt.datetime) -> None:
        """The file has been read."""

    def undrafted(self, limit: int) -> tuple[CaseId, ...]:
        """Cases in review whose present reviewer has no draft yet, by number."""

    def with_publication(self, state: PublicationState, *, limit: int) -> tuple[Case, ...]:
        """Determined cases whose publication stands at *state*, by number."""

    def letters_waiting(self, now: dt.datetime) -> int:
        """How many letters are to be sent by now, or were being sent by somebody who has held them too long."""

    def counts(self) -> Counts:
        """How many cases stand in each state, how many letters in each of theirs."""

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

    def sealed_names(self, kind: str) -> tuple[str, ...]:
        """Names of all that is kept under that kind, sorted."""

    def loads(self, due: dt.datetime | None = None) -> Mapping[ReviewerId, int]:
        """How many cases each reviewer has in review; *due*: only those of which something is due by then."""

    def unseal(self, kind: str, name: str) -> Value | None:
        """What was kept; None: nothing."""

    def review(self, case: CaseId, number: int) -> ReviewEntry | None:
        """The review of that round."""

    def put_review(self, entry: ReviewEntry) -> None:
        """Store a review: version 1 is new, a later one follows the version before it.

        Raises:
            ConflictError: somebody else has changed it.
        """

    def signed(self, case: CaseId, version: int) -> SignedEntry | None:
        """The determination of that version."""

    def add_signed(self, entry: SignedEntry) -> None:
        """Keep a signed determination; raises `ConflictError` where that version is signed already."""

    def keys(self, reviewer: ReviewerId) -> tuple[KeyEntry, ...]:
        """The reviewer's keys, newest first."""

    def key(self, name: str) -> KeyEntry | None:
        """The key of that id."""

    def add_key(self, entry: KeyEntry) -> None:
        """Keep a key."""

    def revoke_key(self, name: str, at: dt.datetime) -> None:
        """Nothing signed with the key after *at* counts."""

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Put letters into the outbox."""

    def deliveries(self, case: CaseId) -> tuple[Delivery, ...]:
        """The letters of a case, in the order of their events and parties."""

    def claim_delivery(self, now: dt.datetime, until: dt.datetime, channel: str) -> Delivery | None:
        """The waiting letter that is due longest, now being sent over *channel* by the caller, who holds it *until*."""

    def lost_deliveries(self, now: dt.datetime) -> tuple[Delivery, ...]:
        """Letters whose sender has held them for longer than it said; those that somebody is settling are left out."""

    def put_delivery(self, delivery: Delivery) -> None:
        """Store what became of a letter."""

    def add_likenesses(self, case: CaseId, words: Sequence[str]) -> None:
        """Make the case findable by words that must not be stored themselves."""

    def alike(self, words: Sequence[str]) -> tuple[CaseId, ...]:
        """Cases that share one of the words, by id."""

    def made_by(self, command: str) -> tuple[Event, ...]:
        """The events that the command of this key has made already; empty: it has not been carried out."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of cases and letters by state."""

    cases: Mapping[str, int]
    letters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CaseFileEntry:
    """One stored file of a case: `number` counts from 1, `sha256` finds its bytes, `sender` is who sent it.

    `read_at`: when its pages were read for the first time; None: not yet.
    """

    number: int
    sha256: str
    size: int
    sender: str
    stored_at: dt.datetime
    name: str
    read_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """A review under way: hashes of its content and of the record it rests on; `version` counts its changes."""

    case: CaseId
    round: int
    version: int
    content: str
    record: str
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class SignedEntry:
    """A signed determination: `digest` finds its bytes, `letters` the bytes of each form by its ending."""

    case: CaseId
    version: int
    digest: str
    record: str
    signature: Signature
    letters: Mapping[str, str]
    signed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A reviewer's signing key; `private` is under the reviewer's own passphrase."""

    id: str
    reviewer: ReviewerId
    public: bytes
    private: bytes
    made_at: dt.datetime
    revoked_at: dt.datetime | None = None


class Files(Protocol):
    """Where the bytes of case files are kept, by their SHA-256."""

    def put(self, content: bytes) -> str:
        """Store *content* for good and give its hash; the same content again changes nothing."""

    def keep(self, name: str, content: bytes) -> None:
        """Store *content* under the hash of what it was made from; what is there already stays."""

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


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of background work: done twice it is as if done once. `case` is empty for work on no single case."""

    kind: str
    case: str = ""
    version: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others: a job that is queued is not queued again."""
        return f"{self.kind}/{self.case}/{self.version}"


@dataclass(frozen=True, slots=True)
class Depth:
    """How many jobs of a kind wait (`retried` of them have failed before) and run; `oldest` was put first."""

    kind: str
    waiting: int
    running: int
    retried: int
    oldest: dt.datetime | None


class JobQueue(Protocol):
    """Jobs that wait for a worker. What is due is found in the cases again: losing the queue loses nothing."""

    def put(self, jobs: Sequence[Job]) -> int:
        """Queue those that neither wait nor run; how many were new."""

    def work(
        self, do: Callable[[Job], None], *, threads: int, stop: threading.Event, until_empty: bool = False
    ) -> None:
        """Do jobs, *threads* at once, until *stop* is set, or *until_empty*; then end what has begun.

        A job that raises waits and is done again, later each time. The jobs of a worker that died are taken over.
        """

    def depths(self) -> tuple[Depth, ...]:
        """What waits and runs, by kind."""


Clock = Callable[[], dt.datetime]
"""The time now, aware. Only `bootstrap` has a real one."""
