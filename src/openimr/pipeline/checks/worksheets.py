"""Is each methodology worksheet whole, and does it follow the evidence of the highest level?"""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination, Item
from openimr.domain.findings import Finding
from openimr.domain.worksheets import Recommendation, Worksheet
from openimr.pipeline.checks.places import item_place
from openimr.rulebook.evidence_levels import scales
from openimr.rulebook.guidelines import RANKS
from openimr.rulebook.worksheets import weigh


def find_worksheet_faults(determination: Determination) -> Iterator[Finding]:
    """What is missing in a worksheet, inapplicable studies that a choice rests on, and lower levels preferred."""
    for number, item in enumerate(determination.items, start=1):
        if item.worksheet is not None:
            yield from _faults(item.worksheet, item_place(number, "worksheet"))
            yield from _unweighed(item, item.worksheet, item_place(number, "worksheet"))


def _unweighed(item: Item, worksheet: Worksheet, place: str) -> Iterator[Finding]:
    """A rank that governs the proposal although the worksheet passes it over without weighing it."""
    followed = next((each for each in worksheet.competing if each.id == worksheet.follows), None)
    step = next((each for each in item.proposal.ladder if each.outcome == "applies"), None) if item.proposal else None
    if followed is None or step is None or step.rank in {each.rank for each in worksheet.competing}:
        return
    ranks = list(RANKS)
    if step.rank in ranks and ranks.index(step.rank) < ranks.index(followed.rank):
        message = (
            f"A source that ranks above {followed.source} governs the proposal, and the worksheet does not weigh it."
        )
        yield Finding("worksheet_rank_unweighed", "warning", place, message, f"Add what it recommends: {step.why}")


def _faults(worksheet: Worksheet, place: str) -> Iterator[Finding]:
    weighing = weigh(worksheet)
    for missing in weighing.missing:
        yield Finding("worksheet_incomplete", "error", place, f"The worksheet lacks {missing}.", "Fill it in.")
    followed = next((each for each in worksheet.competing if each.id == worksheet.follows), None)
    if followed is None:
        return
    if _rests_on_inapplicable(followed):
        message = f"No study behind {followed.source}, which is followed, applies to this worker."
        advice = "A study that does not apply may neither support nor deny: follow another recommendation."
        yield Finding("worksheet_inapplicable_study", "error", place, message, advice)
    for name in weighing.outranked:
        better, here = weighing.best[name], weighing.best[followed.id] or "none"
        message = f"{name} has evidence of level {better}; {followed.id}, which is followed, of level {here}."
        yield Finding(
            "worksheet_lower_level", "error", place, message, "Follow the higher level, or correct the levels."
        )
    if not weighing.outranked and not weighing.missing:
        for why in weighing.stands.values():
            yield Finding(
                "worksheet_rebuts_nothing", "warning", place, why, "Only a higher level rebuts a higher rank."
            )
    yield from _unconfirmed_levels(worksheet, place)


def _rests_on_inapplicable(followed: Recommendation) -> bool:
    return bool(followed.studies) and all(study.is_applicable is False for study in followed.studies)


def _unconfirmed_levels(worksheet: Worksheet, place: str) -> Iterator[Finding]:
    scale = scales().get(worksheet.scale or "")
    if scale is None:
        return
    used = {study.level for each in worksheet.competing for study in each.studies if study.is_applicable}
    levels = [scale.level(worksheet.question, name) for name in sorted(name for name in used if name)]
    named = [level.name for level in levels if level is not None and level.status == "unconfirmed"]
    if named:
        message = f"What level {', '.join(named)} asks has not been confirmed against {scale.regulation}."
        yield Finding("worksheet_level_unconfirmed", "note", place, message, "Read the hierarchy in the regulation.")
