"""Do drug, dose, quantity, side and level in a sentence agree with the request, and with the words it rests on?

What a sentence says of the request is held against the request; a rationale may well tell of an earlier dose or of
the other side, and what it tells of the record is held against the record. Quotations are the record's own words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from openimr.domain.determinations import Determination, Item, Sentence
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import rationale_sentences, summary_sentences
from openimr.pipeline.checks.values import (
    doses_in,
    drugs_in,
    levels_of,
    quantities_in,
    sides_in,
    sides_of,
    strengths_in,
)
from openimr.pipeline.checks.wordings import as_drafted, facts_behind, findings_of, unquoted

_VERB = (
    r"(?=\s+(?:is|are|was|were|be|been|has|have|had|does|do|did|cannot|can|should|would|may|exceeds?|meets?|fails?"
    r"|therefore|lacks?)\b|[.;](?:\s|$)|$)"
)
_OF_REQUEST = (
    re.compile(rf"\brequest(?:s|ed)?\s+(?:is\s+|was\s+)?(?:for|of)\s+(.+?){_VERB}", re.IGNORECASE),
    re.compile(rf"\b(?:requested|disputed|proposed)\s+(.+?){_VERB}", re.IGNORECASE),
    re.compile(
        r"(?:^|[,;:]\s+)((?:(?![,;:]\s).)+?)\s+(?:is|are|was|were)\s+(?:\w+\s+)?(?:not\s+)?(?:\w+\s+(?:to\s+be\s+)?)?"
        r"medically\s+(?:necessary|appropriate)",
        re.IGNORECASE,
    ),
)
"""Where a sentence speaks of the request itself."""

_OF_GUIDELINE = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|FDA|is\s+indicated\s+for|(?:is|are|may\s+be)\s+(?:not\s+)?recommended)\b",
    re.IGNORECASE,
)
"""Where it tells what a guideline says of drugs, not what the record does."""

_ALIKE = 0.8
"""Share of words in common from which a sentence is an edited statement of its criterion, not a new one."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ADVICE = "Correct the rationale, or the request if it was misread."
_ADVICE_RECORD = "Read the words that it rests on, then correct the sentence."
_READERS: Mapping[str, tuple[Callable[[str], set[str]], str]] = {
    "drug_differs": (drugs_in, "drug"),
    "dose_differs": (strengths_in, "dose"),
    "quantity_differs": (quantities_in, "quantity"),
    "level_differs": (levels_of, "spinal level"),
}


def find_disagreements(determination: Determination) -> Iterator[Finding]:
    """Sentences that give another drug, dose, quantity, side or spinal level than the request or their sources."""
    for place, number, sentence in rationale_sentences(determination):
        item = determination.items[number - 1]
        if as_drafted(item, sentence):
            continue
        found = list(_with_request(place, item, sentence)) or list(_with_criterion(place, item, sentence))
        yield from found or _with_record(place, determination, sentence, _request(item))
    for place, sentence in summary_sentences(determination):
        yield from _with_record(place, determination, sentence, "")


def _request(item: Item) -> str:
    treatment = item.treatment
    known = (treatment.strength, *treatment.levels, *treatment.ingredients, treatment.brand)
    return " ; ".join(part for part in (item.request, item.original_request, *known) if part)


def _with_request(place: str, item: Item, sentence: Sentence) -> Iterator[Finding]:
    """What the sentence says of the request, held against it."""
    request = _request(item)
    said = " ; ".join(match.group(1) for form in _OF_REQUEST for match in form.finditer(unquoted(sentence.text)))
    drugs, asked = drugs_in(said), drugs_in(request)
    if drugs and asked and not drugs & asked:
        yield _finding("drug_differs", place, "drug", "the request", _ADVICE)
        return
    for code, (read, what) in list(_READERS.items())[1:]:
        wanted, named = read(request), read(said)
        if wanted and named and not named <= wanted and not (code == "dose_differs" and _is_part(named, wanted)):
            yield _finding(code, place, what, "the request", _ADVICE)
    if _is_other_side(sides_in(said), sides_in(request)):
        yield _finding("side_differs", place, "side", "the request", _ADVICE)


