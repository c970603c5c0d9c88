"""Whether the reviewer may still sign: evidence may have expired, and a party may have come to light."""

from __future__ import annotations

import datetime as dt

from openimr.casework.reviewers import Need, assess
from openimr.errors import UsageError
from openimr.pipeline.treatments import normalise
from openimr.services.casework.opened_review import OpenReview
from openimr.services.casework.reviewer_ties import requests_of, settled_ties
from openimr.services.determine_case import treating_physicians
from openimr.services.ports import CaseStore

_OF_THE_CHOICE = frozenset({"capacity", "absent", "specialty", "earlier_determination"})
"""Grounds that decide who is appointed, not whether who was appointed may sign."""


def check_fit_to_sign(store: CaseStore, opened: OpenReview, day: dt.date) -> None:
    """Refuse a signature that an appeal could undo (Labor Code 4610.6(h)(3)).

    The reviewer's licence, certification and statement of practice must be good on *day*, and no tie to a party may
    be unsettled, those who wrote the medical records included. An answer of the reviewer's own does not mend this.

    Raises:
        UsageError: it is not so; with each ground, and without a name.
    """
    if opened.appointed is None or opened.review.is_correction:
        return
    requests = requests_of(opened.case)
    settled = store.read(lambda work: settled_ties(work, opened.case.id))
    need = Need(
        parties=(*opened.parties, *treating_physicians(opened.review.draft.documents)),
        treatments=tuple(normalise(request) for request in requests),
        day=day,
        requests=requests,
        settled=settled,
    )
    refusals = assess(opened.appointed, need).refusals
    grounds = [refusal.reason for refusal in refusals if refusal.code not in _OF_THE_CHOICE]
    if grounds:
        raise UsageError(f"The reviewer may not sign: {' '.join(grounds)}")
