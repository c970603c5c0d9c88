"""One unit of work on cases: everything that services read and write, on one connection."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Insert, Row, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from openimr.domain.casework import Case, CaseId, CaseState, Event, PublicationState, Value
from openimr.domain.deliveries import Delivery
from openimr.domain.reviewers import ReviewerId
from openimr.domain.reviews import Signature
from openimr.errors import ConflictError
from openimr.services.ports import CaseFileEntry, Counts, KeyEntry, ReviewEntry, SignedEntry
from openimr.store import statements, tables
from openimr.store.rows import progress_columns, read_delivery, read_event, read_key, standings
from openimr.store.vault import Vault, marks, unseal
from openimr.store.vault import seal as seal_entry


class SqlWork:
    """One unit of work on one connection; see `services.ports.Work`."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self._vault = vault
        self.added: list[tuple[Event, str]] = []
        """Events that go to the end of the trail when the work is stored, each with the key of its command."""
        self._locked: dict[CaseId, Case] = {}
        """Where the cases stand whose rows this work has locked or written: nobody else can change them meanwhile."""

    def case(self, case: CaseId) -> Case | None:
        """Where the case stands; None if there is none."""
        return self._locked.get(case) or self._standing(case, statements.standing())

    def lock(self, case: CaseId) -> Case | None:
        """The same, with the row locked until the work ends (SQLite has one writer anyway)."""
        if case not in self._locked:
            found = self._standing(case, statements.standing_for_update())
            if found is None:
                return None
            self._locked[case] = found
        return self._locked[case]

    def _standing(self, case: CaseId, query: Select[Any]) -> Case | None:
        found = self.connection.execute(query, {"case": case}).scalar_one_or_none()
        return None if found is None else standings().validate_python(found)

    def hold(self, what: str) -> None:
        """See `services.ports.Work` (SQLite has one writer anyway)."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(statements.hold(), {"what": what})

    def find(self, number: str) -> CaseId | None:
        """The case of that number."""
        query = select(tables.cases.c.id).where(tables.cases.c.number == number)
        found = self.connection.execute(query).scalar_one_or_none()
        return None if found is None else CaseId(found)

    def cases(self, states: Sequence[CaseState] = (), *, after: str = "", limit: int = 500) -> tuple[Case, ...]:
        """Cases in one of *states* (all: empty), by number; *after* that number."""
        columns = tables.cases.c
        query = select(columns.standing).where(columns.number > after).order_by(columns.number).limit(limit)
        if states:
            query = query.where(columns.state.in_(states))
        return tuple(standings().validate_python(found) for found in self.connection.execute(query).scalars())

    def events(self, case: CaseId) -> tuple[Event, ...]:
        """All that happened to the case, in order."""
        query = select(tables.events).where(tables.events.c.case_id == case).order_by(tables.events.c.number)
        stored = tuple(read_event(row) for row in self.connection.execute(query))
        return stored + tuple(event for event, _ in self.added if event.case == case)

    def events_of(self, cases: Sequence[CaseId]) -> Mapping[CaseId, tuple[Event, ...]]:
        """All that happened to each of *cases*, in order."""
        found: dict[CaseId, list[Event]] = {case: [] for case in cases}
        for row in self.connection.execute(statements.events_of(), {"cases": list(cases)}):
            found[CaseId(row.case_id)].append(read_event(row))
        for event, _ in self.added:
            found.get(event.case, []).append(event)
        return {case: tuple(events) for case, events in found.items()}

    def to_look_at(self, states: Sequence[CaseState], now: dt.datetime, *, limit: int) -> tuple[Case, ...]:
        """Cases that have new events since their clocks were looked at, or whose time has come."""
        columns = tables.cases.c
        is_time = columns.next_look.is_(None) | (columns.next_look <= now)
        query = select(columns.standing).where(columns.state.in_(states), is_time).order_by(columns.id).limit(limit)
        query = query.with_for_update(skip_locked=True)
        found = tuple(standings().validate_python(found) for found in self.connection.execute(query).scalars())
        self._locked |= {case.id: case for case in found}
        return found

    def looked_at(self, cases: Sequence[tuple[Case, dt.datetime]]) -> None:
        """Nothing of each case as it stands becomes overdue before that time."""
        rows = [{"the_case": case.id, "before": case.version, "until": until} for case, until in cases]
        if rows:
            self.connection.execute(statements.look_at_cases(), rows)

    def made_by(self, command: str) -> tuple[Event, ...]:
        """The events that the command of this key has made already."""
        rows = self.connection.execute(statements.made_by(), {"key": command})
        stored = tuple(read_event(row) for row in rows)
        return stored + tuple(event for event, made_it in self.added if made_it == command)

    def next_number(self, year: int) -> int:
        """A case number of that year of receipt that nobody else gets."""
        here = {"the_year": year}
        number = self.connection.execute(statements.count_up(), here).scalar_one_or_none()
        if number is None:
            self._insert_once(insert(tables.numbers).values(year=year, last=0))
            number = self.connection.execute(statements.count_up(), here).scalar_one()
        return int(number)

    def intake(self, digest: str) -> CaseId | None:
        """The case that an application of these files has made."""
        found = self.connection.execute(statements.intake(), {"digest": digest}).scalar_one_or_none()
        return None if found is None else CaseId(found)

    def add_intake(self, digest: str, case: CaseId, received: dt.date, at: dt.datetime) -> None:
        """Note that it has come in."""
        row = {"digest": digest, "case_id": case, "received": received, "stored_at": at}
        try:
            self.connection.execute(statements.add_intake(), row)
        except IntegrityError:
            raise ConflictError("The same application has come in at the same moment.") from None

    def files(self, case: CaseId) -> tuple[CaseFileEntry, ...]:
        """The files of a case in the order in which they came."""
        columns = tables.case_files.c
        rows = self.connection.execute(
            select(tables.case_files).where(columns.case_id == case).order_by(columns.number)
        )
        return tuple(self._entry(row) for row in rows)

    def _entry(self, row: Row[tuple[object, ...]]) -> CaseFileEntry:
        name = self._vault.open(f"file/{row.case_id}/{row.number}", row.name).decode()
        return CaseFileEntry(row.number, row.sha256, row.size, row.sender, row.stored_at, name, row.read_at)

    def add_files(self, case: CaseId, entries: Sequence[CaseFileEntry]) -> None:
        """Add files to a case."""
        rows = [
            {
                "case_id": case,
                "number": entry.number,
                "sha256": entry.sha256,
                "size": entry.size,
                "sender": entry.sender,
                "stored_at": entry.stored_at,
                "read_at": entry.read_at,
                "name": self._vault.close(f"file/{case}/{entry.number}", entry.name.encode()),
            }
            for entry in entries
        ]
        if rows:
            self.connection.execute(insert(tables.case_files), rows)

    def unread(self, limit: int) -> tuple[tuple[CaseId, int], ...]:
        """Cases with files that have not been read yet, and the number of the last of these."""
        columns = tables.case_files.c
        query = select(columns.case_id, func.max(columns.number)).where(columns.read_at.is_(None))
        rows = self.connection.execute(query.group_by(columns.case_id).order_by(columns.case_id).limit(limit))
        return tuple((CaseId(case), number) for case, number in rows)

    def mark_read(self, case: CaseId, number: int, at: dt.datetime) -> None:
        """The file has been read."""
        columns = tables.case_files.c
        here = (columns.case_id == case) & (columns.number == number)
        self.connection.execute(update(tables.case_files).where(here).values(read_at=at))

    def seal(self, kind: str, name: str, content: Value) -> None:
        """Keep a JSON value encrypted."""
        seal_entry(self.connection, self._vault, kind, name, content)

    def sealed_names(self, kind: str) -> tuple[str, ...]:
        """Names of all that is kept under that kind, sorted."""
        columns = tables.sealed.c
        query = select(columns.id).where(columns.kind == kind).order_by(columns.id)
        return tuple(self.connection.execute(query).scalars())

    def loads(self, due: dt.datetime | None = None) -> Mapping[ReviewerId, int]:
        """See `services.ports.Work`; what is due is as the last sweep saw it."""
        columns = tables.cases.c
        query = select(columns.reviewer, func.count()).group_by(columns.reviewer)
        query = query.where(columns.state.in_(("in_review", "info_requested")))
        if due is not None:
            query = query.where(columns.next_look <= due)
        return {ReviewerId(reviewer): count for reviewer, count in self.connection.execute(query)}

    def unseal(self, kind: str, name: str) -> Value | None:
        """What was kept; None: nothing."""
        return unseal(self.connection, self._vault, kind, name)

    def review(self, case: CaseId, number: int) -> ReviewEntry | None:
        """The review of that round."""
        columns = tables.reviews.c
        query = select(tables.reviews).where(columns.case_id == case, columns.round == number)
        row = self.connection.execute(query).one_or_none()
        if row is None:
            return None
        return ReviewEntry(case, row.round, row.version, row.content, row.record, row.changed_at)

    def put_review(self, entry: ReviewEntry) -> None:
        """Store a review; the version before it must be the one stored."""
        columns = tables.reviews.c
        values = {
            "version": entry.version,
            "content": entry.content,
            "record": entry.record,
            "changed_at": entry.changed_at,
        }
        if entry.version > 1:
            here = (columns.case_id == entry.case) & (columns.round == entry.round)
            same = here & (columns.version == entry.version - 1)
            if self.connection.execute(update(tables.reviews).where(same).values(values)).rowcount != 1:
                raise ConflictError("Somebody else has changed the review meanwhile: look at it again.")
            return
        try:
            self.connection.execute(insert(tables.reviews).values(case_id=entry.case, round=entry.round, **values))
        except IntegrityError:
            raise ConflictError("The review has been opened already: look at it again.") from None

    def signed(self, case: CaseId, version: int) -> SignedEntry | None:
        """The determination of that version."""
        columns = tables.determinations.c
        query = select(tables.determinations).where(columns.case_id == case, columns.version == version)
        row = self.connection.execute(query).one_or_none()
        if row is None:
            return None
        signature = Signature(row.digest, row.attestation, row.key_id, row.signature)
        return SignedEntry(case, row.version, row.digest, row.record, signature, row.letters, row.signed_at)

    def add_signed(self, entry: SignedEntry) -> None:
        """Keep a signed determination."""
        row = {
            "case_id": entry.case,
            "version": entry.version,
            "digest": entry.digest,
            "record": entry.record,
            "attestation": entry.signature.attestation,
            "key_id": entry.signature.key,
            "signature": entry.signature.signature,
            "letters": dict(entry.letters),
            "signed_at": entry.signed_at,
        }
        try:
            self.connection.execute(insert(tables.determinations).values(row))
        except IntegrityError:
            raise ConflictError("This version has been signed already.") from None

    def keys(self, reviewer: ReviewerId) -> tuple[KeyEntry, ...]:
        """The reviewer's keys, newest first."""
        columns = tables.signing_keys.c
        query = select(tables.signing_keys).where(columns.reviewer == reviewer)
        return tuple(
            read_key(row) for row in self.connection.execute(query.order_by(columns.made_at.desc(), columns.id))
        )

    def key(self, name: str) -> KeyEntry | None:
        """The key of that id."""
        query = select(tables.signing_keys).where(tables.signing_keys.c.id == name)
        row = self.connection.execute(query).one_or_none()
        return None if row is None else read_key(row)

    def add_key(self, entry: KeyEntry) -> None:
        """Keep a key."""
        self.connection.execute(
            insert(tables.signing_keys).values(
                id=entry.id,
                reviewer=entry.reviewer,
                public=entry.public,
                private=entry.private,
                made_at=entry.made_at,
                revoked_at=entry.revoked_at,
            )
        )

    def revoke_key(self, name: str, at: dt.datetime) -> None:
        """Nothing signed with the key after *at* counts."""
        here = (tables.signing_keys.c.id == name) & tables.signing_keys.c.revoked_at.is_(None)
        self.connection.execute(update(tables.signing_keys).where(here).values(revoked_at=at))

    def add_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Put letters into the outbox."""
        rows = [
            {"case_id": each.case, "event": each.event, "role": each.role, "kind": each.kind, **progress_columns(each)}
            for each in deliveries
        ]
        if rows:
            self.connection.execute(statements.add_deliveries(), rows)

    def deliveries(self, case: CaseId) -> tuple[Delivery, ...]:
        """The letters of a case, in the order of their events and parties."""
        columns = tables.deliveries.c
        query = select(tables.deliveries).where(columns.case_id == case).order_by(columns.event, columns.role)
        return tuple(read_delivery(row) for row in self.connection.execute(query))

    def claim_delivery(self, now: dt.datetime, until: dt.datetime, channel: str) -> Delivery | None:
        """The waiting letter that is due longest; two senders never get the same."""
        row = self.connection.execute(statements.waiting_delivery(), {"now": now}).one_or_none()
        if row is None:
            return None
        claimed = replace(read_delivery(row), state="sending", attempts=row.attempts + 1, due=until, channel=channel)
        self.put_delivery(claimed)
        return claimed

    def lost_deliveries(self, now: dt.datetime) -> tuple[Delivery, ...]:
        """Letters whose sender has held them for longer than it said."""
        columns = tables.deliveries.c
        query = select(tables.deliveries).where(columns.state == "sending", columns.due < now)
        query = query.order_by(columns.due, columns.case_id, columns.event, columns.role)
        rows = self.connection.execute(query.with_for_update(skip_locked=True))
        return tuple(read_delivery(row) for row in rows)

    def put_delivery(self, delivery: Delivery) -> None:
        """Store what became of a letter."""
        where = {"the_case": delivery.case, "the_event": delivery.event, "the_role": delivery.role}
        self.connection.execute(statements.change_delivery(), where | progress_columns(delivery))

    def undrafted(self, limit: int) -> tuple[CaseId, ...]:
        """Cases in review whose present reviewer has no draft yet, by number."""
        cases, reviews, signed, events = tables.cases.c, tables.reviews.c, tables.determinations.c, tables.events.c
        rounds = select(func.count()).where(signed.case_id == cases.id).scalar_subquery()
        appointed = select(func.max(events.at)).where(events.case_id == cases.id, events.kind == "reviewer_appointed")
        this_round = (reviews.case_id == cases.id) & (reviews.round == rounds + 1)
        is_theirs = reviews.changed_at >= func.coalesce(appointed.scalar_subquery(), reviews.changed_at)
        drafted = select(reviews.case_id).where(this_round, is_theirs).exists()
        query = select(cases.id).where(cases.state == "in_review", ~drafted).order_by(cases.number).limit(limit)
        return tuple(CaseId(found) for found in self.connection.execute(query).scalars())

    def with_publication(self, state: PublicationState, *, limit: int) -> tuple[Case, ...]:
        """Determined cases whose publication stands at *state*, by number."""
        columns = tables.cases.c
        query = select(columns.standing).where(columns.state == "determined", columns.publication == state)
        rows = self.connection.execute(query.order_by(columns.number).limit(limit))
        return tuple(standings().validate_python(found) for found in rows.scalars())

    def letters_waiting(self, now: dt.datetime) -> int:
        """How many letters are to be sent by now, or were being sent by somebody who has held them too long."""
        columns = tables.deliveries.c
        query = select(func.count()).where(columns.state.in_(("waiting", "sending")), columns.due <= now)
        return int(self.connection.execute(query).scalar_one())

    def counts(self) -> Counts:
        """How many cases stand in each state, how many letters in each of theirs."""
        return Counts(self._count(tables.cases.c.state), self._count(tables.deliveries.c.state))

    def _count(self, state: Column[str]) -> Mapping[str, int]:
        query = select(state, func.count()).group_by(state).order_by(state)
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def add_likenesses(self, case: CaseId, words: Sequence[str]) -> None:
        """Make the case findable by words that must not be stored themselves."""
        rows = [{"case_id": case, "mark": mark} for mark in marks(self.connection, self._vault, words)]
        if rows:
            self.connection.execute(insert(tables.likenesses), rows)

    def alike(self, words: Sequence[str]) -> tuple[CaseId, ...]:
        """Cases that share one of the words, by id."""
        found = self.connection.execute(statements.alike(), {"marks": marks(self.connection, self._vault, words)})
        return tuple(CaseId(case) for case in found.scalars())

    def _insert_once(self, statement: Insert) -> None:
        """Insert unless somebody else just has: the rest of the work goes on either way."""
        try:
            with self.connection.begin_nested():
                self.connection.execute(statement)
        except IntegrityError:
            return

    def append(self, events: Sequence[Event], standing: Case, *, command: str) -> None:
        """Add *events* to the case, which then stands as *standing*; the trail gets them when the work is stored."""
        if events:
            self._write_standing(standing, before=events[0].number - 1)
            self._locked[standing.id] = standing
            self.added += [(event, command) for event in events]

    def _write_standing(self, standing: Case, *, before: int) -> None:
        columns = {
            "number": standing.number,
            "programme": standing.programme,
            "state": standing.state,
            "priority": standing.priority,
            "version": standing.version,
            "reviewer": standing.reviewer,
            "publication": standing.publication,
            "standing": standings().dump_python(standing, mode="json"),
            "next_look": None,
        }
        if before:
            told = columns | {"the_case": standing.id, "before": before}
            if self.connection.execute(statements.change_case(), told).rowcount != 1:
                raise ConflictError("The case has changed meanwhile: look at it again.")
            return
        try:
            self.connection.execute(statements.add_case(), {"id": standing.id, **columns})
        except IntegrityError:
            raise ConflictError("There is such a case already.") from None
