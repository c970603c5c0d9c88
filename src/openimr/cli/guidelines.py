"""`openimr guidelines`: what the rulebook holds."""

from __future__ import annotations

import argparse

from openimr.cli import guidelines_replay
from openimr.cli.main import DONE, DONE_WITH_FINDINGS


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every guideline topic and its editions")
    listing.add_argument("--format", choices=["text", "json"], default="text")
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="one guideline or topic: editions, sources, criteria, logic")
    showing.add_argument("name", metavar="ID", help="a guideline id or a topic")
    showing.set_defaults(run=run_show)
    linting = actions.add_parser("lint", help="what is wrong with the guideline files")
    linting.add_argument("names", nargs="*", metavar="ID", help="guideline ids or topics; all without any")
    linting.add_argument("--format", choices=["text", "json"], default="text")
    linting.set_defaults(run=run_lint)
    guidelines_replay.configure(actions.add_parser("replay", help="history decided again by other rules: what flips"))


def run_list(options: argparse.Namespace) -> int:
    """Print the list."""
    from openimr.cli.output import write_text
    from openimr.services.show_guidelines import list_guidelines, write_list
    from openimr.wire import dump_json

    write_text(dump_json(list_guidelines()) if options.format == "json" else write_list(), None)
    return DONE


def run_show(options: argparse.Namespace) -> int:
    """Print one guideline."""
    from openimr.cli.output import write_text
    from openimr.services.show_guidelines import write_guideline

    write_text(write_guideline(options.name), None)
    return DONE


def run_lint(options: argparse.Namespace) -> int:
    """Print every fault; done with findings where there is one."""
    from openimr.cli.output import write_text
    from openimr.services.lint_guidelines import faults_to_list, lint, write_faults
    from openimr.wire import dump_json

    faults = lint(options.names)
    write_text(dump_json(faults_to_list(faults)) if options.format == "json" else write_faults(faults), None)
    return DONE_WITH_FINDINGS if faults else DONE
