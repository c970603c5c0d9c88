"""Is what a rationale calls "not documented" on record after all?

Calling a thing absent that stands in the file is a plain error of fact, a ground of appeal (Labor Code 4610.6(h)(5)).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openimr.domain.determinations import CriterionFinding, Determination, Item, Sentence
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.absences import Thing, missing_things
from openimr.pipeline.checks.asked import criterion_of, facts_asked_for
from openimr.pipeline.checks.places import rationale_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted
from openimr.rulebook.anatomy import find_anatomy
from openimr.rulebook.files import read_yaml


def find_contradicted_silence(determination: Determination) -> Iterator[Finding]:
    """Sentences that call a thing undocumented, although a fact of the record states it.

    A sentence in the words of its own criterion is held against what that criterion asks for; any other against
    what its wording names.
    """
    facts = [fact for fact in determination.facts if _is_affirmed(fact)]
    documents = {document.id: document for document in determination.documents}
    for place, number, sentence in rationale_sentences(determination):
        item = determination.items[number - 1]
        drafted = as_drafted(item, sentence)
        against = _asked_for(item, drafted, facts) if drafted else _named(sentence, facts)
        if against:
            yield _finding(place, against[0], documents)


def _asked_for(item: Item, drafted: Sequence[CriterionFinding], facts: Sequence[Fact]) -> Sequence[Fact]:
    """Facts that answer a question on which the record is said to be silent."""
    for finding in drafted:
        criterion = criterion_of(item, finding.id) if finding.silence == "silent" and not finding.facts else None
        if criterion is not None and (found := facts_asked_for(criterion, item, facts)):
            return found
    return ()


def _named(sentence: Sentence, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Facts that state what the sentence calls undocumented; none if it asks for more than they state."""
    for things in missing_things(unquoted(sentence.text)):
        stated = [_stating(thing, facts, sentence) for thing in things]
        if stated and all(stated):
            return [each[0] for each in stated]
    return ()


def _stating(thing: Thing, facts: Sequence[Fact], sentence: Sentence) -> Sequence[Fact]:
    named = {(term.kind, term.concept) for term in thing.terms}
    found = [fact for fact in facts if (fact.kind, fact.value.get("concept")) in named]
    return [fact for fact in found if _is_about(fact, thing.words) and not _is_weighed(fact, sentence)]


def _is_affirmed(fact: Fact) -> bool:
    value = fact.value
    quiet = read_yaml("lexicons/silence.yaml")["not_affirming"]
    return fact.status == "present" and not any(value.get(key) in words for key, words in quiet.items())


def _is_about(fact: Fact, words: str) -> bool:
    """Whether the fact speaks of the part of the body that the statement names, if both name one."""
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
        where = f"{source.document if document is None else document.file}, page {source.page}"
    message = f"The sentence calls something undocumented that fact {fact.id} states: {where}."
    return Finding("silence_contradicted", "warning", place, message, "Read that page, then correct the sentence.")
