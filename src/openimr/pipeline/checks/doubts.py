"""Does a decision hang on words that OCR was unsure of?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openimr.domain.determinations import CriterionFinding, Determination
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place


def find_doubtful_readings(determination: Determination) -> Iterator[Finding]:
    """Decisive criteria that rest on doubtful words: a warning where on nothing else, else a note."""
    facts = {fact.id: fact for fact in determination.facts}
    for number, item in enumerate(determination.items, start=1):
        for criterion in item.proposal.criteria if item.proposal else ():
            if criterion.is_decisive:
                yield from _of(criterion, [facts[name] for name in criterion.facts if name in facts], number)


def _of(criterion: CriterionFinding, facts: Sequence[Fact], number: int) -> Iterator[Finding]:
    doubtful = [fact for fact in facts if fact.doubtful]
    if not doubtful:
        return
    pages = sorted({span.page for fact in doubtful for span in fact.sources})
    said = f"page {pages[0]}" if len(pages) == 1 else "pages " + ", ".join(map(str, pages))
    place = item_place(number, f"criterion {criterion.id}")
    if len(doubtful) == len(facts):
        message = f"The criterion is decisive and rests on words that OCR read with doubt, on {said}."
        yield Finding("doubtful_reading", "warning", place, message, "Look at the page and compare the words.")
    else:
        message = f"Some of the words that the criterion rests on were read by OCR with doubt, on {said}."
        yield Finding("doubtful_reading", "note", place, message, "Look at the page where it matters.")
