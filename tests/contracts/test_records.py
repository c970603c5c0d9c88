"""Records come in one after the other: none is lost, and no draft is signed that does not know them."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from openimr.casework.review import accept, override
from openimr.cli.review_text import review_lines
from openimr.domain.casework import Actor, CaseState, Command
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviews import Wording
from openimr.errors import IllegalCommandError, UsageError
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.receive_records import receive_records
from openimr.services.casework.review_case import (
    all_findings,
    answer_finding,
    change_review,
    determination_of,
    draft_review,
    load_review,
    renew_draft,
)
from openimr.services.read_worksheets import read_worksheets
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
FORMS = ("01_", "02_", "03_")
"""How the names of application, request and utilization review decision begin."""

CLERK, REVIEWER = Actor("clerk", "clerk-1"), Actor("reviewer", "rev-7")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
_CREDENTIALS = ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation",))


class Office:
    """A case that has come in with its forms alone, and the records that are still to come."""

    def __init__(self, store: SqlStore, folder: Path, *, items: tuple[str, ...] = ()) -> None:
        self.store, self.now = store, START
        self.files = EncryptedFiles(folder / "files", [MasterKey(b"k" * 32)])
        papers = sorted(path for path in CASE.iterdir() if path.is_file())
        self.application, self.records = folder / "application", folder / "records"
        for path in papers:
            target = self.application if path.name.startswith(FORMS) else self.records
            target.mkdir(exist_ok=True)
            shutil.copy(path, target)
        mail = Mail(self.application, START.date(), "mail", items)
        self.case = receive_application(store, self.files, mail, actor=CLERK, at=self.later()).case

    def later(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=1)
        return self.now

    def command(self, name: str, actor: Actor = CLERK, item: int | None = None, **data: object) -> None:
        command = Command(name, actor, self.later(), item, data)
        command_case(self.store, self.case, command, key=f"{name} {self.now}")

    def receive(self, folder: Path, sender: str = "claims_administrator") -> tuple[int, int, bool]:
        found = receive_records(self.store, self.files, self.case, folder, sender=sender, actor=CLERK, at=self.later())
        return found.new, found.known, found.is_late

    def to_review(self, reviewer: str = REVIEWER.id) -> None:
        self.command("find_eligible")
        self.command("assign", organization="imro")
        self.command("request_records", method="mail", sent="2015-07-21")
        self.receive(self.records)
        self.command("complete_records", received="2015-07-30")
        self.appoint(reviewer)

    def appoint(self, reviewer: str) -> None:
        self.command("appoint_reviewer", reviewer=reviewer, credentials=asdict(_CREDENTIALS))

    def accept(self, item: int, reviewer: Actor = REVIEWER) -> None:
        change_review(
            self.store,
            self.files,
            self.case,
            lambda review: accept(review, item, "I agree."),
            actor=reviewer,
            at=self.later(),
        )

    def draft(self) -> None:
        draft_review(self.store, self.files, self.case, at=self.later())

    def codes(self) -> list[tuple[str, str]]:
        opened = load_review(self.store, self.files, self.case)
        return [(finding.code, finding.place) for finding in all_findings(opened, self.now.date())]

    def state(self) -> CaseState:
        standing = self.store.read(lambda work: work.case(self.case))
        assert standing is not None
        return standing.state


@pytest.fixture
def office(file_store: SqlStore, tmp_path: Path) -> Office:
    return Office(file_store, tmp_path)


_OTHER_PATIENT = """PROGRESS NOTE
Patient: Somebody Else-Invented
Date of Birth: 02/03/1931
Date of Visit: 06/01/2015
Subjective: The patient reports pain in the left elbow.
"""


def test_records_that_come_later_are_in_the_draft_and_late_ones_ask_for_a_new_one(
    durable_store: SqlStore, tmp_path: Path
) -> None:
    office = Office(durable_store, tmp_path)
    kept = len(list(office.records.iterdir()))
    office.to_review()
    assert office.receive(office.records) == (0, kept, False)
    office.draft()
    office.accept(1)
    late = tmp_path / "late"
    late.mkdir()
    (late / "note.txt").write_text("Progress note of 07/28/2015. The patient tolerated therapy well.")
    (late / "other.txt").write_text(_OTHER_PATIENT)
    assert office.receive(late, "employee") == (2, 0, True)
    total = len(office.store.read(lambda work: work.files(office.case)))
    finding = ("records_after_draft", f"files {total - 1} to {total}")
    assert finding in office.codes()
    with pytest.raises(IllegalCommandError, match="reviewer"):
        renew_draft(office.store, office.files, office.case, actor=CLERK, at=office.later())
    before = load_review(office.store, office.files, office.case).review.version
    again = renew_draft(office.store, office.files, office.case, actor=REVIEWER, at=office.later())
    assert (again.version, again.undecided) == (before + 1, (2,)), "the first is proposed as before"
    assert "note.txt" in {document.file for document in again.draft.documents}
    shown = list(review_lines(load_review(office.store, office.files, office.case)))
    assert any(line.startswith("   other.txt, page 1: This page is another patient's") for line in shown)
    assert finding not in office.codes()
    standing = office.store.read(lambda work: work.case(office.case))
    assert standing is not None
    assert [item.state for item in standing.items] == ["decided", "disputed"]


def test_a_late_record_may_be_answered_but_the_next_one_asks_again(office: Office, tmp_path: Path) -> None:
    office.to_review()
    office.draft()
    for number in (1, 2):
        late = tmp_path / f"late-{number}"
        late.mkdir()
        (late / "bill.txt").write_text(f"Billing statement {number}: no clinical content.")
        office.receive(late)
        place = next(place for code, place in office.codes() if code == "records_after_draft")
        with pytest.raises(UsageError, match="no finding"):
            answer_finding(
                office.store,
                office.files,
                office.case,
                ("records_after_draft", "nowhere"),
                "A bill.",
                actor=REVIEWER,
                at=office.later(),
            )
        review = answer_finding(
            office.store,
            office.files,
            office.case,
            ("records_after_draft", place),
            "A bill.",
            actor=REVIEWER,
            at=office.later(),
        )
        assert len(review.answers) == number


def test_a_reviewer_asks_for_more_and_its_arrival_brings_the_case_back(office: Office, tmp_path: Path) -> None:
    office.to_review()
    office.command("request_information", REVIEWER, what="The imaging report")
    late = tmp_path / "late"
    late.mkdir()
    (late / "mri.txt").write_text("MRI of 06/01/2015.")
    office.receive(late, "requesting_physician")
    assert office.state() == "in_review"
    office.command("withdraw", notice="2015-08-01")
    (late / "other.txt").write_text("Another one.")
    with pytest.raises(IllegalCommandError, match="withdrawn"):
        office.receive(late)


def test_whoever_reviews_after_a_recusal_starts_with_a_draft_of_their_own(
    durable_store: SqlStore, tmp_path: Path
) -> None:
    office = Office(durable_store, tmp_path)
    office.to_review()
    office.draft()
    office.accept(1)
    office.command("recuse", REVIEWER, reason="A tie.")
    with pytest.raises(UsageError, match="nothing to review"):
        load_review(office.store, office.files, office.case)
    office.appoint("rev-8")
    assert office.store.read(lambda work: work.undrafted(10)) == (office.case,)
    with pytest.raises(UsageError, match="no draft"):
        load_review(office.store, office.files, office.case)
    office.draft()
    assert office.store.read(lambda work: work.undrafted(10)) == ()
    assert load_review(office.store, office.files, office.case).review.undecided == (1, 2)
    office.accept(1, Actor("reviewer", "rev-8"))


def test_an_item_that_was_authorized_is_left_out_and_the_others_keep_their_numbers(office: Office) -> None:
    office.to_review()
    office.draft()
    office.accept(1)
    office.command("authorize_item", item=1, notice="2015-08-01")
    office.command("convert_to_expedited", certified="2015-08-01")
    opened = load_review(office.store, office.files, office.case)
    assert opened.review.undecided == (2,)
    assert (opened.case.items[0].state, opened.case.items[0].decision) == ("authorized", None)
    with pytest.raises(UsageError, match="not in dispute"):
        office.accept(1)
    words = [Wording("The injection is well known to help.")]
    change_review(
        office.store,
        office.files,
        office.case,
        lambda review: override(review, 2, "overturned", words, "I disagree.", guideline="Decision based on MTUS."),
        actor=REVIEWER,
        at=office.later(),
    )
    opened = load_review(office.store, office.files, office.case)
    made = determination_of(opened, office.now.date())
    assert [item.request for item in made.items] == [opened.case.items[1].request]
    assert (made.header.priority, made.header.application_received) == ("expedited", START.date())
    assert made.items[0].reviewer_guideline.text == "Decision based on MTUS."
    codes = office.codes()
    assert ("sentence_without_source", "item 2, rationale, sentence 1") in codes
    assert "item_missing" not in {code for code, _ in codes}


def test_what_a_clerk_has_typed_in_is_what_is_decided(file_store: SqlStore, tmp_path: Path) -> None:
    typed = ("Lumbar epidural steroid injection at L5-S1", "Norco 10/325 mg #60")
    office = Office(file_store, tmp_path, items=typed)
    office.to_review()
    office.draft()
    assert tuple(item.request for item in load_review(office.store, office.files, office.case).review.draft.items) == (
        typed
    )


_WORKSHEET = """
worksheets:
  - item: 1
    question: treatment_benefits
    competing:
      - {id: a, says: For it., source: A guideline, rank: mtus, searched: PubMed}
      - {id: b, says: Against it., source: Another guideline, rank: other, searched: PubMed}
    follows: a
    why: It is the presumed one.
"""


def test_a_worksheet_counts_in_a_draft_made_again_and_in_those_after_it(office: Office, tmp_path: Path) -> None:
    office.to_review()
    office.draft()
    (tmp_path / "worksheet.yaml").write_text(_WORKSHEET)
    worksheets = read_worksheets(tmp_path / "worksheet.yaml")
    with pytest.raises(UsageError, match="drafted already"):
        draft_review(office.store, office.files, office.case, at=office.later(), worksheets=worksheets)
    for given in (worksheets, ()):
        review = renew_draft(
            office.store, office.files, office.case, actor=REVIEWER, at=office.later(), worksheets=given
        )
        filled = review.draft.items[0].worksheet
        assert filled is not None
        assert replace(filled, scale=None) == worksheets[0]
    assert review.draft.items[1].worksheet is None
