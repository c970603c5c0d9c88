"""A signed case is published only without its people, and only after a person has passed the copy."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from openimr.casework.review import answer, override
from openimr.casework.reviewers import read_registry
from openimr.domain.casework import Actor, Command
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.publications import Publication
from openimr.domain.reviewers import ReviewerId
from openimr.domain.reviews import Wording
from openimr.errors import ConflictError, CopyRefusedError, IllegalCommandError, UsageError
from openimr.services.casework.command_case import command_case
from openimr.services.casework.due_work import Means, do_job, due_work
from openimr.services.casework.publish_case import (
    pass_publication,
    prepare_publication,
    publish,
    withdraw_publication,
)
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import (
    change_review,
    draft_review,
    load_review,
    open_correction,
    open_findings,
)
from openimr.services.casework.show_publication import show_publication, shown_to_dict, waiting_publications
from openimr.services.casework.sign_case import sign_case, verify_signed
from openimr.services.casework.signing_keys import make_key
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.ports import Job, Work
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.wire import load_determination, to_json_value

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
REGISTRY = Path(__file__).parents[2] / "examples/reviewers.yaml"
CLERK, REVIEWER, DIRECTOR = Actor("clerk", "clerk-1"), Actor("reviewer", "rev-7"), Actor("medical_director", "md-1")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
_CREDENTIALS = ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation",))
_RATIONALE = (
    "Reviewer Featherstonehaugh finds that Ms. Vandersloot has radicular pain.",
    "The Spurling test is negative and Norco was stopped; the MTUS asks for failed conservative care.",
    "Relief by Voltrex was short, and the record was discussed with staff before noon.",
)


class Office:
    """A signed case on one database."""

    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.store = store
        self.files = EncryptedFiles(folder, [MasterKey(b"k" * 32)])
        self.now = START
        mail = Mail(CASE, START.date(), "mail")
        self.case = receive_application(store, self.files, mail, actor=CLERK, at=self.later()).case
        listed, _ = read_registry(REGISTRY.read_text(), "yaml", REGISTRY.name)
        fit = next(each for each in listed if each.id == "R-003")
        entry = replace(fit, id=ReviewerId(REVIEWER.id), name="Quimby Featherstonehaugh")
        store.change(lambda work: work.seal("reviewer", entry.id, to_json_value(entry)))
        steps: tuple[tuple[str, dict[str, object]], ...] = (
            ("find_eligible", {}),
            ("assign", {"organization": "imro"}),
            ("request_records", {"method": "mail", "sent": "2015-07-21"}),
            ("complete_records", {"received": "2015-07-30"}),
            ("appoint_reviewer", {"reviewer": REVIEWER.id, "credentials": asdict(_CREDENTIALS)}),
        )
        for name, data in steps:
            command_case(store, self.case, Command(name, CLERK, self.later(), data=data), key=name)
        make_key(store, ReviewerId(REVIEWER.id), "correct horse battery", at=self.later())
        self._review()

    def later(self) -> dt.datetime:
        self.now += dt.timedelta(minutes=1)
        return self.now

    def prepare(self, profile: str) -> Publication:
        return prepare_publication(self.store, self.files, self.case, profile, actor=CLERK, at=self.later())

    def pass_copy(self, **decisions: Any) -> Publication:
        return pass_publication(self.store, self.files, self.case, actor=DIRECTOR, at=self.later(), **decisions)

    def publish(self) -> dict[str, bytes]:
        return publish(self.store, self.files, self.case, actor=CLERK, at=self.later())

    def published(self) -> dict[str, bytes]:
        made = self.prepare("dwc")
        assert _waiting(self) == ["prepared"]
        self.pass_copy(remove=list(range(1, len(made.doubtful) + 1)))
        assert _waiting(self) == ["passed"]
        return self.publish()

    def refusal(self) -> str:
        with pytest.raises(CopyRefusedError, match="still names somebody") as refused:
            self.prepare("dwc")
        return str(refused.value)

    def has_no_copy(self) -> None:
        with pytest.raises(UsageError, match="prepare it first"):
            show_publication(self.store, self.files, self.case)
        with pytest.raises(UsageError, match="prepare it first"):
            self.publish()

    def correct(self) -> None:
        open_correction(self.store, self.files, self.case, actor=REVIEWER, at=self.later())
        self._sign(reason="A slip of the pen.")

    def _review(self) -> None:
        review = draft_review(self.store, self.files, self.case, at=self.later())
        words = [Wording(sentence) for sentence in _RATIONALE]
        for number in range(1, len(review.draft.items) + 1):
            self._change(lambda review, number=number: override(review, number, "upheld", words, "In my own words."))
        self._sign()

    def _sign(self, **told: str) -> None:
        for finding in open_findings(load_review(self.store, self.files, self.case), self.now.date()):
            self._change(lambda review, finding=finding: answer(review, finding.code, finding.place, "Looked at."))
        sign_case(self.store, self.files, self.case, "correct horse battery", actor=REVIEWER, at=self.later(), **told)

    def _change(self, change: object) -> None:
        change_review(self.store, self.files, self.case, change, actor=REVIEWER, at=self.later())  # type: ignore[arg-type] # lambdas with defaults


@pytest.fixture
def office(durable_store: SqlStore, tmp_path: Path) -> Office:
    return Office(durable_store, tmp_path / "files")


def test_a_case_is_published_without_its_people_after_a_person_has_passed_the_copy(office: Office) -> None:
    _nothing_is_published_before_a_copy_is_prepared(office)
    _the_same_copy_prepared_twice_is_one_event(office)
    _doubts_are_decided_first(office)
    files = _publish(office)
    _nobody_is_named(office, files)
    assert verify_trail(office.store).faults == ()
    assert verify_signed(office.store, office.files, office.case).faults == ()


def test_a_party_called_as_the_form_speaks_does_not_stop_the_copy(office: Office) -> None:
    def work_for_the_division(work: Work) -> None:
        parties = (work.unseal("parties", office.case) or [])[1:]
        work.seal("parties", office.case, [{"role": "employer", "name": "Division of Workers' Compensation"}, *parties])

    office.store.change(work_for_the_division)
    prepare_publication(office.store, office.files, office.case, "dwc", actor=CLERK, at=office.later())
    letter = show_publication(office.store, office.files, office.case).letter
    assert "Administrative Director of the Division of Workers’\nCompensation and binds all parties" in letter


def test_whoever_comes_second_is_told_and_nothing_unpassed_is_published(office: Office) -> None:
    first = office.prepare("dwc")
    other = office.prepare("safe_harbor")
    numbers = list(range(1, len(other.doubtful) + 1))
    with pytest.raises(ConflictError, match="look at it again"):
        office.pass_copy(remove=numbers, seen=first.digest[:12])
    passed = office.pass_copy(remove=numbers, seen=other.digest[:12])
    assert office.pass_copy(remove=numbers).passed_at == passed.passed_at
    with pytest.raises(IllegalCommandError, match="stands at: passed"):
        office.pass_copy(keep=numbers)
    with pytest.raises(IllegalCommandError, match="stands at: passed"):
        office.prepare("safe_harbor")
    assert hashlib.sha256(office.publish()["determination.json"]).hexdigest() == passed.digest != other.digest
    assert _kinds(office).count("publication_passed") == 1


def test_a_worker_prepares_each_copy_once_and_leaves_the_rest_to_people(office: Office) -> None:
    means = Means(office.store, office.files, office.later)
    job = Job("copy", office.case, 1)
    assert job in due_work(means)
    do_job(means, job)
    assert job not in due_work(means)
    office.prepare("safe_harbor")
    do_job(means, job)
    assert show_publication(office.store, office.files, office.case).publication.profile == "safe_harbor"
    assert _kinds(office)[-2:] == ["publication_prepared", "publication_prepared"]
    office.correct()
    assert Job("copy", office.case, 2) in due_work(means)


def test_a_copy_that_would_name_somebody_waits_for_a_person_and_is_no_failing_job(office: Office) -> None:
    def named_as_a_letter_speaks(work: Work) -> None:
        work.seal("parties", office.case, [{"role": "employer", "name": "Reviewer Physician"}])

    office.store.change(named_as_a_letter_speaks)
    means = Means(office.store, office.files, office.later)
    do_job(means, Job("copy", office.case, 1))
    assert "copy" not in {job.kind for job in due_work(means)}
    ((case, why),) = office.store.read(waiting_publications)
    assert (case.publication, why) == ("none", office.refusal())
    office.correct()
    assert Job("copy", office.case, 2) in due_work(means)


def test_words_that_nothing_found_are_removed_by_the_person_who_finds_them(office: Office) -> None:
    made = office.prepare("dwc")
    numbers = list(range(1, len(made.doubtful) + 1))
    with pytest.raises(UsageError, match="stand nowhere"):
        office.pass_copy(remove=numbers, also=["before midnight"])
    office.pass_copy(remove=numbers, also=["noon", "before noon"])
    assert (
        "staff [removed]."
        in load_determination(office.publish()["determination.json"].decode()).items[0].rationale.text
    )
    shown = shown_to_dict(show_publication(office.store, office.files, office.case))
    assert [one["words"] for one in shown["removed"]][-2:] == ["noon", "before noon"]


def test_a_copy_is_taken_back_by_a_person_by_a_correction_and_by_a_remand(office: Office) -> None:
    first = office.published()
    withdraw_publication(office.store, office.case, actor=DIRECTOR, at=office.later())
    withdraw_publication(office.store, office.case, actor=DIRECTOR, at=office.later())
    office.has_no_copy()
    assert office.published() == first
    office.correct()
    office.has_no_copy()
    office.published()
    assert [show_publication(office.store, office.files, office.case).publication.version, _waiting(office)] == [2, []]
    for name, data in (
        ("file_appeal", {"filed": "2015-08-20", "grounds": ["G3"], "by_party": "employee"}),
        ("remand", {"order": "2015-12-01", "grounds": ["G3"]}),
    ):
        command_case(office.store, office.case, Command(name, CLERK, office.later(), data=data), key=name)
    office.has_no_copy()
    assert _kinds(office).count("published") == 3
    assert _kinds(office).count("publication_withdrawn") == 1


def _waiting(office: Office) -> list[str]:
    return [case.publication for case, _ in office.store.read(waiting_publications)]


def _nothing_is_published_before_a_copy_is_prepared(office: Office) -> None:
    with pytest.raises(UsageError, match="prepared"):
        publish(office.store, office.files, office.case, actor=CLERK, at=office.later())
    with pytest.raises(UsageError, match="Profiles are"):
        prepare_publication(office.store, office.files, office.case, "none", actor=CLERK, at=office.later())


def _the_same_copy_prepared_twice_is_one_event(office: Office) -> None:
    first = prepare_publication(office.store, office.files, office.case, "dwc", actor=CLERK, at=office.later())
    second = prepare_publication(office.store, office.files, office.case, "dwc", actor=CLERK, at=office.later())
    assert first == second
    assert _kinds(office).count("publication_prepared") == 1


def _kinds(office: Office) -> list[str]:
    return [event.kind for event in office.store.read(lambda work: work.events(office.case))]


def _doubts_are_decided_first(office: Office) -> None:
    shown = show_publication(office.store, office.files, office.case)
    assert "Featherstonehaugh" not in shown.letter
    assert "Ms. Vandersloot" in [f"Ms. {one.words}" for one in shown.removed]
    assert shown.is_undecided, "the example has a doubtful word"
    numbers = [doubt.number for doubt in shown.doubts]
    with pytest.raises(UsageError, match="decided first"):
        pass_publication(office.store, office.files, office.case, actor=CLERK, at=office.later())
    beyond = [len(numbers) + 1]
    with pytest.raises(UsageError, match="numbered"):
        pass_publication(office.store, office.files, office.case, keep=beyond, actor=CLERK, at=office.later())
    with pytest.raises(IllegalCommandError):
        pass_publication(office.store, office.files, office.case, keep=numbers, actor=REVIEWER, at=office.later())
    with pytest.raises(IllegalCommandError):
        publish(office.store, office.files, office.case, actor=CLERK, at=office.later())


def _publish(office: Office) -> dict[str, bytes]:
    numbers = [doubt.number for doubt in show_publication(office.store, office.files, office.case).doubts]
    passed = pass_publication(
        office.store, office.files, office.case, remove=numbers, actor=DIRECTOR, at=office.later()
    )
    published = publish(office.store, office.files, office.case, actor=CLERK, at=office.later())
    again = publish(office.store, office.files, office.case, actor=CLERK, at=office.later())
    assert again["determination.json"] == published["determination.json"]
    assert _kinds(office)[-3:] == ["publication_prepared", "publication_passed", "published"]
    assert passed.digest == office.store.read(lambda work: work.events(office.case))[-1].data["digest"]
    return published


def _nobody_is_named(office: Office, files: dict[str, bytes]) -> None:
    assert set(files) == {"determination.json", "letter.pdf", "letter.docx", "letter.html", "letter.txt"}
    sealed = office.store.read(lambda work: work.unseal("parties", office.case)) or []
    names = [party["name"] for party in sealed] + ["Featherstonehaugh", "Vandersloot", "Quimby", "Voltrex"]
    told = [event.data for event in office.store.read(lambda work: work.events(office.case))]
    events = json.dumps([one for one in told if "doubtful" in one or set(one) == {"digest"}])
    for content in (files["determination.json"].decode(), files["letter.txt"].decode(), events):
        assert [name for name in names if name in content] == []
    copy = load_determination(files["determination.json"].decode())
    assert (copy.status, copy.facts, copy.search, copy.contradictions) == ("published", (), None, ())
    assert all(document.file == "" and document.author is None for document in copy.documents)
    assert "Spurling" in copy.items[0].rationale.text
    assert "Norco" in copy.items[0].rationale.text
