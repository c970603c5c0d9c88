"""The nineteen rebuilt case files as one faxed bundle each: the same documents and proposals as from separate files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.domain.documents import ASIDE_KINDS, Document
from openimr.domain.spans import Span
from openimr.services.determine_case import Draft, draft_case
from openimr.text.dates import read_date

ALL_CASES = [f"case-{number:03}" for number in range(19)]
KINDS: Mapping[str, frozenset[str]] = {
    "application": frozenset({"application"}),
    "rfa": frozenset({"rfa"}),
    "ur_decision": frozenset({"ur_decision"}),
    "PR-2": frozenset({"progress_report"}),
    "narrative": frozenset({"progress_report", "consultation", "emergency", "medical_record"}),
    "meds": frozenset({"medication_list"}),
    "imaging": frozenset({"imaging"}),
    "operative": frozenset({"operative_report"}),
    "pt": frozenset({"therapy_notes"}),
    "hospital": frozenset({"hospital"}),
    "dfr": frozenset({"first_report"}),
    "ed": frozenset({"emergency"}),
    "agreement": frozenset({"agreement"}),
    "consult": frozenset({"consultation"}),
    "letter": frozenset({"appeal_letter"}),
}
"""The truth's kinds in the words of this program; a narrative may be any report of a visit."""


@cache
def draft(folder: Path) -> Draft:
    return draft_case(folder)


@cache
def truth(folder: Path) -> Any:
    return yaml.safe_load((folder / "truth.yaml").read_text(encoding="utf-8"))


def case_folder(shared: Path, name: str) -> Path:
    return shared / "data" / "cases" / name


def proposals(made: Draft) -> list[tuple[str, str, str | None]]:
    return [
        (item.request, item.proposal.decision, item.proposal.guideline)
        for item in made.determination.items
        if item.proposal
    ]


def by_pages(made: Draft) -> dict[tuple[int, ...], Document]:
    return {document.page_numbers: document for document in made.determination.documents}


def is_found(entry: Mapping[str, Any], document: Document | None) -> bool:
    """Whether the document has the kind and date of the truth's entry."""
    day = read_date(entry["date"]) if entry["date"] else None
    return document is not None and document.kind in KINDS[entry["kind"]] and document.date == day


@pytest.mark.parametrize("name", ALL_CASES)
def test_bundle_gives_the_proposals_of_separate_files(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    bundled, separate = draft(folder / "bundle"), draft(folder / "separate")
    assert proposals(bundled) == proposals(separate)
    assert bundled.determination.header == separate.determination.header
    assert bundled.determination.patient == separate.determination.patient


def test_documents_are_found_with_kind_date_and_pages(shared: Path) -> None:
    entries = [
        (case_folder(shared, name), entry)
        for name in ALL_CASES
        for entry in truth(case_folder(shared, name))["documents"]
    ]
    found = [
        is_found(entry, by_pages(draft(folder / "bundle")).get(tuple(entry["bundle_pages"])))
        for folder, entry in entries
    ]
    assert len(found) > 100
    assert sum(found) >= 0.95 * len(found)


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_copy_is_named_and_one_of_the_two_is_evidence(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    made = draft(folder / "bundle")
    documents = by_pages(made)
    pairs = [
        (documents[tuple(entry["bundle_pages"])], documents[tuple(entry["duplicate_bundle_pages"])])
        for entry in truth(folder)["documents"]
        if entry["duplicate_bundle_pages"]
    ]
    copies = [document for pair in pairs for document in pair if document.set_aside]
    assert len(copies) == len(pairs)
    named = [problem.page for problem in made.determination.problems if problem.code == "duplicate_document"]
    assert sorted(document.pages[0] for document in copies) == named


@pytest.mark.parametrize("name", ALL_CASES)
def test_nothing_else_in_the_bundle_is_evidence(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    entries = truth(folder)["documents"]
    theirs = {page for entry in entries for page in entry["bundle_pages"] + entry["duplicate_bundle_pages"]}
    for document in draft(folder / "bundle").determination.documents:
        if not theirs & set(document.page_numbers):
            assert document.kind in ASIDE_KINDS or document.set_aside, document.page_numbers
        else:
            assert set(document.page_numbers) <= theirs


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_fact_of_the_bundle_is_quoted_from_its_page(shared: Path, name: str) -> None:
    made = draft(case_folder(shared, name) / "bundle")
    pages = {(document, page.number): page.text for document, file in made.record for page in file.pages}
    spans = [span for fact in made.determination.facts for span in fact.sources]
    assert spans
    assert all(is_that_slice(span, pages) for span in spans)


def is_that_slice(span: Span, pages: Mapping[tuple[str, int], str]) -> bool:
    return pages[span.document, span.page][span.start : span.end] == span.quote
