"""A case in review: drafted from its stored files, then decided item by item by its reviewer."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from openimr.casework.review import open_review, result, unanswered
from openimr.domain.casework import Actor, Case, CaseId, Command, Event
from openimr.domain.determinations import Determination, ReviewerCredentials
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.domain.reviews import Review
from openimr.errors import ConflictError, IllegalCommandError, UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.scratch import scratch_folder
from openimr.services.check_draft import check
from openimr.services.determine_case import draft_case
from openimr.services.ports import CaseStore, Files, ReviewEntry, Work
from openimr.wire import dump_json, dump_json_line, from_json_value, record_from_dict, record_to_dict, to_json_value


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A review with the case it belongs to, the pages it rests on, and the case's events."""

    case: Case
    review: Review
    record: dict[str, SourceFile]
    events: tuple[Event, ...]
    record_digest: str


def draft_review(store: CaseStore, files: Files, case: CaseId, *, at: dt.datetime) -> Review:
    """Draft the case from its stored files and open the draft as a review; the same round again gives what is there.

    Raises:
        IllegalCommandError: the case is not in review.
        UsageError: there is no such case.
    """
    standing = _in_review(store.read(lambda work: work.case(case)))
    number = standing.signed + 1
    if store.read(lambda work: work.review(case, number)) is None:
        _store_draft(store, files, standing, at)
    return load_review(store, files, case).review


def _store_draft(store: CaseStore, files: Files, standing: Case, at: dt.datetime) -> None:
    with scratch_folder() as folder:
        unpack(store, files, standing.id, folder)
        draft = draft_case(folder, as_of=at.date())
    review = open_review(standing.id, standing.signed + 1, draft.determination)
    record = files.put(dump_json(record_to_dict(draft.record)).encode())
    entry = ReviewEntry(standing.id, review.round, 1, _put(files, replace(review, version=1)), record, at)
    try:
        store.change(lambda work: work.put_review(entry))
    except ConflictError:  # two workers drafted the same case: the same bytes, the first one counts
        return


def open_correction(store: CaseStore, files: Files, case: CaseId, *, at: dt.datetime) -> Review:
    """The signed review again, to correct its wording; its signature makes a new version. Decisions stay.

    Raises:
        UsageError: nothing is signed, or a correction is open already.
    """

    def copy(work: Work) -> None:
        standing = work.lock(case)
        before = work.review(case, standing.signed) if standing else None
        if standing is None or standing.state != "determined" or before is None:
            raise UsageError("Only a signed determination is corrected.")
        review = from_json_value(Review, json.loads(files.get(before.content)))
        again = replace(review, round=standing.signed + 1, version=1, answers=())
        work.put_review(ReviewEntry(case, again.round, 1, _put(files, again), before.record, at))

    store.change(copy)
    return load_review(store, files, case).review


