"""What would fill a criterion: its tests of facts, with those that its measures stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from openimr.domain.guidelines import Criterion, FactTest, Group, MeasureTest, Question, Test, Tree
from openimr.pipeline.absences.statements import asked_key, is_asked, subject_words
from openimr.pipeline.absences.things import LOOSE, Key, names_of
from openimr.rulebook.drugs import drug_names, drugs_of_class
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guideline_tests import read_tests

_RESULT = "better|percent|failed"
"""Groups of words beside a drug that tell what came of it."""

_ANY_OF = frozenset({"function", "imaging", "pain_score", "symptom"})
"""Kinds of which a test may name no concept: their things are sought under "*"."""


def sides_of(criterion: Criterion) -> Sequence[Tree[Test]]:
    """What would answer the criterion otherwise than its silence counts, measures spelt out; both sides of an advisory.

    Where silence counts against the request, words that also speak against it take nothing away from it.
    """
    sides = {"fail": (criterion.met,), "pass": (criterion.not_met,)}
    trees = sides.get(criterion.silence or "", (criterion.met, criterion.not_met))
    spelt = [spelt_out(tree) for tree in trees if tree is not None]
    asked = _asked(criterion, [test for tree in spelt for test in leaves(tree)])
    return [*spelt, asked] if names_of(asked_key(criterion.id)) else spelt


def _asked(criterion: Criterion, tests: Sequence[FactTest]) -> FactTest:
    """The test for a statement that answers *criterion* whole, of the part, side, level and days of its *tests*."""
    placed = [test for test in tests if test.region]
    days = [test.within_days for test in tests if test.within_days is not None]
    is_planned = any("planned" in test.statuses for test in tests)
    return FactTest(
        "event",
        (asked_key(criterion.id)[1],),
        ("present", "historical", "possible", *(("planned",) if is_planned else ())),
        region=placed[0].region if len(placed) * 2 > len(tests) else None,
        side=next((test.side for test in placed if test.side), None),
        level=next((test.level for test in placed if test.level), None),
        within_days=max(days) if len(days) == len(tests) and days else None,
    )


def subject_of(criterion: Criterion, question: Question) -> Sequence[str]:
    """Words on what *criterion* asks: those of its question, names of what would fill it, the drug with a result."""
    keys = [key for tree in sides_of(criterion) for test in leaves(tree) for key in keys_of(test)]
    is_of_drug = ("medication", "requested") in keys
    taken = [f"{word} & {{{_RESULT}}}" for word in requested_words(question)] if is_of_drug else []
    named = [word for key in keys for word in _own(key)]
    return tuple(dict.fromkeys([*(f"{LOOSE}{word}" for word in (*subject_words(criterion.ask), *named)), *taken]))


def _own(key: Key) -> Sequence[str]:
    return () if is_asked(key) else [word for word in names_of(key) if " & " not in word]


def spelt_out(tree: Tree[Test]) -> Tree[Test]:
    """*tree* with each measure that looks for statements as the tests of those statements."""
    if isinstance(tree, Group):
        return Group(tree.op, tuple(spelt_out(part) for part in tree.parts), tree.n)
    if not isinstance(tree, MeasureTest) or tree.measure not in _measures():
        return tree
    return _of_measure(_measures()[tree.measure], tree)


def _of_measure(stands_for: Tree[Test], measure: MeasureTest) -> Tree[Test]:
    if isinstance(stands_for, Group):
        return Group(stands_for.op, tuple(_of_measure(part, measure) for part in stands_for.parts), stands_for.n)
    assert isinstance(stands_for, FactTest)
    options = dict(measure.options)
    concepts = _as_tuple(options.get("concept")) if stands_for.concepts == ("option",) else stands_for.concepts
    kind: Any = options.get("kind", "medication") if stands_for.kind == "option" else stands_for.kind
    region = options.get("region", stands_for.region) if stands_for.region else stands_for.region
    test = replace(stands_for, kind=kind, concepts=concepts, region=region)
    if measure.comparison and measure.limit is not None and measure.measure.startswith("relief_"):
        return replace(test, bounds=((measure.measure, measure.comparison, measure.limit),))
    return test


def leaves(tree: Tree[Test]) -> Iterator[FactTest]:
    """The tests of facts in *tree*, in order."""
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from leaves(part)
    elif isinstance(tree, FactTest):
        yield tree


def keys_of(test: FactTest) -> Sequence[Key]:
    """The things that a test asks for."""
    if test.kind == "medication" and (test.drug or test.drug_classes):
        return [("medication", "requested" if test.drug == "requested" else f"class:{name}") for name in _classes(test)]
    if not test.concepts:
        return [(test.kind, "*")] if test.kind in _ANY_OF else []
    return [(test.kind, concept) for concept in test.concepts]


def _classes(test: FactTest) -> Sequence[str]:
    return test.drug_classes or ("requested",)


def drug_words(keys: Iterable[Key], question: Question) -> Mapping[Key, Sequence[str]]:
    """The names of the drugs behind the things that are drugs."""
    found: dict[Key, Sequence[str]] = {}
    for key in keys:
        if key == ("medication", "requested"):
            found[key] = requested_words(question)
        elif key[1].startswith("class:"):
            name = key[1].removeprefix("class:")
            wanted = question.treatment.drug_class if name == "requested" else name
            found[key] = _class_words(wanted or "")
    return found


def requested_words(question: Question) -> Sequence[str]:
    """The names under which the requested drug or treatment may stand."""
    treatment = question.treatment
    named = [treatment.name, treatment.brand, *treatment.ingredients]
    brands = [each for name in treatment.ingredients or (treatment.name or "",) for each in drug_names(name)]
    return tuple(dict.fromkeys(word.lower() for word in (*named, *brands) if word))


@cache
def drug_or_class_words(name: str) -> Sequence[str]:
    """The names of a drug by its ingredient, or of the drugs of a class; nothing for other words."""
    names = tuple(word.lower() for word in drug_names(name))
    return names or (_class_words(name) if drugs_of_class(name) else ())


@cache
def _class_words(drug_class: str) -> Sequence[str]:
    names = [word for name in drugs_of_class(drug_class) for word in (name, *drug_names(name))]
    plain = drug_class.replace("_", " ")
    wider = names_of(("medication", f"class:{drug_class}"))
    return tuple(dict.fromkeys(word.lower() for word in (*names, plain, f"{plain}s", *wider) if word))


def _as_tuple(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


@cache
def _measures() -> Mapping[str, Tree[Test]]:
    content = read_yaml("lexicons/absence/measures.yaml")["measures"]
    return {name: read_tests(entry) for name, entry in content.items()}
