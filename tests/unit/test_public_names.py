"""The names that the package promises, what they say of themselves, and what they cost before they are used."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import openimr

CASE = Path(__file__).parents[2] / "examples" / "cases" / "lumbar-epidural"
NAMES = ["Determination", "Fact", "OpenimrError", "check", "determine", "extract", "parse", "render", "status"]


def test_names_are_those_of_the_contract() -> None:
    assert sorted(openimr.__all__) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_sentence(name: str) -> None:
    assert (inspect.getdoc(getattr(openimr, name)) or "").strip()


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        openimr.nonsense  # noqa: B018 - the look-up is what is tested


def test_import_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import openimr, sys; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"pydantic", "yaml", "docx", "typst", "pypdfium2", "openimr.pipeline"} & set(told)


def test_reading_a_letter_as_text_loads_no_writer() -> None:
    program = "import openimr, sys; openimr.parse('a\\nb'); print(*sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"docx", "typst", "jinja2", "pypdfium2"} & set(told)


def test_case_is_determined_checked_and_rendered(tmp_path: Path) -> None:
    draft = openimr.determine(CASE)
    assert isinstance(draft, openimr.Determination)
    assert isinstance(openimr.check(draft), tuple)
    openimr.render(draft, tmp_path / "letter.txt")
    letter = openimr.parse(tmp_path / "letter.txt")
    assert [item.request for item in letter.items] == [item.request for item in draft.items]


def test_note_becomes_facts() -> None:
    facts = openimr.extract("Assessment: lumbar radiculopathy.")
    assert facts
    assert all(isinstance(fact, openimr.Fact) for fact in facts)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2), (0, 99), (99, 100)])
def test_status_of_words_that_are_not_there_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        openimr.status("No fever.", start, end)


@pytest.mark.parametrize("text", ["", " ", "\n", "No fever.", "fever"])
def test_status_of_no_words_is_that_of_their_place(text: str) -> None:
    assert openimr.status(text, len(text), len(text)) in {"present", "absent"}


def test_missing_file_and_folder_are_told_apart_from_bad_ones(tmp_path: Path) -> None:
    with pytest.raises(openimr.OpenimrError):
        openimr.determine(tmp_path / "none")
    assert openimr.parse(tmp_path / "none.txt").problems[0].code == "unreadable"