def unpack(store: CaseStore, files: Files, case: CaseId, folder: Path) -> None:
    """The case's files, decrypted, below *folder*; names cannot lead out of it, and none overwrites another."""
    for entry in store.read(lambda work: work.files(case)):
        parts = [part for part in PurePosixPath(entry.name).parts if part not in ("/", "..", ".")]
        path = folder.joinpath(*parts) if parts else folder / f"file-{entry.number}"
        if path.exists():
            path = path.with_name(f"{entry.number}-{path.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.get(entry.sha256))


def load_review(store: CaseStore, files: Files, case: CaseId) -> OpenReview:
    """The review of the present round.

    Raises:
        UsageError: the case has not been drafted yet.
    """

    def ask(work: Work) -> tuple[Case | None, ReviewEntry | None, tuple[Event, ...]]:
        standing = work.case(case)
        entry = work.review(case, standing.signed + 1) if standing else None
        return standing, entry, work.events(case)

    standing, entry, events = store.read(ask)
    if standing is None or entry is None:
        raise UsageError("There is no draft to review: draft the case first.")
    review = from_json_value(Review, json.loads(files.get(entry.content)))
    record = record_from_dict(json.loads(files.get(entry.record)))
    return OpenReview(standing, replace(review, version=entry.version), record, events, entry.record)


def change_review(
    store: CaseStore,
    files: Files,
    case: CaseId,
    change: Callable[[Review], Review],
    *,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Review:
    """The review after *change*; a decision on an item is also an event of the case.

    Args:
        store: Where the case is.
        files: Where its bytes are.
        case: Its id.
        change: What the reviewer does.
        actor: The reviewer; the workflow refuses anybody else.
        at: When.
        seen: The version that the reviewer looked at; None: whichever is there.

    Raises:
        ConflictError: somebody else changed the review first; nothing is lost, theirs or yours.
    """
    opened = load_review(store, files, case)
    if seen is not None and seen != opened.review.version:
        raise ConflictError("Somebody else has changed the review meanwhile: look at it again.")
    changed = replace(change(opened.review), version=opened.review.version + 1)
    entry = ReviewEntry(case, changed.round, changed.version, _put(files, changed), opened.record_digest, at)

    def store_it(work: Work) -> None:
        standing = work.lock(case)
        stored = work.review(case, entry.round)
        is_stored = stored is not None and (stored.version, stored.content) == (entry.version, entry.content)
        if is_stored or any(work.made_by(f"{entry.content}/{n}") for n in _redecided(opened.review, changed)):
            return  # our own commit, whose answer was lost; others may have gone on from it
        if standing and standing.state == "determined":
            _check_decisions_stay(opened.review, changed)
            work.put_review(entry)
            return
        standing = _in_review(standing)
        if standing.reviewer != actor.id:
            raise IllegalCommandError("review", standing.state, "Only the appointed reviewer decides and signs.")
        for number in _redecided(opened.review, changed):
            carry_out(work, case, _decision(changed, number, actor, at), key=f"{entry.content}/{number}")
        work.put_review(entry)

    store.change(store_it)
    return changed


def _check_decisions_stay(before: Review, after: Review) -> None:
    for old, new in zip(before.items, after.items, strict=True):
        if old and new and old.decision != new.decision:
            raise UsageError("A correction mends words; another decision needs an appeal and a remand.")


def _redecided(before: Review, after: Review) -> list[int]:
    pairs = enumerate(zip(before.items, after.items, strict=True), start=1)
    return [number for number, (old, new) in pairs if old != new]


def _decision(review: Review, number: int, actor: Actor, at: dt.datetime) -> Command:
    """The event tells the decision and the hash of the reason: the reason itself may speak of the patient."""
    made = review.items[number - 1]
    assert made is not None  # a change decides; nothing takes a decision back to none
    digest = hashlib.sha256(made.reason.encode()).hexdigest()
    data = {"decision": made.decision, "action": made.action, "reason": digest}
    return Command("decide_item", actor, at, number, data)


def _in_review(standing: Case | None) -> Case:
    if standing is None:
        raise UsageError("There is no such case.")
    if standing.state != "in_review":
        raise IllegalCommandError("review", standing.state, f"The case is {standing.state.replace('_', ' ')}.")
    return standing


def _put(files: Files, review: Review) -> str:
    return files.put(dump_json_line(to_json_value(review)).encode())


def determination_of(opened: OpenReview, decided: dt.date, *, is_signed: bool = False) -> Determination:
    """The determination as the review stands, with the credentials that the reviewer was appointed on."""
    appointed = next(event for event in reversed(opened.events) if event.kind == "reviewer_appointed")
    assigned = next((event for event in reversed(opened.events) if event.kind == "records_requested"), None)
    return result(
        opened.review,
        credentials=from_json_value(ReviewerCredentials, appointed.data["credentials"]),
        case_number=opened.case.number or "",
        assigned=dt.date.fromisoformat(assigned.data["sent"]) if assigned else None,
        decided=decided,
        is_signed=is_signed,
    )


def open_findings(opened: OpenReview, decided: dt.date) -> tuple[Finding, ...]:
    """What the check says that the reviewer has neither mended nor answered."""
    findings = check(determination_of(opened, decided), case_files=opened.record)
    return unanswered(opened.review, findings)
