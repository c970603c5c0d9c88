"""`openimr worker`: background work, until told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from openimr.cli.main import DONE
from openimr.cli.office import add_database, the_office
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.services.casework.send_letters import Channel
    from openimr.worker.run import Worker


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("--once", action="store_true", help="do what is due now, then end")
    command.add_argument("--jobs", type=int, default=2, metavar="N", help="jobs at once (default: 2)")
    command.add_argument("--inbox", type=Path, metavar="DIR", help="the watch folder: each subfolder is one mail")
    command.add_argument(
        "--quiet", type=float, default=60.0, metavar="SECONDS", help="unchanged so long, a mail is complete (60)"
    )
    command.add_argument("--letters", type=Path, metavar="DIR", help="hand letters over to this folder")
    command.add_argument(
        "--smtp", metavar="HOST:PORT", help="to this mail server; with --letters too, for whom has an e-mail address"
    )
    command.add_argument("--from", dest="sender", metavar="ADDRESS", help="sender of the mails")
    command.add_argument(
        "--profile", default="dwc", metavar="NAME", help="of published copies: dwc (default) or safe_harbor"
    )
    command.add_argument("--listen", metavar="HOST:PORT", help="answer /healthz, /readyz and /metrics there")
    command.add_argument("--sweep", type=float, default=10.0, metavar="SECONDS", help="how often to look (10)")
    add_database(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; what has begun is ended first."""
    from openimr.bootstrap import open_queue
    from openimr.casework.publication import profile_named
    from openimr.config import read_config
    from openimr.worker.log import start_log
    from openimr.worker.run import Plan, Worker

    if options.inbox and not options.inbox.is_dir():
        raise UsageError("The watch folder is not there: make it first.")
    office = the_office(options)
    plan = Plan(
        threads=max(1, options.jobs),
        once=options.once,
        inbox=options.inbox,
        channel=_channel(options, office),
        listen=_address(options.listen) if options.listen else None,
        profile=profile_named(options.profile).name,
        sweep_s=options.sweep,
        quiet_s=options.quiet,
    )
    start_log()
    worker = Worker(office, open_queue(read_config(os.environ, database=options.database)), plan)
    _stop_when_told(worker)
    worker.run()
    return DONE


def _stop_when_told(worker: Worker) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        worker.stop.set()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)


def _channel(options: argparse.Namespace, office: Office) -> Channel | None:
    from openimr.bootstrap import mail_folder, mail_server

    if not options.smtp:
        return mail_folder(options.letters) if options.letters else None
    host, port = _address(options.smtp)
    if not options.sender:
        raise UsageError("Mails need their sender: --from ADDRESS.")
    return mail_server(office, host, port, options.sender, options.letters)


def _address(words: str) -> tuple[str, int]:
    host, _, port = words.rpartition(":")
    if not host or not port.isdigit():
        raise UsageError("An address is told as HOST:PORT.")
    return host, int(port)
