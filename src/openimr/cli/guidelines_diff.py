"""`openimr guidelines diff`: what changed between editions, files or days."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.output import day

if TYPE_CHECKING:
    from openimr.services.diff_guidelines import Difference


def configure(action: argparse.ArgumentParser) -> None:
    """Say what the action takes."""
    action.add_argument(
        "names",
        nargs="*",
        metavar="ID [EDITION EDITION] | A.yaml B.yaml",
        help="a guideline and two of its editions (default: each and the next), or two guideline files",
    )
    action.add_argument(
        "--from", dest="before", type=day, metavar="DATE", help="the texts in force on DATE, YYYY-MM-DD"
    )
    action.add_argument("--to", dest="after", type=day, metavar="DATE", help="beside those in force on DATE")
    action.add_argument("--format", choices=["text", "json"], default="text", help="what to print")
    action.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print every change; done with findings where there is one."""
    from openimr.cli.output import write_text
    from openimr.services.diff_guidelines import differences_to_list, write_differences
    from openimr.wire import dump_json

    found = _found(options)
    is_json = options.format == "json"
    write_text(dump_json(differences_to_list(found)) if is_json else write_differences(found), None)
    return DONE_WITH_FINDINGS if any(each.changes for each in found) else DONE


def _found(options: argparse.Namespace) -> tuple[Difference, ...]:
    from openimr.errors import UsageError
    from openimr.services.diff_guidelines import diff_days, diff_editions, diff_files

    names, dates = options.names, (options.before, options.after)
    if any(dates):
        if names or not all(dates):
            raise UsageError("Say --from and --to without names: the whole rulebook of both days is compared.")
        return diff_days(*dates)
    if len(names) == 2 and all(name.endswith((".yaml", ".yml")) for name in names):
        return diff_files(Path(names[0]), Path(names[1]))
    if len(names) not in (1, 3):
        raise UsageError("Name a guideline, or a guideline and two editions, or two .yaml files, or --from and --to.")
    return diff_editions(names[0], names[1:])
