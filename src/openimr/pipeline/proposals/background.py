"""What the record says about a request beyond the guideline's questions: where it appears, and what bears on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openimr.domain.determinations import Sentence
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, FactTest, Group
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment
from openimr.pipeline.proposals.wording import join_words, place_in_prose, say_date, say_fact

_MOST = 6
"""Parts of one sentence beyond which a reader loses the thread."""

_MOST_QUOTES = 3
_MOST_DAYS = 2
"""Days beyond which older statements are left to the annex."""

_MERE_PAIN = ("pain", "radiating_pain")
_REGIONAL = ("symptom", "finding")
_STATED = ("present", "absent", "possible")


def appearances(treatment: Treatment, facts: Iterable[Fact]) -> Iterator[Sentence]:
    """One sentence on where the record itself prescribes, requests or reports the treatment, quoting the newest."""
    found = [fact for fact in facts if fact.sources and _is_of(treatment, fact)]
    if not found:
        return
    by_day: dict[str, str] = {}
    for fact in sorted(found, key=_newest_first):
        day = say_date(fact.date) if fact.date else "undated"
        by_day[day] = max(by_day.get(day, ""), _plain(fact.text), key=len)
    shown = [f'"{words}" ({day})' for day, words in list(by_day.items())[:_MOST_QUOTES]]
    yield Sentence(f"In the record the treatment appears as {join_words(shown)}.", _spans(found))


def bearings(
    treatment: Treatment, edition: Edition, facts: Iterable[Fact], cited: frozenset[str]
) -> Iterator[Sentence]:
    """What else bears on it, a sentence a day: what the guideline asks about in other terms, the region's newest state.

    Facts in *cited* are left to the sentences of their criteria.
    """
    asked = {(test.kind, concept) for test in _tests(edition) for concept in test.concepts}
    open_facts = [f for f in facts if f.id not in cited and f.status in _STATED and f.sources]
    on_point = [f for f in open_facts if (f.kind, f.value.get("concept")) in asked and _is_near(treatment, f)]
    regional = [f for f in open_facts if f.kind in _REGIONAL and treatment.body_part in _parts(f)]
    newest = max((f.date for f in regional if f.date), default=None)
    asked_for = {fact.id for fact in on_point}
    by_day: dict[str, list[Fact]] = {}
    for fact in sorted({f.id: f for f in (*on_point, *regional)}.values(), key=_newest_first):
        if fact.id in asked_for or fact.date == newest:
            by_day.setdefault(f"of {say_date(fact.date)}" if fact.date else "", []).append(fact)
    for day, noted in list(by_day.items())[:_MOST_DAYS]:
        yield _noted(day, noted)


def _noted(day: str, facts: Sequence[Fact]) -> Sentence:
    """The fullest statement of each concept; its repetitions on that day are cited with it."""
    stated: dict[object, list[Fact]] = {}
    for fact in facts:
        stated.setdefault(fact.value.get("concept"), []).append(fact)
    shown = list(stated.values())[:_MOST]
    phrases = [_phrase(max(repeated, key=lambda fact: len(fact.value))) for repeated in shown]
    record = f"The record {day}".rstrip()
    return Sentence(f"{record} also notes {join_words(phrases)}.", _spans(fact for same in shown for fact in same))


def _is_of(treatment: Treatment, fact: Fact) -> bool:
    """Whether *fact* is about the treatment itself: the same drug, or the same service asked for or given."""
    concept = fact.value.get("concept")
    if fact.kind == "medication":
        drugs = set(treatment.ingredients or ([treatment.name] if treatment.name else []))
        return concept == treatment.name or bool(drugs & set(str(concept).split("/")))
    if fact.kind == "request":
        return treatment.topic is not None and concept == treatment.topic
    return fact.kind in ("therapy", "procedure") and concept == treatment.topic


def _is_near(treatment: Treatment, fact: Fact) -> bool:
    """Whether *fact* may be about what the request is for; mere pain somewhere says nothing of a drug."""
    parts = _parts(fact)
    if treatment.body_part is None:
        return fact.value.get("concept") not in _MERE_PAIN or "change" in fact.value
    return not parts or treatment.body_part in parts


def _parts(fact: Fact) -> Sequence[str]:
    part = fact.value.get("body_part")
    return tuple(fact.value.get("body_parts") or ([part] if part else []))


def _tests(edition: Edition) -> Iterator[FactTest]:
    for criterion in edition.criteria:
        for tree in (criterion.met, criterion.not_met):
            yield from _leaves(tree)


def _leaves(tree: object) -> Iterator[FactTest]:
    if isinstance(tree, FactTest):
        yield tree
    elif isinstance(tree, Group):
        for part in tree.parts:
            yield from _leaves(part)


def _phrase(fact: Fact) -> str:
    if fact.kind in ("symptom", "finding"):  # they say their place themselves, or it goes without saying
        return say_fact(fact)
    where = place_in_prose(fact.value)
    phrase = say_fact(fact, with_place=False)
    return f"{phrase} of {where}" if where else phrase


def _newest_first(fact: Fact) -> tuple[int, str]:
    return (-fact.date.toordinal() if fact.date else 0, fact.id.zfill(9))


def _plain(words: str) -> str:
    return " ".join(words.split()).rstrip(".;,: ")


def _spans(facts: Iterable[Fact]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for fact in facts for span in fact.sources))
