"""A case in review: drafted from its stored files, then decided item by item by its reviewer."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from openimr.casework.clocks.calendars import pacific_day
from openimr.casework.review import answer, carry_over, open_review
from openimr.domain.casework import Actor, Case, CaseId, Command, Event
from openimr.domain.reviewers import Reviewer
from openimr.domain.reviews import Review
from openimr.domain.worksheets import Worksheet
from openimr.errors import ConflictError, IllegalCommandError, UsageError
from openimr.services.casework.case_pages import reading_with
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.opened_review import OpenReview, all_findings, determination_of, open_findings
from openimr.services.casework.reviewer_ties import parties_of, settled_ties
from openimr.services.casework.scratch import scratch_folder
from openimr.services.determine_case import draft_case
from openimr.services.drafts import DETERMINATION_FILE, RECORD_FILE
from openimr.services.ports import CaseStore, Files, ReviewEntry, Work
from openimr.services.render_letter import FORMS, render_bytes
from openimr.services.rules import Rules
from openimr.wire import (
    dump_determination,
    dump_json_line,
    from_json_value,
    record_from_dict,
    record_to_dict,
    to_json_value,
)

__all__ = [
    "OpenReview",
    "all_findings",
    "answer_finding",
    "change_review",
    "determination_of",
    "draft_review",
    "load_review",
    "open_correction",
    "open_findings",
    "preview_files",
    "renew_draft",
    "shown_review",
    "unpack",
]

_GONE = ("not_eligible", "authorized", "withdrawn")


def draft_review(
    store: CaseStore, files: Files, case: CaseId, *, at: dt.datetime, worksheets: Sequence[Worksheet] = ()
) -> Review:
    """Draft the case from its stored files and open the draft as a review; for the same reviewer it is what is there.

    Raises:
        IllegalCommandError: the case is not in review.
        UsageError: there is no such case, or its draft was made without the worksheets that are given.
    """

    def ask(work: Work) -> tuple[Case, ReviewEntry | None, bool]:
        standing = _in_review(work.case(case))
        entry = work.review(case, standing.signed + 1)
        return standing, entry, entry is not None and _is_of_another(entry, work.events(case))

    standing, entry, is_old = store.read(ask)
    if worksheets and entry is not None and not is_old:
        raise UsageError("The case has been drafted already: have it drafted again to count worksheets in.")
    if entry is None or is_old:
        made, _ = _draft(store, files, standing, entry, at, worksheets)
        with suppress(ConflictError):  # two workers drafted the same case: the same bytes, the first one counts
            store.change(lambda work: work.put_review(made))
    return load_review(store, files, case).review


def renew_draft(
    store: CaseStore, files: Files, case: CaseId, *, actor: Actor, at: dt.datetime, worksheets: Sequence[Worksheet] = ()
) -> Review:
    """Draft the case again from all the files that it has by now; what is proposed otherwise than before is open again.

    Worksheets filled in earlier count on, but for the items of *worksheets*.

    Raises:
        IllegalCommandError: the case is not in review, or somebody else is its reviewer.
        ConflictError: somebody has changed the review meanwhile.
    """
    opened = load_review(store, files, case)
    given = {each.item for each in worksheets}
    earlier = [item.worksheet for item in opened.review.draft.items if item.worksheet]
    counting = (*worksheets, *(each for each in earlier if each.item not in given))
    before = store.read(lambda work: work.review(case, opened.review.round))
    if before is None or before.version != opened.review.version:
        raise ConflictError("Somebody else has changed the review meanwhile: look at it again.")
    entry, review = _draft(store, files, _in_review(opened.case), before, at, counting, opened.review)
    kept = [number for number, made in enumerate(review.items, start=1) if made]
    command = Command("renew_draft", actor, at, data={"files": len(opened.files), "kept": kept})

    def store_it(work: Work) -> None:
        carry_out(work, case, command, key=f"{entry.content}/{entry.version}")
        work.put_review(entry)

    store.change(store_it)
    return load_review(store, files, case).review


def _draft(
    store: CaseStore,
    files: Files,
    standing: Case,
    before: ReviewEntry | None,
    at: dt.datetime,
    worksheets: Sequence[Worksheet],
    earlier: Review | None = None,
) -> tuple[ReviewEntry, Review]:
    """A fresh review, on top of *before* if there is one, with the decisions of *earlier* that still stand."""
    with scratch_folder() as folder:
        count = unpack(store, files, standing.id, folder)
        asked = tuple(item.request for item in standing.items)
        rules, read = Rules(worksheets=tuple(worksheets)), reading_with(files)
        draft = draft_case(folder, as_of=pacific_day(at), rules=rules, asked=asked, read=read)
    review = open_review(standing.id, standing.signed + 1, draft.determination, files=count)
    record = files.put(dump_json_line(record_to_dict(draft.record)).encode())
    review = replace(review, version=before.version + 1 if before else 1)
    review = carry_over(earlier, review) if earlier else review
    entry = ReviewEntry(
        standing.id, review.round, review.version, _put(files, review), record, _not_before(standing, at)
    )
    return entry, review


def _not_before(standing: Case, at: dt.datetime) -> dt.datetime:
    """*at*, or the last event of the case where that is later: what is older is of an earlier reviewer."""
    return max(at, standing.last_at) if standing.last_at else at


def _is_of_another(entry: ReviewEntry, events: Sequence[Event]) -> bool:
    """Whether the review was left by a reviewer who recused, or by a correction before a remand."""
    appointed = [event.at for event in events if event.kind == "reviewer_appointed"]
    return bool(appointed) and entry.changed_at < appointed[-1]


def open_correction(store: CaseStore, files: Files, case: CaseId, *, actor: Actor, at: dt.datetime) -> Review:
    """The signed review again, to correct its wording; its signature makes a new version. Decisions stay.

    Raises:
        UsageError: nothing is signed, or the actor may not correct it.
    """

    def copy(work: Work) -> None:
        standing = work.lock(case)
        before = work.review(case, standing.signed) if standing else None
        if standing is None or standing.state != "determined" or before is None:
            raise UsageError("Only a signed determination is corrected.")
        _check_corrector(standing, actor)
        if work.review(case, standing.signed + 1) is not None:
            return
        review = from_json_value(Review, json.loads(files.get(before.content)))
        again = replace(review, round=standing.signed + 1, version=1, answers=(), is_correction=True)
        entry = ReviewEntry(case, again.round, 1, _put(files, again), before.record, _not_before(standing, at))
        work.put_review(entry)

    store.change(copy)
    return load_review(store, files, case).review


def _check_corrector(standing: Case, actor: Actor) -> None:
    if actor.role != "medical_director" and (actor.role, actor.id) != ("reviewer", standing.reviewer):
        reason = "Only the reviewer who decided, or the medical director, corrects."
        raise IllegalCommandError("correct", standing.state, reason)


def unpack(store: CaseStore, files: Files, case: CaseId, folder: Path) -> int:
    """The case's files, decrypted, below *folder*; how many. No name leads out of it, and none overwrites another."""
    entries = store.read(lambda work: work.files(case))
    for entry in entries:
        parts = [part for part in PurePosixPath(entry.name).parts if part not in ("/", "..", ".")]
        path = folder.joinpath(*parts) if parts else folder / f"file-{entry.number}"
        if path.exists():
            path = path.with_name(f"{entry.number}-{path.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files.get(entry.sha256))
    return len(entries)


def load_review(store: CaseStore, files: Files, case: CaseId) -> OpenReview:
    """The review of the present round.

    Raises:
        UsageError: there is no such case, or nothing to review in it now.
    """
    return store.read(lambda work: _opened(work, files, _known(work.case(case))))


def shown_review(store: CaseStore, files: Files, case: CaseId) -> OpenReview:
    """The same or, where the determination is signed and no correction open, the review as it was signed."""

    def ask(work: Work) -> OpenReview:
        standing = _known(work.case(case))
        is_signed = standing.state in ("determined", "appealed") and standing.signed > 0
        entry = work.review(case, standing.signed + 1) or (work.review(case, standing.signed) if is_signed else None)
        return _open(work, files, standing, entry) if is_signed and entry else _opened(work, files, standing)

    return store.read(ask)


def preview_files(store: CaseStore, files: Files, case: CaseId, *, at: dt.datetime) -> dict[str, bytes]:
    """What would be signed at that time, still a draft: its JSON, the record it rests on, its letters; by file name."""
    opened = load_review(store, files, case)
    determination = determination_of(opened, pacific_day(at))
    letters = {f"letter.{form}": render_bytes(determination, form) for form in FORMS}
    content = {
        DETERMINATION_FILE: dump_determination(determination).encode(),
        RECORD_FILE: files.get(opened.record_digest),
    }
    return content | letters


def _known(standing: Case | None) -> Case:
    if standing is None:
        raise UsageError("There is no such case.")
    return standing


def _opened(work: Work, files: Files, standing: Case) -> OpenReview:
    entry = work.review(standing.id, standing.signed + 1)
    is_deciding = standing.state in ("in_review", "info_requested")
    if entry is not None and is_deciding and _is_of_another(entry, work.events(standing.id)):
        entry = None
    if not is_deciding and standing.state != "determined":
        raise UsageError(f"There is nothing to review: the case is {standing.state.replace('_', ' ')}.")
    if entry is None and standing.state == "determined":
        raise UsageError("The determination is signed: `openimr review correct` opens it to mend its wording.")
    if entry is None:
        raise UsageError("There is no draft to review: draft the case first.")
    return _open(work, files, standing, entry)


def _open(work: Work, files: Files, standing: Case, entry: ReviewEntry) -> OpenReview:
    review = from_json_value(Review, json.loads(files.get(entry.content)))
    left_out = tuple(number for number, item in enumerate(standing.items, start=1) if item.state in _GONE)
    known = work.unseal("reviewer", standing.reviewer) if standing.reviewer else None
    return OpenReview(
        standing,
        replace(review, version=entry.version, left_out=left_out),
        record_from_dict(json.loads(files.get(entry.record))),
        work.events(standing.id),
        entry.record,
        work.files(standing.id),
        parties_of(work, standing.id),
        from_json_value(Reviewer, known) if known is not None else None,
        settled_ties(work, standing.id).get(standing.reviewer, {}) if standing.reviewer else {},
    )


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
    content, record = _put(files, changed), opened.record_digest
    entry = ReviewEntry(case, changed.round, changed.version, content, record, _not_before(opened.case, at))

    def store_it(work: Work) -> None:
        standing = work.lock(case)
        stored = work.review(case, entry.round)
        is_stored = stored is not None and (stored.version, stored.content) == (entry.version, entry.content)
        if is_stored or any(work.made_by(f"{entry.content}/{n}") for n in _redecided(opened.review, changed)):
            return  # our own commit, whose answer was lost; others may have gone on from it
        if standing and standing.state == "determined":
            _check_corrector(standing, actor)
            _check_decisions_stay(opened.review, changed)
            work.put_review(entry)
            return
        standing = _in_review(standing)
        if (actor.role, actor.id) != ("reviewer", standing.reviewer):
            raise IllegalCommandError("review", standing.state, "Only the appointed reviewer decides and signs.")
        for number in _redecided(opened.review, changed):
            carry_out(work, case, _decision(changed, number, actor, at), key=f"{entry.content}/{number}")
        work.put_review(entry)

    store.change(store_it)
    return changed


def answer_finding(
    store: CaseStore, files: Files, case: CaseId, found: tuple[str, str], words: str, *, actor: Actor, at: dt.datetime
) -> Review:
    """The review with an answer to the finding of that code and place; raises as `change_review` does.

    Raises:
        UsageError: the check finds no such thing.
    """
    listed = all_findings(load_review(store, files, case), pacific_day(at))
    if found not in [(each.code, each.place) for each in listed]:
        raise UsageError(f"There is no finding {found[0]} at {found[1]}: `openimr review check` lists them.")
    return change_review(store, files, case, lambda review: answer(review, *found, words), actor=actor, at=at)


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
