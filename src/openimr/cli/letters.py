"""`openimr letters`: the outbox."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.office import add_actor, add_database, the_actor, the_office
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.deliveries import Delivery
    from openimr.services.casework.send_letters import Channel


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    from openimr.domain.cases import PartyRole

    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="the letters of a case")
    sending = actions.add_parser("send", help="hand over what is due")
    sending.add_argument("--folder", type=Path, metavar="DIR", help="a folder, for a mail-merge or a printing house")
    sending.add_argument(
        "--smtp", metavar="HOST:PORT", help="a mail server; with --folder too, for whom has an e-mail address"
    )
    sending.add_argument("--from", dest="sender", metavar="ADDRESS", help="sender of the mails")
    addressing = actions.add_parser("address", help="keep the e-mail address of a party, sealed")
    settling = actions.add_parser("settle", help="say what became of uncertain and failed letters")
    for action in (listing, addressing, settling):
        action.add_argument("case", metavar="CASE", help="its number or id")
    addressing.add_argument("role", choices=get_args(PartyRole))
    addressing.add_argument("email", metavar="EMAIL")
    settling.add_argument("outcome", choices=["sent", "again"])
    settling.add_argument(
        "letter", type=int, nargs="*", metavar="N", help="only these, as they are numbered in the list"
    )
    runs = ((listing, run_list), (sending, run_send), (addressing, run_address), (settling, run_settle))
    for action, run in runs:
        (add_actor if action is settling else add_database)(action)
        action.set_defaults(run=run)


def _say(words: str) -> None:
    from openimr.cli.output import write_text

    write_text(words + "\n", None)


def run_list(options: argparse.Namespace) -> int:
    """Print one line a letter."""
    from openimr.services.casework.show_case import find_case

    store = the_office(options).store
    found = store.read(lambda work: work.deliveries(find_case(work, options.case)))
    _say("\n".join(_line(number, each) for number, each in enumerate(found, start=1)) or "No letters.")
    return DONE


def _line(number: int, letter: Delivery) -> str:
    """An unsettled letter is told by its own name: by that it is found at the mail server and in the folder."""
    told = letter.name if letter.state in ("uncertain", "failed") else letter.proof or ""
    words = (letter.kind.replace("_", " "), letter.role.replace("_", " "))
    return f"{number:3d}  {words[0]:<26}{words[1]:<25}{letter.state:<11}{told}".rstrip()


def run_send(options: argparse.Namespace) -> int:
    """Send, and say how it went; done with findings where a letter has not gone."""
    from openimr.services.casework.send_letters import send_letters

    office = the_office(options)
    outcome = send_letters(office.store, office.files, _channel(options, office), now=office.now)
    words = f"{outcome.sent} sent, {outcome.retried} to be tried again, {outcome.failed} failed"
    _say(f"{words}, {outcome.uncertain} uncertain.")
    for why in outcome.why:
        tell_problem(f"Not sent: {why}.", None, None)
    return DONE_WITH_FINDINGS if outcome.retried or outcome.failed or outcome.uncertain else DONE


def _channel(options: argparse.Namespace, office: Office) -> Channel:
    from openimr.bootstrap import mail_folder, mail_server

    if options.folder and not options.smtp:
        return mail_folder(options.folder)
    host, _, port = (options.smtp or "").rpartition(":")
    if not host or not port.isdigit() or not options.sender:
        raise UsageError("Say where to: --folder DIR, or --smtp HOST:PORT --from ADDRESS, or both.")
    return mail_server(office, host, int(port), options.sender, options.folder)


def run_address(options: argparse.Namespace) -> int:
    """Keep the address."""
    from openimr.services.casework.show_case import find_case

    if "@" not in options.email:
        raise UsageError("That is no e-mail address.")
    store = the_office(options).store
    case = store.read(lambda work: find_case(work, options.case))
    store.change(lambda work: work.seal("address", f"{case}/{options.role}", options.email))
    _say("Kept.")
    return DONE


def run_settle(options: argparse.Namespace) -> int:
    """Settle them."""
    from openimr.cli.output import counted
    from openimr.services.casework.send_letters import settle_uncertain
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    count = settle_uncertain(
        office.store,
        case,
        was_sent=options.outcome == "sent",
        only=options.letter,
        actor=the_actor(options),
        now=lambda: options.at or office.now(),
    )
    _say(f"{counted(count, 'letter')} settled.")
    return DONE
