"""`openimr audit`: is the trail of events whole?"""

from __future__ import annotations

import argparse

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_database, the_office


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    verifying = actions.add_parser("verify", help="recompute every seal and every case")
    verifying.add_argument("--seal", metavar="SEAL", help="a seal noted earlier, which must still be in the trail")
    add_database(verifying)
    verifying.set_defaults(run=run_verify)
    logging = actions.add_parser("log", help="the trail itself, one JSON object a line")
    logging.add_argument("--after", type=int, default=0, metavar="N", help="from the event after this position on")
    add_database(logging)
    logging.set_defaults(run=run_log)


def run_verify(options: argparse.Namespace) -> int:
    """Print the last seal, to be noted elsewhere, and every fault."""
    from openimr.cli.output import write_text
    from openimr.services.casework.verify_trail import verify_trail

    report = verify_trail(the_office(options).store, known_seal=options.seal)
    lines = [*report.faults, f"Events: {report.events}; the last seal is {report.last_seal}"]
    lines.append("The trail is whole." if not report.faults else f"{len(report.faults)} faults.")
    write_text("\n".join(lines) + "\n", None)
    return DONE_WITH_FINDINGS if report.faults else DONE


def run_log(options: argparse.Namespace) -> int:
    """Print the events."""
    from openimr.cli.output import write_text
    from openimr.services.casework.show_case import event_to_dict
    from openimr.wire import dump_json_line

    for link in the_office(options).store.trail(options.after):
        content = {"position": link.position, "seal": link.seal, **event_to_dict(link.event)}
        write_text(dump_json_line(content), None)
    return DONE
