"""Each ground of ineligibility is held against the papers, with the words for it; what is unknown stays unknown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.intake import GroundFinding
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.screen_case import Screening, screen_case
from openimr.store import SqlStore, open_database
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault

CLERK = Actor("clerk", "clerk-1")
CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
NOON = dt.time(19, tzinfo=dt.UTC)

APPLICATION = """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR
Type of Utilization Review: [X] Regular [ ] Expedited
Employee Name: Rosa M. Sample-D
Date of Birth: 02/14/1966
Employer Name: Sample Cannery
Claim Number: SAMPLE-D-0004
Date of Injury: 07/27/2015
Requesting Physician Information
Requesting Physician Name: Edgar Physician-D, MD
Practice Name: Sample Orthopaedic Center
Claims Administrator Information
Company Name: Sample Pool
Contact Name: Vera Adjuster-D
Employee Attorney: Ann Counsel-D, Esq.
Disputed Medical Treatment
Primary Diagnosis: Right shoulder strain (840.9)
Date of Utilization Review Determination Letter: 10/30/2015
Is the Claims Administrator disputing liability for the requested medical treatment besides the question of medical
necessity? [ ] Yes [X] No
List each specific requested medical services, goods, or items that were denied or modified in the space below.
1. Norco 10/325mg #90
Consent to Obtain Medical Records
Employee Signature: /s/ Rosa M. Sample-D Date: 11/09/2015
"""
DECISION = """Sample Review Desk on behalf of Sample Pool
NOTICE OF UTILIZATION REVIEW DETERMINATION
Employee: Rosa M. Sample-D
Claim Number: SAMPLE-D-0004
Date of determination: 10/30/2015
Request 1: Norco 10/325mg #90
Decision: NON-CERTIFIED
Rationale: Weaning is recommended; no improvement of function is shown.
Physician reviewer: Carl Reviewer-D, MD, licensed in California
"""
LINE = "/s/ Rosa M. Sample-D Date: 11/09/2015"


class Desk:
    """Where mail is received and screened."""

    def __init__(self, folder: Path) -> None:
        engine = open_database("sqlite://")
        prepare(engine)
        self.store = SqlStore(engine, Vault([MasterKey(b"k" * 32)]))
        self.files = EncryptedFiles(folder / "files", [MasterKey(b"k" * 32)])
        self.folder = folder

    def receive(self, name: str, day: str = "2015-11-16", items: tuple[str, ...] = (), **papers: str) -> str:
        mail = self.folder / name
        mail.mkdir()
        for paper, words in papers.items():
            (mail / f"{paper}.txt").write_text(words, encoding="utf-8")
        return self.take(mail, day, items)

    def take(self, mail: Path, day: str, items: tuple[str, ...] = ()) -> str:
        received = dt.date.fromisoformat(day)
        at = dt.datetime.combine(received, NOON)
        found = receive_application(self.store, self.files, Mail(mail, received, "mail", items), actor=CLERK, at=at)
        return found.number

    def do(self, number: str, name: str, **data: Any) -> None:
        case = self.store.read(lambda work: work.find(number))
        at = dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
        command_case(self.store, CaseId(str(case)), Command(name, CLERK, at, data=data), key=f"{number} {name} {data}")

    def screen(self, number: str) -> Screening:
        return screen_case(self.store, self.files, number)

    def ground(self, number: str, code: str) -> GroundFinding:
        (found,) = [each for each in self.screen(number).findings if each.code == code]
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def _with(words: str, old: str, new: str) -> str:
    assert old in words
    return words.replace(old, new)


def test_a_sound_application_is_proposed_as_eligible_with_the_words_behind_it(desk: Desk) -> None:
    found = desk.screen(desk.take(CASE, "2015-07-20"))
    assert found.proposed == "find_eligible"
    assert {each.code for each in found.findings if each.result == "unknown"} == {"E11", "E12"}
    signed = next(each for each in found.findings if each.code == "E02")
    assert [(seen.file, seen.page) for seen in signed.seen] == [("01_application.pdf", 1)]
    assert "/s/ Marisol T. Sample-A" in signed.seen[0].quote


def test_late_is_met_only_when_service_is_known(desk: Desk) -> None:
    number = desk.receive("late", "2015-12-07", application=APPLICATION, decision=DECISION)
    late = desk.ground(number, "E01")
    assert late.result == "unknown"
    assert "2015-11-30" in late.why  # thirty days from the decision end on a Sunday
    assert desk.screen(number).proposed == ""
    desk.do(number, "state_filing", ur_served="2015-10-30")
    assert desk.ground(number, "E01").result == "unknown"
    desk.do(number, "state_filing", ur_service="mail")
    found = desk.screen(number)
    assert [each.result for each in found.findings if each.code == "E01"] == ["met"]
    assert (found.proposed, found.told) == ("find_ineligible", ("grounds=E01",))
    desk.do(number, "state_filing", ur_served="2015-11-05")
    assert desk.ground(number, "E01").result == "not_met"
    desk.do(number, "state_filing", ur_served="2015-10-01", form_missing=True)
    assert desk.ground(number, "E01").why.startswith("The form did not come")


def test_an_application_from_before_its_decision_has_a_wrong_date(desk: Desk) -> None:
    number = desk.receive("early", "2015-10-01", application=APPLICATION, decision=DECISION)
    found = desk.ground(number, "E01")
    assert (found.result, "one of the dates is wrong" in found.why) == ("unknown", True)


def test_a_drug_denied_under_the_formulary_may_be_late_after_ten_days(desk: Desk) -> None:
    decision = _with(DECISION, "10/30/2015", "10/30/2018")
    application = _with(APPLICATION, "10/30/2015", "10/30/2018")
    number = desk.receive("drug", "2018-11-20", application=application, decision=decision)
    assert desk.ground(number, "E01").result == "unknown"
    desk.do(number, "state_filing", is_formulary=False)
    assert desk.ground(number, "E01").result == "not_met"
    desk.do(number, "state_filing", is_formulary=True, ur_served="2018-10-30", ur_service="personal")
    assert desk.ground(number, "E01").result == "met"


@pytest.mark.parametrize(
    ("line", "unsigned", "entitled"),
    [
        ("____________________ Date: __________", "met", "unknown"),
        ("                     Date: 11/09/2015", "unknown", "unknown"),
        ("/s/ Rosa M. Sample-D Date:", "not_met", "not_met"),
        ("Rosa Sample-D        Date: 11/09/2015", "not_met", "not_met"),
        ("/s/ Ann Counsel-D    Date: 11/09/2015", "not_met", "unknown"),
        ("/s/ Vera Adjuster-D  Date: 11/09/2015", "not_met", "met"),
        ("/s/ Luis Quintero    Date: 11/09/2015", "not_met", "unknown"),
    ],
)
def test_who_signed_is_told_from_who_did_not(desk: Desk, line: str, unsigned: str, entitled: str) -> None:
    number = desk.receive("signed", application=_with(APPLICATION, LINE, line), decision=DECISION)
    assert desk.ground(number, "E02").result == unsigned
    assert desk.ground(number, "E10").result == entitled


def test_a_missing_decision_is_asked_for_until_march_2014(desk: Desk) -> None:
    number = desk.receive("lone", application=APPLICATION)
    assert desk.ground(number, "E03").result == "met"
    assert desk.screen(number).proposed == "find_ineligible"
    early = _with(APPLICATION, "10/30/2015", "03/10/2014")
    asked = desk.screen(desk.receive("early", "2014-03-31", application=early))
    assert asked.proposed == "request_eligibility_information"
    refused = desk.screen(desk.receive("april", "2014-04-01", application=_with(early, "Norco", "Valium")))
    assert refused.proposed == "find_ineligible"


def test_what_could_not_be_read_is_not_missing(desk: Desk) -> None:
    mail = desk.folder / "mail"
    mail.mkdir()
    (mail / "application.txt").write_text(APPLICATION)
    (mail / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    number = desk.take(mail, "2015-11-16")
    assert desk.ground(number, "E03").result == "unknown"
    assert [each.file for each in desk.screen(number).noticed] == ["scan.pdf"]


def test_the_decision_of_another_day_is_not_the_one_in_dispute(desk: Desk) -> None:
    decision = _with(DECISION, "10/30/2015", "08/14/2015")
    assert desk.ground(desk.receive("m", application=APPLICATION, decision=decision), "E03").result == "unknown"


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("This request is conditionally non-certified.", "met"),
        ("The request is denied for lack of information.", "met"),
        ("This is a conditional denial pending the records.", "met"),
        ("The additional records requested were not received.", "unknown"),
        ("If no reply comes the request may be conditionally denied.", "not_met"),
        ("This is not a conditional denial.", "not_met"),
    ],
)
def test_a_denial_that_waits_for_information_is_seen(desk: Desk, words: str, result: str) -> None:
    decision = _with(DECISION, "Weaning is recommended; no improvement of function is shown.", words)
    assert desk.ground(desk.receive("m", application=APPLICATION, decision=decision), "E04").result == result


def test_a_liability_dispute_is_proposed_for_deferral(desk: Desk) -> None:
    disputed = _with(APPLICATION, "[ ] Yes [X] No", "[X] Yes [ ] No")
    assert desk.screen(desk.receive("m", application=disputed, decision=DECISION)).proposed == "defer"


def test_a_second_mail_is_a_duplicate_while_the_first_is_open(desk: Desk) -> None:
    first = desk.receive("first", application=APPLICATION, decision=DECISION)
    second = desk.receive("second", application=APPLICATION, decision=DECISION, cover="Please find enclosed.")
    found = desk.screen(second)
    assert found.proposed == "mark_duplicate"
    assert desk.screen(first).proposed == "find_eligible"
    desk.do(first, "find_ineligible", grounds=["E02"])
    found = desk.screen(second)
    assert [each.kind for each in found.relations] == ["earlier_application"]
    assert found.proposed == "find_eligible"


def test_a_form_that_is_not_there_or_leaves_things_out_is_incomplete(desk: Desk) -> None:
    none = desk.receive("none", decision=DECISION)
    assert desk.ground(none, "E07").result == "met"
    unsaid = _with(APPLICATION, "Date of Injury: 07/27/2015\n", "")
    found = desk.ground(desk.receive("unsaid", application=unsaid, decision=DECISION), "E07")
    assert (found.result, found.why) == ("unknown", "Not read on the form: the date of injury.")


def test_another_patients_application_in_the_mail_is_seen(desk: Desk) -> None:
    other = APPLICATION
    for old, new in (("Rosa M. Sample-D", "Omar Stranger-E"), ("02/14/1966", "05/05/1980"), ("SAMPLE-D-0004", "X-77")):
        other = _with(other, old, new)
    number = desk.receive("two", a_application=APPLICATION, b_decision=DECISION, c_other=other)
    found = desk.ground(number, "E07")
    assert found.result == "unknown"
    assert "another patient" in found.why


@pytest.mark.parametrize(
    ("injury", "decided", "result"),
    [
        ("12/31/2012", "06/30/2013", "met"),
        ("12/31/2012", "07/01/2013", "not_met"),
        ("01/01/2013", "06/30/2013", "not_met"),
    ],
)
def test_review_is_for_injuries_since_2013_and_decisions_since_july(
    desk: Desk, injury: str, decided: str, result: str
) -> None:
    application = _with(_with(APPLICATION, "07/27/2015", injury), "10/30/2015", decided)
    decision = _with(DECISION, "10/30/2015", decided)
    number = desk.receive("m", "2013-07-15", application=application, decision=decision)
    assert desk.ground(number, "E09").result == result


def test_an_item_that_was_approved_is_not_in_dispute(desk: Desk) -> None:
    decision = _with(DECISION, "NON-CERTIFIED", "CERTIFIED")
    found = desk.ground(desk.receive("m", application=APPLICATION, decision=decision), "E08")
    assert (found.result, found.items) == ("met", (1,))


def test_papers_that_cannot_be_read_leave_every_ground_of_theirs_unknown(desk: Desk) -> None:
    mail = desk.folder / "mail"
    mail.mkdir()
    (mail / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    found = desk.screen(desk.take(mail, "2015-11-16", ("Norco 10/325mg #60",)))
    assert {each.result for each in found.findings} == {"unknown"}
    assert found.proposed == ""
