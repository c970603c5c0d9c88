"""`openimr review`: a reviewer's work on one case, from the draft to the signature."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_actor, add_database, the_actor, the_office
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.casework import CaseId
    from openimr.domain.reviews import Review


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    _action(actions, "draft", "draft the case from its stored files, as the machine proposes it", run_draft)
    _action(actions, "show", "each item: proposed, decided, and what became of the sentences", run_show, changes=False)
    accepting = _item_action(actions, "accept", "take the proposal as it is", run_accept)
    editing = _item_action(actions, "edit", "take the proposed decision in your own words", run_edit)
    overriding = _item_action(actions, "override", "decide otherwise than proposed, or where nothing was", run_override)
    overriding.add_argument("decision", choices=["upheld", "overturned"])
    for action in (editing, overriding):
        action.add_argument("--rationale", type=Path, required=True, metavar="FILE", help=_RATIONALE)
    for action in (accepting, editing, overriding):
        action.add_argument("--reason", required=True, metavar="WORDS", help="why; it stays with the review")
    answering = _action(actions, "answer", "say why a finding of the check may stand", run_answer)
    answering.add_argument("code", metavar="CODE")
    answering.add_argument("place", metavar="PLACE", help='as the finding names it, "item 1, rationale"')
    answering.add_argument("words", metavar="WORDS")
    _action(actions, "check", "findings that are neither mended nor answered", run_check, changes=False)
    signing = _action(actions, "sign", "lock the determination and make its letters", run_sign)
    signing.add_argument("--reason", default="", metavar="WORDS", help="what a correction mends")
    _action(actions, "correct", "open the signed determination to mend its wording", run_correct)
    _action(actions, "verify", "is the determination what was signed?", run_verify, changes=False)
    letters = _action(actions, "letters", "write the signed determination and its letters", run_letters, changes=False)
    letters.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")


_RATIONALE = "one sentence a line; a line that starts with = keeps the sources of the proposed sentence in its place"
_PASSPHRASE = "OPENIMR_PASSPHRASE"


def _action(
    actions: Any, name: str, purpose: str, run: Callable[[argparse.Namespace], int], *, changes: bool = True
) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=purpose)
    action.add_argument("case", metavar="CASE", help="its number or id")
    (add_actor if changes else add_database)(action)
    action.set_defaults(run=run)
    return action


def _item_action(actions: Any, name: str, purpose: str, run: Callable[..., int]) -> argparse.ArgumentParser:
    action = _action(actions, name, purpose, run)
    action.add_argument("item", type=int, metavar="ITEM", help="number of the disputed item, from 1")
    action.add_argument("--seen", type=int, metavar="N", help="the version of the review that you looked at")
    return action


def _found(options: argparse.Namespace) -> tuple[Office, CaseId]:
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    return office, office.store.read(lambda work: find_case(work, options.case))


def _say(words: str) -> int:
    from openimr.cli.output import write_text

    write_text(words + "\n", None)
    return DONE


def run_draft(options: argparse.Namespace) -> int:
    """Draft and show."""
    from openimr.services.casework.review_case import draft_review

    office, case = _found(options)
    return _say(_told(draft_review(office.store, office.files, case, at=options.at or office.now())))


def run_show(options: argparse.Namespace) -> int:
    """Show the review."""
    from openimr.services.casework.review_case import load_review

    office, case = _found(options)
    return _say(_told(load_review(office.store, office.files, case).review))


def _told(review: Review) -> str:
    lines = [f"Round {review.round}, version {review.version}"]
    for number, (item, made) in enumerate(zip(review.draft.items, review.items, strict=True), start=1):
        proposed = item.proposal.decision if item.proposal else "abstain"
        decided = f"{made.decision} ({made.action})" if made else "to be decided"
        lines += ["", f"{number}. {item.request}", f"   proposed: {proposed}    decided: {decided}"]
        if made is None:
            lines += [f"     {sentence.text}" for sentence in item.rationale.sentences]
        else:
            lines += [f"     [{revised.change}] {revised.sentence.text}" for revised in made.sentences]
    return "\n".join(lines)


def _change(options: argparse.Namespace, change: Callable[[Review], Review]) -> int:
    from openimr.services.casework.review_case import change_review

    office, case = _found(options)
    review = change_review(
        office.store,
        office.files,
        case,
        change,
        actor=the_actor(options),
        at=options.at or office.now(),
        seen=getattr(options, "seen", None),
    )
    left = ", ".join(map(str, review.undecided)) or "none"
    return _say(f"Version {review.version}; items to be decided: {left}.")


def run_accept(options: argparse.Namespace) -> int:
    """Accept one item."""
    from openimr.casework.review import accept

    return _change(options, lambda review: accept(review, options.item, options.reason))


def run_edit(options: argparse.Namespace) -> int:
    """Edit one item."""
    from openimr.casework.review import edit

    sentences = _sentences(options.rationale)
    return _change(options, lambda review: edit(review, options.item, sentences, options.reason))


def run_override(options: argparse.Namespace) -> int:
    """Override one item."""
    from openimr.casework.review import override

    sentences = _sentences(options.rationale)
    return _change(options, lambda review: override(review, options.item, options.decision, sentences, options.reason))


def _sentences(path: Path) -> list[tuple[str, bool]]:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(line.removeprefix("=").strip(), line.startswith("=")) for line in lines]


def run_answer(options: argparse.Namespace) -> int:
    """Answer one finding."""
    from openimr.casework.review import answer

    return _change(options, lambda review: answer(review, options.code, options.place, options.words))


def run_check(options: argparse.Namespace) -> int:
    """Print what is left; done with findings where anything is."""
    from openimr.services.casework.review_case import load_review, open_findings
    from openimr.services.check_draft import write_findings

    office, case = _found(options)
    left = open_findings(load_review(office.store, office.files, case), office.now().date())
    _say(write_findings(left).rstrip("\n"))
    return DONE_WITH_FINDINGS if left else DONE


def run_sign(options: argparse.Namespace) -> int:
    """Sign with the reviewer's key."""
    from openimr.services.casework.sign_case import sign_case

    office, case = _found(options)
    at = options.at or office.now()
    entry = sign_case(
        office.store, office.files, case, the_passphrase(), actor=the_actor(options), at=at, reason=options.reason
    )
    return _say(f"Signed version {entry.version}: {entry.digest}")


