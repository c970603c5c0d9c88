"""Whether a name in the registry is a party of the case, however it is written."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.domain.cases import Party
from openimr.domain.reviewers import Affiliation
from openimr.text.names import is_same_name


def find_conflicts(
    affiliations: Iterable[Affiliation], parties: Iterable[Party], empty_words: frozenset[str]
) -> tuple[tuple[Affiliation, Party], ...]:
    """Each affiliation with the party it meets, in the registry's order.

    A wrongly refused reviewer costs a minute, a missed conflict costs the determination (Labor Code
    4610.6(h)(3)): names meet when every telling word of the shorter has a like word in the longer.
    """
    listed = tuple(parties)
    return tuple(
        (affiliation, party)
        for affiliation in affiliations
        for party in listed
        if is_same_name(affiliation.party, party.name, empty_words)
    )
