"""Does a sentence tell of the reviewer, who stays unknown to the parties?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from openimr.domain.determinations import Determination
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place, rationale_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted
from openimr.rulebook.files import read_yaml


def find_told_reviewer(determination: Determination) -> Iterator[Finding]:
    """Sentences of a person in which the reviewer tells of themselves: a clinic, patients, a telephone."""
    if determination.status == "published":
        return
    for place, text in own_sentences(determination):
        said = unquoted(text)
        if any(form.search(said) for form in _forms()):
            message = "The sentence tells of the reviewer, who stays unknown to the parties."
            yield Finding("reviewer_told", "warning", place, message, "Say it of the records or the literature.")


def own_sentences(determination: Determination) -> Iterator[tuple[str, str]]:
    """Place and words of what a person may have written: sentences of a rationale that are not a criterion's own, the
    guideline relied on, why a worksheet follows what it follows, and why a letter was corrected."""
    for place, number, sentence in rationale_sentences(determination):
        if not as_drafted(determination.items[number - 1], sentence):
            yield place, sentence.text
    for number, item in enumerate(determination.items, start=1):
        yield item_place(number, "guideline"), item.reviewer_guideline.text
        if item.worksheet:
            yield item_place(number, "worksheet"), item.worksheet.why
    if determination.correction:
        yield "reason of the correction", determination.correction.reason


@cache
def _forms() -> Sequence[re.Pattern[str]]:
    return [re.compile(form, re.IGNORECASE) for form in read_yaml("checks/reviewer.yaml")["tells"]]
