"""`openimr pages`: the page texts that every span counts in."""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.reading import add_reading_options


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("path", type=Path, metavar="PATH", help="a document, or a case folder")
    add_reading_options(command)
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument("-o", "--output", type=Path)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print each page under a line that names it; positions in spans count from the line after."""
    from openimr.cli.output import write_text
    from openimr.cli.reading import reading_of
    from openimr.services.read_pages import read_pages
    from openimr.wire import dump_json, record_to_dict

    with reading_of(options, None, read_pages) as read:
        reading = read(options.path)
    if options.format == "json":
        write_text(dump_json(record_to_dict((file.name, file) for file in reading.files)), options.output)
    else:
        shown = [f"=== {file.name}, page {page.number}\n{page.text}\n" for file in reading.files for page in file.pages]
        write_text("".join(shown), options.output)
    for problem in reading.problems:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if reading.problems else DONE
