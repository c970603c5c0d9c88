"""`openimr publication`: the published copy of a case, from the signed determination to the files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_actor, add_database, the_actor, the_office

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.casework import CaseId


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    preparing = _action(actions, "prepare", "make the copy of the determination in force", run_prepare)
    preparing.add_argument("--profile", default="dwc", metavar="NAME", help="dwc (default) or safe_harbor")
    _action(actions, "show", "what was removed, what is doubtful, and the letter", run_show, changes=False)
    passing = _action(actions, "pass", "you have looked through the copy", run_pass)
    passing.add_argument("--remove", type=int, nargs="+", default=[], metavar="N", help="doubtful findings that go")
    passing.add_argument("--keep", type=int, nargs="+", default=[], metavar="N", help="doubtful findings that stay")
    publishing = _action(actions, "publish", "publish the copy that was passed", run_publish)
    publishing.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")


def _action(
    actions: Any, name: str, purpose: str, run: Callable[[argparse.Namespace], int], *, changes: bool = True
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=purpose)
    action.add_argument("case", metavar="CASE", help="its number or id")
    (add_actor if changes else add_database)(action)
    action.set_defaults(run=run)
    return action


def _found(options: argparse.Namespace) -> tuple[Office, CaseId]:
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    return office, office.store.read(lambda work: find_case(work, options.case))


def _say(*lines: str) -> None:
    from openimr.cli.output import write_text

    write_text("".join(line + "\n" for line in lines), None)


def run_prepare(options: argparse.Namespace) -> int:
    """Make the copy; done with findings where a person has to decide on something."""
    from openimr.cli.output import counted
    from openimr.services.casework.publish_case import prepare_publication

    office, case = _found(options)
    at = options.at or office.now()
    made = prepare_publication(office.store, office.files, case, options.profile, actor=the_actor(options), at=at)
    _say(f"{counted(sum(made.counts.values()), 'identifier')} removed; {len(made.doubtful)} doubtful: {made.digest}")
    return DONE_WITH_FINDINGS if made.doubtful else DONE


def run_show(options: argparse.Namespace) -> int:
    """Print the counts, the doubtful findings with the words around them, and the letter."""
    from openimr.services.casework.publish_case import show_publication

    office, case = _found(options)
    made, doubts, letter = show_publication(office.store, office.files, case)
    _say(f"Version {made.version}, profile {made.profile}: {made.digest}")
    _say(*(f"{count:6d}  {kind}" for kind, count in made.counts.items()))
    for doubt in doubts:
        decided = "goes" if doubt.number in made.removed else "stays" if doubt.number in made.kept else "to be decided"
        around = f"{doubt.before}>>{doubt.words}<<{doubt.after}".replace("\n", " ")
        _say(f"{doubt.number}. {doubt.place}, {doubt.kind}, {decided}: ...{around}...")
    _say("", letter)
    return DONE_WITH_FINDINGS if made.passed_at is None and doubts else DONE


def run_pass(options: argparse.Namespace) -> int:
    """Pass the copy."""
    from openimr.services.casework.publish_case import pass_publication

    office, case = _found(options)
    passed = pass_publication(
        office.store,
        office.files,
        case,
        remove=options.remove,
        keep=options.keep,
        actor=the_actor(options),
        at=options.at or office.now(),
    )
    _say(f"Passed: {passed.digest}")
    return DONE


def run_publish(options: argparse.Namespace) -> int:
    """Publish and write the files."""
    from openimr.services.casework.publish_case import publish

    office, case = _found(options)
    content = publish(office.store, office.files, case, actor=the_actor(options), at=options.at or office.now())
    options.output.mkdir(parents=True, exist_ok=True)
    for name, each in content.items():
        (options.output / name).write_bytes(each)
    _say(f"Published to {options.output}.")
    return DONE
