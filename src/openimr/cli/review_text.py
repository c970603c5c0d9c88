"""A review in words for a terminal, and the reviewer's own words from a file."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from openimr.cli.output import counted
from openimr.domain.reviews import Wording

if TYPE_CHECKING:
    from openimr.domain.determinations import Item, Sentence
    from openimr.domain.reviews import ItemReview
    from openimr.services.casework.opened_review import OpenReview

_KEEPS = re.compile(r"=(\d*)\s*(.*)")
_FACTS = re.compile(r"(?:\s*\[f\d+\])+$")
_WIDTH = 100


def read_rationale(text: str) -> list[Wording]:
    """One sentence a line: `=` keeps the sources of the proposed one in its place, `=3` those of the third; `[f12]`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_wording(line, place) for place, line in enumerate(lines, start=1)]


def _wording(line: str, place: int) -> Wording:
    marked = _KEEPS.fullmatch(line)
    keeps = int(marked.group(1) or place) if marked else None
    words = marked.group(2) if marked else line
    named = _FACTS.search(words)
    facts = tuple(re.findall(r"f\d+", named.group())) if named else ()
    return Wording(words[: named.start()] if named else words, keeps, facts)


def review_lines(opened: OpenReview) -> Iterator[str]:
    """The review: what is new to its draft, each item with its sentences and what they rest on, and the answers."""
    review, case = opened.review, opened.case
    kind = "signed" if review.round <= case.signed else "correction" if review.is_correction else "review"
    yield f"{case.number}  {kind}, round {review.round}, version {review.version}"
    if opened.late_files:
        late = counted(len(opened.late_files), "file")
        yield f"{late} more than this draft knows: `openimr review draft CASE --again` drafts with all of them."
    for number, (item, made) in enumerate(zip(review.draft.items, review.items, strict=True), start=1):
        state = case.items[number - 1].state.replace("_", " ") if number in review.left_out else ""
        yield from _item_lines(number, item, made, state)
    if review.draft.problems:
        yield from ("", "Could not be read or used")
    for problem in review.draft.problems:
        place = f"{problem.file or ''}{f', page {problem.page}' if problem.page else ''}"
        yield from _wrapped(f"{place}: {problem.message}" if place else problem.message, "   ")
    for answer in review.answers:
        yield from ("", *_wrapped(f"Answered: {answer.place} [{answer.code}]: {answer.words}", ""))


def _item_lines(number: int, item: Item, made: ItemReview | None, gone: str) -> Iterator[str]:
    proposed = item.proposal.decision if item.proposal else "abstain"
    decided = f"{made.decision} ({made.action})" if made else "to be decided"
    yield from ("", *_wrapped(f"{number}. {item.request}", ""))
    yield f"   proposed: {proposed}    {f'not in dispute any more: {gone}' if gone else f'decided: {decided}'}"
    if made is not None:
        yield from _wrapped(f"because: {made.reason}", "   ")
        yield from _wrapped(f"guideline: {made.guideline}", "   ") if made.guideline else ()
    told = [(each.change, each.sentence) for each in made.sentences] if made else []
    for place, (change, sentence) in enumerate(told or [("", each) for each in item.rationale.sentences], start=1):
        yield from _wrapped(f"[{change}] {sentence.text}" if change else sentence.text, f"   {place:>2}. ")
        yield from _wrapped(_basis(sentence), "       ")


def _basis(sentence: Sentence) -> str:
    places = dict.fromkeys(f"{span.document} page {span.page}" for span in sentence.sources)
    criteria = ", ".join(each.rpartition("/")[2] for each in sentence.criteria)
    told = [part for part in (", ".join(places), f"criteria {criteria}" if criteria else "") if part]
    return f"<{'; '.join(told)}>" if told else "<no source>"


def _wrapped(words: str, lead: str) -> Sequence[str]:
    return textwrap.wrap(words, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
