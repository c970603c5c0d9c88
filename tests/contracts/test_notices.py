"""Each notice says what its receiver needs: who, what, by when and why; and goes to those who are parties."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from tests.contracts.test_screening import APPLICATION, DECISION

from openimr.domain.casework import Actor, Command, Role
from openimr.rulebook.clocks import clock_rules
from openimr.rulebook.notices import notices
from openimr.services.casework.command_case import command_case
from openimr.services.casework.make_notice import make_notice
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.store import SqlStore, open_database
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault

START = dt.datetime(2015, 11, 16, 19, tzinfo=dt.UTC)
HOUSE = "Sample Review House, P.O. Box 1, Sampleton, CA 90001"


class Case:
    """One case, led by commands an hour apart from eleven in the morning in California on."""

    def __init__(self, folder: Path, application: str = APPLICATION) -> None:
        engine = open_database("sqlite://")
        prepare(engine)
        self.store = SqlStore(engine, Vault([MasterKey(b"k" * 32)]))
        self.files = EncryptedFiles(folder / "files", [MasterKey(b"k" * 32)])
        mail = folder / "mail"
        mail.mkdir()
        (mail / "application.txt").write_text(application, encoding="utf-8")
        (mail / "decision.txt").write_text(DECISION, encoding="utf-8")
        self.at = START
        sent = Mail(mail, START.date(), "mail")
        self.id = receive_application(self.store, self.files, sent, actor=Actor("clerk", "c"), at=START).case

    def do(self, name: str, role: Role = "clerk", item: int | None = None, **data: Any) -> Case:
        self.at += dt.timedelta(hours=1)
        command = Command(name, Actor(role, "r1"), self.at, item, data)
        command_case(self.store, self.id, command, key=f"{self.at}")
        return self

    def requested(self) -> Case:
        self.do("find_eligible").do("assign", organization=HOUSE)
        return self.do("request_records", method="mail", sent="2015-11-16")

    def in_review(self) -> Case:
        self.requested().do("complete_records", received="2015-11-16")
        return self.do("appoint_reviewer", reviewer="r1", credentials={})

    def parties(self, kind: str) -> set[str]:
        return {each.role for each in self.store.read(lambda work: work.deliveries(self.id)) if each.kind == kind}

    def words(self, kind: str, role: str = "employee") -> str:
        letters = self.store.read(lambda work: work.deliveries(self.id))
        (letter,) = [each for each in letters if each.kind == kind and each.role == role]
        document = pypdfium2.PdfDocument(make_notice(self.store, self.files, letter).pdf)
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        return " ".join(text.replace("\u200b", "").split())


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_an_attorney_gets_a_copy_only_where_the_employee_has_one(case: Case, tmp_path: Path) -> None:
    everybody = {"employee", "employee_attorney", "claims_administrator", "requesting_physician"}
    assert case.requested().parties("noarfi") == everybody
    alone = APPLICATION.replace("Employee Attorney: Ann Counsel-D, Esq.\n", "")
    (tmp_path / "alone").mkdir()
    unrepresented = Case(tmp_path / "alone", alone).requested()
    assert unrepresented.parties("noarfi") == everybody - {"employee_attorney"}


@pytest.mark.parametrize(
    "lines",
    [
        "Address: 12 Invented Way, Apt 4,\nNowhere, CA 90000\nPhone Number: (555) 555-0101",
        "Street Address: 12 Invented Way, Apt 4\nCity: Nowhere State: CA Zip Code: 90000\nPhone Number: (555) 555-0101",
    ],
)
def test_a_letter_goes_to_the_address_on_the_form(tmp_path: Path, lines: str) -> None:
    name = "Employee Name: Rosa M. Sample-D\n"
    form = APPLICATION.replace(name, f"Employee Information\n{name}{lines}\n")
    case = Case(tmp_path, form).requested()
    assert "To Rosa M. Sample-D, 12 Invented Way, Apt 4, Nowhere, CA 90000" in case.words("noarfi")
    assert "Invented Way" not in case.words("noarfi", "claims_administrator")


def test_the_notice_of_assignment_names_the_organization_its_address_and_the_documents(case: Case) -> None:
    words = case.requested().words("noarfi")
    for expected in (HOUSE, "10/30/2015", "DOCUMENTS TO SEND", "six months", "12/01/2015", "Norco 10/325mg #90"):
        assert expected in words


def test_dates_in_hours_are_told_with_their_hour_and_each_party_has_its_own(case: Case) -> None:
    words = case.do("convert_to_expedited", certified="2015-11-16").requested().words("noarfi")
    assert "The review is expedited" in words
    assert words.count("11/17/2015, 3:00 PM Pacific time") == 3


def test_an_extension_tells_the_new_date(case: Case) -> None:
    case.in_review().do("extend", "administrative_director", days=2, reason="records from abroad")
    words = case.words("extended")
    assert "2 days more" in words
    assert "12/18/2015" in words
    assert "abroad" not in words


def test_a_reason_in_words_stands_in_place_of_its_code(case: Case) -> None:
    words = case.do("find_ineligible", grounds=["E02", "E11"], reason="The form is for another programme.").words(
        "ineligible"
    )
    assert "The form is for another programme." in words
    assert "Another reason" not in words
    assert "not signed by the employee" in words


def test_who_is_asked_is_named(case: Case) -> None:
    case.do("request_eligibility_information", of=["claims_administrator"], what="the {decision}")
    words = case.words("eligibility_information")
    assert "from the claims administrator: the {decision}" in words
    assert "Claims administrator Answer the request" in words


def test_a_termination_says_which_of_its_reasons_it_was(case: Case) -> None:
    case.requested().do("authorize_item", item=1, notice="2015-11-16")
    words = case.words("terminated")
    assert "because the claims administrator has authorized the treatment" in words
    assert "Norco 10/325mg #90 (authorized)" in words


def test_an_authorized_treatment_is_told_while_the_review_of_the_others_goes_on(case: Case) -> None:
    case.requested().do("take_in", of_case="CM15-0000009", items=["Lumbar MRI"])
    case.do("authorize_item", item=2, notice="2015-11-16")
    assert case.parties("item_authorized") == case.parties("noarfi")
    assert "that was in dispute: Lumbar MRI" in case.words("item_authorized")
    case.do("authorize_item", item=1, notice="2015-11-16")
    assert "in dispute: Lumbar MRI" in case.words("item_authorized"), "the end of the case is told once"
    assert case.parties("terminated") == case.parties("noarfi")


def test_a_joined_or_repeated_application_names_the_other_case(case: Case, tmp_path: Path) -> None:
    assert "CM15-0000009" in case.do("mark_duplicate", of_case="CM15-0000009").words("duplicate")
    (tmp_path / "joined").mkdir()
    assert "case CM15-0000009" in Case(tmp_path / "joined").do("consolidate", of_case="CM15-0000009").words(
        "consolidated"
    )


def test_a_name_of_one_endless_word_stays_in_its_field(tmp_path: Path) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff"
    words = Case(tmp_path, APPLICATION.replace("Sample-D", name)).requested().words("noarfi")
    assert "Wolfeschlegelsteinhausen bergerdorff" in words.replace("\ufffe", " ")


def test_a_notice_with_a_date_has_it_for_expedited_cases_too() -> None:
    rules = clock_rules()
    for notice in notices().values():
        replaced = {rules[name].expedited_as for name in notice.deadlines} - {None}
        assert replaced <= set(notice.deadlines), notice.kind
