"""Parties that a person adds to a case, and possible ties of a reviewer that a person clears or confirms."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import cast

from openimr.casework.reviewers import Settlement, Tie, find_ties
from openimr.domain.cases import Party
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.reviewers import Reviewer, ReviewerId
from openimr.errors import UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.ports import CaseStore, Work
from openimr.wire import from_json_value, to_json_value


def parties_of(work: Work, case: CaseId) -> tuple[Party, ...]:
    """Every party that the forms name or a person has added."""
    return tuple(from_json_value(Party, value) for value in work.unseal("parties", case) or ())


def requests_of(case: Case) -> tuple[str, ...]:
    """The words of the items that still wait for a decision, all of them where none does."""
    numbers = case.open_items or range(1, len(case.items) + 1)
    return tuple(case.items[number - 1].request for number in numbers)


def add_party(store: CaseStore, case: CaseId, party: Party, *, actor: Actor, at: dt.datetime, key: str) -> None:
    """Add a party that the forms do not name: who treats, where, who makes what is asked for, whose attorney.

    The name is kept sealed; the event tells the role alone.
    """

    def add(work: Work) -> None:
        carry_out(work, case, Command("add_party", actor, at, data={"role": party.role}), key=key)
        known = parties_of(work, case)
        if party not in known:
            work.seal("parties", case, to_json_value((*known, party)))

    store.change(add)


def show_ties(store: CaseStore, case: CaseId, reviewer: ReviewerId) -> tuple[tuple[Tie, Settlement | None], ...]:
    """Every tie of the reviewer to the case, with the names that met and what a person has found of it.

    This is for the person who clears a tie. It names people: it goes nowhere else.
    """
    return store.read(lambda work: _ties(work, _standing(work, case), reviewer))


def settle_ties(
    store: CaseStore,
    case: CaseId,
    reviewer: ReviewerId,
    outcome: Settlement,
    reason: str,
    *,
    actor: Actor,
    at: dt.datetime,
    key: str,
) -> tuple[Tie, ...]:
    """Say of the reviewer's possible ties to the case that they are none ("cleared") or are some ("confirmed").

    Who found it and why stays sealed; the event tells the opaque id, the codes, and the hash of the reason. A tie that
    shows later is in doubt again.

    Raises:
        UsageError: nothing of the reviewer is in doubt, or no reason is given.
    """
    if not reason.strip():
        raise UsageError("Say why: whoever looks at the appointment later must see it.")

    def settle(work: Work) -> tuple[Tie, ...]:
        standing = _standing(work, case)
        ties = tuple(tie for tie, found in _ties(work, standing, reviewer) if tie.level == "doubt" and found != outcome)
        if work.made_by(key):
            return ties
        if not ties:
            raise UsageError("Nothing of this reviewer is in doubt for this case: `openimr reviewers ties` shows why.")
        codes = sorted({tie.code for tie in ties})
        digest = hashlib.sha256(reason.encode()).hexdigest()
        data = {"reviewer": reviewer, "outcome": outcome, "codes": codes, "reason": digest}
        carry_out(work, case, Command("settle_tie", actor, at, data=data), key=key)
        found = {"outcome": outcome, "by": asdict(actor), "at": at.isoformat(), "why": reason}
        _keep(work, case, reviewer, ties, found)
        return ties

    return store.change(settle)


def _keep(work: Work, case: CaseId, reviewer: ReviewerId, ties: Sequence[Tie], found: Mapping[str, object]) -> None:
    all_found = dict(work.unseal("settled ties", case) or {})
    all_found[reviewer] = {**all_found.get(reviewer, {}), **{tie.key: found for tie in ties}}
    work.seal("settled ties", case, all_found)


def settled_ties(work: Work, case: CaseId) -> dict[ReviewerId, dict[str, Settlement]]:
    """What persons have found of possible ties to the case, by reviewer and tie."""
    kept = work.unseal("settled ties", case) or {}
    return {
        ReviewerId(reviewer): {key: cast(Settlement, found["outcome"]) for key, found in ties.items()}
        for reviewer, ties in kept.items()
    }


def _ties(work: Work, case: Case, reviewer: ReviewerId) -> tuple[tuple[Tie, Settlement | None], ...]:
    known = work.unseal("reviewer", reviewer)
    if known is None:
        raise UsageError("The registry has no reviewer of that id.")
    settled = settled_ties(work, case.id).get(reviewer, {})
    found = find_ties(from_json_value(Reviewer, known), parties_of(work, case.id), requests_of(case))
    return tuple((tie, settled.get(tie.key)) for tie in found)


def _standing(work: Work, case: CaseId) -> Case:
    found = work.case(case)
    if found is None:
        raise UsageError("There is no such case.")
    return found
