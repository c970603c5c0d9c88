"""A published copy as the person sees it who looks through it, and the copies that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from openimr.casework.publication import texts_of
from openimr.domain.casework import Case, CaseId, PublicationState
from openimr.domain.publications import Finding, Publication
from openimr.services.casework.publish_case import opened_publication, why_refused
from openimr.services.ports import CaseStore, Files, Work
from openimr.services.render_letter import render_bytes
from openimr.wire import load_determination, to_json_value

Decided = Literal["removed", "kept"] | None

SCHEMA = "openimr.publication/1"
_AROUND = 60
_MOST = 2000
"""Cases of one step that are listed."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Words that were removed, what stands for them, and where, each place as often as they stood there."""

    kind: str
    words: str
    placeholder: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful finding as the person sees who decides: its number from 1, place, kind, and the words around it."""

    number: int
    place: str
    kind: str
    before: str
    words: str
    after: str
    decision: Decided


@dataclass(frozen=True, slots=True)
class Shown:
    """The copy under way: what was removed, what is doubtful, and its letter as text."""

    publication: Publication
    state: PublicationState
    removed: tuple[Removed, ...]
    doubts: tuple[Doubt, ...]
    letter: str

    @property
    def is_undecided(self) -> bool:
        """Whether a person has to decide on something before it can be passed."""
        return self.publication.passed_at is None and bool(self.doubts)


def show_publication(store: CaseStore, files: Files, case: CaseId) -> Shown:
    """The copy under way.

    Raises:
        UsageError: no copy of the determination in force has been prepared.
    """

    def ask(work: Work) -> tuple[Publication, PublicationState, str]:
        made, standing = opened_publication(work, case), work.case(case)
        entry = work.signed(case, made.version)
        assert standing
        assert entry
        return made, standing.publication, entry.digest

    made, state, digest = store.read(ask)
    originals = [text for _, text in texts_of(load_determination(files.get(digest).decode()))]
    letter = render_bytes(load_determination(files.get(made.digest).decode()), "txt").decode()
    doubts = tuple(_doubt(number, one, made, originals) for number, one in enumerate(made.doubtful, start=1))
    return Shown(made, state, tuple(_removed(made, originals)), doubts, letter)


def waiting_publications(work: Work) -> tuple[tuple[Case, str | None], ...]:
    """Cases whose copy is to be prepared, looked through or published, each with why a copy of it was refused.

    They stand in the order of these steps, then by number.
    """
    steps: tuple[PublicationState, ...] = ("none", "prepared", "passed")
    waiting = (case for step in steps for case in work.with_publication(step, limit=_MOST))
    return tuple((case, why_refused(work, case)) for case in waiting)


def _removed(made: Publication, originals: Sequence[str]) -> Iterator[Removed]:
    places: dict[tuple[str, str, str], list[str]] = {}
    decided = {id(made.doubtful[number - 1]) for number in made.removed}
    for one in made.findings:
        if not one.is_doubtful or id(one) in decided:
            words = " ".join(originals[one.text][one.start : one.end].split())
            places.setdefault((one.kind, words, one.placeholder), []).append(made.places[one.text])
    yield from (Removed(*found, tuple(where)) for found, where in places.items())
    yield from (Removed("told by a person", words, "[removed]", ()) for words in made.also)


def _doubt(number: int, one: Finding, made: Publication, originals: Sequence[str]) -> Doubt:
    text = originals[one.text]
    before, after = text[max(0, one.start - _AROUND) : one.start], text[one.end : one.end + _AROUND]
    decision: Decided = "removed" if number in made.removed else "kept" if number in made.kept else None
    return Doubt(number, made.places[one.text], one.kind, before, text[one.start : one.end], after, decision)


def shown_to_dict(shown: Shown) -> Mapping[str, Any]:
    """The same as JSON-ready values. It has the words that were removed: it stays in the office."""
    made = shown.publication
    return {
        "schema": SCHEMA,
        "version": made.version,
        "profile": made.profile,
        "digest": made.digest,
        "state": shown.state,
        "counts": dict(made.counts),
        "removed": to_json_value(shown.removed),
        "doubtful": to_json_value(shown.doubts),
        "letter": shown.letter,
    }
