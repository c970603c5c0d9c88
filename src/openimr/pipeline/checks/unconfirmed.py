"""Does a proposal rest on rules that nobody has confirmed against their source?"""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place

_ADVICE = "Read the rule in the guideline, or draft again with --confirmed-only."


def find_unconfirmed_grounds(determination: Determination) -> Iterator[Finding]:
    """A note for each item whose proposal rests on criteria that are not confirmed against their source."""
    for number, item in enumerate(determination.items, start=1):
        names = [name.rpartition("/")[2] for name in item.proposal.rests_on_unconfirmed] if item.proposal else []
        if names:
            message = f"The proposal rests on what has not been confirmed against its source: {', '.join(names)}."
            yield Finding("rests_on_unconfirmed", "note", item_place(number, "proposal"), message, _ADVICE)
