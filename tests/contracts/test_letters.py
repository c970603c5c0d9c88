"""Every party hears of every event that concerns it: once, with proof, whatever goes wrong on the way."""

from __future__ import annotations

import datetime as dt
import json
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

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
    kinds = [event.kind for event in office.store.read(lambda work: work.events(office.case))]
    assert kinds.count("letter_delivered") == 4
    assert verify_trail(office.store).faults == ()


def test_the_notice_names_the_case_the_items_and_the_dates(office: Office) -> None:
    (delivery, *_) = office.store.read(lambda work: work.deliveries(office.case))
    made = make_notice(office.store, office.files, delivery)
    words = _words(made.pdf)
    for expected in ("CM15-0000001", "Norco 10/325mg #90", "08/04/2015", "REC-01", "(unconfirmed)"):
        assert expected in words
    assert make_notice(office.store, office.files, delivery).pdf == made.pdf


def test_what_is_refused_is_tried_again_later_and_given_up_in_the_end(office: Office) -> None:
    assert office.send(Broken()) == Outcome(retried=4)
    assert office.send(Broken()) == Outcome()
    for _ in range(MOST_ATTEMPTS):
        office.now += dt.timedelta(days=2)
        last = office.send(Broken())
    assert office.states() == ["failed"] * 4
    assert last == Outcome()
    assert settle_uncertain(office.store, office.case, was_sent=False) == 4
    assert office.states() == ["waiting"] * 4


def test_a_letter_whose_sender_died_goes_out_again_only_where_that_is_harmless(office: Office, tmp_path: Path) -> None:
    office.store.change(lambda work: work.claim_delivery(office.now, office.now + HOLD))
    office.now += 2 * HOLD
    smtp = Smtp("127.0.0.1", 9, "imro@example.org", {})
    assert office.send(smtp).uncertain == 1
    assert office.states().count("uncertain") == 1
    assert settle_uncertain(office.store, office.case, was_sent=True) == 1
    office.now += dt.timedelta(days=1)
    assert office.send(MailFolder(tmp_path / "post")).sent == 3


def test_two_senders_never_get_the_same_letter(office: Office) -> None:
    claimed = [office.store.change(lambda work: work.claim_delivery(office.now, office.now + HOLD)) for _ in range(5)]
    names = [each.name for each in claimed if each]
    assert len(names) == len(set(names)) == 4


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[bytes] = []


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.mails.append(b"".join(lines))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[_Server]:
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_real_mail_server_gets_each_letter_once(office: Office, mail_server: _Server) -> None:
    addresses = {f"{office.case}/employee": "worker@example.org"}
    channel = Smtp("127.0.0.1", mail_server.server_address[1], "imro@example.org", addresses)
    assert office.send(channel) == Outcome(sent=1, retried=3)
    assert office.send(channel) == Outcome()
    (mail,) = mail_server.mails
    message = message_from_bytes(mail)
    assert message["To"] == "worker@example.org"
    assert message["Message-ID"].endswith("@example.org>")
    attached = message.get_payload()[1].get_payload(decode=True)  # type: ignore[union-attr, index]
    assert "CM15-0000001" in _words(attached)  # type: ignore[arg-type]


def test_every_notice_belongs_to_an_event_and_can_be_composed(office: Office) -> None:
    (delivery, *_) = office.store.read(lambda work: work.deliveries(office.case))
    for notice in notices().values():
        assert notice.event in workflow().by_event
        if not notice.encloses_determination:
            made = make_notice(office.store, office.files, replace(delivery, kind=notice.kind))
            assert notice.title in _words(made.pdf)
    assert delivery.case == CaseId(office.case)
