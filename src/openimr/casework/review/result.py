"""What a review comes to: the determination, what still speaks against signing it, and the words that are signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from openimr.domain.casework import Case
from openimr.domain.determinations import Correction, Determination, Item, Passage, ReviewerCredentials
from openimr.domain.findings import Finding
from openimr.domain.reviews import ItemReview, Review
from openimr.rulebook.citations import read_guideline_line
from openimr.rulebook.files import read_yaml


def result(
    review: Review,
    case: Case,
    *,
    credentials: ReviewerCredentials,
    received: dt.date | None,
    assigned: dt.date | None,
    decided: dt.date,
    correction: Correction | None = None,
    is_signed: bool = False,
) -> Determination:
    """The determination that the review makes of *case*, whose own dates and priority go before those of its papers.

    An item not decided yet has no decision; one that is not in dispute any more is not in it.
    """
    draft = review.draft
    header = replace(
        draft.header,
        case_number=case.number,
        date_assigned=assigned or draft.header.date_assigned,
        decision_date=decided,
        application_received=received or draft.header.application_received,
        priority=case.priority,
    )
    pairs = enumerate(zip(draft.items, review.items, strict=True), start=1)
    items = tuple(_item(item, made) for number, (item, made) in pairs if number not in review.left_out)
    status: Literal["signed", "draft"] = "signed" if is_signed else "draft"
    return replace(draft, status=status, header=header, reviewer=credentials, items=items, correction=correction)


def _item(item: Item, made: ItemReview | None) -> Item:
    if made is None:
        return item
    sentences = tuple(revised.sentence for revised in made.sentences)
    text = " ".join(sentence.text for sentence in sentences)
    line = read_guideline_line(made.guideline) if made.guideline else item.reviewer_guideline
    return replace(item, decision=made.decision, rationale=Passage(text, sentences), reviewer_guideline=line)


def unanswered(review: Review, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that must be mended or answered before signing. A note asks for nothing."""
    given = {(answer.code, answer.place) for answer in review.answers}
    return tuple(
        finding for finding in findings if finding.severity != "note" and (finding.code, finding.place) not in given
    )


def attestation(programme: str = "ca_wc") -> str:
    """What the reviewer declares by signing."""
    return " ".join(str(read_yaml(f"letters/{programme}/attestation.yaml")["says"]).split())


def signed_text(*, case_number: str, version: int, digest: str, declared: str) -> bytes:
    """The bytes under the signature: they bind the declaration to one version of one case's exact bytes."""
    lines = ("openimr determination 1", case_number, str(version), digest, declared)
    return "\n".join(lines).encode()
