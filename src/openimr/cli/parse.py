"""`openimr parse`: published determinations to data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem

if TYPE_CHECKING:
    from openimr.domain.determinations import Determination
    from openimr.domain.spans import Problem


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="letters (.pdf, .txt) or folders of them")
    command.add_argument("--format", choices=["json", "jsonl", "csv", "parquet"], default="json")
    command.add_argument("--no-facts", action="store_true", help="leave out the facts of the case summary")
    command.add_argument(
        "-o", "--output", help="file to write; for json also a folder (it is there, or ends in /), one file a letter"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read every letter; those that cannot be read are named and the rest goes on."""
    from openimr.cli.progress import with_progress
    from openimr.domain.spans import Problem
    from openimr.errors import NothingUsableError, UsageError
    from openimr.services.parse_letters import find_letters, parse_file

    missing = [str(path) for path in options.paths if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)}: no such file or folder.")
    letters: list[Determination] = []
    problems: list[Problem] = []
    for path in with_progress(find_letters(options.paths), "letters"):
        read = parse_file(path, facts=not options.no_facts)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            letters.append(read)
    if not letters:
        raise NothingUsableError("No determination could be read.", problems)
    _write(letters, options)
    said = [*problems, *(problem for letter in letters for problem in letter.problems)]
    for problem in said:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if said else DONE


def _write(letters: list[Determination], options: argparse.Namespace) -> None:
    from openimr.cli.output import write_text
    from openimr.services import tables
    from openimr.wire import determination_to_dict, dump_json, dump_json_line

    out = Path(options.output) if options.output else None
    if options.format == "parquet":
        tables.write_parquet(letters, out)
    elif options.format == "csv":
        write_text(tables.to_csv(letters), out)
    elif options.format == "jsonl":
        write_text("".join(dump_json_line(determination_to_dict(letter)) for letter in letters), out)
    elif out is not None and (out.is_dir() or options.output.endswith("/")):
        for letter in letters:
            name = Path(letter.documents[0].file).name
            write_text(dump_json(determination_to_dict(letter)), out / f"{name}.json")
    else:
        content = [determination_to_dict(letter) for letter in letters]
        is_one_file = len(options.paths) == 1 and options.paths[0].is_file()
        write_text(dump_json(content[0] if is_one_file else content), out)
