"""Is a lower rank of the evidence search sequence used while a higher one applies?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openimr.domain.determinations import Determination, Item
from openimr.domain.findings import Finding
from openimr.pipeline.checks.asked import edition_of
from openimr.pipeline.checks.places import item_place

_ORDER = ("mtus", "acoem_odg", "other")
_OF_AUTHORITY: Mapping[str, str] = {"MTUS": "mtus", "ACOEM": "acoem_odg", "ODG": "acoem_odg", "other": "other"}
_ADVICE = "Judge the item by the higher rank, or say why it is silent or rebutted (8 CCR 9792.21.1)."


def find_skipped_ranks(determination: Determination) -> Iterator[Finding]:
    """Items judged by, or citing nothing but, a rank below the one that the item's own search found to apply."""
    if determination.status == "published":
        return
    for number, item in enumerate(determination.items, start=1):
        applying = _applying(item)
        if applying is None:
            continue
        used = edition_of(item)
        if used is not None and _is_below(used.rank, applying):
            yield _finding(item_place(number, "proposal"), "The proposal rests on", applying)
        cited = [_OF_AUTHORITY[each.authority] for each in item.reviewer_guideline.citations]
        if cited and all(_is_below(rank, applying) for rank in cited) and not _is_uncited(item):
            yield _finding(item_place(number, "reviewer guideline"), "The line cites", applying)


def _applying(item: Item) -> str | None:
    steps = item.proposal.ladder if item.proposal else ()
    return next((step.rank for step in steps if step.outcome == "applies"), None)


def _is_below(rank: str, applying: str) -> bool:
    return rank in _ORDER and applying in _ORDER and _ORDER.index(rank) > _ORDER.index(applying)


def _is_uncited(item: Item) -> bool:
    """Whether the line itself says that no evidence was cited: a rule of practice."""
    return any("no_citation" in each.flags for each in item.reviewer_guideline.citations)


def _finding(place: str, what: str, applying: str) -> Finding:
    named = {"mtus": "the MTUS", "acoem_odg": "ACOEM or ODG"}.get(applying, applying)
    message = f"{what} a lower rank of the search sequence, although {named} applies and is not rebutted."
    return Finding("rank_skipped", "error", place, message, _ADVICE)
