"""What would tell who a reviewer is: names and numbers, a licence, whom the reviewer works with or is related to."""

from __future__ import annotations

from collections.abc import Sequence

from openimr.domain.publications import IdentifierKind, Identity
from openimr.domain.reviewers import AffiliationType, Reviewer

_OWN: dict[AffiliationType, IdentifierKind] = {
    "professional": "organization",
    "financial": "organization",
    "familial": "person",
}
"""Affiliations that tell of the reviewer and not of a case, and what is so named."""


def identities_of(reviewer: Reviewer) -> tuple[Identity, ...]:
    """What would tell the reviewer to a reader, each as the registry writes it."""
    ties = [Identity(_OWN[each.type], each.party) for each in reviewer.affiliations if each.type in _OWN]
    return (*_own(reviewer), *ties)


def _own(reviewer: Reviewer) -> tuple[Identity, ...]:
    names = [Identity("physician", name) for name in (reviewer.name, *reviewer.aliases)]
    numbers = [Identity("licence number", each.number) for each in reviewer.licences if each.number]
    told: tuple[tuple[IdentifierKind, str | None], ...] = (
        ("licence number", reviewer.npi),
        ("phone", reviewer.phone),
        ("address", reviewer.address),
    )
    return (*names, *numbers, *(Identity(kind, value) for kind, value in told if value))


def texts_naming_reviewers(
    texts: Sequence[str], reviewers: Sequence[Reviewer], *, outright: bool = False
) -> tuple[int, ...]:
    """Numbers of the texts, from 0, that name one of them, however the name is written.

    *outright*: only those with the whole name or a number; a family name alone may be somebody else's.
    """
    from openimr.casework.publication import texts_naming

    known = _own if outright else identities_of
    return texts_naming(texts, [each for reviewer in reviewers for each in known(reviewer)], whole=outright)
