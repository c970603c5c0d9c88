"""Whether one criterion is worded, sourced, and can come out either way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter

from openimr.domain.guidelines import Criterion, Group, MeasureTest, RequestTest, Test, Tree
from openimr.rulebook.soundness.conflicts import can_hold
from openimr.rulebook.soundness.fault import Fault
from openimr.rulebook.soundness.names import name_faults
from openimr.rulebook.soundness.ranges import range_faults
from openimr.rulebook.soundness.trees import leaves, tests_of

_SHORTEST_NOTE = 3
_ALWAYS_FILLED = frozenset({"treatment", "limit", "unit"})


def criterion_faults(criterion: Criterion, measures: Collection[str]) -> Iterator[Fault]:
    """Every fault of one criterion."""
    yield from _wording(criterion)
    yield from _sourcing(criterion)
    yield from _reach(criterion)
    for test in tests_of(criterion):
        yield from name_faults(test, criterion.id, measures)
        yield from range_faults(test, criterion.id)


def _wording(criterion: Criterion) -> Iterator[Fault]:
    phrases, where = criterion.phrases, criterion.id
    if not criterion.ask.endswith("?"):
        yield Fault("no_question", where, "`ask` is a question.")
    said = (phrases.met, phrases.not_met, phrases.unknown, phrases.contradicted, phrases.untestable, phrases.weighed)
    for phrase in (phrase for alternatives in said for phrase in alternatives):
        if not (phrase[:1].isupper() or phrase[:1] == "{") or not phrase.endswith("."):
            yield Fault("no_sentence", where, f"A phrase is a whole sentence: {phrase}")
    last = phrases.unknown[-1] if phrases.unknown else "{nothing}"
    if {name for _, name, _, _ in Formatter().parse(last) if name} - _ALWAYS_FILLED:
        yield Fault("silence_cannot_be_said", where, "The last phrase for unknown needs nothing from the record.")


def _sourcing(criterion: Criterion) -> Iterator[Fault]:
    where = criterion.id
    if not criterion.source:
        yield Fault("no_source", where, "A criterion says in `source` where it was read.")
    if not criterion.rows:
        yield Fault("no_rows", where, "A criterion names the rows of the domain table that it asks.")
    if criterion.status == "confirmed" and "Not confirmed" in criterion.source:
        yield Fault("status_and_source_differ", where, "What is not confirmed cannot be marked confirmed.")
    if criterion.status == "unconfirmed" and len(criterion.source.split()) < _SHORTEST_NOTE:
        yield Fault("unconfirmed_without_note", where, "An unconfirmed criterion says in `source` what is not known.")
    if criterion.role == "limit" and (criterion.limit is None or criterion.unit is None):
        yield Fault("missing_unit", where, "A limit states its number and unit.")
    if (criterion.limit is None) != (criterion.unit is None):
        yield Fault("missing_unit", where, "A number and its unit go together.")
    compared = _compared(criterion)
    if criterion.limit is not None and compared and criterion.limit not in compared:
        yield Fault(
            "limit_differs", where, f"The wording says {criterion.limit:g}, the tests compare with another number."
        )
    if criterion.role != "advisory" and criterion.silence == "fail" and not criterion.needs:
        yield Fault("no_need", where, "Where silence fails, `needs` tells the physician what would meet it.")


def _compared(criterion: Criterion) -> set[float]:
    """The numbers that measures in the criterion's own unit are held against; empty where another unit is asked too."""
    tests = [test for tree in (criterion.met, criterion.not_met) for test in leaves(tree)]
    if any(isinstance(test, RequestTest) for test in tests):
        return set()
    measured = [test for test in tests if isinstance(test, MeasureTest) and test.limit is not None]
    if any(test.unit not in (None, (criterion.unit or "").removesuffix("s")) for test in measured):
        return set()
    return {test.limit for test in measured if test.limit is not None}


def _reach(criterion: Criterion) -> Iterator[Fault]:
    where = criterion.id
    if (criterion.silence is None) != (criterion.role == "advisory"):
        yield Fault("silence_not_closed", where, "Every criterion but an advisory one says how silence counts.")
    if criterion.silence == "fail" and criterion.met is None:
        yield Fault("never_met", where, "Nothing meets the criterion, and silence fails it.")
    if criterion.met is None and criterion.not_met is None:
        yield Fault("asks_nothing", where, "The criterion has no evidence for either side.")
    if criterion.met is not None and criterion.met == criterion.not_met:
        yield Fault("same_for_both_sides", where, "The same evidence counts for and against.")
    for tree in (criterion.met, criterion.when):
        if tree is not None and not _lists_enough(tree):
            yield Fault("never_met", where, "The tests ask for more than they list.")
        elif tree is not None and not can_hold(tree):
            yield Fault("never_met", where, "The tests stand against each other: no record can meet them all.")
    if criterion.met is not None and criterion.when is not None:
        both: Group[Test] = Group("all", (criterion.when, criterion.met))
        if can_hold(criterion.when) and can_hold(criterion.met) and not can_hold(both):
            yield Fault("never_met", where, "Where `when` holds, `met` cannot.")


def _lists_enough(tree: Tree[Test]) -> bool:
    if not isinstance(tree, Group):
        return True
    return tree.n <= len(tree.parts) and all(_lists_enough(part) for part in tree.parts)
