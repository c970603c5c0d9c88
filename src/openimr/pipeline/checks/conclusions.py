"""Does the rationale conclude what the decision says, on the request as it was made?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.domain.determinations import Determination, Item
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import item_place
from openimr.pipeline.checks.wordings import squash, unquoted

_NEED = r"medically\s+(?:necessary|appropriate|indicated|warranted|needed|justified)"
_AGAINST = re.compile(
    rf"\b(?:not|never|neither)\s+(?:\w+\s+){{0,4}}?{_NEED}|\bmedically\s+unnecessary"
    r"|\bmedical\s+necessity\b[^.;]{0,60}?\b(?:not\s+(?:\w+\s+)?(?:established|supported|shown|demonstrated|substantiated"
    r"|documented|met|evident)|unsupported|lacking)\b|\b(?:decision|denial|determination|non-?certification)\s+"
    r"(?:is|should\s+be|stands\s+and\s+is)\s+(?:\w+\s+)?upheld",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"\b(?:is|are|was|were|be|found|deemed|considered)\s+(?:(?!not\b|never\b)\w+,?\s+){{0,3}}?{_NEED}"
    r"|\bmedical\s+necessity\b[^.;]{0,40}?\b(?:is|has\s+been|was)\s+(?:established|supported|shown|demonstrated"
    r"|substantiated|met)\b|\b(?:decision|denial|determination|non-?certification)\s+(?:is|should\s+be)\s+"
    r"(?:\w+\s+)?overturned",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:would|could|might|may|if|unless|whether|until|when|only\s+(?:if|when)|guidelines?\s+\w+)\b", re.IGNORECASE
)
"""What is not a conclusion: a condition, or what a guideline says in general."""


_PLAIN = re.compile(
    r"(?:(?:for (?:all )?(?:these|the (?:above|foregoing)) reasons|therefore|accordingly|thus|hence|consequently"
    r"|as such|in conclusion),? )?(?:the )?(?:request(?:ed)?(?: for)?)? ?(?:is|are|was|were) (?:not )?"
    rf"{_NEED}(?: and appropriate)?\.?"
)


def only_concludes(words: str, request: str) -> bool:
    """Whether a sentence says nothing but the decision on *request*: it rests on the sentences before it."""
    said, asked = (" ".join(text.lower().split()) for text in (words, request))
    return bool(_PLAIN.fullmatch(" ".join(said.replace(asked, " ").split())))


def find_contradicted_decisions(determination: Determination) -> Iterator[Finding]:
    """Rationales that conclude the opposite of the decision or proposal, and requests that are not their source's."""
    for number, item in enumerate(determination.items, start=1):
        yield from _conclusion(item, number)
        if determination.status != "published" and _is_altered(item):
            message = "The request is not worded as at the place that it was read from."
            advice = "Restore the request in the words of the application."
            yield Finding("request_differs", "error", item_place(number, "request"), message, advice)


def _conclusion(item: Item, number: int) -> Iterator[Finding]:
    decided = item.decision or (item.proposal.decision if item.proposal else None)
    if decided in (None, "partially_overturned"):
        return
    concluded, count = _last_conclusion(item)
    if concluded is not None and concluded != decided:
        said = "has no proposal" if decided == "abstain" else f"is {decided}"
        message = f"The sentence concludes as for an item {concluded}, but the item {said}."
        place = item_place(number, "rationale", count)
        yield Finding("conclusion_contradicts", "error", place, message, "Correct the decision or its reasons.")


def _last_conclusion(item: Item) -> tuple[str | None, int]:
    """What the last sentence that concludes says, and its number."""
    for count, sentence in reversed(list(enumerate(item.rationale.sentences, start=1))):
        said = unquoted(sentence.text)
        if _SUPPOSED.search(said):
            continue
        if _AGAINST.search(said):
            return "upheld", count
        if _FOR.search(said):
            return "overturned", count
    return None, 0


def _is_altered(item: Item) -> bool:
    asked, source = squash(item.request), squash(" ".join(span.quote for span in item.sources))
    return bool(item.sources) and asked not in source and source not in asked
