"""A case folder is read to the end, whatever is in it."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
import typst

from openimr.domain.documents import Reading
from openimr.errors import UsageError
from openimr.pipeline.documents import read_file, read_folder


def a_pdf(*pages: str) -> bytes:
    body = "\n#pagebreak()\n".join(page or "#rect(width: 1cm)" for page in pages)
    return bytes(typst.compile(f"#set document(date: none)\n{body}".encode()))


def a_docx(fill: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    fill(document)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def codes(reading: Reading) -> list[tuple[str, str | None, int | None]]:
    return [(problem.code, problem.file, problem.page) for problem in reading.problems]


def test_files_come_sorted_with_the_hash_of_their_bytes(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("second")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "z.txt").write_text("first")
    reading = read_folder(tmp_path)
    assert [file.name for file in reading.files] == ["a/z.txt", "b.txt"]
    assert reading.files[1].sha256 == hashlib.sha256(b"second").hexdigest()
    assert reading.problems == ()


def test_form_feeds_part_the_pages_of_a_text_file() -> None:
    source, problems = read_file("a.txt", b"one\r\ntwo\x0cthree\x0c")
    assert source is not None
    assert [page.text for page in source.pages] == ["one\ntwo", "three"]
    assert problems == ()


@pytest.mark.parametrize(
    "content",
    ["Señor 5½".encode(), "Señor 5½".encode("utf-8-sig"), "Señor 5½".encode("latin-1"), "Señor 5½".encode("utf-16")],
)
def test_text_is_read_in_the_usual_encodings(content: bytes) -> None:
    source, _ = read_file("a.txt", content)
    assert source is not None
    assert source.pages[0].text == "Señor 5½"


def test_word_paragraphs_and_table_rows_come_in_body_order() -> None:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("before")
        table = document.add_table(1, 2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Claim Number:", "A-1"
        document.add_paragraph("after")

    source, _ = read_file("letter.docx", a_docx(fill))
    assert source is not None
    assert source.pages[0].text == "before\nClaim Number: | A-1\nafter"


def test_pdf_boxes_frame_the_words_of_the_text() -> None:
    source, _ = read_file("a.pdf", a_pdf("Norco 10/325 mg \\#90"))
    assert source is not None
    page = source.pages[0]
    assert [page.text[box.start : box.end] for box in page.boxes] == ["Norco", "10/325", "mg", "#90"]
    lefts = [box.left for box in page.boxes]
    assert lefts == sorted(lefts)
    assert all(box.left < box.right and box.top < box.bottom for box in page.boxes)


def test_word_split_at_a_line_end_keeps_its_hyphen() -> None:
    narrow = "#set page(width: 60mm)\n#set text(hyphenate: true)\n#set par(justify: true)\n"
    source, _ = read_file("a.pdf", a_pdf(f"{narrow}An uncharacteristically long examination."))
    assert source is not None
    text = source.pages[0].text
    assert "\ufffe" not in text
    assert text.replace("-\n", "").replace("\n", "").split() == ["An", "uncharacteristically", "long", "examination."]


def test_pdf_page_without_words_is_blank_and_the_rest_goes_on() -> None:
    source, problems = read_file("a.pdf", a_pdf("first", "", "third"))
    assert source is not None
    assert [page.text.strip() for page in source.pages] == ["first", "", "third"]
    assert problems == ()


def test_blank_page_is_no_scan() -> None:
    source, problems = read_file("a.pdf", a_pdf("first", "#none"))
    assert source is not None
    assert len(source.pages) == 2
    assert problems == ()


def test_encrypted_pdf_is_named() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(a_pdf("secret")))
    writer.encrypt("password", algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    assert read_file("a.pdf", content.getvalue())[1][0].code == "encrypted"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "empty_file"),
        ("a.pdf", b"%PDF-1.7 and then nothing", "damaged"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n....", "wrong_type"),
        ("a.pdf", b"<html><body>not here</body></html>", "wrong_type"),
        ("a.docx", b"PK\x03\x04 word/ cut off", "damaged"),
        ("a.docx", b"PK\x03\x04 some other archive", "wrong_type"),
        ("a.docx", b"\xd0\xcf\x11\xe0 password protected", "wrong_type"),
        ("a.txt", b"   \n ", "no_text"),
        ("a.txt", b"MZ\x00\x01\x02", "wrong_type"),
        ("a.txt", b"%PDF-1.4 ...", "wrong_type"),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "damaged"),
        ("a.JPG", b"\xff\xd8\xff....", "damaged"),
        ("a.tif", b"II*\x00....", "damaged"),
        ("a.zip", b"PK\x03\x04 ....", "no_text"),
        ("truth.yaml", b"a: 1", "unsupported_type"),
        ("no_ending", b"words", "unsupported_type"),
    ],
)
def test_unreadable_file_gives_one_problem_that_names_it(name: str, content: bytes, code: str) -> None:
    source, problems = read_file(name, content)
    assert source is None
    assert [(problem.code, problem.file) for problem in problems] == [(code, name)]


def test_cut_off_pdf_is_damaged() -> None:
    content = a_pdf("words " * 50)
    source, problems = read_file("a.pdf", content[: len(content) // 3])
    assert source is None
    assert problems[0].code == "damaged"


def test_system_and_hidden_files_are_passed_over_silently(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "~$letter.docx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "a.txt").write_text("x")
    (tmp_path / "note é #1 (copy).txt").write_text("words")
    reading = read_folder(tmp_path)
    assert [file.name for file in reading.files] == ["note é #1 (copy).txt"]
    assert reading.problems == ()


def test_no_link_is_followed(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (tmp_path / "private.txt").write_text("private")
    (case / "inside.txt").write_text("words")
    (case / "out.txt").symlink_to(tmp_path / "private.txt")
    (case / "in.txt").symlink_to(case / "inside.txt")
    (case / "nowhere.txt").symlink_to(case / "gone.txt")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "private.txt").write_text("private")
    (case / "folder").symlink_to(tmp_path / "others")
    reading = read_folder(case)
    assert [file.name for file in reading.files] == ["inside.txt"]
    links = ["folder", "in.txt", "nowhere.txt", "out.txt"]
    assert codes(reading) == [("outside_link", name, None) for name in links]


def test_file_that_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert codes(read_folder(tmp_path)) == [("unreadable", "pipe.txt", None)]


def test_empty_folder_says_so(tmp_path: Path) -> None:
    assert codes(read_folder(tmp_path)) == [("empty_folder", None, None)]


def test_missing_folder_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_folder(tmp_path / "gone")


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "b.txt").write_text("words")
    reading = read_folder(tmp_path)
    assert [file.name for file in reading.files] == ["b.txt"]
    assert codes(reading) == [("damaged", "a.pdf", None)]
