"""The decision alone is always the whole evaluation's, whatever the logic and the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.domain.facts import Fact
from openimr.domain.guidelines import (
    Criterion,
    Edition,
    FactTest,
    Group,
    Phrases,
    Question,
    RequestTest,
    Source,
    Tree,
)
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Record, evaluate
from openimr.pipeline.criteria.deciding import decide
from openimr.rulebook.guidelines import all_guidelines

NAMES = tuple("abcdef")
SAYS = Phrases(("Met.",), ("Not met.",), ("Unknown.",))
DAY = dt.date(2015, 1, 1)


def logic() -> st.SearchStrategy[Tree[str]]:
    """Trees of every connective over six criteria."""
    return st.recursive(st.sampled_from(NAMES), _groups, max_leaves=10)


def _groups(parts: st.SearchStrategy[Tree[str]]) -> st.SearchStrategy[Tree[str]]:
    many = st.lists(parts, min_size=1, max_size=4).map(tuple)
    ops: Any = st.sampled_from(["all", "any"])
    return st.one_of(
        st.builds(lambda op, each: Group(op, each), ops, many),
        st.builds(lambda part: Group("not", (part,)), parts),
        st.builds(lambda first, rest: Group("unless", (first, *rest)), parts, many),
        st.builds(lambda each, n: Group("at_least", each, min(n, len(each))), many, st.integers(1, 4)),
    )


def criteria() -> st.SearchStrategy[tuple[Criterion, ...]]:
    """One of each name: some asked only of some requests, each with its own rule for silence."""
    silences: Any = st.lists(st.sampled_from(["pass", "fail", None]), min_size=6, max_size=6)
    asked = st.lists(st.sampled_from([None, True, False]), min_size=6, max_size=6)
    return st.builds(lambda some, when: tuple(map(_criterion, NAMES, some, when)), silences, asked)


def _criterion(name: str, silence: Any, asked: bool | None) -> Criterion:
    when = None if asked is None else RequestTest(key="visits", values=(6 if asked else 7,))
    met, against = FactTest("event", (name,)), FactTest("event", (name,), statuses=("absent",))
    return Criterion(name, "required", "?", met, against, SAYS, when=when, silence=silence)


def records() -> st.SearchStrategy[tuple[Fact, ...]]:
    statuses: Any = st.sampled_from(["present", "absent"])
    told = st.lists(st.tuples(st.sampled_from(NAMES), statuses), max_size=8)
    return told.map(
        lambda each: tuple(Fact(f"f{n}", "event", name, how, {"concept": name}) for n, (name, how) in enumerate(each))
    )


@settings(max_examples=600, deadline=None)
@given(logic(), criteria(), records())
def test_random_logic_is_decided_as_it_is_evaluated(
    tree: Tree[str], asked: tuple[Criterion, ...], facts: tuple[Fact, ...]
) -> None:
    source = Source("MTUS", "A guideline", "2009", None)
    edition = Edition("g", "2009", "tens", "mtus", "G", DAY, None, source, "", "", asked, tree)
    question = Question(Treatment("tens", "dme", None, visits=6), facts, DAY)
    assert decide(edition, question, Record(facts)) == evaluate(edition, question).is_favourable


def test_every_edition_without_facts_is_decided_as_it_is_evaluated() -> None:
    for guideline in all_guidelines():
        for edition in guideline.editions:
            question = Question(Treatment(edition.topic, "therapy", None), (), DAY)
            assert decide(edition, question, Record(())) == evaluate(edition, question).is_favourable
