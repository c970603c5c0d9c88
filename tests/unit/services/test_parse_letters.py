"""Letters from files: many at once, in order, with a problem for each that cannot be used."""

from __future__ import annotations

import io
from pathlib import Path

from openimr.domain.determinations import Determination
from openimr.domain.spans import Problem
from openimr.services.parse_letters import find_letters, parse, parse_file, parse_paths

GOLDEN = Path(__file__).parents[2] / "golden" / "letters"


def test_text_and_file_give_the_same_determination() -> None:
    path = GOLDEN / "l4a.txt"
    from_text = parse(path.read_text(encoding="utf-8"))
    from_file = parse(path)
    assert from_file.documents[0].file == "l4a.txt"
    assert (from_text.header, from_text.items, from_text.summary) == (
        from_file.header,
        from_file.items,
        from_file.summary,
    )


def test_items_have_treatments_and_the_summary_has_facts() -> None:
    letter = parse(GOLDEN / "l4b.txt")
    assert letter.items[0].treatment.name is not None
    assert letter.facts
    assert letter.facts[0].sources[0].document == letter.documents[0].id
    assert parse(GOLDEN / "l4b.txt", facts=False).facts == ()


def test_folder_is_read_in_name_order_and_bad_files_are_named(tmp_path: Path) -> None:
    good = (GOLDEN / "l4b.txt").read_text(encoding="utf-8")
    (tmp_path / "b.txt").write_text(good, encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c.txt").write_text(good, encoding="utf-8")
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "e.pdf").write_bytes(b"plain words")
    (tmp_path / "f.docx").write_bytes(b"PK\x03\x04")
    results = list(parse_paths([tmp_path, tmp_path / "none.txt"], facts=False))
    said = [
        (result.code, result.file) if isinstance(result, Problem) else result.documents[0].file for result in results
    ]
    assert said == [
        ("empty_file", "a.txt"),
        "b.txt",
        ("damaged", "d.pdf"),
        ("wrong_type", "e.pdf"),
        "c.txt",
        ("unreadable", "none.txt"),
    ]


def test_path_that_cannot_be_read_is_a_determination_with_its_problem(tmp_path: Path) -> None:
    letter = parse(str(tmp_path / "missing.pdf"))
    assert [problem.code for problem in letter.problems] == ["unreadable"]
    assert letter.items == ()


def test_locked_and_textless_pdfs_are_told_apart(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    for name, password in (("blank.pdf", None), ("locked.pdf", "secret")):
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        if password:
            writer.encrypt(password, algorithm="RC4-128")
        content = io.BytesIO()
        writer.write(content)
        (tmp_path / name).write_bytes(content.getvalue())
    codes = [result.code for result in parse_paths([tmp_path]) if isinstance(result, Problem)]
    assert codes == ["needs_ocr", "encrypted"]


def test_older_encodings_are_read(tmp_path: Path) -> None:
    text = (GOLDEN / "l4b.txt").read_text(encoding="utf-8").replace("weakness", "weakness – slight –")
    (tmp_path / "old.txt").write_bytes(text.encode("cp1252"))
    letter = parse_file(tmp_path / "old.txt", facts=False)
    assert isinstance(letter, Determination)
    assert "– slight –" in letter.summary.text


def test_find_letters_keeps_the_order_given() -> None:
    paths = [GOLDEN / "l4b.txt", GOLDEN / "l1.txt"]
    assert find_letters(paths) == paths
