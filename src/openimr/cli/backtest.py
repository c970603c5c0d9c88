"""`openimr backtest`: published determinations judged anew from what stood before the decision."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.output import day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openimr.domain.determinations import Determination
    from openimr.domain.spans import Problem
    from openimr.services.backtest import Backtest


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="letters (.pdf, .txt), what openimr parse made of them (.json, .jsonl), or folders",
    )
    command.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="judge by the guidelines in force on DATE, YYYY-MM-DD (default: those of each letter's own UR denial)",
    )
    command.add_argument("--confirmed-only", action="store_true", help="never ask criteria that are not confirmed")
    command.add_argument("--split", action="store_true", help="tell the two halves of the honest split apart")
    command.add_argument("--format", choices=["text", "json"], help="what to print (default: text on a terminal)")
    command.add_argument("-o", "--output", type=Path, help="folder for backtest.json and report.html")
    command.add_argument(
        "--store", type=Path, metavar="FILE", help="also write what openimr guidelines replay needs, as JSON lines"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Judge every letter anew, compare, and write the figures."""
    from openimr.errors import NothingUsableError, UsageError
    from openimr.services.backtest import find_sources

    missing = [str(path) for path in options.paths if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)}: no such file or folder.")
    if options.output and options.output.is_file():
        raise UsageError(f"{options.output} is a file; a folder is needed.")
    result = _judged(find_sources(options.paths), options)
    if not result.items:
        raise NothingUsableError("No disputed item could be replayed.", result.problems)
    _write(result, options)
    for problem in result.problems:
        tell_problem(problem.message, problem.file, problem.page)
    if result.copies:
        print(f"openimr: letters that came again and were left aside: {result.copies}.", file=sys.stderr)
    return DONE_WITH_FINDINGS if result.problems else DONE


def _judged(files: list[Path], options: argparse.Namespace) -> Backtest:
    from openimr.services.backtest import Replayed, backtest, stored
    from openimr.services.replay_store import StoreWriter
    from openimr.services.rules import Rules

    rules = Rules(options.confirmed_only)
    if not options.store:
        return backtest(_letters(files), as_of=options.as_of, is_split=options.split, rules=rules)
    with StoreWriter(options.store) as store:

        def keep(replayed: Replayed) -> None:
            letter = stored(replayed)
            if letter is not None:
                store.add(letter)

        return backtest(_letters(files), as_of=options.as_of, is_split=options.split, keep=keep, rules=rules)


def _letters(files: list[Path]) -> Iterator[Determination | Problem]:
    from openimr.cli.progress import with_progress
    from openimr.services.backtest import read_letters

    for file in with_progress(files, "files"):
        yield from read_letters(file)


def _write(result: Backtest, options: argparse.Namespace) -> None:
    from openimr.cli.output import write_text
    from openimr.services.show_backtest import write_backtest, write_json, write_table

    if options.output:
        write_backtest(result, options.output)
    form = options.format or ("text" if options.output or sys.stdout.isatty() else "json")
    write_text(write_table(result) if form == "text" else write_json(result), None)