def _is_part(named: set[str], wanted: set[str]) -> bool:
    """Whether each dose is a part of one wanted: "7.5 325 mg" is read as 325 mg."""
    parts = {
        number for strength in wanted for number in _NUMBER.findall(strength) if len(_NUMBER.findall(strength)) > 1
    }
    return all(set(_NUMBER.findall(strength)) <= parts for strength in named)


def _with_criterion(place: str, item: Item, sentence: Sentence) -> Iterator[Finding]:
    """An edited statement of a criterion, held against what the criterion found."""
    said = unquoted(sentence.text)
    for finding in findings_of(item, sentence):
        found = unquoted(finding.why)
        if difflib.SequenceMatcher(None, said.split(), found.split(), autojunk=False).ratio() < _ALIKE:
            continue
        for code, (read, what) in _READERS.items():
            if read(said) != read(found):
                yield _finding(code, place, what, "the finding that it states", _ADVICE_RECORD)
        if sides_in(said) != sides_in(found):
            yield _finding("side_differs", place, "side", "the finding that it states", _ADVICE_RECORD)
        return


def _with_record(place: str, determination: Determination, sentence: Sentence, request: str) -> Iterator[Finding]:
    """What the sentence says of the record, held against the words that it rests on."""
    if not sentence.sources or _OF_GUIDELINE.search(sentence.text):
        return
    said = unquoted(sentence.text)
    facts = facts_behind(determination, sentence)
    quoted = " ; ".join((*(span.quote for span in sentence.sources), *(fact.text for fact in facts)))
    sources, drugs = drugs_in(quoted) | _ingredients(facts), drugs_in(said)
    if not drugs <= sources | drugs_in(request):
        yield _finding("drug_differs", place, "drug", "its sources", _ADVICE_RECORD)
        return
    strengths = strengths_in(quoted) | {str(fact.value["strength"]) for fact in facts if fact.value.get("strength")}
    known, given = strengths | strengths_in(request), doses_in(said)
    if strengths and drugs & sources and not given <= known and not _is_part(given - known, known):
        yield _finding("dose_differs", place, "dose", "its sources", _ADVICE_RECORD)
    levels = levels_of(quoted) | {str(level) for fact in facts for level in fact.value.get("levels") or ()}
    if levels and not levels_of(said) <= levels | levels_of(request):
        yield _finding("level_differs", place, "spinal level", "its sources", _ADVICE_RECORD)
    if _is_other_side(sides_in(said), _sides_of_facts(facts)):
        yield _finding("side_differs", place, "side", "its sources", _ADVICE_RECORD)


def _ingredients(facts: Iterable[Fact]) -> set[str]:
    return {part for fact in facts if fact.kind == "medication" for part in str(fact.value.get("concept")).split("/")}


def _sides_of_facts(facts: Iterable[Fact]) -> Mapping[str, set[str]]:
    pairs = [(part, fact.value.get("laterality")) for fact in facts for part in _parts(fact)]
    unsided = {part for part, side in pairs if not side}
    return sides_of((part, side) for part, side in pairs if part not in unsided)


def _parts(fact: Fact) -> Iterable[str]:
    part = fact.value.get("body_part")
    return fact.value.get("body_parts") or ([part] if part else [])


def _is_other_side(said: Mapping[str, set[str]], wanted: Mapping[str, set[str]]) -> bool:
    """Whether a part of the body that both name with a side is named with a side that it does not have."""
    return any(part in wanted and not named <= wanted[part] for part, named in said.items())


def _finding(code: str, place: str, what: str, other: str, advice: str) -> Finding:
    return Finding(code, "error", place, f"The sentence gives another {what} than {other}.", advice)
