"""A draft made again: which decisions on the one before still stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from openimr.domain.determinations import Determination, Item
from openimr.domain.reviews import ItemReview, Review, RevisedSentence
from openimr.domain.spans import Span

_Places = Mapping[str, tuple[str, str, tuple[int, int]]]
"""Where each document of a draft lies: two drafts may number them otherwise."""


def carry_over(before: Review, after: Review) -> Review:
    """*after* with the decisions of *before* on those items that its draft proposes just as before.

    The proposal, what it rests on and its wording must all be the same. Where nothing was proposed nobody can tell
    whether the new records matter: the item is open again.
    """
    old, new = _places(before.draft), _places(after.draft)
    names = {place: name for name, place in new.items()}
    moved = {name: names[place] for name, place in old.items() if place in names}
    pairs = zip(before.items, before.draft.items, after.draft.items, strict=True)
    items = (
        _moved(made, moved)
        if made and _gist(before.draft, one, old) == _gist(after.draft, other, new) is not None
        else None
        for made, one, other in pairs
    )
    return replace(after, items=tuple(items))


def _places(draft: Determination) -> _Places:
    return {document.id: (document.file, document.sha256, document.pages) for document in draft.documents}


def _gist(draft: Determination, item: Item, places: _Places) -> Any:
    """What of an item must stay the same, whatever its documents and facts are called; None: nothing was proposed."""
    proposal = item.proposal
    if proposal is None:
        return None
    facts = {fact.id: fact for fact in draft.facts}
    criteria = [
        (each.id, each.result, each.silence, each.why, [_spots(facts[name].sources, places) for name in each.facts])
        for each in proposal.criteria
    ]
    wording = [(sentence.text, _spots(sentence.sources, places)) for sentence in item.rationale.sentences]
    said = (proposal.decision, proposal.guideline, proposal.edition, proposal.why)
    return item.request, said, criteria, wording, item.worksheet


def _spots(spans: Iterable[Span], places: _Places) -> list[Any]:
    return [(places.get(span.document), span.page, span.start, span.quote) for span in spans]


def _moved(made: ItemReview, names: Mapping[str, str]) -> ItemReview | None:
    """The decision with its sources in the new draft's documents; None: one of them is not there any more."""
    spans = [span for each in made.sentences for span in each.sentence.sources]
    if any(span.document not in names for span in spans):
        return None
    return replace(made, sentences=tuple(_at(each, names) for each in made.sentences))


def _at(revised: RevisedSentence, names: Mapping[str, str]) -> RevisedSentence:
    sources = tuple(replace(span, document=names[span.document]) for span in revised.sentence.sources)
    return replace(revised, sentence=replace(revised.sentence, sources=sources))
