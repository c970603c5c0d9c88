"""A reviewer's worksheet file: read, told what is wrong by line, and carried into draft, check and letter."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from openimr.cli.main import main
from openimr.errors import UsageError
from openimr.services.check_draft import check
from openimr.services.read_worksheets import dated, read_worksheets
from openimr.services.render_letter import render
from openimr.wire import load_determination

EXAMPLES = Path(__file__).parents[3] / "examples"
WORKSHEET = EXAMPLES / "worksheets" / "lumbar-epidural.yaml"
CASE = EXAMPLES / "cases" / "lumbar-epidural"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return Path(shutil.copy(WORKSHEET, tmp_path / "worksheet.yaml"))


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_example_is_read_whole() -> None:
    (worksheet,) = read_worksheets(WORKSHEET)
    assert (worksheet.item, worksheet.question, worksheet.follows) == (1, "treatment_benefits", "review")
    assert [each.rank for each in worksheet.competing] == ["mtus", "other"]
    assert [each.level for one in worksheet.competing for each in one.studies] == ["4", "1a"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("question: treatment_benefits", "question: cost", "worksheet.yaml, line 4: This is one of treatment_benefits"),
        ("rank: mtus", "rank: first", "worksheet.yaml, line 9: This is one of mtus, acoem_odg, other."),
        ("applicable: true", "applicable: perhaps", "line 18: This is true or false or nothing."),
        ("follows: review", "follows: reviews", "line 35: reviews is none of the recommendations mtus, review."),
        ("id: review", "id: mtus", "Two recommendations have one id."),
        ("    why: The systematic", "    because: The systematic", "line 36: The key because is not known here."),
        ("item: 1", "item: 0", "line 3: This is at least 1."),
        ("follows: review", "follows: [review", "is not YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(own: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_worksheets(change(own, old, new))
    assert told in str(caught.value)


def test_two_worksheets_of_one_item_are_told(own: Path) -> None:
    text = own.read_text(encoding="utf-8")
    own.write_text(text + text[text.index("  - item: 1") :], encoding="utf-8")
    with pytest.raises(UsageError, match="Item 1 has a worksheet already"):
        read_worksheets(own)


def test_a_level_that_the_scale_of_the_day_does_not_have_is_told() -> None:
    worksheets = read_worksheets(WORKSHEET)
    assert dated(worksheets, dt.date(2015, 4, 20), 2)[0].scale == "mtus_methodology"
    with pytest.raises(UsageError, match=r"on 2015-04-19 the levels are A, B, C, I"):
        dated(worksheets, dt.date(2015, 4, 19), 2)


def test_an_item_that_the_case_does_not_have_is_told(own: Path) -> None:
    worksheets = read_worksheets(change(own, "item: 1", "item: 3"))
    with pytest.raises(UsageError, match="for item 3, but the case has 2"):
        dated(worksheets, dt.date(2015, 7, 1), 2)


def words_of(letter: Path) -> str:
    if letter.suffix == ".pdf":
        return "".join(page.extract_text() for page in PdfReader(letter).pages)
    if letter.suffix == ".docx":
        return re.sub("<[^>]*>", "", zipfile.ZipFile(letter).read("word/document.xml").decode("utf-8"))
    return re.sub("<[^>]*>", "", letter.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example case, drafted with its worksheet."""
    out = tmp_path_factory.mktemp("worksheet") / "draft"
    assert main(["determine", str(CASE), "--worksheet", str(WORKSHEET), "-o", str(out)]) in (0, 1)
    return out


def test_the_higher_level_rebuts_the_rank_on_the_ladder(drafted: Path) -> None:
    first, second = json.loads((drafted / "determination.json").read_text(encoding="utf-8"))["items"]
    step = first["proposal"]["ladder"][0]
    assert (step["rank"], step["outcome"]) == ("mtus", "rebutted")
    assert "level 1a" in step["why"]
    assert first["proposal"]["guideline"] != "mtus.chronic_pain.lumbar_epidural"
    assert first["worksheet"]["scale"] == "mtus_methodology"
    assert "worksheet" not in second


def test_of_a_whole_worksheet_the_check_names_the_rank_that_it_passes_over(drafted: Path) -> None:
    determination = load_determination((drafted / "determination.json").read_text(encoding="utf-8"))
    codes = {each.code for each in check(determination) if each.code.startswith("worksheet")}
    assert codes == {"worksheet_level_unconfirmed", "worksheet_rank_unweighed"}


@pytest.mark.parametrize("ending", [".txt", ".html", ".docx", ".pdf"])
def test_the_letter_prints_the_worksheet_in_every_form(drafted: Path, tmp_path: Path, ending: str) -> None:
    determination = load_determination((drafted / "determination.json").read_text(encoding="utf-8"))
    render(determination, tmp_path / f"letter{ending}")
    words = "".join(words_of(tmp_path / f"letter{ending}").split())
    assert "MTUSmethodologyworksheet" in words
    assert "ExampleB,ExampleC.Injectionsfor" in words
    assert "InventedReviews12" in words
    assert "publishedexpertopinion" not in words


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("level: 1a", "level: 5", "worksheet_lower_level"),
        ("level: 1a", "level: 4", "worksheet_rebuts_nothing"),
        ("why: Adults injured at work", "why: ''\n            bias: ''\n            #", "worksheet_incomplete"),
        (
            "level: 1a\n            applicable: true",
            "level: 1a\n            applicable: false",
            "worksheet_inapplicable_study",
        ),
    ],
)
def test_the_check_finds_what_is_wrong_with_a_worksheet(
    own: Path, drafted: Path, old: str, new: str, code: str
) -> None:
    if "''" in new:
        change(own, "            bias: Randomisation and blinding were sound in eleven of twelve trials.\n", "")
    worksheets = dated(read_worksheets(change(own, old, new)), dt.date(2015, 7, 1), 2)
    determination = load_determination((drafted / "determination.json").read_text(encoding="utf-8"))
    items = (replace(determination.items[0], worksheet=worksheets[0]), *determination.items[1:])
    assert code in {each.code for each in check(replace(determination, items=items))}
