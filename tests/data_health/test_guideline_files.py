"""The guideline files are sound: sources, dates, words and every name they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from openimr.domain.guidelines import Criterion, Edition, FactTest, Group, Guideline, MeasureTest, RequestTest
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria.measures import MEASURES
from openimr.pipeline.criteria.wording import slots_of
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.rulebook.guidelines import all_guidelines

GUIDELINES = all_guidelines()
EDITIONS = [edition for each in GUIDELINES for edition in each.editions]
CRITERIA = [criterion for edition in EDITIONS for criterion in edition.criteria]
ALWAYS_FILLED = {"treatment", "limit", "unit"}
VALUE_KEYS = {
    "action", "adverse_effect_of", "aggravated_by", "body_part", "change", "course", "direction", "enabled_by", "high",
    "is_able", "modality", "of", "pattern", "purpose", "radiates_to", "relief_percent", "relief_weeks", "response",
    "result", "severity", "size_mm",
}  # fmt: skip
KIND_OF_MEASURE = {"nerve_root_corroboration": "imaging"}
KINDS_WITHOUT_LEXICON = {"medication", "request"}
MADE_BY_READING = {"symptom": {"radiating_pain"}, "pain_score": {"pain_score"}, "imaging": {"normal_study"}}


def leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from leaves(part)
    elif tree is not None:
        yield tree


def asked_by(criterion: Criterion) -> list[Any]:
    trees = (criterion.met, criterion.not_met, criterion.untestable, criterion.when)
    return [leaf for tree in trees for leaf in leaves(tree)]


@cache
def concepts() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {kind: set(names) for kind, names in MADE_BY_READING.items()}
    for path in list_yaml("lexicons/concepts"):
        content = read_yaml(path)
        for name, entry in content["concepts"].items():
            value = entry.get("value") or {}
            found.setdefault(content["kind"], set()).add(value.get("concept", name))
    return found


def named_concepts(test: Any) -> list[tuple[str, str]]:
    if isinstance(test, FactTest):
        return [(test.kind, concept) for concept in test.concepts if test.kind not in KINDS_WITHOUT_LEXICON]
    options = dict(test.options) if isinstance(test, MeasureTest) else {}
    kind = options.get("kind", KIND_OF_MEASURE.get(getattr(test, "measure", ""), "therapy"))
    named = options.get("concept", ())
    return [(kind, concept) for concept in (named if isinstance(named, tuple) else (named,))]


@pytest.mark.parametrize("of", GUIDELINES, ids=lambda of: of.id)
def test_guideline_says_what_it_is(of: Guideline) -> None:
    topics = {entry["slug"] for entry in yaml.safe_load(_text("topics.yaml"))}
    assert of.topic in topics
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+){2}", of.id)
    assert of.description.endswith(".")
    path = f"guidelines/{of.id.replace('.', '/')}.yaml"
    assert path in list_yaml("guidelines")
    assert of.id.endswith(f".{of.topic}")


@pytest.mark.parametrize("of", GUIDELINES, ids=lambda of: of.id)
def test_editions_follow_one_another_without_overlap(of: Guideline) -> None:
    for edition, following in zip(of.editions, of.editions[1:], strict=False):
        assert edition.effective_to is not None
        assert edition.effective_to < following.effective_from
    for edition in of.editions:
        assert edition.key == edition.effective_from.isoformat()


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: f"{e.guideline} {e.key}")
def test_edition_names_its_source(edition: Edition) -> None:
    assert edition.source.guideline
    assert edition.source.section or edition.source.regulation
    assert edition.asks.endswith(".")
    assert len(edition.asks.split()) < 80


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: f"{e.guideline} {e.key}")
def test_logic_holds_every_criterion_but_the_advisory_ones(edition: Edition) -> None:
    used = set(leaves(edition.logic))
    deciding = {criterion.id for criterion in edition.criteria if criterion.role != "advisory"}
    assert used == deciding


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda e: f"{e.guideline} {e.key}")
def test_logic_uses_a_criterion_in_one_sense_only(edition: Edition) -> None:
    assert _senses(edition.logic, True) & {(name, not sense) for name, sense in _senses(edition.logic, True)} == set()


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_criterion_is_worded_and_sourced(criterion: Criterion) -> None:
    assert criterion.ask.endswith("?")
    assert criterion.source
    assert criterion.rows
    assert (criterion.silence is None) == (criterion.role == "advisory")
    if criterion.status == "confirmed":
        assert "Not confirmed" not in criterion.source
    if criterion.role != "advisory" and criterion.silence == "fail":
        assert criterion.needs


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_phrases_are_sentences_and_the_last_can_always_be_said(criterion: Criterion) -> None:
    phrases = criterion.phrases
    for said in (phrases.met, phrases.not_met, phrases.unknown, phrases.contradicted, phrases.untestable):
        assert all(phrase[0].isupper() or phrase[0] == "{" for phrase in said)
        assert all(phrase.endswith(".") for phrase in said)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_silence_can_be_said_without_a_fact(criterion: Criterion) -> None:
    assert set(slots_of(criterion.phrases.unknown[-1])) <= ALWAYS_FILLED


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_criterion_asks_only_for_what_exists(criterion: Criterion) -> None:
    for test in asked_by(criterion):
        if isinstance(test, MeasureTest):
            assert test.measure in MEASURES
        elif isinstance(test, RequestTest):
            assert {*test.states, test.key} - {None} <= set(Treatment.__dataclass_fields__)
        elif isinstance(test, FactTest):
            keys = {key for key, _ in test.where} | {key for key, _, _ in test.bounds} | {*test.has, *test.lacks}
            assert keys <= VALUE_KEYS


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.id)
def test_every_concept_is_in_a_lexicon(criterion: Criterion) -> None:
    named = [pair for test in asked_by(criterion) for pair in named_concepts(test)]
    assert [(kind, concept) for kind, concept in named if concept not in concepts().get(kind, set())] == []


def _senses(tree: Any, sense: bool) -> set[tuple[str, bool]]:
    if not isinstance(tree, Group):
        return {(tree, sense)}
    inner = not sense if tree.op == "not" else sense
    return {found for part in tree.parts for found in _senses(part, inner)}


def _text(path: str) -> str:
    from importlib.resources import files

    return files("openimr").joinpath("data", path).read_text(encoding="utf-8")
