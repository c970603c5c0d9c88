"""What a reviewer does with a draft: accept, edit or override each item, and answer findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from openimr.domain.casework import CaseId
from openimr.domain.determinations import Determination, Sentence
from openimr.domain.reviews import Answer, ItemReview, Review, RevisedSentence
from openimr.errors import UsageError

Words = tuple[str, bool]
"""A sentence in the reviewer's words, and whether it keeps the sources of the proposed one in its place."""


def open_review(case: CaseId, number: int, draft: Determination) -> Review:
    """A fresh review of *draft*: nothing is decided."""
    return Review(case, number, draft, (None,) * len(draft.items))


def accept(review: Review, item: int, reason: str) -> Review:
    """The proposal as it is.

    Raises:
        UsageError: the machine proposed nothing, there is no such item, or no reason is given.
    """
    proposed = _proposed(review, item)
    if proposed is None:
        raise UsageError("Nothing was proposed for this item: it has to be decided by override.")
    kept = tuple(RevisedSentence(sentence, "kept") for sentence in _sentences(review, item))
    return _with(review, item, ItemReview("accepted", proposed, _said(reason), kept))


def edit(review: Review, item: int, sentences: Sequence[Words], reason: str) -> Review:
    """The proposed decision in the reviewer's words; raises `UsageError` as `accept` does."""
    proposed = _proposed(review, item)
    if proposed is None:
        raise UsageError("Nothing was proposed for this item: it has to be decided by override.")
    return _with(review, item, ItemReview("edited", proposed, _said(reason), _revised(review, item, sentences)))


def override(
    review: Review, item: int, decision: Literal["upheld", "overturned"], sentences: Sequence[Words], reason: str
) -> Review:
    """Another decision, or one where nothing was proposed, with its rationale in the reviewer's words."""
    if not sentences:
        raise UsageError("A decision that was not proposed needs its rationale.")
    made = ItemReview("overridden", decision, _said(reason), _revised(review, item, sentences))
    return _with(review, item, made)


def answer(review: Review, code: str, place: str, words: str) -> Review:
    """What the reviewer says to a finding; a later answer takes the place of an earlier one."""
    rest = tuple(each for each in review.answers if (each.code, each.place) != (code, place))
    given = (*rest, Answer(code, place, _said(words)))
    return replace(review, answers=tuple(sorted(given, key=lambda each: (each.place, each.code))))


def _proposed(review: Review, item: int) -> Literal["upheld", "overturned"] | None:
    _check_number(review, item)
    proposal = review.draft.items[item - 1].proposal
    return None if proposal is None or proposal.decision == "abstain" else proposal.decision


def _check_number(review: Review, item: int) -> None:
    if not 1 <= item <= len(review.items):
        raise UsageError(f"Name an item from 1 to {len(review.items)}.")


def _sentences(review: Review, item: int) -> tuple[Sentence, ...]:
    return review.draft.items[item - 1].rationale.sentences


def _said(words: str) -> str:
    if not words.strip():
        raise UsageError("A reason in words is needed.")
    return words.strip()


def _revised(review: Review, item: int, sentences: Sequence[Words]) -> tuple[RevisedSentence, ...]:
    """A sentence word for word as proposed keeps its sources; another one keeps those in its place only if so said."""
    _check_number(review, item)
    proposed = _sentences(review, item)
    by_text = {sentence.text: sentence for sentence in proposed}
    found = []
    for place, (words, keeps_sources) in enumerate(sentences):
        before = by_text.get(words) or (proposed[place] if place < len(proposed) else None)
        found.append(_revise(_said(words), before, keeps_sources=keeps_sources))
    return tuple(found)


def _revise(words: str, before: Sentence | None, *, keeps_sources: bool) -> RevisedSentence:
    if before is None:
        return RevisedSentence(Sentence(words), "new")
    if words == before.text:
        return RevisedSentence(before, "kept")
    if keeps_sources:
        return RevisedSentence(replace(before, text=words), "reworded")
    return RevisedSentence(Sentence(words), "unsourced" if before.sources or before.criteria else "new")


def _with(review: Review, item: int, made: ItemReview) -> Review:
    items = (*review.items[: item - 1], made, *review.items[item:])
    return replace(review, items=items)
