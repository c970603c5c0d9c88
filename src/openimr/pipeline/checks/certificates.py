"""Does a certificate stand behind every "not documented", and does it bear it out?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openimr.domain.absences import Certificate
from openimr.domain.determinations import CriterionFinding, Determination, Item, Sentence
from openimr.domain.findings import Finding
from openimr.pipeline.checks.absences import missing_things, states_absence
from openimr.pipeline.checks.asked import edition_of
from openimr.pipeline.checks.places import rationale_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted

_READ = "Read the pages that it names, then correct the sentence."
_PROVE = "Make the draft again from the whole record, or say only what was looked for and where."


@dataclass(frozen=True, slots=True)
class StatedAbsence:
    """A sentence by which a person calls something absent.

    `things` are the kinds and concepts that it names, `criteria` those whose result it states.
    """

    place: str
    item: int
    things: tuple[tuple[str, str], ...]
    criteria: tuple[str, ...] = ()


def stated_absences(determination: Determination) -> Iterator[StatedAbsence]:
    """The sentences that call something absent and are no draft's: written or changed by a person."""
    if determination.status == "published":
        return
    for place, number, sentence in rationale_sentences(determination):
        item = determination.items[number - 1]
        if not _is_drafted(item, sentence) and states_absence(unquoted(sentence.text)):
            named = [thing for things in missing_things(unquoted(sentence.text)) for thing in things]
            keys = dict.fromkeys((term.kind, term.concept) for thing in named for term in thing.terms)
            yield StatedAbsence(place, number, tuple(keys), sentence.criteria)


def find_unproved_absences(
    determination: Determination, proofs: Mapping[str, Certificate] | None = None
) -> Iterator[Finding]:
    """Statements of absence without a certificate, with one that has a hit, or stronger than the pages allow.

    *proofs* are what a search of the record gave for the places of `stated_absences`.
    """
    if determination.status == "published":
        return
    for place, number, sentence in rationale_sentences(determination):
        for finding in as_drafted(determination.items[number - 1], sentence):
            yield from _of_finding(place, finding)
    for stated in stated_absences(determination):
        yield from _of_statement(stated, determination, (proofs or {}).get(stated.place))


def _of_finding(place: str, finding: CriterionFinding) -> Iterator[Finding]:
    if finding.silence != "silent":
        return
    if finding.absence is None:
        message = "The sentence calls something absent, and no certificate says what was looked for and where."
        yield Finding("absence_uncertified", "error", place, message, _PROVE)
    elif finding.absence.hits:
        yield _contradicted(place, finding.absence)


def _of_statement(stated: StatedAbsence, determination: Determination, proof: Certificate | None) -> Iterator[Finding]:
    item = determination.items[stated.item - 1]
    certificate = _certificate_for(item, stated)
    for each in (certificate, proof):
        if each is not None and each.hits:
            yield _contradicted(stated.place, each)
            return
    if certificate is None:
        message = "A person's sentence calls something absent that no certificate of the item looked for."
        yield Finding("absence_uncertified", "error", stated.place, message, _PROVE)
    elif determination.search is not None and determination.search.unreadable and not _is_weak(item, stated):
        message = (
            f"The sentence is stronger than the record allows: {determination.search.unreadable} pages of it could"
        )
        message += " not be read."
        yield Finding("absence_overstated", "error", stated.place, message, "Say which pages could not be read.")


def _contradicted(place: str, certificate: Certificate) -> Finding:
    source = certificate.hits[0].sources[0]
    message = f"The sentence calls something absent that words in {source.document}, page {source.page}, may state."
    return Finding("absence_contradicted", "error", place, message, _READ)


def _certificate_for(item: Item, stated: StatedAbsence) -> Certificate | None:
    """The certificate of the item that looked for what the sentence states or names."""
    named = {f"{kind}: {concept.replace('_', ' ')}" for kind, concept in stated.things}
    findings = item.proposal.criteria if item.proposal else ()
    certificates = [finding.absence for finding in findings if finding.absence is not None]
    own = [each.absence for each in findings if each.id in stated.criteria and each.absence is not None]
    if own:
        return own[0]
    return next((each for each in certificates if named & set(each.families)), None)


def _is_weak(item: Item, stated: StatedAbsence) -> bool:
    number = int(stated.place.rpartition(" ")[2])
    return "could not be read" in item.rationale.sentences[number - 1].text


def _is_drafted(item: Item, sentence: Sentence) -> bool:
    """Whether the sentence is the draft's: a finding's words, what the guideline asks, why nothing is proposed."""
    edition = edition_of(item)
    if as_drafted(item, sentence) or (item.proposal is not None and sentence.text == item.proposal.why):
        return True
    return edition is not None and sentence.text == edition.asks
