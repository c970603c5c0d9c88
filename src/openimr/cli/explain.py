"""`openimr explain`: why each item came out as it did."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE
from openimr.cli.reading import add_reading_options

if TYPE_CHECKING:
    from openimr.domain.determinations import Determination


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("draft", type=Path, metavar="OUT", help="what determine wrote: the folder, or its JSON file")
    command.add_argument("--item", type=int, metavar="N", help="one item, counted from 1 (default: all)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument(
        "--page-images", type=Path, metavar="DIR", help="also picture the pages that hold evidence, with it marked"
    )
    command.add_argument("--case", type=Path, metavar="CASE", help="the case folder, for --page-images")
    add_reading_options(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print criteria, facts with their words, and what would change the outcome."""
    from openimr.cli.output import write_text
    from openimr.errors import UsageError
    from openimr.services.drafts import open_determination
    from openimr.services.explain_draft import explain, explanation_to_dict, write_explanation
    from openimr.wire import dump_json

    if options.page_images and not options.case:
        raise UsageError("--page-images needs --case: the folder with the files that the draft was made from.")
    determination = open_determination(options.draft)
    explanation = explain(determination, options.item)
    if options.format == "json":
        write_text(dump_json(explanation_to_dict(explanation)), None)
    else:
        write_text(write_explanation(explanation), None)
    if options.page_images:
        _picture_pages(options, determination)
    return DONE


def _picture_pages(options: argparse.Namespace, determination: Determination) -> None:
    from openimr.cli.output import counted
    from openimr.cli.reading import reading_of
    from openimr.services.mark_pages import INDEX_FILE, mark_pages

    draft = options.draft if options.draft.is_dir() else options.draft.parent
    with reading_of(options, draft / ".pages") as read:
        items = mark_pages(determination, options.case, options.page_images, options.item, read=read)
    count = sum(page.is_drawn for item in items for page in item.pages)
    print(f"openimr: {counted(count, 'page')} pictured: {options.page_images / INDEX_FILE}", file=sys.stderr)
