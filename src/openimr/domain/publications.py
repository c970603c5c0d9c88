"""A published copy: what in it identifies somebody, where it stood, and what stands there instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

IdentifierKind = Literal[
    "employee",
    "physician",
    "person",
    "employer",
    "clinic",
    "claims administrator",
    "organization",
    "address",
    "phone",
    "e-mail",
    "web address",
    "social security number",
    "claim number",
    "case number",
    "record number",
    "licence number",
    "account number",
    "vehicle",
    "device number",
    "date of birth",
    "date",
    "age",
]

ProfileName = Literal["dwc", "safe_harbor"]


@dataclass(frozen=True, slots=True)
class Profile:
    """How dates, ages, case numbers and postal codes are treated; `source` is the rule or practice."""

    name: str
    description: str
    source: str
    dates: Literal["keep", "year"]
    ages: Literal["keep", "cap"]
    case_number: Literal["keep", "remove"]
    postal_codes: Literal["remove", "three_figures"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that is known to identify somebody of the case, as the papers write it."""

    kind: IdentifierKind
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier at `start` to `end` (half-open) of the text numbered `text` from 0.

    `placeholder` stands there in the copy. `how` names the rule that found it. A doubtful finding stays in the copy
    until a person has decided.
    """

    text: int
    start: int
    end: int
    kind: IdentifierKind
    placeholder: str
    how: str
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The texts of a copy in their order, and what was found in the originals, in reading order."""

    texts: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """What a person has to decide."""
        return tuple(finding for finding in self.findings if finding.is_doubtful)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind were removed, by name of the kind."""
        sure = [finding.kind for finding in self.findings if not finding.is_doubtful]
        return {kind: sure.count(kind) for kind in sorted(set(sure))}


@dataclass(frozen=True, slots=True)
class Publication:
    """A copy under way: of which signed version, by which profile, and which doubtful findings a person removed.

    `removed` and `kept` are numbers of doubtful findings, from 1; `also` are words that a person has found besides.
    `digest` is the SHA-256 of the copy's JSON.
    """

    version: int
    profile: str
    digest: str
    findings: tuple[Finding, ...]
    places: tuple[str, ...]
    removed: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    passed_at: dt.datetime | None = None
    published_at: dt.datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """The doubtful findings; their numbers count from 1 in this order."""
        return tuple(finding for finding in self.findings if finding.is_doubtful)
