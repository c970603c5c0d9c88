"""`openimr check`: is a draft fit to sign, and what could an appeal rest on?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.reading import add_reading_options

if TYPE_CHECKING:
    from openimr.domain.documents import Reading


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("draft", type=Path, metavar="OUT", help="what determine wrote: the folder, or its JSON file")
    command.add_argument(
        "--reviewers", type=Path, metavar="FILE", help="registry that the reviewer was chosen from: looks for conflicts"
    )
    command.add_argument(
        "--case", type=Path, metavar="CASE", help="the case folder: looks for files and pages that are not listed"
    )
    command.add_argument("--format", choices=["text", "json"], default="text")
    add_reading_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print every finding with its code, place and advice, the grounds of appeal first."""
    from openimr.cli.output import write_text
    from openimr.services.check_draft import check, findings_to_list, is_fit_to_sign, open_registry, write_findings
    from openimr.services.drafts import open_determination, open_record
    from openimr.wire import dump_json

    determination = open_determination(options.draft)
    findings = check(
        determination,
        case_files=open_record(options.draft),
        reviewers=open_registry(options.reviewers) if options.reviewers else (),
        folder=_folder(options) if options.case else None,
    )
    if options.format == "json":
        write_text(dump_json(findings_to_list(findings)), None)
    else:
        write_text(write_findings(findings), None)
    return DONE if is_fit_to_sign(findings) else DONE_WITH_FINDINGS


def _folder(options: argparse.Namespace) -> Reading:
    """The case folder as `determine` reads it, from the pages that it kept."""
    from openimr.cli.reading import reading_of
    from openimr.errors import UsageError

    if not options.case.is_dir():
        raise UsageError(f"{options.case} is not a folder.")
    out = options.draft if options.draft.is_dir() else options.draft.parent
    with reading_of(options, out / ".pages") as read:
        return read(options.case)
