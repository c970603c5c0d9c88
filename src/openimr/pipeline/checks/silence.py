"""Is what a rationale calls "not documented" on record after all?

Calling a thing absent that stands in the file is a plain error of fact, a ground of appeal (Labor Code 4610.6(h)(5)).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.domain.determinations import Determination, Sentence
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import rationale_sentences
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term, concept_finder


def find_contradicted_silence(determination: Determination) -> Iterator[Finding]:
    """Sentences that call a thing undocumented, although a fact of the record states it."""
    facts: dict[tuple[str, str], list[Fact]] = {}
    for fact in determination.facts:
        if _is_affirmed(fact):
            facts.setdefault((fact.kind, str(fact.value.get("concept"))), []).append(fact)
    documents = {document.id: document for document in determination.documents}
    for place, _, sentence in rationale_sentences(determination):
        for terms, said in _missing(sentence.text):
            against = [fact for term in terms for fact in facts.get((term.kind, term.concept), ())]
            against = [fact for fact in against if _is_about(fact, terms, said) and not _is_weighed(fact, sentence)]
            if against:
                yield _finding(place, against[0], documents)


def _missing(text: str) -> Iterator[tuple[Sequence[Term], str]]:
    """The thing that each "not documented" of *text* is about: its meanings, and the words around it."""
    for cue in _before().finditer(text):
        stop = _stops().search(text, cue.end())
        words = text[cue.end() : stop.start() if stop else len(text)]
        first = next(iter(concept_finder().find(words)), None)
        if first is not None:
            yield first.meaning, words
    for cue in _after().finditer(text):
        starts = [stop.end() for stop in _stops().finditer(text, 0, cue.start())]
        words = text[max(starts, default=0) : cue.start()]
        mentions = list(concept_finder().find(words))
        if mentions:
            yield mentions[-1].meaning, words


def _is_affirmed(fact: Fact) -> bool:
    value = fact.value
    quiet = _cues()["not_affirming"]
    return fact.status == "present" and not any(value.get(key) in words for key, words in quiet.items())


def _is_about(fact: Fact, terms: Sequence[Term], words: str) -> bool:
    """Whether the fact speaks of the part of the body that the statement names, if both name one."""
    from openimr.rulebook.anatomy import find_anatomy

    named = {mention.body_part for mention in find_anatomy(words)}
    part = fact.value.get("body_part")
    return not named or part is None or part in named


def _is_weighed(fact: Fact, sentence: Sentence) -> bool:
    """Whether the sentence rests on the fact itself: it has been read and found wanting."""
    return any(source in sentence.sources for source in fact.sources)


def _finding(place: str, fact: Fact, documents: Mapping[str, Document]) -> Finding:
    where = "the record"
    if fact.sources:
        source = fact.sources[0]
        document = documents.get(source.document)
        where = f"{document.title if document else source.document}, page {source.page}"
    message = f"The sentence calls something undocumented that fact {fact.id} states: {where}."
    return Finding("silence_contradicted", "warning", place, message, "Read that page, then correct the sentence.")


@cache
def _cues() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml("lexicons/silence.yaml")
    return content


@cache
def _before() -> re.Pattern[str]:
    return _joined("before")


@cache
def _after() -> re.Pattern[str]:
    return _joined("after")


@cache
def _stops() -> re.Pattern[str]:
    return _joined("stops")


def _joined(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in _cues()[name]), re.IGNORECASE)
