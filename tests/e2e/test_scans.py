"""Scanned bundles: the same proposals, header and documents as from the typed ones; three real cases, and our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bundles import bundle
from tests.e2e.test_bundles import proposals, separate, sources
from tests.e2e.test_shared_bundles import case_folder, draft, is_found, truth
from tests.scanned_bundles import Scanner, scan

from openimr.services.determine_case import draft_case

_CASES = ("case-001", "case-010", "case-014")
"""Two treatments of which one is granted, names without meaning, and a page upside down."""


@pytest.mark.parametrize("name", _CASES)
def test_scan_gives_the_proposals_and_documents_of_separate_files(shared: Path, name: str) -> None:
    folder = case_folder(shared, name)
    scanned, typed = draft(folder / "scan"), draft(folder / "separate")
    assert [item.proposal.decision for item in scanned.determination.items if item.proposal] == [
        item.proposal.decision for item in typed.determination.items if item.proposal
    ]
    documents = {document.page_numbers: document for document in scanned.determination.documents}
    entries = truth(folder)["documents"]
    found = [is_found(entry, documents.get(tuple(entry["scan_pages"]))) for entry in entries]
    assert sum(found) >= len(entries) - 1


@pytest.mark.parametrize(
    ("name", "scanner"),
    [
        ("lumbar-epidural", Scanner(dpi=150, is_black_on_white=True, skew=1.5, seed=4)),
        ("acupuncture-and-mri", Scanner(dpi=150, seed=2)),
        ("physical-therapy", Scanner(is_black_on_white=True, seed=3)),
    ],
)
def test_scanned_example_gives_the_proposals_and_header_of_typed_files(
    name: str, scanner: Scanner, tmp_path: Path
) -> None:
    (tmp_path / "fax.pdf").write_bytes(scan(bundle(sources(name)).content, scanner))
    scanned = draft_case(tmp_path)
    assert [entry[1:] for entry in proposals(scanned)] == [entry[1:] for entry in proposals(separate(name))]
    assert scanned.determination.header == separate(name).determination.header
    kinds = sorted((d.kind, str(d.date)) for d in scanned.determination.documents)
    assert kinds == sorted((d.kind, str(d.date)) for d in separate(name).determination.documents)
