"""Is every guideline that is cited in force at the date that governs the dispute?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from openimr.domain.citations import Citation
from openimr.domain.determinations import Determination, Item
from openimr.domain.findings import Finding
from openimr.domain.guidelines import Edition
from openimr.errors import GuidelineNotInForceError
from openimr.pipeline.checks.places import item_place
from openimr.rulebook.guidelines import all_guidelines, edition_in_force, guideline

_FLAGS = {
    "mismatch": "names a section or edition that does not belong to its guideline",
    "edition_conflict": "names an edition that its own words contradict",
    "misspelt": "misspells its guideline",
    "page_doubled": "gives its page twice",
}


def find_guidelines_not_in_force(determination: Determination) -> Iterator[Finding]:
    """Proposals and reviewer's lines that rest on an edition not in force on the day of the UR decision."""
    header = determination.header
    day = header.ur_denial_date or header.application_received or header.decision_date
    if day is None:
        if determination.items:
            message = "No date is stated that tells which guidelines govern."
            yield Finding("governing_date_missing", "warning", "header", message, "State the date of the UR decision.")
        return
    rfa = next((doc.date for doc in determination.documents if doc.kind == "rfa" and doc.date), None)
    for number, item in enumerate(determination.items, start=1):
        yield from _proposal(item, number, day, rfa)
        for citation in item.reviewer_guideline.citations:
            yield from _citation(citation, item, number, day, rfa)


def _proposal(item: Item, number: int, day: dt.date, rfa: dt.date | None) -> Iterator[Finding]:
    proposal = item.proposal
    if proposal is None or proposal.guideline is None:
        return
    place = item_place(number, "proposal")
    try:
        governing = guideline(proposal.guideline)
    except KeyError:
        message = f"The rulebook holds no guideline {proposal.guideline}."
        yield Finding("guideline_unknown", "error", place, message, "Draft the case again with this rulebook.")
        return
    edition = next((each for each in governing.editions if each.key == proposal.edition), None)
    if edition is None or not _is_in_force(edition, item, day, rfa):
        message = f"{proposal.guideline}, edition {proposal.edition}, was not in force on {day.isoformat()}."
        yield Finding("guideline_not_in_force", "error", place, message, "Judge the item by the edition in force.")


def _citation(citation: Citation, item: Item, number: int, day: dt.date, rfa: dt.date | None) -> Iterator[Finding]:
    place = item_place(number, "reviewer guideline")
    for flag in citation.flags:
        if flag in _FLAGS:
            yield Finding("citation_doubtful", "warning", place, f"The line {_FLAGS[flag]}.", "Correct the citation.")
    named = _editions(citation)
    if named and not any(_is_in_force(edition, item, day, rfa) for edition in named):
        message = f"{citation.guideline} {citation.edition or ''}".rstrip() + f" was not in force on {day.isoformat()}."
        yield Finding("guideline_not_in_force", "error", place, message, "Cite the edition in force.")


def _editions(citation: Citation) -> list[Edition]:
    """The editions of the rulebook that the citation may mean; none for a guideline that it does not hold."""
    return [
        edition
        for each in all_guidelines()
        for edition in each.editions
        if edition.source.authority == citation.authority
        and edition.source.guideline == citation.guideline
        and (citation.edition is None or edition.source.edition in (None, citation.edition))
    ]


def _is_in_force(edition: Edition, item: Item, day: dt.date, rfa: dt.date | None) -> bool:
    try:
        found = edition_in_force(
            guideline(edition.guideline), day, rfa_date=rfa, service_date=item.treatment.service_date
        )
    except GuidelineNotInForceError:
        return False
    return found is edition
