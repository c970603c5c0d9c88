"""Do age and sex in a sentence agree with the patient's?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.domain.determinations import Determination, Sentence
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import all_sentences
from openimr.pipeline.checks.wordings import unquoted

_AGE = re.compile(r"\b(\d{1,3})[\s-]*(?:year|yr)s?[\s.-]*old\b|\b(\d{1,3})\s*(?:y/?o)\b", re.IGNORECASE)
_THEN = re.compile(
    r"\b(?:at\s+the\s+time|was\s+then|when\s+(?:he|she|the)|as\s+of|years?\s+ago|in\s+(?:19|20)\d\d)\b", re.IGNORECASE
)
_OTHERS = re.compile(
    r"\b(?:son|daughter|child(?:ren)?|mother|father|wife|husband|brother|sister|spouse|driver|co-?worker|stud(?:y|ies)"
    r"|trial|cohort|patients|participants|subjects)\b",
    re.IGNORECASE,
)
_OF_PATIENT = (
    r"(?:\b(?:patient|worker|employee|claimant|applicant)\s+(?:is|was)\s+an?\s+(?:[\w-]+\s+){0,4}?"
    r"|\b(?:year|yr)s?[\s.-]*old\s+(?:[\w-]+\s+){0,2}?|\by/?o\s+)"
)
_MALE = re.compile(_OF_PATIENT + r"(?:male|man|gentleman|boy)\b", re.IGNORECASE)
_FEMALE = re.compile(_OF_PATIENT + r"(?:female|woman|lady|girl)\b", re.IGNORECASE)
_ADVICE = "Correct the sentence by the record, or the patient's data if they were misread."


def find_other_patients(determination: Determination) -> Iterator[Finding]:
    """Sentences that give the patient another age or sex than the record; an age of earlier days is left alone."""
    for place, sentence in all_sentences(determination):
        said = unquoted(sentence.text)
        if _OTHERS.search(said):
            continue
        if _is_other_age(determination, sentence, said):
            message = "The sentence gives the patient another age than the record."
            yield Finding("age_differs", "error", place, message, _ADVICE)
        other = {"male": _FEMALE, "female": _MALE}.get(determination.patient.sex or "")
        if other is not None and other.search(said):
            message = "The sentence gives the patient another sex than the record."
            yield Finding("sex_differs", "error", place, message, _ADVICE)


def _is_other_age(determination: Determination, sentence: Sentence, said: str) -> bool:
    if determination.patient.age is None or _THEN.search(said):
        return False
    quoted = _ages(" ; ".join(span.quote for span in sentence.sources))
    return not _ages(said) <= quoted | {determination.patient.age}


def _ages(text: str) -> set[int]:
    return {int(match.group(1) or match.group(2)) for match in _AGE.finditer(text)}
