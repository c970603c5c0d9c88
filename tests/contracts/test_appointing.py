"""The office's registry chooses a reviewer for a case, and nobody can read from the case who it is."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import text

from openimr.casework.review import UNANSWERABLE
from openimr.domain.cases import Party
from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.findings import Finding
from openimr.domain.reviewers import ReviewerId
from openimr.errors import UsageError
from openimr.rulebook.workflow import workflow
from openimr.services.casework.appoint_reviewer import (
    ByHand,
    appoint_from,
    appoint_reviewer,
    assess_reviewers,
    import_registry,
    registry_of,
)
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import draft_review, load_review, open_findings
from openimr.services.casework.reviewer_ties import add_party, settle_ties, show_ties
from openimr.services.casework.told_words import words_of
from openimr.services.ports import Work
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

EXAMPLES = Path(__file__).parents[2] / "examples"
CLERK = Actor("clerk", "clerk-1")
R1 = ReviewerId("R-1")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)


def _case_with_records(store: SqlStore, folder: Path) -> CaseId:
    files = EncryptedFiles(folder, [MasterKey(b"k" * 32)])
    mail = Mail(EXAMPLES / "cases/lumbar-epidural", START.date(), "mail")
    case = receive_application(store, files, mail, actor=CLERK, at=START).case
    steps: tuple[tuple[str, dict[str, object]], ...] = (
        ("find_eligible", {}),
        ("assign", {"organization": "imro"}),
        ("request_records", {"method": "mail", "sent": "2015-07-21"}),
        ("complete_records", {"received": "2015-07-30"}),
    )
    for count, (name, data) in enumerate(steps, start=1):
        command_case(store, case, Command(name, CLERK, START + dt.timedelta(minutes=count), data=data), key=name)
    return case


def _import(store: SqlStore) -> int:
    words = (EXAMPLES / "reviewers.yaml").read_text(encoding="utf-8")
    count, problems = import_registry(store, words, "yaml", "reviewers.yaml")
    assert problems == ()
    return count


def test_the_best_reviewer_whom_nothing_bars_is_appointed(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    with pytest.raises(UsageError, match="Nobody"):
        appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k0")
    assert _import(durable_store) == 4
    expected = assess_reviewers(durable_store, case, at=later)
    choice = appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k1")
    standing = durable_store.read(lambda work: work.case(case))
    assert standing is not None
    assert (standing.state, standing.reviewer) == ("in_review", choice.chosen)
    assert choice == expected
    assert durable_store.read(lambda work: work.loads()) == {choice.chosen: 1}
    told = durable_store.read(lambda work: work.events(case))[-1].data
    assert {"codes": ["affiliation"], "reviewers": ["R-001"]} in told["refused"]
    assert told["why"] == "Nobody else may review the case."
    _nobody_is_named(durable_store)


def test_another_reviewer_is_taken_by_hand_only_if_nothing_bars_them(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(
        durable_store, REGISTRY + REGISTRY.replace("R-1", "R-2").replace("A1", "A2").replace("Ottilie", "Ute")
    )
    _import_words(
        durable_store, REGISTRY.replace("R-1", "R-3").replace("A1", "A3").replace("Pain Medicine", "Dentistry")
    )
    best = assess_reviewers(durable_store, case, at=later).chosen
    other = ReviewerId("R-1" if best == "R-2" else "R-2")
    for by_hand in (ByHand(other, " "), ByHand(ReviewerId("R-3"), "Near."), ByHand(ReviewerId("R-9"), "Near.")):
        with pytest.raises(UsageError):
            appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k1", by_hand=by_hand)
    by_hand = ByHand(other, "Knows the language.")
    assert appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k1", by_hand=by_hand).chosen == other
    event = durable_store.read(lambda work: work.events(case))[-1]
    assert (event.data["reviewer"], event.data["why"]) == (other, "Chosen by hand.")
    assert durable_store.read(lambda work: words_of(work, event)) == {"reason": "Knows the language."}
    _nobody_is_named(durable_store, "language", "Kaczmarek")


def test_two_clerks_at_once_do_not_give_a_reviewer_more_than_they_can_take(
    durable_store: SqlStore, tmp_path: Path
) -> None:
    case, other = _case_with_records(durable_store, tmp_path), CaseId("the other")
    _import_words(durable_store, REGISTRY + "  capacity: 1\n")
    _like(durable_store, case, other)
    later = START + dt.timedelta(days=10)
    chosen, go_on = threading.Event(), threading.Event()

    def appoint_slowly(work: Work) -> None:
        appoint_from(work, registry_of(work), case, actor=CLERK, at=later, key="a1")
        chosen.set()
        go_on.wait(20)

    told: list[str] = []

    def appoint_next() -> None:
        try:
            appoint_reviewer(durable_store, other, actor=CLERK, at=later, key="a2")
        except UsageError as error:
            told.append(str(error))

    first = threading.Thread(target=durable_store.change, args=(appoint_slowly,))
    second = threading.Thread(target=appoint_next)
    first.start()
    assert chosen.wait(20)
    second.start()
    second.join(2)
    assert second.is_alive(), "it waits for the first"
    go_on.set()
    first.join()
    second.join()
    assert "Nobody" in told[0]
    assert durable_store.read(lambda work: work.loads()) == {"R-1": 1}


def _like(store: SqlStore, case: CaseId, other: CaseId) -> None:
    """Another case that has come as far."""
    for event in store.read(lambda work: work.events(case)):
        command = next(step.name for step in workflow().steps.values() if step.event == event.kind)
        told = {**event.data, **({"number": "CM15-0000002"} if event.number == 1 else {})}
        command_case(store, other, Command(command, event.actor, event.at, event.item, told), key=f"o{event.number}")


def _nobody_is_named(store: SqlStore, *names: str) -> None:
    with store._engine.connect() as connection:
        for table in ("cases", "events", "sealed"):
            stored = repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert not [name for name in ("Specimen", *names) if name in stored]


REGISTRY = """
- id: R-1
  name: Ottilie Kaczmarek, MD
  licences: [{state: California, number: A1, expires: 2030-12-31}]
  boards: [{specialty: Pain Medicine}]
  practice: {years: 9, weekly_hours: 30, attested: 2015-06-01}
  affiliations: [{type: familial, party: Bertram Wexfordham, relation: spouse}, {type: financial, party: Nevro}]
