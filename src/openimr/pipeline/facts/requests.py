"""Requests: what the treating physician asks for in a plan or a sentence that requests it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from openimr.pipeline.facts.counts import PERIOD, Visits
from openimr.pipeline.facts.nearby import entry_of, place_near
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.plans import PLAN_SECTIONS, is_aside, is_asked, status_of
from openimr.pipeline.facts.therapy import counts_beside, therapies
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term
from openimr.text.stems import stemmed
from openimr.text.terms import Mention

_ASK = stemmed(r"\b(?:request(?:s|ed|ing)?|authoriz(?:e|ation)|auth\b|appeal(?:s|ed|ing)?|rfa)\b")
_NOT_THE_PHYSICIAN = stemmed(
    r"\b(?:utilization review|non-?certified|UR\b|claims administrator|denied|certified|modified|deemed|determined)"
)
_NUMBER = re.compile(
    rf"\W{{0,3}}(?:#|x\s?|\bqty:?\s?|\bquantity:?\s?)(?P<n>\d{{1,4}})\b(?!{PERIOD}|\s?/)", re.IGNORECASE
)
_CONSIDERED = stemmed(
    r"\b(?:consider\w*|contemplat\w+|discuss\w*|possib\w+|may|might|if|option\w*|prior to)\b[^.;]{0,60}$"
)
_DRUG_NUMBER = re.compile(r"#\s?(?P<n>\d{1,4})\b")
_KINDS = ("therapy", "procedure", "imaging", "test", "request")
_SKIPPED = frozenset(
    {
        "rest",
        "activity_modification",
        "heat_and_ice",
        "conservative_care",
        "therapy",
        "injection",
        "surgery",
        "cures_report",
        "opioid_risk_screen",
    }
)


def find(note: Note) -> Iterable[Found]:
    """Each treatment that *note* asks for, as a request with its topic where one is known."""
    for kind in _KINDS:
        for mention, term in therapies(note) if kind == "therapy" else note.of_kind(kind):
            if _asks_for(note, kind, mention.start, mention.end, term):
                yield _request(note, mention, term)
    yield from _drugs(note)


def _asks_for(note: Note, kind: str, start: int, end: int, term: Term) -> bool:
    if term.concept in _SKIPPED or (kind == "imaging" and not _is_named_study(term)):
        return False
    if status_of(note, start, end) != "planned" or is_aside(note.text, start):
        return False
    low, high = note.sentence_at(start)
    if _NOT_THE_PHYSICIAN.search(note.text, low, high) or _CONSIDERED.search(note.text, low, start):
        return False
    return kind != "test" or note.section_at(start) in PLAN_SECTIONS or is_asked(note, start, end)


def _is_named_study(term: Term) -> bool:
    return term.concept == "study_done" and term.value.get("modality", "unspecified") != "unspecified"


def _request(note: Note, mention: Mention[tuple[Term, ...]], term: Term) -> Found:
    start, end = mention.start, mention.end
    low, high = entry_of(note, start, end)
    place, first, last = place_near(note, start, end, max(low, start - 40), high)
    name = " ".join(note.text[first:last].split())
    before, counted = None, _number_of(note.text, last, high)
    if term.kind == "therapy":
        before, after = counts_beside(note, start, last, low, min(high, last + 80))
        counted = after or counted
    if "body_part" not in place and counted.end > last:
        place, _, last = place_near(note, counted.end, counted.end, counted.end, high)
    keys = {**{key: told for key, told in term.value.items() if key in ("body_part", "laterality")}, **place}
    value: dict[str, Any] = {
        "concept": topic_of(term.concept, keys, term.value),
        "name": name,
        **keys,
        **counted.value,
        **(before.value if before else {}),
    }
    return Found("request", first, max(last, counted.end), value, status="planned")


def _number_of(text: str, start: int, end: int) -> Visits:
    """How many of a procedure are asked for ("x 3")."""
    number = _NUMBER.match(text, start, end)
    return Visits({"quantity": int(number.group("n"))} if number else {}, start, number.end() if number else start)


def topic_of(concept: str, keys: dict[str, Any], more: Any) -> str:
    """The topic slug that *concept* asks for where the body part decides; the concept itself if none is known."""
    rule = read_yaml("lexicons/request_topics.yaml").get(str(more.get("modality") or concept), concept)
    if isinstance(rule, str):
        return rule
    return str(rule.get(keys.get("body_part"), rule.get("else", concept)))


def _drugs(note: Note) -> Iterator[Found]:
    """Drugs in a sentence that asks for authorization."""
    for drug in note.drugs:
        low, high = note.sentence_at(drug.start)
        if _ASK.search(note.text, low, drug.start) and not _NOT_THE_PHYSICIAN.search(note.text, low, high):
            value: dict[str, Any] = {"concept": drug.meaning.topic or drug.meaning.name, "name": drug.meaning.name}
            number = _DRUG_NUMBER.search(note.text, drug.end, min(high, drug.end + 40))
            value |= {"quantity": int(number.group("n"))} if number else {}
            yield Found("request", drug.start, number.end() if number else drug.end, value, status="planned")
