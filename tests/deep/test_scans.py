"""The nineteen rebuilt cases as scans: minutes of OCR, so these run with `make check-deep` only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.test_shared_bundles import ALL_CASES, case_folder, draft, is_found, proposals, truth

from openimr.services.determine_case import Draft


def letters(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())


def pieces(words: str) -> set[str]:
    plain = letters(words)
    return {plain[at : at + 8] for at in range(max(1, len(plain) - 7))}


def is_cited(made: Draft, quote: str, pages: list[int]) -> bool:
    """Whether a fact or a form rests on words of the quote on one of the pages; OCR may have misread some."""
    spans = [span for fact in made.determination.facts for span in fact.sources if span.page in pages]
    return any(len(pieces(span.quote) & pieces(quote)) >= min(3, len(pieces(quote))) for span in spans)


def decisive(shared: Path) -> list[tuple[str, Any]]:
    return [
        (name, fact)
        for name in ALL_CASES
        for item in truth(case_folder(shared, name))["items"]
        for fact in item["decisive_facts"]
        if fact["where"].get("scan")
    ]


@pytest.mark.parametrize("name", ALL_CASES)
def test_scan_gives_the_proposals_of_separate_files(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    scanned, typed = proposals(draft(folder / "scan")), proposals(draft(folder / "separate"))
    assert [entry[1:] for entry in scanned] == [entry[1:] for entry in typed]


def test_documents_of_scans_are_found_with_kind_date_and_pages(shared: Path) -> None:
    found: list[bool] = []
    for name in ALL_CASES:
        made = draft(case_folder(shared, name) / "scan")
        documents = {document.page_numbers: document for document in made.determination.documents}
        entries = truth(case_folder(shared, name))["documents"]
        found += [is_found(entry, documents.get(tuple(entry["scan_pages"]))) for entry in entries]
    assert len(found) > 100
    assert sum(found) >= 0.95 * len(found)


def test_decisive_facts_of_scans_are_cited_on_the_right_page(shared: Path) -> None:
    facts = decisive(shared)
    cited = [
        is_cited(draft(case_folder(shared, name) / "scan"), fact["quote"], fact["where"]["scan"]["pages"])
        for name, fact in facts
    ]
    assert len(cited) > 90
    assert sum(cited) >= 0.9 * len(cited)
