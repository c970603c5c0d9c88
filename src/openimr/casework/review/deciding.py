"""What a reviewer does with a draft: accept, edit or override each item, and answer findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from openimr.domain.casework import CaseId
from openimr.domain.determinations import Determination, Sentence
from openimr.domain.reviews import Answer, Change, ItemReview, Review, RevisedSentence, Wording
from openimr.domain.spans import Span
from openimr.errors import UsageError

UNANSWERABLE = {
    "reviewer_conflict": "A tie to a party is not answered: the reviewer recuses, and another one is appointed.",
    "reviewer_tie_open": "A possible tie is not for the reviewer to answer: somebody else clears or confirms it.",
    "reviewer_unqualified": "Missing evidence is not answered: bring the registry up to date, or appoint another.",
    "reviewer_named": "A name is not answered: take it out, for the reviewer stays unknown.",
}
"""Errors that words do not settle, and what does: somebody with a tie to a party may not decide (LC 4610.6(h)(3)), and
the parties may not know who did (LC 4610.6(f))."""


def open_review(case: CaseId, number: int, draft: Determination, *, files: int | None = None) -> Review:
    """A fresh review of *draft*, made from so many files of the case: nothing is decided."""
    return Review(case, number, draft, (None,) * len(draft.items), files=files)


def accept(review: Review, item: int, reason: str) -> Review:
    """The proposal as it is.

    Raises:
        UsageError: the machine proposed nothing, there is no such item, or no reason is given.
    """
    proposed = _proposed(review, item)
    kept = tuple(RevisedSentence(sentence, "kept") for sentence in _sentences(review, item))
    return _with(review, item, ItemReview("accepted", proposed, _said(reason), kept))


def edit(
    review: Review, item: int, sentences: Sequence[Wording], reason: str, *, guideline: str | None = None
) -> Review:
    """The decision as it stands, proposed or the reviewer's own, in other words; raises as `accept` does.

    *guideline* is the line of the guideline relied on where it is another than the one that stands.
    """
    _check_number(review, item)
    made = review.items[item - 1]
    line = guideline or (made.guideline if made else None)
    if made is not None and made.action == "overridden":
        return override(review, item, made.decision, sentences, reason, guideline=line)
    proposed, words = _proposed(review, item), _revised(review, item, sentences)
    return _with(review, item, ItemReview("edited", proposed, _said(reason), words, line))


def override(
    review: Review,
    item: int,
    decision: Literal["upheld", "overturned"],
    sentences: Sequence[Wording],
    reason: str,
    *,
    guideline: str | None = None,
) -> Review:
    """Another decision, or one where nothing was proposed, with its rationale in the reviewer's words."""
    words = _revised(review, item, sentences)
    return _with(review, item, ItemReview("overridden", decision, _said(reason), words, guideline))


def answer(review: Review, code: str, place: str, words: str) -> Review:
    """What the reviewer says to a finding; a later answer takes the place of an earlier one.

    Raises:
        UsageError: it is a finding that words do not settle, or no words are given.
    """
    if code in UNANSWERABLE:
        raise UsageError(UNANSWERABLE[code])
    rest = tuple(each for each in review.answers if (each.code, each.place) != (code, place))
    given = (*rest, Answer(code, place, _said(words)))
    return replace(review, answers=tuple(sorted(given, key=lambda each: (each.place, each.code))))


def _proposed(review: Review, item: int) -> Literal["upheld", "overturned"]:
    _check_number(review, item)
    proposal = review.draft.items[item - 1].proposal
    if proposal is None or proposal.decision == "abstain":
        raise UsageError("Nothing was proposed for this item: it has to be decided by override.")
    return proposal.decision


def _check_number(review: Review, item: int) -> None:
    if not 1 <= item <= len(review.items):
        raise UsageError(f"Name an item from 1 to {len(review.items)}.")
    if item in review.left_out:
        raise UsageError(f"Item {item} is not in dispute any more.")


def _sentences(review: Review, item: int) -> tuple[Sentence, ...]:
    return review.draft.items[item - 1].rationale.sentences


def _said(words: str, unless: str = "A reason in words is needed.") -> str:
    if not words.strip():
        raise UsageError(unless)
    return words.strip()


def _revised(review: Review, item: int, sentences: Sequence[Wording]) -> tuple[RevisedSentence, ...]:
    """Each sentence with what it rests on: word for word as proposed it keeps its sources, else only those named."""
    _check_number(review, item)
    if not sentences:
        raise UsageError("A decision in other words needs its rationale.")
    proposed = _sentences(review, item)
    return tuple(_revise(review, each, place, proposed) for place, each in enumerate(sentences))


def _revise(review: Review, wording: Wording, place: int, proposed: Sequence[Sentence]) -> RevisedSentence:
    words = _said(wording.text, unless=f"Sentence {place + 1} of the rationale has no words.")
    same = next((sentence for sentence in proposed if sentence.text == words), None)
    if same is not None:
        return RevisedSentence(same, "kept")
    named = _sources_of(review, wording.facts)
    if wording.keeps is not None:
        before = _proposed_sentence(proposed, wording.keeps)
        return RevisedSentence(replace(before, text=words, sources=(*before.sources, *named)), "reworded")
    change: Change = "sourced" if named else "unsourced" if place < len(proposed) else "new"
    return RevisedSentence(Sentence(words, named), change)


def _proposed_sentence(proposed: Sequence[Sentence], number: int) -> Sentence:
    if not 1 <= number <= len(proposed):
        raise UsageError(f"The proposal has sentences 1 to {len(proposed)}: it has no sentence {number}.")
    return proposed[number - 1]


def _sources_of(review: Review, facts: Iterable[str]) -> tuple[Span, ...]:
    """Where the facts stand in the record.

    Raises:
        UsageError: the draft has no such fact.
    """
    known = {fact.id: fact for fact in review.draft.facts}
    unknown = [name for name in facts if name not in known]
    if unknown:
        raise UsageError(f"The draft has no fact {', '.join(unknown)}.")
    return tuple(span for name in facts for span in known[name].sources)


def _with(review: Review, item: int, made: ItemReview) -> Review:
    items = (*review.items[: item - 1], made, *review.items[item:])
    return replace(review, items=items)
