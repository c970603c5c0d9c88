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
from openimr.services.casework.appoint_reviewer import import_registry
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import (
    change_review,
    determination_of,
    draft_review,
    load_review,
    open_correction,
    open_findings,
)
from openimr.services.casework.sign_case import sign_case, signed_files, verify_signed
from openimr.services.casework.signing_keys import make_key
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.render_letter import render_bytes
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


@pytest.fixture
def small_office(file_store: SqlStore, tmp_path: Path) -> Office:
    return Office(file_store, tmp_path / "files")


def _decide_all(office: Office) -> None:
    review = draft_review(office.store, office.files, office.case, at=office.later())
    for number, item in enumerate(review.draft.items, start=1):
        assert item.proposal is not None
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review, number=number: accept(review, number, "I agree with the proposal."),  # type: ignore[misc] # a default in a lambda
            actor=REVIEWER,
            at=office.later(),
        )
    for finding in open_findings(load_review(office.store, office.files, office.case), office.now.date()):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review, finding=finding: answer(review, finding.code, finding.place, "Looked at."),  # type: ignore[misc] # a default in a lambda
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


def _correct(office: Office, reason: str = "Spelling.") -> None:
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
            lambda review, finding=finding: answer(review, finding.code, finding.place, "Seen."),  # type: ignore[misc] # a default in a lambda
            actor=REVIEWER,
            at=office.later(),
        )
    sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later(), reason=reason)


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
    with pytest.raises(UsageError, match="Sentence 2 of the rationale has no words"):
        override(review, 1, "upheld", [Wording("It is not shown."), Wording(" ")], "I disagree.")
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


_REGISTRY = """
reviewers:
  - id: rev-7
    name: Robin Example, MD
    licences: [{state: California, number: A1, expires: 2030-12-31}]
    boards: [{specialty: Physical Medicine & Rehabilitation, expires: 2030-12-31}]
    practice: {years: 14, weekly_hours: 32}
    affiliations: [%s]
"""


def _register(office: Office, affiliation: str) -> None:
    import_registry(office.store, _REGISTRY % affiliation, "yaml", "registry.yaml")


def _findings(office: Office) -> list[tuple[str, str]]:
    opened = load_review(office.store, office.files, office.case)
    return [(finding.code, finding.severity) for finding in open_findings(opened, office.now.date())]


def test_a_reviewer_who_turns_out_to_be_tied_to_a_party_cannot_sign(small_office: Office) -> None:
    office = small_office
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    _decide_all(office)
    _register(office, "")
    assert "reviewer_conflict" not in {code for code, _ in _findings(office)}
    _register(office, '{type: financial, party: "Sample Mutual Claims Services, Inc."}')
    assert ("reviewer_conflict", "error") in _findings(office)
    with pytest.raises(UsageError, match="recuses"):
        change_review(
            office.store,
            office.files,
            office.case,
            lambda review: answer(review, "reviewer_conflict", "reviewer", "It is nothing."),
            actor=REVIEWER,
            at=office.later(),
        )
    with pytest.raises(UsageError, match="reviewer_conflict"):
        sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())


def test_a_tie_cannot_be_looked_for_where_the_registry_lacks_the_reviewer(small_office: Office) -> None:
    office = small_office
    draft_review(office.store, office.files, office.case, at=office.later())
    assert ("reviewer_not_registered", "warning") in _findings(office)


def test_after_a_remand_another_reviewer_decides_anew_whatever_the_first_had_open(office: Office) -> None:
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    _decide_all(office)
    sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())
    for other in (CLERK, Actor("reviewer", "rev-8")):
        with pytest.raises(IllegalCommandError, match="reviewer"):
            open_correction(office.store, office.files, office.case, actor=other, at=office.later())
    open_correction(office.store, office.files, office.case, actor=REVIEWER, at=office.later())
    office.command("file_appeal", CLERK, {"filed": "2015-08-10", "grounds": ["G5"], "by_party": "employee"})
    office.command("remand", CLERK, {"order": "2015-09-10", "grounds": ["G5"]})
    command = Command(
        "appoint_reviewer",
        CLERK,
        office.later(),
        data={"reviewer": "rev-8", "credentials": asdict(_CREDENTIALS)},
    )
    command_case(office.store, office.case, command, key="second reviewer")
    review = draft_review(office.store, office.files, office.case, at=office.later())
    assert (review.round, review.undecided, review.is_correction) == (2, (1, 2), False)


def test_a_corrected_letter_says_what_it_replaces_and_why(small_office: Office) -> None:
    office = small_office
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    _decide_all(office)
    sign_case(office.store, office.files, office.case, PASSPHRASE, actor=REVIEWER, at=office.later())
    first = signed_files(office.store, office.files, office.case)["letter.txt"].decode()
    with pytest.raises(UsageError, match="reason"):
        _correct(office, "")
    _correct(office, "A misspelt word")
    words = " ".join(signed_files(office.store, office.files, office.case)["letter.txt"].decode().split())
    assert "Corrected 07/20/2015: This is version 2" in words
    assert "What was corrected: A misspelt word. The decisions are unchanged." in words
    assert "Corrected" not in first
    assert "Decision Date: 07/20/2015" in words


def test_a_decision_against_the_proposal_leaves_the_proposal_out_of_the_letter(small_office: Office) -> None:
    office = small_office
    make_key(office.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=office.later())
    _decide_all(office)
    review = load_review(office.store, office.files, office.case).review
    proposal = review.draft.items[0].proposal
    assert proposal is not None
    other = "upheld" if proposal.decision == "overturned" else "overturned"
    fact = review.draft.facts[0]
    words = [Wording("The record decides it.", facts=(fact.id,))]
    with pytest.raises(UsageError, match="no fact"):
        override(review, 1, "upheld", [Wording("The record decides it.", facts=("f0",))], "No.")
    change_review(
        office.store,
        office.files,
        office.case,
        lambda review: override(review, 1, other, words, "I read it otherwise."),  # type: ignore[arg-type]
        actor=REVIEWER,
        at=office.later(),
    )
    opened = load_review(office.store, office.files, office.case)
    made = opened.review.items[0]
    assert made is not None
    assert (made.sentences[0].change, made.sentences[0].sentence.sources) == ("sourced", fact.sources)
    signed = render_bytes(determination_of(opened, office.now.date(), is_signed=True), "txt").decode()
    assert "Proposal:" not in signed
    assert signed.count("What the guideline asks") == len(review.items) - 1
    assert "would turn it" not in signed
