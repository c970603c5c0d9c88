"""A case is reviewed and signed: the proposal stays, the decision binds, and two people cannot undo each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pytest

from openimr.casework.review import accept, answer, edit, override
from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviewers import ReviewerId
from openimr.domain.reviews import Wording
from openimr.errors import ConflictError, IllegalCommandError, UsageError
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import (
    change_review,
    draft_review,
    load_review,
    open_correction,
    open_findings,
)
from openimr.services.casework.sign_case import sign_case, verify_signed
from openimr.services.casework.signing_keys import make_key
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
CLERK, REVIEWER = Actor("clerk", "clerk-1"), Actor("reviewer", "rev-7")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
PASSPHRASE = "correct horse battery"


class Office:
    """A case in review on one database, and the time that goes on with each step."""

    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.store = store
        self.files = EncryptedFiles(folder, [MasterKey(b"k" * 32)])
        self.now = START
        self.case = receive_application(
            store, self.files, Mail(CASE, START.date(), "mail"), actor=CLERK, at=self.later()
        ).case
        steps: tuple[tuple[str, dict[str, object]], ...] = (
            ("find_eligible", {}),
            ("assign", {"organization": "imro"}),
            ("request_records", {"method": "mail", "sent": "2015-07-21"}),
            ("complete_records", {"received": "2015-07-30"}),
            ("appoint_reviewer", {"reviewer": REVIEWER.id, "credentials": asdict(_CREDENTIALS)}),
        )
        for name, data in steps:
            self.command(name, CLERK, data)

    def later(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=1)
        return self.now

    def command(self, name: str, actor: Actor, data: dict[str, object]) -> None:
        command_case(self.store, self.case, Command(name, actor, self.later(), data=data), key=name)


_CREDENTIALS = ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation",))


@pytest.fixture
def office(durable_store: SqlStore, tmp_path: Path) -> Office:
    return Office(durable_store, tmp_path / "files")


def _decide_all(office: Office) -> None:
    review = draft_review(office.store, office.files, office.case, at=office.later())
    for number, item in enumerate(review.draft.items, start=1):
        assert item.proposal is not None
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review, number=number: accept(review, number, "I agree with the proposal."),  # type: ignore[misc]
            actor=REVIEWER,
            at=office.later(),
        )
    for finding in open_findings(load_review(office.store, office.files, office.case), office.now.date()):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review, finding=finding: answer(review, finding.code, finding.place, "Looked at."),  # type: ignore[misc]
            actor=REVIEWER,
            at=office.later(),
        )


def test_a_reviewed_case_is_signed_and_verified(office: Office) -> None:
    key = make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    with pytest.raises(UsageError, match="no draft"):
        load_review(office.store, office.files, office.case)
    _decide_all(office)
    with pytest.raises(UsageError, match="passphrase"):
        sign_case(office.store, office.files, office.case, "wrong one entirely", actor=REVIEWER, at=office.later())
    entry = sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())
    standing = office.store.read(lambda work: work.case(office.case))
    assert standing is not None
    assert (standing.state, standing.signed) == ("determined", 1)
    assert set(entry.letters) == {"pdf", "docx", "html", "txt"}
    assert entry.signature.key == key
    assert verify_signed(office.store, office.files, office.case).faults == ()
    assert verify_trail(office.store).faults == ()
    _correct(office)
    assert verify_signed(office.store, office.files, office.case).version == 2


def _correct(office: Office) -> None:
    """A slip of wording is mended in a new version; the decision stays."""
    review = open_correction(office.store, office.files, office.case, actor=REVIEWER, at=office.later())
    words = [Wording(sentence.sentence.text) for sentence in review.items[0].sentences]  # type: ignore[union-attr]
    other = "overturned" if review.items[0].decision == "upheld" else "upheld"  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="remand"):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review: override(review, 1, other, words, "No."),  # type: ignore[arg-type]
            actor=REVIEWER,
            at=office.later(),
        )
    for finding in open_findings(load_review(office.store, office.files, office.case), office.now.date()):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review, finding=finding: answer(review, finding.code, finding.place, "Seen."),  # type: ignore[misc]
            actor=REVIEWER,
            at=office.later(),
        )
    sign_case(
        office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later(), reason="Spelling."
    )


def test_signing_waits_for_every_item_and_every_finding(office: Office) -> None:
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    draft_review(office.store, office.files, office.case, at=office.later())
    with pytest.raises(UsageError, match="still to be decided"):
        sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())


def test_only_the_appointed_reviewer_decides(office: Office) -> None:
    draft_review(office.store, office.files, office.case, at=office.later())
    other = Actor("reviewer", "rev-8")
    with pytest.raises(IllegalCommandError, match="appointed"):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review: accept(review, 1, "Agreed."),
            actor=other,
            at=office.later(),
        )


def test_of_two_who_edit_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    seen = draft_review(office.store, office.files, office.case, at=office.later()).version
    change_review(
        office.store,
        office.files,
        office.case,
        lambda review: accept(review, 1, "Agreed."),
        actor=REVIEWER,
        at=office.later(),
        seen=seen,
    )
    with pytest.raises(ConflictError, match="meanwhile"):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review: accept(review, 1, "Too late."),
            actor=REVIEWER,
            at=office.later(),
            seen=seen,
        )
    kept = load_review(office.store, office.files, office.case).review.items[0]
    assert kept is not None
    assert kept.reason == "Agreed."


def test_edited_sentences_keep_or_lose_their_sources_visibly(office: Office) -> None:
    review = draft_review(office.store, office.files, office.case, at=office.later())
    proposed = review.draft.items[0].rationale.sentences
    assert proposed[0].sources or proposed[0].criteria
    words = [Wording(proposed[0].text), Wording("In my own words, sourced.", keeps=2), Wording("In my own words.")]
    rest = [Wording(sentence.text) for sentence in proposed[3:]]
    sentences = [*words, *rest, Wording("A new last sentence.")]
    edited = edit(review, 1, sentences, "Clearer.").items[0]
    assert edited is not None
    changes = [sentence.change for sentence in edited.sentences]
    assert changes[:2] == ["kept", "reworded"]
    assert changes[-1] == "new"
    assert edited.sentences[1].sentence.sources == proposed[1].sources
    assert edited.sentences[2].sentence.sources == ()
    assert review.draft.items[0].rationale.sentences == proposed


def test_nothing_is_decided_without_words(office: Office) -> None:
    review = draft_review(office.store, office.files, office.case, at=office.later())
    with pytest.raises(UsageError, match="reason"):
        accept(review, 1, "  ")
    with pytest.raises(UsageError, match="rationale"):
        override(review, 1, "upheld", [], "I disagree.")
    with pytest.raises(UsageError, match="item from 1"):
        accept(review, 99, "Agreed.")


def test_a_determination_changed_in_the_database_no_longer_verifies(office: Office) -> None:
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    _decide_all(office)
    sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())
    with office.store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE determinations SET attestation = attestation || ' Or not.'")
    assert "not the reviewer's" in verify_signed(office.store, office.files, office.case).faults[0]


def test_a_short_passphrase_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="characters"):
        make_key(office.store, ReviewerId("rev-7"), "short", at=office.later())
    with pytest.raises(UsageError, match="No determination"):
        verify_signed(office.store, office.files, CaseId(office.case))
