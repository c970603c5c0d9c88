"""`openimr case`: lead cases through their life."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openimr.cli import screening
from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.office import add_actor, add_database, moment, the_actor, the_office
from openimr.cli.output import day
from openimr.errors import UsageError

_SENDERS = ("claims_administrator", "employee", "requesting_physician")

_ELSEWHERE = {
    "receive_application": "case receive",
    "receive_records": "case records",
    "receive_late_records": "case records",
    "receive_information": "case records",
    "renew_draft": "review draft --again",
    "take_in": "case do OTHER consolidate",
    "appoint_reviewer": "reviewers appoint",
    "add_party": "reviewers party",
    "settle_tie": "reviewers settle",
    "decide_item": "review accept, edit or override",
    "sign": "review sign",
    "correct": "review correct, then review sign",
    "prepare_publication": "publication prepare",
    "pass_publication": "publication pass",
    "publish": "publication publish",
    "withdraw_publication": "publication withdraw",
    "record_delivery": "letters send, or letters settle",
    "escalate": "clocks escalate",
}
"""Commands that are more than an event: what must be stored with them comes from these."""


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    receiving = actions.add_parser("receive", help="make a case of each application that has come in")
    receiving.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="the files of one application")
    receiving.add_argument("--received", type=day, metavar="DATE", help="when it came in (default: the day of --at)")
    receiving.add_argument("--method", choices=["mail", "fax", "electronic", "portal"], default="mail")
    receiving.add_argument("--item", action="append", default=[], metavar="WORDS", help="a disputed treatment")
    add_actor(receiving)
    receiving.set_defaults(run=run_receive)
    listing = actions.add_parser("list", help="cases and where they stand")
    listing.add_argument("--state", action="append", default=[], metavar="STATE", help="only these (may be repeated)")
    add_database(listing)
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="one case: what happened, what can be done, what is due")
    showing.add_argument("case", metavar="CASE", help="its number or id")
    showing.add_argument("--format", choices=["text", "json"], default="text")
    showing.add_argument("--at", type=moment, metavar="TIME", help="what is due as of then (default: now)")
    add_database(showing)
    showing.set_defaults(run=run_show)
    screening.configure(actions)
    adding = actions.add_parser("records", help="add the files of a folder to a case: records, late ones, information")
    adding.add_argument("case", metavar="CASE", help="its number or id")
    adding.add_argument("folder", type=Path, metavar="FOLDER")
    adding.add_argument("--of", choices=_SENDERS, default=_SENDERS[0], help="who sent them (default: %(default)s)")
    add_actor(adding)
    adding.set_defaults(run=run_records)
    doing = actions.add_parser("do", help="carry out one command of the workflow")
    doing.add_argument("case", metavar="CASE", help="its number or id")
    doing.add_argument("name", metavar="COMMAND", help="as `openimr case show` lists them")
    doing.add_argument("--item", type=int, metavar="N", help="the disputed item, from 1")
    doing.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="what the command must tell")
    add_actor(doing)
    doing.set_defaults(run=run_do)


def run_list(options: argparse.Namespace) -> int:
    """Print one line a case."""
    from openimr.cli.output import write_text

    store = the_office(options).store
    cases = store.read(lambda work: work.cases(options.state, limit=100_000))
    lines = [f"{case.number:<16}{case.state.replace('_', ' '):<28}{case.priority:<11}{_items(case)}" for case in cases]
    write_text("".join(line + "\n" for line in lines) or "No cases.\n", None)
    return DONE


def _items(case: Any) -> str:
    decided = sum(item.decision is not None for item in case.items)
    return f"{len(case.items)} items, {decided} decided"


def run_show(options: argparse.Namespace) -> int:
    """Print the case."""
    from openimr.cli.output import write_text
    from openimr.services.casework.show_case import case_to_dict
    from openimr.wire import dump_json

    office = the_office(options)
    content = case_to_dict(office.store, options.case, options.at or office.now())
    write_text(dump_json(content) if options.format == "json" else _told(content), None)
    return DONE


def _told(content: dict[str, Any]) -> str:
    case = content["case"]
    lines = [f"{case['number']}  {case['state'].replace('_', ' ')}, {case['priority']}", ""]
    for number, item in enumerate(case["items"], start=1):
        is_over = item["state"] == "disputed" and case["state"] in _ENDED
        state = "not decided" if is_over else item["state"].replace("_", " ")
        stands = (
            item["decision"] if state == "decided" else f"{item['decision']}, {state}" if item["decision"] else state
        )
        lines.append(f"  {number}. {item['request']}: {stands}")
    lines += ["", "What happened (Pacific time)"]
    for event in content["events"]:
        item = f" (item {event['item']})" if event["item"] else ""
        who = f"{event['actor']['role'].replace('_', ' ')} {event['actor']['id']}"
        told = _said(event["data"])
        lines.append(f"  {_pacific(event['at'])}  {event['kind'].replace('_', ' ')}{item}{told}  by {who}")
        lines += [f"      {name.replace('_', ' ')}: {words}" for name, words in event.get("words", {}).items()]
    lines += ["", "What is due"]
    for due in sorted(content["clocks"], key=lambda each: (each["status"] not in _WAITING, str(each["due"]))):
        why = f" ({due['ended_by'].replace('_', ' ')})" if due["ended_by"] else ""
        lines.append(f"  {due['due']}  {due['status']:<9} {due['rule']}: {due['who']}: {due['what']}{why}")
    lines += ["", "What can be done", *_possible(content["can"])]
    return "\n".join(lines) + "\n"


def _possible(commands: Sequence[str]) -> list[str]:
    """What `openimr case do` carries out, then the other commands of the program that do the rest."""
    here = ", ".join(name for name in commands if name not in _ELSEWHERE)
    there = "; ".join(dict.fromkeys(_ELSEWHERE[name] for name in commands if name in _ELSEWHERE))
    return [f"  {label}: {names}" for label, names in (("openimr case do", here), ("openimr", there)) if names]


_ENDED = ("duplicate", "ineligible", "consolidated", "withdrawn", "terminated")
"""Where nothing is in dispute any more, although nobody has decided."""

_WAITING = ("overdue", "running", "open")
"""What is still to be done, or may be."""

_TOLD = (
    "of_case",
    "grounds",
    "organization",
    "of",
    "reviewer",
    "decision",
    "action",
    "days",
    "letter",
    "party",
    "rule",
)


def _said(data: dict[str, Any]) -> str:
    """What tells one event from another of its kind: codes, numbers and roles, never words about the patient."""
    told = [data[name] for name in _TOLD if name in data]
    words = [", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ") for value in told]
    return f": {', '.join(words)}" if words else ""


def _pacific(at: str) -> str:
    from openimr.casework.clocks.calendars import pacific

    return f"{dt.datetime.fromisoformat(at).astimezone(pacific()):%Y-%m-%d %H:%M}"


def run_records(options: argparse.Namespace) -> int:
    """Add them, and say what was new; done with findings where the review has begun without them."""
    from openimr.cli.output import counted, write_text
    from openimr.services.casework.receive_records import receive_records
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    actor, at = the_actor(options), options.at or office.now()
    found = receive_records(office.store, office.files, case, options.folder, sender=options.of, actor=actor, at=at)
    known = f" {counted(found.known, 'file')} known before." if found.known else ""
    write_text(f"{counted(found.new, 'new file')}.{known}\n", None)
    if found.is_late:
        tell_problem("The review has begun without them: its reviewer is told at the next check.", None, None)
    return DONE_WITH_FINDINGS if found.is_late else DONE


def run_do(options: argparse.Namespace) -> int:
    """Carry it out and say where the case stands."""
    from openimr.cli.output import write_text
    from openimr.domain.casework import Command
    from openimr.services.casework.command_case import command_case
    from openimr.services.casework.join_cases import JOINING, join_case
    from openimr.services.casework.show_case import find_case

    if options.name in _ELSEWHERE:
        raise UsageError(f"Use `openimr {_ELSEWHERE[options.name]}`: it stores what belongs to it as well.")
    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    data = command_data(options.name, options.set)
    command = Command(options.name, the_actor(options), options.at or office.now(), options.item, data)
    carry_out = join_case if options.name in JOINING else command_case
    after = carry_out(office.store, case, command, key=options.key or str(uuid.uuid4()))
    write_text(f"{after.number}  {after.state.replace('_', ' ')}\n", None)
    return DONE


def command_data(name: str, words: list[str]) -> dict[str, Any]:
    """What `--set` told, each value in the kind that the workflow asks for."""
    from openimr.rulebook.workflow import workflow

    step = workflow().steps.get(name)
    kinds = {datum.name: datum.kind for datum in step.data} if step else {}
    told: dict[str, Any] = {}
    for entry in words:
        field, sign, value = entry.partition("=")
        if not sign:
            raise UsageError("--set takes NAME=VALUE.")
        kind = kinds.get(field, "text")
        told[field] = [*told.get(field, []), value] if kind == "texts" else _read(field, kind, value)
    return told


def _read(field: str, kind: str, value: str) -> Any:
    if kind in ("text", "words", "date", "choice"):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise UsageError(f"{field} must be: {kind}, as JSON.") from None


def run_receive(options: argparse.Namespace) -> int:
    """Store each application and say what it is related to."""
    from openimr.casework.clocks.calendars import pacific_day
    from openimr.cli.output import write_text
    from openimr.services.casework.receive_application import Mail, receive_application

    office, actor = the_office(options), the_actor(options)
    at = options.at or office.now()
    for folder in options.folders:
        mail = Mail(folder, options.received or pacific_day(at), options.method, tuple(options.item))
        received = receive_application(office.store, office.files, mail, actor=actor, at=at)
        write_text(f"{received.number}  {'received' if received.is_new else 'has come in before'}\n", None)
        for relation in received.relations:
            kind = relation.kind.replace("_", " ")
            write_text(f"  {kind} of {relation.other_number}: {relation.why} ({relation.source})\n", None)
    return DONE