def the_passphrase() -> str:
    """The reviewer's passphrase, from the environment or typed in."""
    given = os.environ.get(_PASSPHRASE)
    if given:
        return given
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise UsageError(f"The passphrase is needed: set {_PASSPHRASE}, or run this in a terminal.")
    return getpass.getpass("Passphrase: ")


def run_correct(options: argparse.Namespace) -> int:
    """Open a correction."""
    from openimr.services.casework.review_case import open_correction

    office, case = _found(options)
    return _say(_told(open_correction(office.store, office.files, case, at=options.at or office.now())))


def run_verify(options: argparse.Namespace) -> int:
    """Print every fault; done with findings where there is one."""
    from openimr.services.casework.sign_case import verify_signed

    office, case = _found(options)
    found = verify_signed(office.store, office.files, case)
    last = "It is what was signed." if not found.faults else f"{len(found.faults)} faults."
    _say("\n".join([*found.faults, f"Version {found.version}: {found.digest}", last]))
    return DONE_WITH_FINDINGS if found.faults else DONE


def run_letters(options: argparse.Namespace) -> int:
    """Write the files of the determination in force."""
    from openimr.services.casework.sign_case import signed_files

    office, case = _found(options)
    options.output.mkdir(parents=True, exist_ok=True)
    for name, content in signed_files(office.store, office.files, case).items():
        (options.output / name).write_bytes(content)
    return _say(f"Written to {options.output}.")
