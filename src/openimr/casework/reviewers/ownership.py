"""Whom a reviewer is tied to through owners: the parent of a claims administrator, the group that a physician owns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from openimr.casework.reviewers.likeness import compare_names
from openimr.casework.reviewers.names import read_name
from openimr.domain.reviewers import Affiliation, Organization, Ownership, Reviewer

_MATERIAL_SHARE = 5.0
"""Percent; owners above it are told in the disclosure of Labor Code 139.5(d)(1)."""
_CONTROL = 50.0


Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class _Reached:
    name: str
    steps: int
    is_minority: bool
    organization: Organization | None


class OwnershipGraph:
    """Organizations with their owners, found by any of their names however written."""

    def __init__(self, organizations: Sequence[Organization]) -> None:
        self._by_word: dict[str, list[tuple[str, Organization]]] = defaultdict(list)
        self._owned: dict[str, list[tuple[str, tuple[Organization, Ownership]]]] = defaultdict(list)
        self._known: dict[str, list[Organization]] = {}
        self._holdings: dict[str, list[tuple[Organization, Ownership]]] = {}
        for organization in organizations:
            for name in (organization.name, *organization.aliases):
                for word in _keys(name):
                    self._by_word[word].append((name, organization))
            for ownership in organization.owners:
                for word in _keys(ownership.owner):
                    self._owned[word].append((ownership.owner, (organization, ownership)))

    def with_ties(self, reviewer: Reviewer) -> Reviewer:
        """The reviewer with an affiliation for each organization that those attested reach, and for those owned."""
        ties = list(reviewer.affiliations)
        for name in (reviewer.name, *reviewer.aliases):
            ties += [
                Affiliation(owned.name, "financial", relation="owner", share=ownership.share)
                for owned, ownership in self._owned_by(name)
            ]
        found = [derived for tie in ties for derived in self._derived(tie)]
        return replace(reviewer, affiliations=tuple(dict.fromkeys(found))) if found else reviewer

    def _derived(self, tie: Affiliation) -> Iterator[Affiliation]:
        """The tie itself, with what is known of its party, then all that is reached from there."""
        known = self._named(tie.party)
        products = tuple(dict.fromkeys([*tie.products, *(name for each in known for name in each.products)]))
        yield replace(tie, products=products)
        for reached in self._reached(tie.party):
            organization = reached.organization
            yield replace(
                tie,
                party=reached.name,
                steps=tie.steps + reached.steps,
                is_minority=tie.is_minority or reached.is_minority,
                npi=None,
                phone=organization.phone if organization else None,
                address=organization.address if organization else None,
                products=organization.products if organization else (),
            )

    def _reached(self, name: str) -> list[_Reached]:
        """Other names, owners of owners, and all that any of them owns; never from a subsidiary to its other owners."""
        found: dict[str, _Reached] = {}
        above = [_Reached(name, 0, False, None)]
        while above:
            here = above.pop(0)
            self._add_owned(here, found)
            for organization in self._named(here.name):
                for alias in (organization.name, *organization.aliases):
                    found.setdefault(alias, _Reached(alias, here.steps, here.is_minority, organization))
                above += [
                    _Reached(owner.owner, here.steps + 1, here.is_minority or _is_minority(owner), None)
                    for owner in organization.owners
                    if _is_material(owner) and owner.owner not in found
                ]
            found.setdefault(here.name, here)
        found.pop(name, None)
        return list(found.values())

    def _add_owned(self, owner: _Reached, found: dict[str, _Reached]) -> None:
        below = [owner]
        while below:
            here = below.pop(0)
            for organization, ownership in self._owned_by(here.name):
                if organization.name in found:
                    continue
                minority = here.is_minority or _is_minority(ownership)
                reached = _Reached(organization.name, here.steps + 1, minority, organization)
                for alias in (organization.name, *organization.aliases):
                    found.setdefault(alias, replace(reached, name=alias))
                below.append(reached)

    def _named(self, name: str) -> list[Organization]:
        if name not in self._known:
            same = [known for written, known in self._alike(name, self._by_word) if is_one(written, name)]
            self._known[name] = list(dict.fromkeys(same))
        return self._known[name]

    def _owned_by(self, name: str) -> list[tuple[Organization, Ownership]]:
        if name not in self._holdings:
            same = [held for written, held in self._alike(name, self._owned) if is_one(written, name)]
            self._holdings[name] = [(owned, share) for owned, share in dict.fromkeys(same) if _is_material(share)]
        return self._holdings[name]

    def _alike(self, name: str, by_word: Mapping[str, Sequence[tuple[str, Entry]]]) -> Iterator[tuple[str, Entry]]:
        """Entries under the two rarest words of the name that the registry knows: a misspelling spares one of them."""
        known = sorted((word for word in _keys(name) if word in by_word), key=lambda word: (len(by_word[word]), word))
        return (entry for word in known[:2] for entry in by_word[word])


def is_one(written: str, name: str) -> bool:
    """Whether two names in one registry mean one: a common name, written alike, is one there."""
    return written == name or compare_names(written, name) == "same"


def _keys(name: str) -> list[str]:
    """Words under which a name is looked up."""
    found = read_name(name)
    people = found.person.words if found.person else ()
    return sorted({*people, *(word for group in found.groups for word in (*group.telling, group.plain))})


def _is_material(ownership: Ownership) -> bool:
    return ownership.share is None or ownership.share > _MATERIAL_SHARE


def _is_minority(ownership: Ownership) -> bool:
    return ownership.share is not None and ownership.share < _CONTROL
