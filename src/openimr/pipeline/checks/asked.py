"""Does the record hold the very facts that a criterion asks for and is said to miss?

A small reading of a criterion's own test: True or False where the facts alone can tell, None where they cannot.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from openimr.domain.determinations import Item
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Criterion, Edition, FactTest, Group, Test, Tree
from openimr.rulebook.guidelines import guideline

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "at_most": operator.le,
    "at_least": operator.ge,
    "above": operator.gt,
    "below": operator.lt,
}


def edition_of(item: Item) -> Edition | None:
    """The edition that the item's proposal rests on."""
    proposal = item.proposal
    if proposal is None or proposal.guideline is None:
        return None
    try:
        editions = guideline(proposal.guideline).editions
    except KeyError:
        return None
    return next((each for each in editions if each.key == proposal.edition), None)


def criterion_of(item: Item, name: str) -> Criterion | None:
    """The criterion called *name* in the edition that the item's proposal rests on."""
    edition = edition_of(item)
    return next((each for each in edition.criteria if each.id == name), None) if edition else None


def facts_asked_for(criterion: Criterion, item: Item, facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts that meet the criterion's test for or against; none unless they plainly do."""
    for tree in (criterion.met, criterion.not_met):
        if tree is not None and _holds(tree, item, facts):
            return [fact for test in _tests(tree) for fact in facts if _matches(test, item, fact)]
    return ()


def _holds(tree: Tree[Test], item: Item, facts: Sequence[Fact]) -> bool | None:
    if isinstance(tree, Group):
        return _joined(tree, [_holds(part, item, facts) for part in tree.parts])
    if not isinstance(tree, FactTest) or not _is_plain(tree):
        return None
    return sum(_matches(tree, item, fact) for fact in facts) >= tree.count


def _joined(group: Group[Test], results: Sequence[bool | None]) -> bool | None:
    if group.op == "not":
        return None if results[0] is None else not results[0]
    if group.op == "unless":
        return None
    wanted = {"all": len(results), "any": 1}.get(group.op, group.n)
    if sum(result is True for result in results) >= wanted:
        return True
    return None if sum(result is not False for result in results) >= wanted else False


def _is_plain(test: FactTest) -> bool:
    """Whether the facts alone can tell: nothing hangs on days, order, drug classes or neighbouring regions."""
    timed = test.within_days is not None or test.after_injury or test.latest
    tied = test.drug is not None or test.drug_classes or test.level is not None
    return not timed and not tied and test.region in (None, "requested") and test.side in (None, "requested")


def _tests(tree: Tree[Test]) -> list[FactTest]:
    if isinstance(tree, Group):
        return [test for part in tree.parts for test in _tests(part)]
    return [tree] if isinstance(tree, FactTest) else []


def _matches(test: FactTest, item: Item, fact: Fact) -> bool:
    value = fact.value
    if fact.kind != test.kind or fact.status not in test.statuses:
        return False
    if test.concepts and value.get("concept") not in test.concepts:
        return False
    if test.sections and fact.section not in test.sections:
        return False
    if any(value.get(key) not in wanted for key, wanted in test.where):
        return False
    if any(value.get(key) is None for key in test.has) or any(value.get(key) is not None for key in test.lacks):
        return False
    return _is_there(test, item, fact) and all(
        isinstance(value.get(key), int | float) and _COMPARE[how](value[key], limit) for key, how, limit in test.bounds
    )


def _is_there(test: FactTest, item: Item, fact: Fact) -> bool:
    """Whether the fact is of the requested part and side; what it leaves unsaid cannot contradict a silence."""
    treatment, value = item.treatment, fact.value
    if test.region and value.get("body_part") != treatment.body_part:
        return False
    return not (test.side and treatment.laterality) or value.get("laterality") == treatment.laterality
