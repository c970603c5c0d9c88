"""The timeline of a case folder and of its draft."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from openimr.errors import UsageError
from openimr.services.determine_case import draft_case, write_draft
from openimr.services.show_timeline import open_timeline, render_timeline

CASE = Path(__file__).parents[3] / "examples" / "cases" / "lumbar-epidural"


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("timeline") / "draft"
    write_draft(draft_case(CASE), out)
    return out


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_case_folder_and_its_draft_give_the_same_bytes(draft: Path, form: str) -> None:
    assert render_timeline(*open_timeline(CASE), form) == render_timeline(*open_timeline(draft), form)


def test_json_leads_every_row_to_the_words_on_its_page(draft: Path) -> None:
    timeline, record = open_timeline(draft)
    content = json.loads(render_timeline(timeline, record, "json"))
    assert content["schema"] == "openimr.timeline/1"
    assert content["rows"]
    for row in content["rows"]:
        for place in row["sources"]:
            file = record[place["document"]]
            page = next(page for page in file.pages if page.number == place["page"])
            assert place["file"] == file.name
            assert page.text[place["start"] : place["end"]] == place["quote"]


def test_every_fact_is_in_exactly_one_row(draft: Path) -> None:
    facts = [fact["id"] for fact in json.loads((draft / "determination.json").read_text(encoding="utf-8"))["facts"]]
    timeline, _ = open_timeline(draft)
    assert sorted(name for row in timeline.rows for name in row.facts) == sorted(facts)


def test_as_of_leaves_out_the_later_report(draft: Path) -> None:
    timeline, _ = open_timeline(draft, until=dt.date(2015, 4, 1))
    assert max(row.date for row in timeline.rows if row.date) <= dt.date(2015, 4, 1)
    assert timeline.left_out > 0


def test_folder_of_records_without_an_application_has_a_timeline(tmp_path: Path) -> None:
    name = "05_progress_report_2015-03-10.txt"
    (tmp_path / name).write_bytes((CASE / name).read_bytes())
    timeline, _ = open_timeline(tmp_path)
    assert [each.kind for each in timeline.encounters] == ["progress_report"]
    assert timeline.rows


def test_what_is_neither_case_nor_draft_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a case folder nor a draft"):
        open_timeline(tmp_path / "nothing")
