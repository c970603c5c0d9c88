"""`openimr clocks`: what is due, overdue, and why."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_database, moment, the_office

if TYPE_CHECKING:
    from openimr.domain.clocks import DueDate


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    explaining = actions.add_parser("explain", help="every due date of a case, and how it was reckoned")
    explaining.add_argument("case", metavar="CASE", help="its number or id")
    listing = actions.add_parser("due", help="open duties of all cases, the most pressing first")
    listing.add_argument("--days", type=int, metavar="N", help="only what is overdue or ends within N days")
    escalating = actions.add_parser("escalate", help="record every overdue duty in its case, once; say which are new")
    for action, run in ((explaining, run_explain), (listing, run_due), (escalating, run_escalate)):
        action.add_argument("--format", choices=["text", "json"], default="text")
        action.add_argument("--at", type=moment, metavar="TIME", help="as of that time (default: now)")
        add_database(action)
        action.set_defaults(run=run)


def run_explain(options: argparse.Namespace) -> int:
    """Print every date and why."""
    from openimr.cli.output import write_text
    from openimr.services.casework.show_case import clocks_of, due_to_dict
    from openimr.wire import dump_json

    office = the_office(options)
    found = clocks_of(office.store, options.case, options.at or office.now())
    if options.format == "json":
        write_text(dump_json([due_to_dict(due) for due in found]), None)
        return DONE
    write_text(_explained(found, options.at or office.now()), None)
    return DONE


def _explained(found: Sequence[DueDate], now: dt.datetime) -> str:
    """What is still to be done first, then what may still be done, then what is past; each with its reckoning."""
    groups = (
        ("To be done", [due for due in found if due.is_open_duty]),
        ("May still be done", [due for due in found if due.status in ("open", "stayed")]),
        ("Past", [due for due in found if not due.is_open_duty and due.status not in ("open", "stayed")]),
    )
    blocks = ["\n\n".join([title, *(_entry(due, now) for due in dues)]) for title, dues in groups if dues]
    return "\n\n".join(blocks) + "\n" if blocks else "No clock has started.\n"


def _entry(due: DueDate, now: dt.datetime) -> str:
    sure = _sure(due)
    aim = ", the office's own aim" if due.is_target else ""
    lines = [
        f"  {due.due:%a} {_by(due)}  {_fate(due, now)}",
        f"    {due.who.capitalize()}: {due.what}{aim}",
        f"    {due.rule}{sure}  {due.citation}",
        *(f"      {step}" for step in due.steps),
    ]
    return "\n".join(lines)


def _by(due: DueDate) -> str:
    """The last day, or the hour in California."""
    return f"{due.due} {due.hour} Pacific" if due.hour else str(due.due)


def _sure(due: DueDate) -> str:
    """Marks a rule that was not read in the law itself."""
    return "" if due.confirmation == "confirmed" else f" [{due.confirmation.upper()}]"


def _fate(due: DueDate, now: dt.datetime) -> str:
    """What became of it, with how much is left or how long it has been late."""
    if due.status == "running":
        return f"{_span(due.late_from - now)} left"
    if due.status == "overdue":
        return f"OVERDUE for {_span(now - due.late_from)}"
    if due.status == "late" and due.ended:
        return f"done {_span(due.ended - due.late_from)} late"
    if due.status == "ended":
        return f"ended, not done: {(due.ended_by or '').replace('_', ' ')}"
    return {"met": "done in time", "open": "open", "used": "used", "lapsed": "over"}.get(due.status, due.status)


def _span(time: dt.timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    number, unit = (hours // 24, "day") if hours >= 48 else (hours, "hour")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _line(number: str | None, due: DueDate) -> str:
    return f"{_by(due):<24} {number}  {due.rule:<8} {due.who}: {due.what}{_sure(due)}"


def run_due(options: argparse.Namespace) -> int:
    """Print one line a duty; done with findings where one is overdue."""
    from openimr.cli.output import write_text
    from openimr.services.casework.list_due import list_due
    from openimr.services.casework.show_case import due_to_dict
    from openimr.wire import dump_json

    office = the_office(options)
    within = None if options.days is None else dt.timedelta(days=options.days)
    found = list_due(office.store, options.at or office.now(), within=within)
    if options.format == "json":
        write_text(dump_json([{"case": each.case.number} | due_to_dict(each.due) for each in found]), None)
    else:
        lines = [f"{each.due.status:<8} {_line(each.case.number, each.due)}" for each in found]
        write_text("".join(line + "\n" for line in lines) or "Nothing is due.\n", None)
    return DONE_WITH_FINDINGS if any(each.due.status == "overdue" for each in found) else DONE


def run_escalate(options: argparse.Namespace) -> int:
    """Run the sweep and print what it escalated; done with findings where that is anything."""
    from openimr.cli.output import write_text
    from openimr.services.casework.escalate import escalate_overdue
    from openimr.services.casework.show_case import due_to_dict
    from openimr.wire import dump_json

    office = the_office(options)
    found = escalate_overdue(office.store, options.at or office.now())
    if options.format == "json":
        write_text(dump_json([{"case": each.case.number} | due_to_dict(each.due) for each in found]), None)
    else:
        lines = [_line(each.case.number, each.due) for each in found]
        write_text("".join(line + "\n" for line in lines) or "Nothing new is overdue.\n", None)
    return DONE_WITH_FINDINGS if found else DONE
