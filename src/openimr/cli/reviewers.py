"""`openimr reviewers`: who may review a case, and why not the others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, tell_problem
from openimr.cli.office import add_actor, add_database, moment, the_actor, the_office
from openimr.cli.output import day
from openimr.errors import NothingUsableError, UsageError

if TYPE_CHECKING:
    from openimr.domain.reviewers import Assessment, Choice


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    match = actions.add_parser("match", help="assess every reviewer of a registry for a case")
    match.add_argument("case", type=Path, metavar="CASE", help="folder with the case file")
    match.add_argument("--registry", type=Path, required=True, metavar="FILE", help="registry (.yaml or .csv)")
    match.add_argument("--as-of", type=day, metavar="DATE", help="licences must be current on it")
    match.add_argument("--format", choices=["text", "json"], default="text")
    match.add_argument("--all", action="store_true", help="tell of every reviewer, however many they are")
    match.set_defaults(run=run)
    importing = actions.add_parser("import", help="keep a registry in the office, sealed")
    importing.add_argument("registry", type=Path, metavar="FILE", help="registry (.yaml or .csv)")
    add_database(importing)
    importing.set_defaults(run=run_import)
    assessing = actions.add_parser("assess", help="assess every reviewer of the office for one of its cases")
    appointing = actions.add_parser("appoint", help="appoint the best reviewer whom nothing bars")
    for action, add, run_it in ((assessing, add_database, run_assess), (appointing, add_actor, run_appoint)):
        action.add_argument("case", metavar="CASE", help="its number or id")
        action.add_argument("--format", choices=["text", "json"], default="text")
        action.add_argument("--all", action="store_true", help="tell of every reviewer, however many they are")
        add(action)
        action.set_defaults(run=run_it)
    appointing.add_argument("--reviewer", metavar="ID", help="this one, if nothing bars them (with --reason)")
    appointing.add_argument("--reason", metavar="WORDS", help="why this one; it stays sealed")
    tying = actions.add_parser("ties", help="each tie of one reviewer to a case, WITH THE NAMES that met")
    settling = actions.add_parser("settle", help="clear or confirm the possible ties of one reviewer to a case")
    for action, add, run_it in ((tying, add_database, run_ties), (settling, add_actor, run_settle)):
        action.add_argument("case", metavar="CASE", help="its number or id")
        action.add_argument("reviewer", metavar="ID", help="the reviewer's opaque id")
        add(action)
        action.set_defaults(run=run_it)
    settling.add_argument("outcome", choices=["cleared", "confirmed"], help="cleared: no tie; confirmed: it is one")
    settling.add_argument("--reason", required=True, metavar="WORDS", help="why; it stays sealed")
    party = actions.add_parser("party", help="add a party that the forms of a case do not name")
    party.add_argument("case", metavar="CASE", help="its number or id")
    party.add_argument("role", metavar="ROLE", help="such as facility, manufacturer, treating_physician, officer")
    party.add_argument("name", metavar="NAME", help="it stays sealed")
    for detail in ("npi", "phone", "address"):
        party.add_argument(f"--{detail}", metavar=detail.upper(), help="tells it from others of the name")
    add_actor(party)
    party.set_defaults(run=run_party)
    assessing.add_argument("--at", type=moment, metavar="TIME", help="as of then (default: now)")
    key = actions.add_parser("key", help="make a reviewer's signing key; older ones are revoked")
    key.add_argument("reviewer", metavar="ID", help="the reviewer's opaque id")
    add_database(key)
    key.set_defaults(run=run_key)


def run_import(options: argparse.Namespace) -> int:
    """Keep every readable entry; done with findings where one is not.

    Raises:
        NothingUsableError: none is readable.
    """
    from openimr.cli.output import write_text
    from openimr.services.casework.appoint_reviewer import import_registry
    from openimr.services.registry_files import registry_text

    text, form = registry_text(options.registry)
    count, problems = import_registry(the_office(options).store, text, form, options.registry.name)
    if not count:
        raise NothingUsableError("No reviewer could be read from the registry.", problems)
    write_text(f"{count} reviewers.\n", None)
    for problem in problems:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if problems else DONE


def run_assess(options: argparse.Namespace) -> int:
    """Print how each reviewer stands to the case."""
    from openimr.services.casework.appoint_reviewer import assess_reviewers
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    return _show(assess_reviewers(office.store, case, at=options.at or office.now()), options)


def run_appoint(options: argparse.Namespace) -> int:
    """Appoint, and print how each reviewer stood."""
    import uuid

    from openimr.domain.reviewers import ReviewerId
    from openimr.services.casework.appoint_reviewer import ByHand, appoint_reviewer
    from openimr.services.casework.show_case import find_case

    if bool(options.reviewer) != bool(options.reason):
        raise UsageError("--reviewer and --reason go together.")
    by_hand = ByHand(ReviewerId(options.reviewer), options.reason) if options.reviewer else None
    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    key, at = options.key or str(uuid.uuid4()), options.at or office.now()
    choice = appoint_reviewer(office.store, case, actor=the_actor(options), at=at, key=key, by_hand=by_hand)
    return _show(choice, options)


def run_ties(options: argparse.Namespace) -> int:
    """Print each tie with the names that met: for the person who clears it."""
    from openimr.cli.output import write_text
    from openimr.domain.reviewers import ReviewerId
    from openimr.services.casework.reviewer_ties import show_ties
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    found = show_ties(office.store, case, ReviewerId(options.reviewer))
    says = {"bar": "conflict", "doubt": "to be cleared", "note": "not material"}
    lines = [
        f"{settled or says[tie.level]}: {tie.type}; registry: {tie.ours}; case: {tie.theirs} ({tie.role})"
        + (f"; {tie.why}" if tie.why else "")
        for tie, settled in found
    ]
    write_text("".join(line + "\n" for line in lines) or "No tie.\n", None)
    return DONE


def run_settle(options: argparse.Namespace) -> int:
    """Clear or confirm, and print how many ties that was."""
    import uuid

    from openimr.cli.output import write_text
    from openimr.domain.reviewers import ReviewerId
    from openimr.services.casework.reviewer_ties import settle_ties
    from openimr.services.casework.show_case import find_case

    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    ties = settle_ties(
        office.store,
        case,
        ReviewerId(options.reviewer),
        options.outcome,
        options.reason,
        actor=the_actor(options),
        at=options.at or office.now(),
        key=options.key or str(uuid.uuid4()),
    )
    write_text(f"{len(ties)} {options.outcome}.\n", None)
    return DONE


def run_party(options: argparse.Namespace) -> int:
    """Add the party."""
    import uuid
    from typing import get_args

    from openimr.cli.output import write_text
    from openimr.domain.cases import Party, PartyRole
    from openimr.services.casework.reviewer_ties import add_party
    from openimr.services.casework.show_case import find_case

    if options.role not in get_args(PartyRole):
        raise UsageError(f"Roles are {', '.join(get_args(PartyRole))}.")
    office = the_office(options)
    case = office.store.read(lambda work: find_case(work, options.case))
    party = Party(options.role, options.name, npi=options.npi, phone=options.phone, address=options.address)
    at, key = options.at or office.now(), options.key or str(uuid.uuid4())
    add_party(office.store, case, party, actor=the_actor(options), at=at, key=key)
    write_text(f"Added: {options.role.replace('_', ' ')}.\n", None)
    return DONE


def _show(choice: Choice, options: argparse.Namespace) -> int:
    from openimr.cli.output import write_text
    from openimr.wire import dump_json

    write_text(dump_json(_content(choice)) if options.format == "json" else _told(choice, options), None)
    return DONE if choice.chosen else DONE_WITH_FINDINGS


def run_key(options: argparse.Namespace) -> int:
    """Make the key and print its id."""
    from openimr.cli.output import write_text
    from openimr.cli.review import the_passphrase
    from openimr.domain.reviewers import ReviewerId
    from openimr.services.casework.signing_keys import make_key

    office = the_office(options)
    name = make_key(office.store, ReviewerId(options.reviewer), the_passphrase(), at=office.now())
    write_text(f"{name}\n", None)
    return DONE


def run(options: argparse.Namespace) -> int:
    """Print the choice and each refusal with its ground."""
    from openimr.cli.output import write_text
    from openimr.services.determine_case import match_reviewers
    from openimr.wire import dump_json

    choice, problems = match_reviewers(options.case, options.registry, as_of=options.as_of)
    write_text(dump_json(_content(choice)) if options.format == "json" else _told(choice, options), None)
    for problem in problems:
        tell_problem(problem.message, problem.file, problem.page)
    return DONE_WITH_FINDINGS if problems or choice.chosen is None else DONE


def _content(choice: Choice) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(choice)


_MANY = 25
"""Of more reviewers than this, text tells of the first few of each kind unless --all is given."""
_FEW = 5


def _told(choice: Choice, options: argparse.Namespace) -> str:
    """The choice, how many may and why not the others, then each reviewer with every ground and its rule."""
    lines = [f"Chosen: {choice.chosen or 'nobody in this registry may review the case'}"]
    lines += [choice.why] if choice.why else []
    lines += [_counted(choice), ""]
    shown = choice.assessments if options.all or len(choice.assessments) <= _MANY else _first_few(choice)
    for assessment in shown:
        lines += [f"{assessment.reviewer}  {_verdict(assessment)}", *_grounds(assessment)]
    if len(shown) < len(choice.assessments):
        lines += ["", f"{len(choice.assessments) - len(shown)} more are told of with --all."]
    return "\n".join(lines) + "\n"


def _first_few(choice: Choice) -> list[Assessment]:
    """Who is chosen, and some of those who may, whom a person may clear, and who are refused."""
    found = [each for each in choice.assessments if each.reviewer == choice.chosen]
    others = [each for each in choice.assessments if each.reviewer != choice.chosen]
    found += [each for each in others if each.is_eligible][:_FEW]
    found += [each for each in others if each.is_doubtful][:_FEW]
    return found + [each for each in others if not each.is_eligible and not each.is_doubtful][:_FEW]


def _counted(choice: Choice) -> str:
    from collections import Counter

    eligible = sum(each.is_eligible for each in choice.assessments)
    doubtful = sum(each.is_doubtful for each in choice.assessments)
    codes = Counter(code for each in choice.assessments for code in {refusal.code for refusal in each.refusals})
    grounds = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
    refused = len(choice.assessments) - eligible - doubtful
    return f"{eligible} may, {doubtful} to be cleared, {refused} refused" + (f" ({grounds})." if grounds else ".")


def _verdict(assessment: Assessment) -> str:
    if assessment.is_eligible:
        return assessment.reason
    return "To be cleared by a person" if assessment.is_doubtful else "Refused"


def _grounds(assessment: Assessment) -> list[str]:
    lines = [f"    {refusal.reason}\n        {refusal.rule}" for refusal in assessment.refusals]
    if assessment.is_eligible or assessment.is_doubtful:
        lines += [f"    {each.says}" for each in assessment.items]
    return lines + [f"    Note: {note}" for note in assessment.notes]
