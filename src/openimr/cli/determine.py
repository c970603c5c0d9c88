"""`openimr determine`: a case folder to a draft determination."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.output import counted, day
from openimr.cli.reading import add_reading_options

if TYPE_CHECKING:
    from openimr.domain.determinations import Item
    from openimr.services.determine_case import Draft


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument(
        "case",
        type=Path,
        metavar="CASE",
        help="folder with the case file: any mix of .pdf .docx .txt .png .jpg .tif .zip",
    )
    command.add_argument("-o", "--output", type=Path, help="folder for the draft (default: CASE's name + '-draft')")
    command.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day of the determination, YYYY-MM-DD (default: the latest date that the file itself shows)",
    )
    command.add_argument("--confirmed-only", action="store_true", help="never ask criteria that are not confirmed")
    command.add_argument(
        "--worksheet", type=Path, metavar="FILE", help="the reviewer's MTUS methodology worksheets (YAML)"
    )
    command.add_argument("--reviewers", type=Path, metavar="FILE", help="registry to choose the reviewer from")
    add_reading_options(command)
    command.add_argument("--format", choices=["text", "json"], default="text", help="what to print")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draft the case, write its files, and say what is proposed and where everything lies."""
    from openimr.cli.output import write_text
    from openimr.cli.reading import reading_of
    from openimr.errors import UsageError
    from openimr.services.determine_case import draft_case, write_draft
    from openimr.services.read_worksheets import read_worksheets
    from openimr.services.rules import Rules
    from openimr.wire import dump_determination

    if options.output and _is_inside(options.output, options.case):
        raise UsageError(f"{options.output} lies inside the case folder: a draft is no part of the record.")
    rules = Rules(options.confirmed_only, read_worksheets(options.worksheet) if options.worksheet else ())
    out = options.output or Path(f"{options.case.resolve().name}-draft")
    with reading_of(options, out / ".pages") as read:
        draft = draft_case(options.case, as_of=options.as_of, registry=options.reviewers, read=read, rules=rules)
    write_draft(draft, out)
    if options.format == "json":
        write_text(dump_determination(draft.determination), None)
    else:
        write_text(_told(draft, out), None)
    for problem in draft.determination.problems:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if draft.determination.problems else DONE


def _is_inside(out: Path, case: Path) -> bool:
    return case.is_dir() and out.resolve().is_relative_to(case.resolve())


def _told(draft: Draft, out: Path) -> str:
    determination = draft.determination
    number = determination.header.case_number or "without a number"
    size = f"{counted(len(determination.items), 'disputed item')}, {counted(len(determination.documents), 'document')}"
    lines = [f"Case {number}: {size}", ""]
    for count, item in enumerate(determination.items, start=1):
        lines += _item_lines(count, item)
    lines += [
        "The machine proposes; a physician decides. Nothing here is a determination until it is signed.",
        "",
        f"Letter    {out / 'letter.pdf'} (also .docx, .html, .txt)",
        f"Evidence  annex of the letter; openimr explain {out}",
        f"Data      {out / 'determination.json'}",
        "",
    ]
    return "\n".join(lines)


def _item_lines(count: int, item: Item) -> list[str]:
    import textwrap

    proposal = item.proposal
    decision = proposal.decision if proposal else "abstain"
    shown = {"upheld": "UPHELD", "overturned": "OVERTURNED", "abstain": "NO PROPOSAL"}[decision]
    why = textwrap.wrap(proposal.why if proposal else "", 92, initial_indent="     ", subsequent_indent="     ")
    return [f"  {count}. {item.request}", f"     proposed: {shown}", *why, ""]
