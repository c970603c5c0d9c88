"""`openimr explain`: why each item came out as it did."""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli.main import DONE


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("draft", type=Path, metavar="OUT", help="what determine wrote: the folder, or its JSON file")
    command.add_argument("--item", type=int, metavar="N", help="one item, counted from 1 (default: all)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print criteria, facts with their words, and what would change the outcome."""
    from openimr.cli.output import write_text
    from openimr.services.drafts import open_determination
    from openimr.services.explain_draft import explain, explanation_to_dict, write_explanation
    from openimr.wire import dump_json

    explanation = explain(open_determination(options.draft), options.item)
    if options.format == "json":
        write_text(dump_json(explanation_to_dict(explanation)), None)
    else:
        write_text(write_explanation(explanation), None)
    return DONE
