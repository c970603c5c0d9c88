"""Every party hears of every event that concerns it: once, with proof, whatever goes wrong on the way."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from tests.mail_sink import MailSink

from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.deliveries import Delivery
from openimr.errors import DeliveryError
from openimr.rulebook.notices import notices
from openimr.rulebook.workflow import workflow
from openimr.services.casework.command_case import command_case
from openimr.services.casework.make_notice import Made, make_notice
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.send_letters import HOLD, MOST_ATTEMPTS, Outcome, send_letters, settle_uncertain
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.channels import MailFolder, Smtp

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
CLERK = Actor("clerk", "clerk-1")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)


class Office:
    """A case whose notice of assignment has just gone into the outbox."""

    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.store = store
        self.files = EncryptedFiles(folder / "files", [MasterKey(b"k" * 32)])
        self.now = START
        mail = Mail(CASE, START.date(), "mail")
        self.case = receive_application(store, self.files, mail, actor=CLERK, at=START).case
        self.command("find_eligible")
        self.command("assign", organization="imro")
        self.command("request_records", method="mail", sent="2015-07-20")

    def command(self, name: str, **data: Any) -> None:
        self.now += dt.timedelta(minutes=1)
        command_case(self.store, self.case, Command(name, CLERK, self.now, data=data), key=name)

    def send(self, channel: Any) -> Outcome:
        return send_letters(self.store, self.files, channel, now=lambda: self.now)

    def claim(self, channel: str) -> Delivery | None:
        return self.store.change(lambda work: work.claim_delivery(self.now, self.now + HOLD, channel))

    def settle(self, *, was_sent: bool, only: Sequence[int] = ()) -> int:
        return settle_uncertain(self.store, self.case, was_sent=was_sent, only=only, actor=CLERK, now=lambda: self.now)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.store.read(lambda work: work.events(self.case))]

    def states(self) -> list[str]:
        return [each.state for each in self.store.read(lambda work: work.deliveries(self.case))]


@pytest.fixture
def office(durable_store: SqlStore, tmp_path: Path) -> Office:
    return Office(durable_store, tmp_path)


class Broken:
    """A way to the parties that is shut."""

    name, is_repeatable = "broken", True

    def hand_over(self, delivery: Delivery, made: Made) -> str:
        raise DeliveryError("no paper")


def _words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.replace("\u200b", "").split())


def test_every_party_gets_the_notice_once_with_proof(office: Office, tmp_path: Path) -> None:
    channel = MailFolder(tmp_path / "post")
    assert office.send(channel) == Outcome(sent=4)
    assert office.send(channel) == Outcome()
    written = sorted(path.name for path in (tmp_path / "post").iterdir())
    assert len(written) == 8
    slip = json.loads((tmp_path / "post" / written[0]).read_text())
    assert slip["subject"] == "Notice of Assignment and Request for Information: case CM15-0000001"
    assert office.kinds().count("letter_delivered") == 4
    assert verify_trail(office.store).faults == ()


def test_the_notice_names_the_case_the_items_and_the_dates(office: Office) -> None:
    (delivery, *_) = office.store.read(lambda work: work.deliveries(office.case))
    made = make_notice(office.store, office.files, delivery)
    words = _words(made.pdf)
    for expected in ("CM15-0000001", "Norco 10/325mg #90", "08/04/2015", "REC-01", "(unconfirmed)"):
        assert expected in words
    assert make_notice(office.store, office.files, delivery).pdf == made.pdf


def test_what_is_refused_is_tried_again_later_and_given_up_in_the_end(office: Office) -> None:
    assert office.send(Broken()) == Outcome(retried=4, why=("no paper",))
    assert office.send(Broken()) == Outcome()
    for _ in range(MOST_ATTEMPTS):
        office.now += dt.timedelta(days=2)
        last = office.send(Broken())
    assert office.states() == ["failed"] * 4
    assert last == Outcome()
    assert office.settle(was_sent=False) == 4
    assert office.states() == ["waiting"] * 4


def test_a_letter_whose_sender_died_goes_out_again_only_where_that_is_harmless(office: Office, tmp_path: Path) -> None:
    office.claim("smtp")
    office.now += 2 * HOLD
    smtp = Smtp("127.0.0.1", 9, "imro@example.org", lambda name: None)
    assert office.send(smtp).uncertain == 1
    assert office.states().count("uncertain") == 1
    assert office.settle(was_sent=True) == 1
    assert office.kinds().count("letter_delivered") == 1
    office.now += dt.timedelta(days=1)
    assert office.send(MailFolder(tmp_path / "post")).sent == 3


def test_what_may_have_gone_by_mail_does_not_go_into_a_folder_as_well(office: Office, tmp_path: Path) -> None:
    for channel in ("smtp", "smtp", "folder"):
        office.claim(channel)
    office.now += 2 * HOLD
    assert office.send(MailFolder(tmp_path / "post")) == Outcome(sent=2, uncertain=2)
    unsettled = [number for number, state in enumerate(office.states(), start=1) if state == "uncertain"]
    assert office.settle(was_sent=True, only=unsettled[:1]) == 1
    assert office.settle(was_sent=False, only=unsettled) == 1
    assert office.send(MailFolder(tmp_path / "post")) == Outcome(sent=1)
    assert office.states() == ["sent"] * 4
    assert len(list((tmp_path / "post").glob("*.pdf"))) == 3
    assert office.kinds().count("letter_delivered") == 4


def test_two_senders_never_get_the_same_letter(office: Office) -> None:
    claimed = [office.claim("smtp") for _ in range(5)]
    names = [each.name for each in claimed if each]
    assert len(names) == len(set(names)) == 4


@pytest.fixture
def mails() -> Iterator[tuple[int, list[bytes]]]:
    """The port of a mail server, and what it has taken."""
    taken: list[bytes] = []
    with MailSink(taken.append) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.port, taken
        server.shutdown()
        thread.join()


def test_a_real_mail_server_gets_each_letter_once(office: Office, mails: tuple[int, list[bytes]]) -> None:
    addresses = {f"{office.case}/employee": "worker@example.org"}
    channel = Smtp("127.0.0.1", mails[0], "imro@example.org", addresses.get)
    assert office.send(channel) == Outcome(sent=1, retried=3, why=("the case has no e-mail address for this party",))
    assert office.send(channel) == Outcome()
    (mail,) = mails[1]
    message = message_from_bytes(mail)
    assert message["To"] == "worker@example.org"
    assert message["Message-ID"].endswith("@example.org>")
    attached = message.get_payload()[1].get_payload(decode=True)  # type: ignore[union-attr, index]
    assert "CM15-0000001" in _words(attached)  # type: ignore[arg-type]


def test_who_has_no_e_mail_address_gets_the_letter_by_post(
    office: Office, mails: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    addresses = {f"{office.case}/employee": "worker@example.org"}
    post = MailFolder(tmp_path / "post")
    assert office.send(Smtp("127.0.0.1", mails[0], "imro@example.org", addresses.get, post=post)) == Outcome(sent=4)
    assert len(list((tmp_path / "post").glob("*.pdf"))) == 3
    assert not list((tmp_path / "post").glob("*-employee.pdf"))


def test_every_notice_belongs_to_an_event_and_can_be_composed(office: Office) -> None:
    (delivery, *_) = office.store.read(lambda work: work.deliveries(office.case))
    for notice in notices().values():
        assert notice.event in workflow().by_event
        if not notice.encloses_determination:
            made = make_notice(office.store, office.files, replace(delivery, kind=notice.kind))
            assert notice.title in _words(made.pdf)
    assert delivery.case == CaseId(office.case)
