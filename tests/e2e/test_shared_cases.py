"""The nineteen rebuilt case files, from folder to draft, against what the reviewers decided and why."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.domain.determinations import Determination, Item
from openimr.domain.spans import Span
from openimr.services.determine_case import Draft, draft_case
from openimr.text.dates import read_date

SEED_CASES = [f"case-{number:03}" for number in range(5)]
ALL_CASES = [f"case-{number:03}" for number in range(19)]


@cache
def draft(folder: Path) -> Draft:
    return draft_case(folder / "separate")


@cache
def truth(folder: Path) -> Any:
    return yaml.safe_load((folder / "truth.yaml").read_text(encoding="utf-8"))


def case_folder(shared: Path, name: str) -> Path:
    return shared / "data" / "cases" / name


def day(written: str | None) -> dt.date | None:
    return read_date(written) if written else None


def plain(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip().lower()


def cited(determination: Determination, item: Item) -> list[Span]:
    """Every span behind an item: its rationale's sentences and the facts that its criteria name."""
    facts = {fact.id: fact for fact in determination.facts}
    spans = [span for sentence in item.rationale.sentences for span in sentence.sources]
    assert item.proposal is not None
    for finding in item.proposal.criteria:
        spans += [span for name in finding.facts for span in facts[name].sources]
    return [*spans, *item.sources]


@pytest.mark.parametrize("name", ALL_CASES)
def test_header_is_that_of_the_forms(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    header, expected = draft(folder).determination.header, truth(folder)["header"]
    assert header.case_number == expected["imr_case_number"]
    assert header.dates_of_injury == (day(expected["date_of_injury"]),)
    assert header.ur_denial_date == day(expected["ur_decision_date"])
    assert header.application_received == day(expected["application_received"])
    assert header.priority == expected["priority"].lower()


@pytest.mark.parametrize("name", ALL_CASES)
def test_age_and_sex_are_those_of_the_determination(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    expected = truth(folder)["header"]
    assumed = day(expected["determination_date_assumed"])
    patient = draft_case(folder / "separate", as_of=assumed).determination.patient
    assert patient.age == expected["age_stated_in_determination"]
    # Six of the rebuilt files state the sex nowhere: an invented one would be an error.
    assert patient.sex in ({"M": "male", "F": "female"}[expected["sex"]], None)


@pytest.mark.parametrize("name", ALL_CASES)
def test_disputed_items_stand_in_order_and_verbatim(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    requests = [plain(item.request) for item in draft(folder).determination.items]
    assert requests == [plain(item["as_listed"]) for item in truth(folder)["items"]]


@pytest.mark.parametrize("name", ALL_CASES)
def test_each_item_is_proposed_or_abstained_with_its_reason(shared: Path, name: str) -> None:
    for item in draft(case_folder(shared, name)).determination.items:
        assert item.decision is None
        assert item.proposal is not None
        assert item.proposal.why
        assert item.rationale.sentences
        assert all(sentence.sources or sentence.criteria for sentence in item.rationale.sentences)


@pytest.mark.parametrize("name", SEED_CASES)
def test_proposals_are_the_reviewers_decisions(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    proposed = [item.proposal.decision for item in draft(folder).determination.items if item.proposal]
    assert proposed == [item["decision"].lower() for item in truth(folder)["items"]]


@pytest.mark.parametrize("name", SEED_CASES)
def test_decisive_facts_are_cited_on_their_page(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    determination = draft(folder).determination
    documents = {document.id: document for document in determination.documents}
    missed = []
    for item, expected in zip(determination.items, truth(folder)["items"], strict=True):
        spans = cited(determination, item)
        for fact in expected["decisive_facts"]:
            place = fact["where"]["separate"]
            there = [
                span
                for span in spans
                if f"separate/{documents[span.document].file}" == place["file"] and span.page == (place["page"] or 1)
            ]
            if not any(overlaps(plain(span.quote), plain(fact["quote"])) for span in there):
                missed.append((item.request, fact["quote"]))
    assert missed == []


def overlaps(ours: str, theirs: str) -> bool:
    return ours in theirs or theirs in ours


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_quote_is_that_slice_of_its_page(shared: Path, name: str) -> None:
    made = draft(case_folder(shared, name))
    pages = {(document, page.number): page.text for document, file in made.record for page in file.pages}
    spans = list(all_spans(made.determination))
    assert spans
    assert all(pages[span.document, span.page][span.start : span.end] == span.quote for span in spans)


def all_spans(value: Any) -> Any:
    """Every span anywhere in *value*."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from all_spans(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from all_spans(getattr(value, name))
