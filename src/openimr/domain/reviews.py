"""A review under way: what the machine proposed, and what the reviewer makes of it, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openimr.domain.casework import CaseId
from openimr.domain.determinations import Determination, Sentence

Change = Literal["kept", "reworded", "sourced", "unsourced", "new"]
"""kept: as proposed; reworded: other words, the same sources; sourced: on facts that the reviewer named; unsourced:
other words, and the sources of the proposed sentence given up; new: a further sentence, without sources."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence in the reviewer's words, and what it rests on: sources of a proposed sentence, facts, or neither.

    `keeps` is the number of the proposed sentence, from 1; `facts` are ids of facts of the draft.
    """

    text: str
    keeps: int | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisedSentence:
    """One sentence as the reviewer leaves it, and what became of the proposed one."""

    sentence: Sentence
    change: Change


@dataclass(frozen=True, slots=True)
class ItemReview:
    """What the reviewer did with one item, and why. The proposal stays beside it in the draft.

    `guideline` is the line of the guideline that the reviewer relied on, None: the proposed one.
    """

    action: Literal["accepted", "edited", "overridden"]
    decision: Literal["upheld", "overturned"]
    reason: str
    sentences: tuple[RevisedSentence, ...]
    guideline: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reviewer says to one finding of the check, named by its code and place."""

    code: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """One round of review: it ends with a signature. `version` counts the changes; `items` has None where undecided.

    `files` is how many files the case had when it was drafted (None: not known); `is_correction`: words of a signed
    determination are mended; `left_out` are numbers of the items that are not in dispute any more.
    """

    case: CaseId
    round: int
    draft: Determination
    items: tuple[ItemReview | None, ...]
    answers: tuple[Answer, ...] = ()
    version: int = 0
    files: int | None = None
    is_correction: bool = False
    left_out: tuple[int, ...] = ()

    @property
    def undecided(self) -> tuple[int, ...]:
        """Numbers of the items in dispute that the reviewer has not decided."""
        numbered = enumerate(self.items, start=1)
        return tuple(number for number, item in numbered if item is None and number not in self.left_out)


@dataclass(frozen=True, slots=True)
class Signature:
    """A reviewer's signature on the exact bytes of a determination.

    `digest` is their SHA-256, `signature` Ed25519 over `signed_text`, both hexadecimal; `key` names the public key.
    """

    digest: str
    attestation: str
    key: str
    signature: str
