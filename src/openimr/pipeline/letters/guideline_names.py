"""The name of the guideline that a proposal rests on."""

from __future__ import annotations

from openimr.domain.determinations import Proposal
from openimr.rulebook.guidelines import guideline


def name_guideline(proposal: Proposal) -> str | None:
    """ "Chronic Pain Medical Treatment Guidelines, 2009, Benzodiazepines"; None where the rulebook does not hold it."""
    if proposal.guideline is None:
        return None
    try:
        editions = guideline(proposal.guideline).editions
    except KeyError:
        return None
    source = next((edition.source for edition in editions if edition.key == proposal.edition), None)
    if source is None:
        return None
    return ", ".join(part for part in (source.guideline, source.edition, source.section) if part)
