"""`openimr deidentify` writes a copy and a list that holds no words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openimr.cli.main import main

LETTER = "Patient Name: Maria Gonzalez\nClaim Number: 12345678-0001\nSpurling test is negative.\n"


def test_a_letter_is_copied_without_its_people_and_the_list_holds_no_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, copy = tmp_path / "letter.txt", tmp_path / "copy.txt"
    source.write_text(LETTER, encoding="utf-8")
    assert main(["deidentify", str(source), "-o", str(copy)]) == 0
    text = copy.read_text(encoding="utf-8")
    assert "[employee]" in text
    assert "Spurling" in text
    assert "Gonzalez" not in text + capsys.readouterr().out
    listed = (tmp_path / "copy.txt.removed.json").read_text(encoding="utf-8")
    assert "Gonzalez" not in listed
    assert json.loads(listed)["counts"] == {"claim number": 1, "employee": 1}


def test_what_is_known_is_removed_too(tmp_path: Path) -> None:
    source, known, copy = tmp_path / "letter.txt", tmp_path / "known.txt", tmp_path / "copy.docx"
    source.write_text("The file of bruno young.\n", encoding="utf-8")
    known.write_text("employee: Bruno Young\n", encoding="utf-8")
    assert main(["deidentify", str(source), "-o", str(copy), "--known", str(known)]) == 0
    assert copy.stat().st_size > 0


def test_a_wrong_form_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "letter.txt"
    source.write_text(LETTER, encoding="utf-8")
    assert main(["deidentify", str(source), "-o", str(tmp_path / "copy.xyz")]) == 2
    assert ".docx" in capsys.readouterr().err
