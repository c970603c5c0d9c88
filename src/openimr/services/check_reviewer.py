"""May the reviewer of a letter review this case: specialty for every item, and no tie to any party?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from openimr.casework.reviewers import Need, Settlement, assess, choose_reviewer, match_specialties
from openimr.domain.cases import Party
from openimr.domain.determinations import Determination
from openimr.domain.findings import Finding
from openimr.domain.reviewers import Assessment, Refusal, Reviewer
from openimr.pipeline.checks import own_sentences
from openimr.services.name_reviewers import texts_naming_reviewers

_TIES = frozenset({"affiliation", "own_case", "earlier_review", "maker", "confirmed_conflict"})

_OF_THE_CHOICE = frozenset({"capacity", "absent", "specialty", "earlier_determination"})
"""Grounds that decide who is appointed, not whether who was appointed may sign."""


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


def find_unfit_appointed(
    determination: Determination,
    appointed: Reviewer | None,
    parties: Sequence[Party],
    settled: Mapping[str, Settlement],
) -> Iterator[Finding]:
    """What speaks against the reviewer whom an office has appointed; *settled*: what a person found of possible ties.

    A correction is not held against what the registry says later: it decides nothing.
    """
    yield from _specialties(determination)
    if appointed is None:
        message = "The appointed reviewer is not in the office's registry: no tie to a party can be looked for."
        yield Finding("reviewer_not_registered", "warning", "reviewer", message, "Import the registry that has them.")
        return
    if determination.correction is None:
        need = Need(
            parties=parties,
            treatments=[item.treatment for item in determination.items],
            day=_day(determination),
            requests=[item.request for item in determination.items],
            settled={appointed.id: settled},
        )
        refusals = dict.fromkeys(assess(appointed, need).refusals)
        yield from (_unfit(refusal) for refusal in refusals if refusal.code not in _OF_THE_CHOICE)
    yield from _named(determination, appointed)


def _unfit(refusal: Refusal) -> Finding:
    message = f"{refusal.reason} ({refusal.rule})"
    if refusal.level == "doubt":
        advice = "Somebody else clears or confirms it: `openimr reviewers settle`."
        return Finding("reviewer_tie_open", "error", "reviewer", message, advice)
    if refusal.code in _TIES:
        return Finding("reviewer_conflict", "error", "reviewer", message, "Appoint another.")
    advice = "Bring the registry up to date, or appoint another."
    return Finding("reviewer_unqualified", "error", "reviewer", message, advice)


def _named(determination: Determination, reviewer: Reviewer) -> Iterator[Finding]:
    """Sentences that name the reviewer, who stays unknown to the parties, or may do so."""
    places, texts = list(zip(*own_sentences(determination), strict=True)) or ((), ())
    sure = texts_naming_reviewers(texts, [reviewer], outright=True)
    for number in texts_naming_reviewers(texts, [reviewer]):
        if number in sure:
            message = "The sentence names the reviewer, who stays unknown to the parties (Labor Code 4610.6(f))."
            yield Finding("reviewer_named", "error", places[number], message, "Take the name or number out.")
        else:
            message = "The sentence has a name of the reviewer, or of somebody the reviewer is tied to."
            advice = "Take it out, or say who else of the record is meant."
            yield Finding("reviewer_namesake", "error", places[number], message, advice)


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
