"""`openimr review`: a reviewer's work on one case, from the draft to the signature."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.office import add_actor, add_database, moment, the_actor, the_office
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.bootstrap import Office
    from openimr.domain.casework import CaseId
    from openimr.domain.reviews import Review, Wording


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    drafting = _action(actions, "draft", "draft the case from its stored files, as the machine proposes it", run_draft)
    drafting.add_argument("--again", action="store_true", help="from all files by now: what came out otherwise is open")
    drafting.add_argument("--worksheet", type=Path, metavar="FILE", help="your MTUS methodology worksheets (YAML)")
    _action(actions, "show", "each item: proposed, decided, and what became of the sentences", run_show, changes=False)
    accepting = _item_action(actions, "accept", "take the proposal as it is", run_accept)
    editing = _item_action(actions, "edit", "keep the decision, in your own words", run_edit)
    overriding = _item_action(actions, "override", "decide otherwise than proposed, or where nothing was", run_override)
    overriding.add_argument("decision", choices=["upheld", "overturned"])
    for action in (editing, overriding):
        action.add_argument("--rationale", type=Path, required=True, metavar="FILE", help=_RATIONALE)
        action.add_argument("--guideline", metavar="LINE", help="what you relied on, where not on what was proposed")
    for action in (accepting, editing, overriding):
        action.add_argument("--reason", required=True, metavar="WORDS", help="why; it stays with the review")
    answering = _action(actions, "answer", "say why a finding of the check may stand", run_answer)
    answering.add_argument("code", metavar="CODE")
    answering.add_argument("place", metavar="PLACE", help='as the finding names it, "item 1, rationale"')
    answering.add_argument("words", metavar="WORDS")
    checking = _action(actions, "check", "findings that are neither mended nor answered", run_check, changes=False)
    checking.add_argument("--at", type=moment, metavar="TIME", help="when it would be signed (default: now)")
    _folder_action(actions, "preview", "write the letters and data as they would be signed now", run_preview)
    signing = _action(actions, "sign", "lock the determination and make its letters", run_sign)
    signing.add_argument("--reason", default="", metavar="WORDS", help="what a correction mends: it is in the letter")
    _action(actions, "correct", "open the signed determination to mend its wording", run_correct)
    _action(actions, "verify", "is the determination what was signed?", run_verify, changes=False)
    _folder_action(actions, "letters", "write the signed determination and its letters", run_letters)


_RATIONALE = "one sentence a line; =3 before it keeps the sources of proposed sentence 3, [f12] after it names a fact"
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


def _folder_action(actions: Any, name: str, purpose: str, run: Callable[..., int]) -> None:
    action = _action(actions, name, purpose, run, changes=False)
    action.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")


def _found(options: argparse.Namespace) -> tuple[Office, CaseId]:
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    return office, office.store.read(lambda work: find_case(work, options.case))


def _say(words: str) -> int:
    from openimr.cli.output import write_text

    write_text(words + "\n", None)
    return DONE


def run_draft(options: argparse.Namespace) -> int:
    """Draft, again where that is asked for, and show; done with findings where a document could not be used."""
    from openimr.services.casework.review_case import draft_review, renew_draft
    from openimr.services.read_worksheets import read_worksheets

    office, case = _found(options)
    at = options.at or office.now()
    worksheets = read_worksheets(options.worksheet) if options.worksheet else ()
    if options.again:
        made = renew_draft(office.store, office.files, case, actor=the_actor(options), at=at, worksheets=worksheets)
    else:
        made = draft_review(office.store, office.files, case, at=at, worksheets=worksheets)
    run_show(options)
    if options.again:
        kept = ", ".join(str(number) for number, item in enumerate(made.items, start=1) if item) or "none"
        _say(f"Decisions kept: {kept}. Items open: {', '.join(map(str, made.undecided)) or 'none'}.")
    return DONE_WITH_FINDINGS if made.draft.problems else DONE


def run_show(options: argparse.Namespace) -> int:
    """Show the review; where none is open, the one that was signed."""
    from openimr.cli.review_text import review_lines
    from openimr.services.casework.review_case import shown_review

    office, case = _found(options)
    return _say("\n".join(review_lines(shown_review(office.store, office.files, case))))


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
    return _changed(review)


def _changed(review: Review) -> int:
    left = ", ".join(map(str, review.undecided)) or "none"
    return _say(f"Version {review.version}; items to be decided: {left}.")


def run_accept(options: argparse.Namespace) -> int:
    """Accept one item."""
    from openimr.casework.review import accept

    return _change(options, lambda review: accept(review, options.item, options.reason))


def run_edit(options: argparse.Namespace) -> int:
    """Edit one item."""
    from openimr.casework.review import edit

    words, reason, line = _sentences(options.rationale), options.reason, options.guideline
    return _change(options, lambda review: edit(review, options.item, words, reason, guideline=line))


def run_override(options: argparse.Namespace) -> int:
    """Override one item."""
    from openimr.casework.review import override

    words, reason, line = _sentences(options.rationale), options.reason, options.guideline
    item, decision = options.item, options.decision
    return _change(options, lambda review: override(review, item, decision, words, reason, guideline=line))


def _sentences(path: Path) -> list[Wording]:
    from openimr.cli.review_text import read_rationale

    try:
        return read_rationale(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None


def run_answer(options: argparse.Namespace) -> int:
    """Answer one finding."""
    from openimr.services.casework.review_case import answer_finding

    office, case = _found(options)
    found, at = (options.code, options.place), options.at or office.now()
    review = answer_finding(office.store, office.files, case, found, options.words, actor=the_actor(options), at=at)
    return _changed(review)


def run_check(options: argparse.Namespace) -> int:
    """Print what is left; done with findings where anything is."""
    from openimr.casework.clocks.calendars import pacific_day
    from openimr.services.casework.review_case import load_review, open_findings
    from openimr.services.check_draft import write_findings

    office, case = _found(options)
    opened = load_review(office.store, office.files, case)
    left = open_findings(opened, pacific_day(options.at or office.now()))
    _say(write_findings(left).rstrip("\n"))
    if opened.review.undecided:
        _say(f"Items to be decided: {', '.join(map(str, opened.review.undecided))}.")
    return DONE_WITH_FINDINGS if left or opened.review.undecided else DONE


def run_preview(options: argparse.Namespace) -> int:
    """Write what would be signed now, as a draft."""
    from openimr.services.casework.review_case import preview_files

    office, case = _found(options)
    return _write(preview_files(office.store, office.files, case, at=office.now()), options.output)


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
    open_correction(office.store, office.files, case, actor=the_actor(options), at=options.at or office.now())
    return run_show(options)


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
    return _write(signed_files(office.store, office.files, case), options.output)


def _write(contents: Mapping[str, bytes], folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return _say(f"Written to {folder}.")
