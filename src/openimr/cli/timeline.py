"""`openimr timeline`: the treatment history of a case, by date, each row leading to its page."""

from __future__ import annotations

import argparse
from pathlib import Path

from openimr.cli.main import DONE
from openimr.cli.output import day
from openimr.cli.reading import add_reading_options


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("case", type=Path, metavar="CASE", help="a case folder, or the draft that determine wrote")
    command.add_argument("--format", choices=["text", "json", "html"], default="text")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="the file to write (default: stdout)")
    command.add_argument("--as-of", type=day, metavar="DATE", help="leave out what is dated later than YYYY-MM-DD")
    add_reading_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the timeline in the form asked for."""
    from openimr.cli.output import write_text
    from openimr.cli.reading import reading_of
    from openimr.services.show_timeline import open_timeline, render_timeline

    with reading_of(options, None) as read:
        timeline, record = open_timeline(options.case, until=options.as_of, read=read)
    write_text(render_timeline(timeline, record, options.format), options.output)
    return DONE
