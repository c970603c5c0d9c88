"""`openimr clocks`: what is due, overdue, and why."""

from __future__ import annotations

import argparse
import datetime as dt

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_database, moment, the_office


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    explaining = actions.add_parser("explain", help="every due date of a case, and how it was reckoned")
    explaining.add_argument("case", metavar="CASE", help="its number or id")
    listing = actions.add_parser("due", help="open duties of all cases, the most pressing first")
    listing.add_argument("--days", type=int, metavar="N", help="only what is overdue or ends within N days")
    for action, run in ((explaining, run_explain), (listing, run_due)):
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
    lines = []
    for due in found:
        sure = "" if due.confirmation == "confirmed" else f" [{due.confirmation}]"
        lines.append(f"{due.due}  {due.status:<9} {due.rule}{sure}  {due.who}: {due.what}")
        lines += [f"              {step}" for step in due.steps]
    write_text("\n".join(lines) + "\n" if lines else "No clock has started.\n", None)
    return DONE


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
        lines = [
            f"{each.due.due}  {each.due.status:<8} {each.case.number}  {each.due.rule}  {each.due.who}: {each.due.what}"
            for each in found
        ]
        write_text("".join(line + "\n" for line in lines) or "Nothing is due.\n", None)
    return DONE_WITH_FINDINGS if any(each.due.status == "overdue" for each in found) else DONE
