"""Is every item decided, or left open with a reason?"""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination, Item
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place

_DECIDE = "Decide the item: upheld or overturned."


def find_undecided(determination: Determination) -> Iterator[Finding]:
    """Items without a decision, and what stands between a draft and its signature."""
    for number, item in enumerate(determination.items, start=1):
        if item.decision is None:
            yield from _undecided(item, number, determination.status)
    if determination.status == "draft":
        message = "The draft is not signed."
        yield Finding("unsigned", "note", "signature", message, "A physician reviewer decides each item and signs.")


def _undecided(item: Item, number: int, status: str) -> Iterator[Finding]:
    place = item_place(number, "decision")
    if status != "draft":
        yield Finding("item_undecided", "error", place, "The item has no decision.", _DECIDE)
    elif item.proposal is None:
        yield Finding("item_undecided", "error", place, "The item has neither decision nor proposal.", _DECIDE)
    elif item.proposal.decision == "abstain":
        if not item.proposal.why.strip():
            message = "The item is left without a proposal, and without a reason."
            yield Finding("reason_missing", "error", place, message, "Say why nothing is proposed.")
        yield Finding("no_proposal", "warning", place, "The item is left to the reviewer without a proposal.", _DECIDE)
