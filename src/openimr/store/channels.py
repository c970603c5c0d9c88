"""Ways to the parties: a folder for a mail-merge or a printing house, and SMTP."""

from __future__ import annotations

import hashlib
import json
import os
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from openimr.domain.deliveries import Delivery
from openimr.errors import DeliveryError, DeliveryUnknownError
from openimr.services.casework.make_notice import Made


class MailFolder:
    """One PDF a letter and a JSON file beside it with the addressee; the same letter again is the same two files."""

    name = "folder"
    is_repeatable = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, delivery: Delivery, made: Made) -> str:
        """Write both files, the PDF last: whoever collects PDFs never meets one without its address."""
        digest = hashlib.sha256(made.pdf).hexdigest()
        slip = {"to": made.addressee, "address": made.address, "party": delivery.role, "subject": made.subject}
        slip["sha256"] = digest
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder / f"{delivery.name}.json", json.dumps(slip, ensure_ascii=False, indent=2).encode())
            _write(self._folder / f"{delivery.name}.pdf", made.pdf)
        except OSError as error:
            raise DeliveryError(f"the folder cannot be written: {error.strerror}") from None
        return f"{delivery.name}.pdf sha256:{digest}"


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


class Smtp:
    """A mail server. A mail cannot be called back: a letter whose fate is unknown waits for a person.

    `address_of` gives the address kept under `CASE/ROLE`. Letters to whom has none go into `post`, where there is one.
    """

    name = "smtp"
    is_repeatable = False

    def __init__(
        self,
        host: str,
        port: int,
        sender: str,
        address_of: Callable[[str], str | None],
        *,
        post: MailFolder | None = None,
        timeout_s: float = 30,
    ) -> None:
        self._server = (host, port)
        self._sender = sender
        self._address_of = address_of
        self._post = post
        self._timeout_s = timeout_s

    def hand_over(self, delivery: Delivery, made: Made) -> str:
        """Give the mail to the server, which then answers for it."""
        address = self._address_of(f"{delivery.case}/{delivery.role}")
        if address is None and self._post:
            return self._post.hand_over(delivery, made)
        if address is None:
            raise DeliveryError("the case has no e-mail address for this party")
        message = self._message(delivery, made, address)
        try:
            with smtplib.SMTP(*self._server, timeout=self._timeout_s) as server:
                server.send_message(message)
        except (smtplib.SMTPException, ConnectionError, TimeoutError, OSError) as error:
            if _may_have_arrived(error):
                raise DeliveryUnknownError("the mail server went away while it was being written to") from None
            raise DeliveryError(f"the mail server refused it: {type(error).__name__}") from None
        return f"Message-ID {message['Message-ID']}"

    def _message(self, delivery: Delivery, made: Made, address: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, address, made.subject
        message["Message-ID"] = f"<{delivery.name}@{self._sender.rpartition('@')[2]}>"
        message.set_content("The letter is attached.\n")
        message.add_attachment(made.pdf, maintype="application", subtype="pdf", filename=f"{delivery.name}.pdf")
        return message


def _may_have_arrived(error: Exception) -> bool:
    """A server that went away while it was being written to may have taken the mail."""
    return isinstance(error, smtplib.SMTPServerDisconnected)
