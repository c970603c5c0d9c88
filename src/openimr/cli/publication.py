"""`openimr publication`: the published copy of a case, from the signed determination to the files."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_actor, add_database, the_actor, the_office

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.casework import CaseId
    from openimr.services.casework.show_publication import Shown


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    preparing = _changing(actions, "prepare", "make the copy of the determination in force", run_prepare)
    preparing.add_argument("--profile", default="dwc", metavar="NAME", help="dwc (default) or safe_harbor")
    showing = _action(actions, "show", "what was removed, what is doubtful, and the letter", run_show)
    showing.add_argument("case", metavar="CASE", help="its number or id")
    showing.add_argument("--format", choices=("text", "json"), default="text")
    passing = _changing(actions, "pass", "you have looked through the copy", run_pass)
    passing.add_argument("--remove", type=int, nargs="+", default=[], metavar="N", help="doubtful findings that go")
    passing.add_argument("--keep", type=int, nargs="+", default=[], metavar="N", help="doubtful findings that stay")
    passing.add_argument(
        "--also", nargs="+", default=[], metavar="WORDS", help="words that go though nothing found them"
    )
    passing.add_argument(
        "--seen", default="", metavar="DIGEST", help="the copy you looked at, by how its digest begins"
    )
    publishing = _changing(actions, "publish", "publish the copy that was passed", run_publish)
    publishing.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    _changing(actions, "withdraw", "take back a copy that was passed or published", run_withdraw)
    listing = _action(actions, "list", "determined cases whose copy waits for somebody", run_list)
    listing.add_argument("--format", choices=("text", "json"), default="text")


def _action(actions: Any, name: str, purpose: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=purpose)
    add_database(action)
    action.set_defaults(run=run)
    return action


def _changing(
    actions: Any, name: str, purpose: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=purpose)
    action.add_argument("case", metavar="CASE", help="its number or id")
    add_actor(action, has_key=False)
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
    removed, doubtful = (
        counted(sum(made.counts.values()), "identifier"),
        counted(len(made.doubtful), "doubtful finding"),
    )
    _say(f"{removed} removed; {doubtful} to be decided on.", f"Copy {made.digest}")
    return DONE_WITH_FINDINGS if made.doubtful else DONE


def run_show(options: argparse.Namespace) -> int:
    """Print what was removed, the doubtful findings with the words around them, and the letter."""
    from openimr.services.casework.show_publication import show_publication, shown_to_dict
    from openimr.wire import dump_json

    office, case = _found(options)
    shown = show_publication(office.store, office.files, case)
    if options.format == "json":
        _say(dump_json(shown_to_dict(shown)).rstrip("\n"))
    else:
        _say(*_lines(shown))
    return DONE_WITH_FINDINGS if shown.is_undecided else DONE


def _lines(shown: Shown) -> Iterator[str]:
    made = shown.publication
    yield f"Version {made.version}, profile {made.profile}, {shown.state}"
    yield f"Copy {made.digest}"
    yield ""
    yield "Removed:" if shown.removed else "Nothing was removed."
    for one in shown.removed:
        places = (place if count == 1 else f"{place} ({count} times)" for place, count in Counter(one.places).items())
        yield "; ".join((f"  {one.words} -> {one.placeholder}", *places))
    for doubt in shown.doubts:
        around = f"{doubt.before}>>{doubt.words}<<{doubt.after}".replace("\n", " ")
        yield f"{doubt.number}. {doubt.place}, {doubt.kind}, {doubt.decision or 'to be decided'}: ...{around}..."
    yield ""
    yield shown.letter


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
        also=options.also,
        seen=options.seen,
        actor=the_actor(options),
        at=options.at or office.now(),
    )
    _say("Passed.", f"Copy {passed.digest}")
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


def run_withdraw(options: argparse.Namespace) -> int:
    """Take the copy back."""
    from openimr.services.casework.publish_case import withdraw_publication

    office, case = _found(options)
    withdraw_publication(office.store, case, actor=the_actor(options), at=options.at or office.now())
    _say("Taken back; wherever its files were published, remove them. Another copy can be prepared.")
    return DONE


def run_list(options: argparse.Namespace) -> int:
    """List what is to be prepared, passed and published, in this order of steps."""
    from openimr.services.casework.show_publication import waiting_publications
    from openimr.wire import dump_json

    office = the_office(options)
    found = office.store.read(waiting_publications)
    if options.format == "json":
        _say(
            dump_json([{"case": case.number, "state": case.publication, "refused": why} for case, why in found]).rstrip(
                "\n"
            )
        )
    else:
        _say(*(f"{case.number}  {f'refused: {why}' if why else _NEXT[case.publication]}" for case, why in found))
    return DONE


_NEXT = {"none": "to be prepared", "prepared": "to be looked through and passed", "passed": "to be published"}
