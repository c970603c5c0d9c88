"""What a review comes to: the determination, what still speaks against signing it, and the words that are signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from openimr.domain.determinations import Determination, Item, Passage, ReviewerCredentials
from openimr.domain.findings import Finding
from openimr.domain.reviews import ItemReview, Review
from openimr.rulebook.files import read_yaml


def result(
    review: Review,
    *,
    credentials: ReviewerCredentials,
    case_number: str,
    assigned: dt.date | None,
    decided: dt.date,
    is_signed: bool = False,
) -> Determination:
    """The determination that the review makes; an item not decided yet has no decision."""
    draft = review.draft
    header = replace(
        draft.header,
        case_number=case_number,
        date_assigned=assigned or draft.header.date_assigned,
        decision_date=decided,
    )
    items = tuple(_item(item, made) for item, made in zip(draft.items, review.items, strict=True))
    return replace(draft, status="signed" if is_signed else "draft", header=header, reviewer=credentials, items=items)


def _item(item: Item, made: ItemReview | None) -> Item:
    if made is None:
        return item
    sentences = tuple(revised.sentence for revised in made.sentences)
    text = " ".join(sentence.text for sentence in sentences)
    return replace(item, decision=made.decision, rationale=Passage(text, sentences))


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
