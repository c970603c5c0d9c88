"""`openimr guidelines replay`: history decided again by another edition, threshold or rule file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.output import day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openimr.domain.spans import Problem
    from openimr.services.replay import Replay
    from openimr.services.replay_rules import RuleSet


def configure(action: argparse.ArgumentParser) -> None:
    """Say what the action takes."""
    action.add_argument(
        "corpus",
        nargs="+",
        type=Path,
        metavar="CORPUS",
        help="a store of openimr backtest --store; or letters, folders",
    )
    action.add_argument(
        "--from",
        dest="before",
        type=day,
        metavar="DATE",
        help="compare from the guidelines in force on DATE, YYYY-MM-DD (default: those of each letter's own day)",
    )
    action.add_argument(
        "--to",
        dest="after",
        type=day,
        metavar="DATE",
        help="compare to the guidelines in force on DATE (default: as --from)",
    )
    action.add_argument(
        "--set",
        dest="thresholds",
        action="append",
        default=[],
        metavar="FILE.yaml/criterion=VALUE",
        help="compare to another threshold, as mtus/chronic_pain/benzodiazepines.yaml/within_duration=6; repeatable",
    )
    action.add_argument("--rules", type=Path, metavar="DIR", help="compare to changed guideline files")
    action.add_argument("--jobs", type=int, metavar="N", help="processes (default: one for each core)")
    action.add_argument("--format", choices=["text", "json"], default="text", help="what to print")
    action.add_argument("-o", "--output", type=Path, help="folder for replay.json, flips.jsonl and report.html")
    action.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Decide every item by both sets of rules, and tell what came out otherwise."""
    import tempfile

    from openimr.errors import UsageError
    from openimr.services.replay_rules import RuleSet, parse_threshold
    from openimr.services.store_corpus import is_one_store

    missing = [str(path) for path in options.corpus if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)}: no such file or folder.")
    if options.output and options.output.is_file():
        raise UsageError(f"{options.output} is a file; a folder is needed.")
    before = RuleSet(options.before)
    after = RuleSet(
        options.after or options.before, tuple(parse_threshold(words) for words in options.thresholds), options.rules
    )
    if before == after:
        raise UsageError("Nothing to compare: say --to, --set or --rules.")
    problems: Sequence[Problem] = ()
    if is_one_store(options.corpus):
        _replayed(options.corpus[0], before, after, options)
    else:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store.jsonl"
            problems = _stored(options.corpus, store)
            _replayed(store, before, after, options)
    for problem in problems:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if problems else DONE


def _stored(corpus: Sequence[Path], store: Path) -> Sequence[Problem]:
    from openimr.cli.progress import with_progress
    from openimr.services.store_corpus import store_letters

    return store_letters(corpus, store, track=lambda files: with_progress(files, "files"))


def _replayed(store: Path, before: RuleSet, after: RuleSet, options: argparse.Namespace) -> None:
    from openimr.cli.output import write_text
    from openimr.services.show_replay import open_flips, write_json, write_replay, write_table

    if options.output:
        with open_flips(options.output) as flips:
            result = _compared(store, before, after, options.jobs, flips.write)
        write_replay(result, options.output)
    else:
        result = _compared(store, before, after, options.jobs, lambda line: None)
    write_text(write_json(result) if options.format == "json" else write_table(result), None)


def _compared(store: Path, before: RuleSet, after: RuleSet, jobs: int | None, keep: Callable[[str], object]) -> Replay:
    from openimr.cli.progress import with_progress
    from openimr.services.replay import replay

    return replay(store, before, after, jobs=jobs, keep=keep, track=lambda work: with_progress(work, "parts"))
