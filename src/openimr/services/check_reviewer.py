"""May the reviewer of a letter review this case: specialty for every item, and no tie to any party?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from openimr.casework.reviewers import choose_reviewer, match_specialties
from openimr.domain.cases import Party
from openimr.domain.determinations import Determination
from openimr.domain.findings import Finding
from openimr.domain.reviewers import Assessment, Reviewer

_TIES = frozenset({"affiliation", "own_case", "earlier_review"})


def find_unfit_reviewer(
    determination: Determination, registry: Sequence[Reviewer], parties: Sequence[Party]
) -> Iterator[Finding]:
    """Items outside the reviewer's specialties, and ties of the reviewer to a party of the case.

    The letter names no reviewer: those of the registry with its credentials are meant. If only some of them are tied,
    that is a warning.
    """
    if determination.status == "published":
        return
    yield from _specialties(determination)
    meant = [each for each in registry if each.credentials() == determination.reviewer]
    assessed = choose_reviewer(
        meant,
        parties=parties,
        treatments=[item.treatment for item in determination.items],
        day=_day(determination),
    ).assessments
    yield from _conflicts(assessed)


def _day(determination: Determination) -> dt.date:
    """The day of the letter; ties do not depend on it."""
    header = determination.header
    return header.decision_date or header.application_received or header.ur_denial_date or dt.date.min


def _specialties(determination: Determination) -> Iterator[Finding]:
    if not determination.reviewer.specialties:
        return
    for number, item in enumerate(determination.items, start=1):
        if match_specialties(determination.reviewer.specialties, [item.treatment]) == "none":
            message = f"None of the reviewer's specialties treats what item {number} asks for."
            advice = "Appoint a reviewer of the same or a similar specialty."
            yield Finding("specialty_mismatch", "warning", "reviewer", message, advice)


def _conflicts(assessed: Sequence[Assessment]) -> Iterator[Finding]:
    tied = [refusal for each in assessed for refusal in each.refusals if refusal.code in _TIES]
    is_sure = all(any(refusal.code in _TIES for refusal in each.refusals) for each in assessed)
    for refusal in dict.fromkeys(tied):
        message = f"{refusal.reason} ({refusal.rule})"
        if not is_sure:
            message += " Another reviewer of the registry has the same credentials and no such tie."
        yield Finding("reviewer_conflict", "error" if is_sure else "warning", "reviewer", message, "Appoint another.")
