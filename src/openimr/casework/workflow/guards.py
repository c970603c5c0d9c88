"""Conditions of a command that its states alone do not tell; each gives the reason why not, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from openimr.domain.casework import Case, Command
from openimr.rulebook.notices import notice_words
from openimr.rulebook.workflow import workflow

Guard = Callable[[Case, Command], str | None]

_LONGEST_EXTENSION_DAYS = 3
"""LC 4610.6(d)(2)."""


def _has_items(case: Case, command: Command) -> str | None:
    return None if command.data["items"] else "The application names no treatment in dispute."


def _tells_something(case: Case, command: Command) -> str | None:
    return None if command.data else "Tell at least one thing."


def _other_case(case: Case, command: Command) -> str | None:
    return "A case cannot stand for itself." if command.data["of_case"] == case.id else None


def _known_grounds(case: Case, command: Command) -> str | None:
    known = workflow(case.programme).ineligibility
    grounds = command.data["grounds"]
    if not grounds or any(code not in known for code in grounds):
        return f"Name at least one ground of {', '.join(known)}."
    return "Ground E11 needs its reason in words." if "E11" in grounds and not command.data.get("reason") else None


def _known_appeal_grounds(case: Case, command: Command) -> str | None:
    known = workflow(case.programme).appeal_grounds
    grounds = command.data["grounds"]
    is_known = bool(grounds) and all(code in known for code in grounds)
    return None if is_known else f"Name at least one ground of {', '.join(known)}."


def _known_parties(case: Case, command: Command) -> str | None:
    known = notice_words(case.programme)["parties"]
    if command.data["of"] and all(role in known for role in command.data["of"]):
        return None
    return f"Say of whom by role: {', '.join(sorted(known))}."


def _some_item_stays(case: Case, command: Command) -> str | None:
    out = set(command.data.get("items_not_eligible", ()))
    if out - set(range(1, len(case.items) + 1)):
        return "The case has no such item."
    if not set(case.open_items) - out:
        return "At least one item must be eligible: else the whole case is found ineligible."
    return None


def _more_than_ur_decision(case: Case, command: Command) -> str | None:
    if command.data["has_other_documents"]:
        return None
    return "A case is never decided on the utilization review decision alone (8 CCR 9792.10.6(b)(2))."


def _is_standard(case: Case, command: Command) -> str | None:
    return "The case is expedited already." if case.priority == "expedited" else None


def _reviewer_is_new(case: Case, command: Command) -> str | None:
    if command.data["reviewer"] in case.past_reviewers:
        return "The reviewer had this case before and may not have it again (LC 4610.6(i))."
    return None


def _own_review(case: Case, command: Command) -> str | None:
    return None if command.actor.id == case.reviewer else "Only the appointed reviewer decides and signs."


def _own_correction(case: Case, command: Command) -> str | None:
    if command.actor.role != "reviewer" or command.actor.id == case.reviewer:
        return None
    return "Only the reviewer who decided, or the medical director, corrects."


def _all_items_decided(case: Case, command: Command) -> str | None:
    return "Every item must be decided before signing." if case.open_items else None


def _signed_before(case: Case, command: Command) -> str | None:
    return None if case.signed else "No determination has been signed."


def _first_extension(case: Case, command: Command) -> str | None:
    return "The time was extended already." if case.has_extension else None


def _short_extension(case: Case, command: Command) -> str | None:
    is_legal = 1 <= command.data["days"] <= _LONGEST_EXTENSION_DAYS
    return None if is_legal else f"At most {_LONGEST_EXTENSION_DAYS} days (LC 4610.6(d)(2))."


def _item_overturned(case: Case, command: Command) -> str | None:
    item = case.items[(command.item or 1) - 1]
    return None if item.decision == "overturned" else "Only an overturned denial is implemented."


GUARDS: Mapping[str, Guard] = {
    "has_items": _has_items,
    "tells_something": _tells_something,
    "other_case": _other_case,
    "known_grounds": _known_grounds,
    "known_appeal_grounds": _known_appeal_grounds,
    "known_parties": _known_parties,
    "some_item_stays": _some_item_stays,
    "more_than_ur_decision": _more_than_ur_decision,
    "is_standard": _is_standard,
    "reviewer_is_new": _reviewer_is_new,
    "own_review": _own_review,
    "own_correction": _own_correction,
    "all_items_decided": _all_items_decided,
    "signed_before": _signed_before,
    "first_extension": _first_extension,
    "short_extension": _short_extension,
    "item_overturned": _item_overturned,
}
