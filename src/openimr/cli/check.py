"""`openimr check`: is a draft fit to sign?"""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli.main import DONE, DONE_WITH_FINDINGS


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("draft", type=Path, metavar="OUT", help="what determine wrote: the folder, or its JSON file")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print every finding with its code, place and advice."""
    from openimr.cli.output import write_text
    from openimr.services.check_draft import check, findings_to_list, is_fit_to_sign, write_findings
    from openimr.services.drafts import open_determination, open_record
    from openimr.wire import dump_json

    determination = open_determination(options.draft)
    findings = check(determination, case_files=open_record(options.draft))
    if options.format == "json":
        write_text(dump_json(findings_to_list(findings)), None)
    else:
        write_text(write_findings(findings), None)
    return DONE if is_fit_to_sign(findings) else DONE_WITH_FINDINGS
