"""Finds the statements of one case that exclude each other, and says which side stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openimr.domain.contradictions import Contradiction, Ground, Side
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.pipeline.contradictions.injury_dates import find_injury_dates
from openimr.pipeline.contradictions.things import Thing, grounds, things
from openimr.text.flow import Flow


def find(
    facts: Iterable[Fact],
    documents: Iterable[Document],
    cited: Mapping[str, Sequence[str]],
    *,
    requesting_physician: str | None = None,
    records: Sequence[tuple[Document, Flow]] = (),
    injuries: Sequence[dt.date] = (),
) -> tuple[Contradiction, ...]:
    """The contradictions, numbered in the order of the things.

    *cited* has the criteria that rest on each fact, by its id. *records* are read for the date of injury, which is held
    against that of the forms, *injuries*.
    """
    by_id = {document.id: document for document in documents}
    listed = [fact for fact in facts if fact.sources]
    found = [
        _told(thing, sides, by_id, cited, requesting_physician)
        for thing in things()
        for sides in _clashes(thing, listed)
    ]
    found += find_injury_dates(records, injuries)
    return tuple(_numbered(each, number) for number, each in enumerate(found, start=1))


def _numbered(contradiction: Contradiction, number: int) -> Contradiction:
    c = contradiction
    return Contradiction(f"c{number}", c.about, c.sides, c.used, c.why, c.ground, c.criteria)


def _clashes(thing: Thing, facts: Sequence[Fact]) -> Iterator[list[list[Fact]]]:
    """For each subject, the facts of either side that exclude one another."""
    by_subject: dict[tuple[str, ...], list[tuple[str, Fact]]] = {}
    for fact in facts:
        value = thing.value_of(fact)
        if value is not None:
            by_subject.setdefault(thing.subject_of(fact), []).append((value, fact))
    for stated in by_subject.values():
        clashing: dict[str, list[Fact]] = {}
        for value, fact in stated:
            if any(thing.exclude(value, other) and _is_near(thing, fact, against) for other, against in stated):
                clashing.setdefault(value, []).append(fact)
        if len(clashing) > 1 and _is_of_two_notes(clashing.values(), thing):
            yield list(clashing.values())


def _is_near(thing: Thing, one: Fact, other: Fact) -> bool:
    if thing.days is None:
        return True
    if one.date is None or other.date is None:
        return False
    return abs((one.date - other.date).days) <= thing.days


def _is_of_two_notes(sides: Iterable[Sequence[Fact]], thing: Thing) -> bool:
    """Whether the sides stand in notes of their own; a note that names both means both."""
    notes = [{fact.sources[0].document for fact in side} for side in sides]
    return not set.intersection(*notes) if thing.compare != "status" else len(set.union(*notes)) > 1


def _told(
    thing: Thing,
    sides: Sequence[Sequence[Fact]],
    documents: Mapping[str, Document],
    cited: Mapping[str, Sequence[str]],
    physician: str | None,
) -> Contradiction:
    used, ground = _preferred(sides, documents, cited, physician)
    why = grounds()[ground or "open"]
    criteria = dict.fromkeys(name for side in sides for fact in side for name in cited.get(fact.id, ()))
    return Contradiction("", thing.about, tuple(_side(s, documents) for s in sides), used, why, ground, tuple(criteria))


def _side(facts: Sequence[Fact], documents: Mapping[str, Document]) -> Side:
    newest = max(facts, key=_day)
    document = documents.get(newest.sources[0].document)
    return Side(
        " ".join(newest.text.split()),
        newest.date,
        newest.sources[0].document,
        document.author if document else None,
        tuple(fact.id for fact in facts),
        tuple(dict.fromkeys(span for fact in facts for span in fact.sources)),
    )


def _preferred(
    sides: Sequence[Sequence[Fact]],
    documents: Mapping[str, Document],
    cited: Mapping[str, Sequence[str]],
    physician: str | None,
) -> tuple[int | None, Ground | None]:
    """The side that stands and the ground; none where a criterion that rests on it was left open."""
    own = [at for at, side in enumerate(sides) if any(fact.copied_from is None for fact in side)]
    if len(own) == 1:
        return own[0], "copied_forward"
    days = [max(_day(fact) for fact in side) for side in sides]
    if days.count(max(days)) == 1 and dt.date.min not in days:
        return days.index(max(days)), "later"
    his = [at for at, side in enumerate(sides) if _is_by(physician, side, documents)]
    named = [at for at, side in enumerate(sides) if any(cited.get(fact.id) for fact in side)]
    if len(his) == 1 and named in ([], his):
        return his[0], "requesting_physician"
    return None, None


def _is_by(physician: str | None, facts: Sequence[Fact], documents: Mapping[str, Document]) -> bool:
    authors = [documents[fact.sources[0].document].author for fact in facts if fact.sources[0].document in documents]
    return bool(physician) and any(author and _surname(author) == _surname(physician or "") for author in authors)


def _surname(name: str) -> str:
    words = name.split(",")[0].split()
    return words[-1].lower() if words else ""


def _day(fact: Fact) -> dt.date:
    return fact.date or dt.date.min
