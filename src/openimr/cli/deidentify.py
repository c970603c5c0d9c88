"""`openimr deidentify`: the copy of a determination or letter that may be published."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.domain.publications import Identity


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("file", type=Path, metavar="FILE", help="determination.json, or a letter (PDF, DOCX, text)")
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="copy to write; its ending picks the form"
    )
    command.add_argument("--profile", default="dwc", metavar="NAME", help="dwc (default) or safe_harbor")
    command.add_argument(
        "--known",
        type=Path,
        metavar="FILE",
        help="one identity of the case a line, as KIND: WORDS (employee: Maria Lopez)",
    )
    command.add_argument("--list", type=Path, metavar="FILE", help="where the list goes (default: OUT.removed.json)")
    command.add_argument("--remove", type=int, nargs="+", default=[], metavar="N", help="doubtful findings to remove")
    command.add_argument("--show-words", action="store_true", help="put the removed words into the list: keep it here")
    command.add_argument(
        "--second-opinion", action="store_true", help="let presidio look too: what only it finds is doubtful"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the copy and the list; done with findings where a person has to look at something."""
    from openimr.cli.output import counted, write_text
    from openimr.services.deidentify import deidentify, removed_to_dict, write_copy
    from openimr.services.second_opinion import Presidio
    from openimr.wire import dump_json

    second = Presidio() if options.second_opinion else None
    copy = deidentify(options.file, options.profile, _known(options.known), drop=options.remove, second=second)
    write_copy(copy, options.output)
    listed = removed_to_dict(copy, options.profile, with_words=options.show_words)
    write_text(dump_json(listed), options.list or options.output.with_name(options.output.name + ".removed.json"))
    told = [f"  {count:5d}  {kind}" for kind, count in listed["counts"].items()]
    removed = sum(listed["counts"].values())
    lines = [f"{counted(removed, 'identifier')} removed.", *told]
    doubtful = len(copy.scrubbed.doubtful)
    if doubtful:
        lines.append(f"{counted(doubtful, 'doubtful finding')} left in: a person has to look (see the list).")
    write_text("\n".join(lines) + "\n", None)
    return DONE_WITH_FINDINGS if doubtful else DONE


def _known(path: Path | None) -> list[Identity]:
    from typing import cast, get_args

    from openimr.domain.publications import IdentifierKind, Identity

    if path is None:
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        kind, _, value = line.partition(":")
        if not line.strip():
            continue
        if kind.strip() not in get_args(IdentifierKind) or not value.strip():
            raise UsageError(
                f"{path}, line {number}: a line reads KIND: WORDS; kinds are {', '.join(get_args(IdentifierKind))}."
            )
        found.append(Identity(cast(IdentifierKind, kind.strip()), value.strip()))
    return found
