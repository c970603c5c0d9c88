"""A mail server that keeps what it takes: as much of SMTP as a client needs.

Run as a program, `python -m tests.mail_sink FOLDER` writes its port to FOLDER/port, and of each mail it takes one line
to FOLDER/mails before it says so: the Message-ID and the SHA-256 of what is attached.
"""

from __future__ import annotations

import hashlib
import os
import socketserver
import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path


class MailSink(socketserver.ThreadingTCPServer):
    """Takes every mail and gives its bytes to *keep*."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.keep = keep

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is gone is no fault of the server's."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            raise


class _Session(socketserver.StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        """One conversation, until the client says or is gone."""
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA" and not self._take():
                return
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return

    def _take(self) -> bool:
        """Whether the mail came whole: half of one is none."""
        self.wfile.write(b"354 go on\r\n")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line.endswith(b"\r\n"):
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.keep(b"".join(lines))
        return True


def _note(path: Path, mail: bytes) -> None:
    message = message_from_bytes(mail, policy=default)
    (attached,) = message.iter_attachments()
    digest = hashlib.sha256(attached.get_content()).hexdigest()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{message['Message-ID']} {digest}\n".encode())
    os.close(descriptor)
    time.sleep(0.02)  # a client may be killed between what it sent and the answer


def main(folder: Path) -> None:
    """Serve until killed."""
    with MailSink(lambda mail: _note(folder / "mails", mail)) as sink:
        (folder / ".port").write_text(str(sink.port))
        (folder / ".port").replace(folder / "port")
        sink.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
