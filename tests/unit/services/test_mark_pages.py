"""Pictures of the pages that a proposal rests on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from openimr.domain.determinations import Determination
from openimr.errors import UsageError
from openimr.services.determine_case import determine
from openimr.services.explain_draft import explain, write_explanation
from openimr.services.mark_pages import evidence_pages, mark_pages

CASE = Path(__file__).parents[3] / "examples" / "cases" / "lumbar-epidural"


@pytest.fixture(scope="module")
def draft() -> Determination:
    return determine(CASE)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CASE, tmp_path / "case"))


def test_pages_with_evidence_are_pictured_those_that_decide_first(draft: Determination, tmp_path: Path) -> None:
    items = mark_pages(draft, CASE, tmp_path / "pages")
    names = sorted(path.name for path in (tmp_path / "pages").glob("*.png"))
    assert names == sorted(page.file for item in items for page in item.pages)
    assert all(re.fullmatch(r"item-\d+-d\d\d-p\d\d\d\.png", name) for name in names)
    for item in items:
        decides = [any(fact.is_decisive for fact in page.facts) for page in item.pages]
        assert decides == sorted(decides, reverse=True)


def test_tags_are_the_fact_numbers_that_explain_prints(draft: Determination, tmp_path: Path) -> None:
    told = write_explanation(explain(draft, 1))
    tags = {fact.tag for item in evidence_pages(draft, 1) for page in item.pages for fact in page.facts}
    assert tags
    assert tags <= set(re.findall(r"\bf\d+\b", told))


def test_index_shows_every_picture_beside_its_facts(draft: Determination, tmp_path: Path) -> None:
    items = mark_pages(draft, CASE, tmp_path, 1)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{page.file}"' in index for page in items[0].pages)
    assert "default-src &#39;none&#39;" in index or "default-src 'none'" in index


def test_renamed_file_is_known_by_its_hash(draft: Determination, case: Path, tmp_path: Path) -> None:
    (case / "04_progress_report_2015-06-09.pdf").rename(case / "report.pdf")
    assert mark_pages(draft, case, tmp_path / "pages", 1)[0].pages[0].is_drawn


def test_changed_file_is_refused_by_name(draft: Determination, case: Path, tmp_path: Path) -> None:
    report = case / "04_progress_report_2015-06-09.pdf"
    report.write_bytes(report.read_bytes() + b"\n")
    with pytest.raises(UsageError, match=r"04_progress_report_2015-06-09\.pdf is not the file"):
        mark_pages(draft, case, tmp_path / "pages")


def test_missing_file_is_named(draft: Determination, case: Path, tmp_path: Path) -> None:
    (case / "04_progress_report_2015-06-09.pdf").unlink()
    with pytest.raises(UsageError, match=r"04_progress_report_2015-06-09\.pdf is not in"):
        mark_pages(draft, case, tmp_path / "pages")


def test_item_that_is_not_there_is_refused(draft: Determination, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no item 9"):
        mark_pages(draft, CASE, tmp_path, 9)
