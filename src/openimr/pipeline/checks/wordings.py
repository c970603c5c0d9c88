"""What a sentence of a rationale says for itself: its words without quotations, and where they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.domain.determinations import CriterionFinding, Determination, Item, Sentence
from openimr.domain.facts import Fact

_QUOTED = re.compile(r"[\"“]([^\"“”]+)[\"”]")
_SIGNS = re.compile(r"[^a-z0-9%]+")


def unquoted(text: str) -> str:
    """The sentence without what it quotes: the record's words are not the reviewer's."""
    return _QUOTED.sub(" ", text)


def quotations(text: str) -> Sequence[str]:
    """What the sentence quotes, in order."""
    return _QUOTED.findall(text)


def squash(text: str) -> str:
    """Letters and digits alone, lower case: what is left of words whatever their line ends and dashes."""
    return _SIGNS.sub("", text.lower())


def findings_of(item: Item, sentence: Sentence) -> Sequence[CriterionFinding]:
    """The criteria whose result the sentence states."""
    proposal = item.proposal
    return [each for each in proposal.criteria if each.id in sentence.criteria] if proposal else []


def as_drafted(item: Item, sentence: Sentence) -> Sequence[CriterionFinding]:
    """The criteria whose own words the sentence is, unedited; none for a sentence that a person wrote or changed."""
    said = " ".join(sentence.text.split())
    return [each for each in findings_of(item, sentence) if " ".join(each.why.split()) == said]


def facts_behind(determination: Determination, sentence: Sentence) -> Sequence[Fact]:
    """The facts that were read from the words on which the sentence rests."""
    rests_on = set(sentence.sources)
    return [fact for fact in determination.facts if not rests_on.isdisjoint(fact.sources)]
