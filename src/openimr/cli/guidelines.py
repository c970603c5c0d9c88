"""`openimr guidelines`: what the rulebook holds."""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli import guidelines_diff, guidelines_replay
from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.output import day


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="every guideline topic and its editions")
    listing.add_argument("--format", choices=["text", "json"], default="text")
    listing.set_defaults(run=run_list)
    showing = actions.add_parser("show", help="one guideline or topic: editions, sources, criteria, logic")
    showing.add_argument("name", metavar="ID", help="a guideline id or a topic")
    showing.add_argument("--on", type=day, metavar="DATE", help="only the editions in force on DATE, YYYY-MM-DD")
    showing.add_argument("--full", action="store_true", help="say too by what each criterion is met, and what would")
    showing.add_argument("--format", choices=["text", "json"], default="text")
    showing.set_defaults(run=run_show)
    linting = actions.add_parser("lint", help="what is wrong with the guideline files")
    linting.add_argument("names", nargs="*", metavar="ID", help="guideline ids or topics; all without any")
    linting.add_argument("--rules", type=Path, metavar="DIR", help="check the guideline files and cases of this folder")
    linting.add_argument("--format", choices=["text", "json"], default="text")
    linting.set_defaults(run=run_lint)
    trying = actions.add_parser("test", help="try the example cases of guidelines")
    trying.add_argument("names", nargs="*", metavar="ID", help="guideline ids or topics; all without any")
    trying.add_argument("--rules", type=Path, metavar="DIR", help="try the guideline files and cases of this folder")
    trying.add_argument("--each", action="store_true", help="name the cases that passed too")
    trying.add_argument("--format", choices=["text", "json"], default="text")
    trying.set_defaults(run=run_test)
    describing = actions.add_parser("schema", help="the JSON Schema of guideline files, for editors")
    describing.add_argument("-o", "--output", type=Path, help="the file to write (default: stdout)")
    describing.set_defaults(run=run_schema)
    guidelines_diff.configure(actions.add_parser("diff", help="what changed between editions, files or days"))
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
    from openimr.services.show_guidelines import show_guideline, write_guideline
    from openimr.wire import dump_json

    if options.format == "json":
        write_text(dump_json(show_guideline(options.name, on=options.on)), None)
    else:
        write_text(write_guideline(options.name, on=options.on, is_full=options.full), None)
    return DONE


def run_lint(options: argparse.Namespace) -> int:
    """Print every fault; done with findings where there is one."""
    from openimr.cli.output import write_text
    from openimr.services.lint_guidelines import faults_to_list, lint, write_faults
    from openimr.wire import dump_json

    faults = lint(options.names, rules=options.rules)
    of = "The folder is" if options.rules else "The rulebook is"
    write_text(dump_json(faults_to_list(faults)) if options.format == "json" else write_faults(faults, of=of), None)
    return DONE_WITH_FINDINGS if faults else DONE


def run_test(options: argparse.Namespace) -> int:
    """Print how the example cases came out; done with findings where one failed, is missing or cannot be read."""
    from openimr.cli.output import write_text
    from openimr.services.try_guidelines import tried_to_list, try_guidelines, write_tried
    from openimr.wire import dump_json

    tried = try_guidelines(options.names, rules=options.rules)
    is_json = options.format == "json"
    write_text(dump_json(tried_to_list(tried)) if is_json else write_tried(tried, each_case=options.each), None)
    return DONE_WITH_FINDINGS if any(each.failed or each.gaps or each.fault for each in tried) else DONE


def run_schema(options: argparse.Namespace) -> int:
    """Print the schema, or write it to a file."""
    from openimr.cli.output import write_text
    from openimr.services.show_guidelines import write_schema

    write_text(write_schema(), options.output)
    return DONE
