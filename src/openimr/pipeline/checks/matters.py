"""Does a rationale rest on the UR decision alone, or decide what independent medical review may not?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from openimr.domain.determinations import Determination
from openimr.domain.documents import CLINICAL_KINDS
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place, rationale_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted
from openimr.rulebook.files import read_yaml

_BASED_ON_UR = re.compile(
    r"\b(?:bas(?:ed|ing)|rel(?:y|ies|ied|ying)|rest(?:s|ed|ing)?|defer(?:s|red)?)\s+(?:\w+\s+){0,3}?(?:up)?(?:on|to)\s+"
    r"(?:the\s+)?(?:utilization\s+review|UR\b|claims\s+administrator)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|cannot|nor)\b[^.;]{0,40}$", re.IGNORECASE)


def find_rests_on_review(determination: Determination) -> Iterator[Finding]:
    """Rationales whose record is the UR decision and no medical record, or that say so (8 CCR 9792.10.6(b)(2))."""
    if determination.status == "published":
        return
    kinds = {document.id: document.kind for document in determination.documents}
    for number, item in enumerate(determination.items, start=1):
        cited = {kinds.get(span.document, "") for each in item.rationale.sentences for span in each.sources}
        if "ur_decision" in cited and not cited & CLINICAL_KINDS:
            message = "Of the record the rationale cites the utilization review decision and no medical record."
            yield _ur_alone(item_place(number, "rationale"), message)
    for place, _, sentence in rationale_sentences(determination):
        said = unquoted(sentence.text)
        match = _BASED_ON_UR.search(said)
        if match and not _NOT.search(said[: match.start()]):
            yield _ur_alone(place, "The sentence rests the decision on the utilization review decision.")


def _ur_alone(place: str, message: str) -> Finding:
    return Finding("ur_alone", "error", place, message, "Give the reasons from the medical records.")


def find_outside_matters(determination: Determination) -> Iterator[Finding]:
    """Sentences of a person that judge causation, liability or price."""
    if determination.status == "published":
        return
    for place, number, sentence in rationale_sentences(determination):
        said = unquoted(sentence.text)
        if as_drafted(determination.items[number - 1], sentence) or any(form.search(said) for form in _harmless()):
            continue
        for matter, forms in _matters().items():
            if any(form.search(said) for form in forms):
                message = f"The sentence judges {matter}, which independent medical review does not decide."
                advice = "Leave it out: only medical necessity is in dispute."
                yield Finding("outside_review", "warning", place, message, advice)


@cache
def _matters() -> Mapping[str, Sequence[re.Pattern[str]]]:
    rows: Mapping[str, Sequence[str]] = read_yaml("checks/outside.yaml")["matters"]
    return {matter: [re.compile(form, re.IGNORECASE) for form in forms] for matter, forms in rows.items()}


@cache
def _harmless() -> Sequence[re.Pattern[str]]:
    return [re.compile(form, re.IGNORECASE) for form in read_yaml("checks/outside.yaml")["harmless"]]