"""


def _import_words(store: SqlStore, words: str) -> None:
    assert import_registry(store, words, "yaml", "reviewers.yaml")[1] == ()


def test_a_possible_tie_holds_the_appointment_until_a_person_has_cleared_it(
    durable_store: SqlStore, tmp_path: Path
) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(durable_store, REGISTRY)
    doctor = Party("treating_physician", "B. Wexfordham")
    add_party(durable_store, case, doctor, actor=CLERK, at=later, key="party")
    add_party(durable_store, case, doctor, actor=CLERK, at=later, key="party")
    found = assess_reviewers(durable_store, case, at=later)
    assert (found.chosen, found.assessments[0].is_doubtful) == (None, True)
    with pytest.raises(UsageError, match="Say why"):
        settle_ties(durable_store, case, R1, "cleared", " ", actor=CLERK, at=later, key="s0")
    settle_ties(durable_store, case, R1, "cleared", "Blanche Wexfordham is another.", actor=CLERK, at=later, key="s1")
    settle_ties(durable_store, case, R1, "cleared", "Blanche Wexfordham is another.", actor=CLERK, at=later, key="s1")
    assert [settled for _, settled in show_ties(durable_store, case, R1)] == ["cleared"]
    choice = appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="a1")
    assert choice.chosen == "R-1"
    assert "A possible tie was cleared by a person." in choice.assessments[0].notes
    kinds = [event.kind for event in durable_store.read(lambda work: work.events(case))]
    assert kinds[-3:] == ["party_added", "tie_settled", "reviewer_appointed"]
    _nobody_is_named(durable_store, "Wexfordham", "Kaczmarek", "Blanche")


def test_cases_that_are_due_in_time_weigh_more_than_others(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(durable_store, REGISTRY)
    appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="a1")
    standing = durable_store.read(lambda work: work.case(case))
    assert standing is not None
    due = later + dt.timedelta(days=20)
    durable_store.change(lambda work: work.looked_at([(standing, due)]))
    assert durable_store.read(lambda work: work.loads(due)) == {"R-1": 1}
    assert durable_store.read(lambda work: work.loads(due - dt.timedelta(days=1))) == {}


def test_a_confirmed_tie_bars(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(durable_store, REGISTRY)
    party = Party("treating_physician", "B. Wexfordham")
    add_party(durable_store, case, party, actor=CLERK, at=later, key="party")
    settle_ties(durable_store, case, R1, "confirmed", "It is he.", actor=CLERK, at=later, key="s1")
    assessment = assess_reviewers(durable_store, case, at=later).assessments[0]
    assert [refusal.code for refusal in assessment.refusals] == ["confirmed_conflict"]


def test_nothing_in_doubt_cannot_be_cleared(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    _import_words(durable_store, REGISTRY)
    with pytest.raises(UsageError, match="Nothing of this reviewer is in doubt"):
        settle_ties(durable_store, case, R1, "cleared", "Fine.", actor=CLERK, at=START, key="s1")


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        (("expires: 2030-12-31", "expires: 2015-08-01"), "No current, unrestricted licence"),
        (("boards:", "discipline: true\n  boards:"), "history of discipline"),
        (("Nevro", "Nadia Radiologist-A"), "treating physician"),
    ],
)
def test_who_is_not_fit_any_more_does_not_sign(
    durable_store: SqlStore, tmp_path: Path, change: tuple[str, str], ground: str
) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(durable_store, REGISTRY)
    appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="a1")
    files = EncryptedFiles(tmp_path, [MasterKey(b"k" * 32)])
    draft_review(durable_store, files, case, at=later)
    day = dt.date(2015, 8, 4)
    assert not _of_reviewer(open_findings(load_review(durable_store, files, case), day))
    _import_words(durable_store, REGISTRY.replace(*change))
    (finding,) = _of_reviewer(open_findings(load_review(durable_store, files, case), day))
    assert ground in finding.message
    assert (finding.severity, finding.code in UNANSWERABLE) == ("error", True)


def _of_reviewer(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.place == "reviewer"]


def test_who_has_another_case_of_the_employee_is_told_and_allowed(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    _import_words(durable_store, REGISTRY)
    appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="a1")
    folder = tmp_path / "again"
    shutil.copytree(EXAMPLES / "cases/lumbar-epidural", folder)
    (folder / "cover.txt").write_text("One more letter.", encoding="utf-8")
    files = EncryptedFiles(tmp_path, [MasterKey(b"k" * 32)])
    again = receive_application(durable_store, files, Mail(folder, START.date(), "mail"), actor=CLERK, at=later).case
    assessment = assess_reviewers(durable_store, again, at=later).assessments[0]
    assert assessment.is_eligible
    assert any("another case of this employee" in note for note in assessment.notes)
