"""Does a date that a sentence gives stand anywhere in the case?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from openimr.domain.determinations import Determination, Item, Sentence
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import all_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted
from openimr.text.dates import find_dates

_RULES = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|CCR|Labor\s+Code|schedule|regulations?|edition|in\s+force|effective|published)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:reports?|notes?|letters?|records?|MRI|CT|EMG|x-?rays?|radiographs?|stud(?:y|ies)|evaluations?|consultations?"
    r"|visits?|PR-?2|examinations?|operative\s+reports?)\s+(?:is\s+|was\s+)?(?:dated|of|from|on)\s*$",
    re.IGNORECASE,
)


def find_unknown_dates(determination: Determination, record: Mapping[str, SourceFile] | None) -> Iterator[Finding]:
    """Days that no document, fact or page of the case has, and documents called by a day that none of the list has.

    Without the record only the latter can be told. What a sentence says of guidelines is not looked at.
    """
    known = _known(determination)
    items = {id(sentence): item for item in determination.items for sentence in item.rationale.sentences}
    for place, sentence in all_sentences(determination):
        item = items.get(id(sentence))
        if _RULES.search(sentence.text) or (item is not None and as_drafted(item, sentence)):
            continue
        yield from _in_sentence(place, sentence, known | _of_item(item), record)


def _in_sentence(
    place: str, sentence: Sentence, known: set[dt.date], record: Mapping[str, SourceFile] | None
) -> Iterator[Finding]:
    said = unquoted(sentence.text)
    quoted = _days(" ; ".join(span.quote for span in sentence.sources))
    for mention in find_dates(said):
        if mention.precision != "day" or mention.date in known | quoted:
            continue
        if record is not None and not _is_on_a_page(mention.date, record):
            message = f"No document of the case has the date {mention.date.isoformat()}."
            yield Finding("date_unknown", "error", place, message, "Correct the date by the record.")
        elif _NAMED.search(said[: mention.start]):
            message = f"The sentence rests on a document of {mention.date.isoformat()}, which the letter does not list."
            advice = "List the document if it was reviewed, or say where it is only mentioned."
            yield Finding("record_not_listed", "warning", place, message, advice)


def _known(determination: Determination) -> set[dt.date]:
    header = determination.header
    stated = {header.date_assigned, header.decision_date, header.ur_denial_date, header.application_received}
    stated |= {*header.dates_of_injury, *(document.date for document in determination.documents)}
    stated |= {fact.date for fact in determination.facts}
    return {day for day in stated if day is not None}


def _of_item(item: Item | None) -> set[dt.date]:
    """Days of the request itself."""
    if item is None:
        return set()
    service = {item.treatment.service_date} if item.treatment.service_date else set()
    return service | _days(" ; ".join(filter(None, (item.request, item.original_request))))


def _days(text: str) -> set[dt.date]:
    return {mention.date for mention in find_dates(text)}


def _is_on_a_page(day: dt.date, record: Mapping[str, SourceFile]) -> bool:
    """Whether any page states the day; only pages that have the year's figures are read closely."""
    year = f"{day.year % 100:02}"
    texts = (page.text for file in record.values() for page in file.pages if year in page.text)
    return any(day in _days(text) for text in texts)
