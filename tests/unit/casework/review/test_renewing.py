"""A draft made again keeps the decisions on what it proposes as before, and opens the rest."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import a_determination, a_document, a_fact, a_proposal, a_span, an_item

from openimr.casework.review import accept, carry_over, open_review
from openimr.domain.casework import CaseId
from openimr.domain.determinations import Determination, Item, Passage
from openimr.domain.reviews import Review


def _review(draft: Determination) -> Review:
    return open_review(CaseId("c1"), 1, draft)


def _decided(*items: Item) -> Review:
    review = _review(a_determination(*items, documents=(a_document("d1"),), facts=(a_fact(),)))
    for number in range(1, len(items) + 1):
        review = accept(review, number, "I agree.")
    return review


def _renumbered(item: Item) -> Item:
    sentences = tuple(
        replace(each, sources=tuple(replace(span, document="d2") for span in each.sources))
        for each in item.rationale.sentences
    )
    return replace(item, rationale=Passage(item.rationale.text, sentences))


def test_an_unchanged_item_keeps_its_decision_whatever_its_documents_are_called_now() -> None:
    before = _decided(an_item(), an_item())
    moved = (a_document("d1", file="a new one.txt", sha256="cd" * 32), a_document("d2"))
    facts = (a_fact(sources=(a_span(document="d2"),)),)
    other = replace(_renumbered(an_item()), proposal=a_proposal("overturned"))
    again = carry_over(before, _review(a_determination(_renumbered(an_item()), other, documents=moved, facts=facts)))
    assert again.undecided == (2,)
    kept = again.items[0]
    assert kept is not None
    assert (kept.decision, kept.reason) == ("upheld", "I agree.")
    assert {span.document for each in kept.sentences for span in each.sentence.sources} == {"d2"}


def test_other_facts_other_words_and_nothing_proposed_open_an_item_again() -> None:
    before = _decided(an_item())
    for item, fact in (
        (an_item(), a_fact(sources=())),
        (an_item(rationale=Passage("Other words.", ())), a_fact()),
        (an_item(proposal=None), a_fact()),
    ):
        draft = a_determination(item, documents=(a_document("d1"),), facts=(fact,))
        assert carry_over(before, _review(draft)).undecided == (1,)


def test_a_decision_on_nothing_proposed_is_open_again() -> None:
    before = _decided(an_item())
    nothing = a_determination(an_item(proposal=None), documents=(a_document("d1"),), facts=(a_fact(),))
    before = replace(before, draft=nothing)
    assert carry_over(before, _review(nothing)).undecided == (1,)
