"""Whether a reviewer is tied to a party of the case, however its name is written and whoever owns it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from openimr.casework.reviewers.likeness import compare_names
from openimr.casework.reviewers.names import Likeness, read_name, search_keys, words
from openimr.domain.cases import Party
from openimr.domain.reviewers import Affiliation, Reviewer
from openimr.rulebook.files import read_yaml

_PEOPLE = frozenset(
    {
        "employee",
        "employee_family",
        "claims_adjuster",
        "requesting_physician",
        "treating_physician",
        "ur_reviewer",
        "officer",
    }
)

Level = Literal["bar", "doubt", "note"]


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie to one party. `ours` and `theirs` are the names that met: for the person who clears it, never printed
    in a reason. `role` is empty for a maker that is known by its product."""

    code: str
    level: Level
    type: str
    role: str
    ours: str
    theirs: str
    steps: int = 0
    why: str = ""

    @property
    def key(self) -> str:
        """What tells this tie from any other of the reviewer; clearing one does not clear the next."""
        return "|".join((self.code, self.type, self.role, self.ours, self.theirs))


def find_ties(reviewer: Reviewer, parties: Sequence[Party], requests: Sequence[str] = ()) -> tuple[Tie, ...]:
    """Every tie of *reviewer* to *parties* and to the makers of what *requests* ask for, in the registry's order.

    A wrongly refused reviewer costs a minute, a missed conflict costs the determination (Labor Code
    4610.6(h)(3)): where names or facts leave a doubt, a person looks.
    """
    found = [tie for affiliation in reviewer.affiliations for tie in _ties(affiliation, parties)]
    asked = _spoken(" ; ".join(requests))
    found += [tie for affiliation in reviewer.affiliations for tie in _made(affiliation, asked)]
    found += [tie for party in parties for tie in _own(reviewer, party)]
    return tuple({(tie.code, tie.type, tie.role, tie.theirs): tie for tie in reversed(found)}.values())[::-1]


def _ties(affiliation: Affiliation, parties: Sequence[Party]) -> Iterator[Tie]:
    for party in parties:
        likeness, why = _meet(affiliation.party, affiliation, party.name, party)
        if likeness == "none" and affiliation.type == "familial" and _may_be_kin(affiliation.party, party):
            likeness, why = "possible", "a relative has the same uncommon family name"
        if likeness != "none":
            yield _tie(affiliation, party, likeness, why)


def _tie(affiliation: Affiliation, party: Party, likeness: Likeness, why: str) -> Tie:
    level, reason = weigh(affiliation, party.role)
    if likeness == "possible" and level == "bar":
        level, reason = "doubt", why
    is_earlier = affiliation.type == "reviewed_before" and level == "bar"
    code = {
        "bar": "earlier_review" if is_earlier else "affiliation",
        "doubt": "possible_affiliation",
        "note": "immaterial",
    }
    return Tie(
        code[level], level, affiliation.type, party.role, affiliation.party, party.name, affiliation.steps, reason
    )


def weigh(affiliation: Affiliation, role: str) -> tuple[Level, str]:
    """Whether the tie, if it is to a party, is material (Labor Code 139.5(d)(6)), and why it may not be."""
    rules = read_yaml("reviewers/qualification.yaml")["material"]
    relation = (affiliation.relation or "").lower()
    if relation in rules["never"]:
        return "note", relation.replace("_", " ")
    if relation in rules["depends"]:
        return "doubt", str(rules["depends"][relation])
    if affiliation.type == "financial" and affiliation.share is not None and affiliation.share <= rules["share"]:
        return "note", f"{affiliation.share:g} % of income"
    if affiliation.type == "familial" and relation and relation not in rules["family"]:
        return "doubt", "a relative whom the law does not list"
    if affiliation.until is not None and affiliation.type in {"professional", "financial"}:
        return "doubt", f"it ended on {affiliation.until.isoformat()}"
    if affiliation.is_minority:
        return "doubt", "an owner holds less than half"
    return "bar", ""


def _meet(name: str, ours: Affiliation | Reviewer, other: str, party: Party) -> tuple[Likeness, str]:
    """Whether the two are one, by name, number, telephone and address."""
    if ours.npi and party.npi:
        is_one = ours.npi == party.npi
        return ("same", "") if is_one else ("none", "")
    contact = _shared_contact(ours, party)
    may_be_alike = not search_keys(name).isdisjoint(
        search_keys(other)
    )  # most names share nothing: comparing them is dear
    likeness = compare_names(name, other) if may_be_alike else "none"
    if likeness == "possible":
        return ("same", "") if contact else ("possible", "the names are alike")
    if likeness == "none" and contact:
        return "possible", contact
    return likeness, ""


def _shared_contact(ours: Affiliation | Reviewer, party: Party) -> str:
    if ours.phone and party.phone and _digits(ours.phone) == _digits(party.phone):
        return "the same telephone number"
    if ours.address and party.address and _place(ours.address) == _place(party.address):
        return "the same address"
    return ""


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]


def _place(address: str) -> str:
    """Street and number in one spelling."""
    plain = re.sub(r"[^a-z0-9]+", " ", address.lower())
    short = read_yaml("reviewers/names.yaml")["streets"]
    return " ".join(short.get(word, word) for word in plain.split())


def _made(affiliation: Affiliation, asked: str) -> Iterator[Tie]:
    """A tie to whoever makes or has developed what is requested."""
    named = [*affiliation.products, *([affiliation.party] if len(affiliation.party) > 3 else [])]
    for product in named:
        if _spoken(product) in asked:
            level, why = weigh(affiliation, "manufacturer")
            code = {"bar": "maker", "doubt": "possible_affiliation", "note": "immaterial"}[level]
            yield Tie(code, level, affiliation.type, "manufacturer", affiliation.party, product, affiliation.steps, why)


@lru_cache(maxsize=8192)
def _spoken(text: str) -> str:
    """The words alone, with a space at each end."""
    return f" {' '.join(re.findall(r'[a-z0-9]+|;', text.lower()))} "


def _own(reviewer: Reviewer, party: Party) -> Iterator[Tie]:
    """The reviewer is the party, or may be of its family."""
    for name in (reviewer.name, *reviewer.aliases):
        likeness, why = _meet(name, reviewer, party.name, party)
        if likeness == "same":
            yield Tie("own_case", "bar", "own", party.role, name, party.name)
        elif likeness == "possible":
            yield Tie("possible_own_case", "doubt", "own", party.role, name, party.name, why=why)
        elif _may_be_kin(name, party):
            yield Tie("possible_kin", "doubt", "familial", party.role, name, party.name)


def _may_be_kin(name: str, party: Party) -> bool:
    """Whether the party is a person who bears the same uncommon family name."""
    if party.role not in _PEOPLE:
        return False
    one, other = read_name(name).person, read_name(party.name).person
    if one is None or other is None or not one.given or not other.given:
        return False
    return one.family == other.family and not set(one.family) & words().common_family and len("".join(one.family)) > 3


def told(tie: Tie) -> dict[str, Any]:
    """The slots of the sentences that tell of a tie: what kind of party, through how many owners; no name."""
    party = read_yaml("reviewers/qualification.yaml")["parties"][tie.role]
    kind = {"treated": "treatment", "reviewed_before": "earlier-review", "own": ""}.get(tie.type, tie.type)
    is_first = tie.code in {"affiliation", "maker"}
    return {
        "type": kind.capitalize() if is_first else kind,
        "role": party["says"],
        "source": party["source"],
        "why": tie.why,
        "through": f", through {tie.steps} owner{'s' if tie.steps > 1 else ''}" if tie.steps else "",
    }
