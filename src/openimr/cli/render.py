"""`openimr render`: the letter again, from the JSON alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli.main import DONE


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("determination", type=Path, metavar="determination.json")
    command.add_argument(
        "-o", "--output", type=Path, required=True, help="letter to write; .pdf, .docx, .html or .txt picks the form"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the letter."""
    from openimr.services.drafts import open_determination
    from openimr.services.render_letter import render

    render(open_determination(options.determination), options.output)
    return DONE
