"""Damaged, odd and hostile input: a sentence that names the file, the exit code of the contract, never a traceback."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "cases"
CASE = EXAMPLES / "lumbar-epidural"
DONE, WITH_PROBLEMS, WRONG_USE, NOTHING_USABLE = 0, 1, 2, 3
SECRET = "Zebulon Quartermain"
"""A patient's name that no message may repeat."""


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    def call(*words: str | Path) -> tuple[int, str, str]:
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsysbinary.readouterr()
        told = err.decode()
        assert "Traceback" not in told
        assert "internal error" not in told
        assert SECRET not in told
        return code, out.decode(), told

    return call


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A complete case in a folder of its own."""
    folder = tmp_path / "case"
    folder.mkdir()
    for file in CASE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def pdf_of(pages: int, *, password: str | None = None) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def picture_pdf() -> bytes:
    """One page on which a picture is drawn and no word stands."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(1))))
    drawing = DecodedStreamObject()
    drawing.set_data(b"0 0 612 792 re f")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawing)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def swollen_docx() -> bytes:
    """A Word file of some hundred kilobytes that swells to sixty megabytes."""
    whole = (CASE / "03_utilization_review.docx").read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "word/document.xml":
                with target.open(name, "w", force_zip64=True) as part:
                    for _ in range(60):
                        part.write(b" " * 1_000_000)
            else:
                target.writestr(name, source.read(name))
    return made.getvalue()


def cut(name: str, share: float) -> bytes:
    content = (CASE / name).read_bytes()
    return content[: int(len(content) * share)]


UNREADABLE: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "empty.txt": lambda: b"",
    "empty.docx": lambda: b"",
    "blanks.txt": lambda: b" \n\n \f \n",
    "one_byte.pdf": lambda: b"%",
    "one_byte.docx": lambda: b"P",
    "head_only.pdf": lambda: b"%PDF-1.7\n",
    "noise.pdf": lambda: bytes(range(256)) * 64,
    "cut.pdf": lambda: cut("01_application.pdf", 0.3),
    "locked.pdf": lambda: pdf_of(1, password="x"),
    "no_pages.pdf": lambda: pdf_of(0),
    "blank.pdf": lambda: pdf_of(2),
    "picture.pdf": picture_pdf,
    "text.pdf": lambda: f"The patient is {SECRET}.".encode(),
    "html.pdf": lambda: b"<html><body>not found</body></html>",
    "pdf_named.txt": lambda: pdf_of(1),
    "binary.txt": lambda: b"\x7fELF\x02\x01\x01\x00" + bytes(range(32)) * 99,
    "nul.txt": lambda: b"Patient\x00notes\x00",
    "too_long.txt": lambda: b"word " * 2_200_000,
    "cut.docx": lambda: cut("03_utilization_review.docx", 0.5),
    "noise.docx": lambda: b"PK\x03\x04" + bytes(range(256)) * 8,
    "other_zip.docx": lambda: zipped(readme=b"hello"),
    "no_document.docx": lambda: zipped(word__styles=b"<x/>"),
    "bad_xml.docx": lambda: zipped(**{"word__document.xml": b"<w:document", "[Content_Types].xml": b"<Types/>"}),
    "swollen.docx": swollen_docx,
    "macros.docm": lambda: zipped(word__vbaProject=b"x"),
    "sheet.xlsx": lambda: zipped(xl__workbook=b"x"),
    "letter.rtf": lambda: b"{\\rtf1 hello}",
    "rtf_named.txt": lambda: b"{\\rtf1 hello}",
    "old.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "scan.png": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "scan.jpg": lambda: b"\xff\xd8\xff\xe0" + bytes(64),
    "scan.tif": lambda: b"II*\x00" + bytes(64),
    "files.zip": lambda: zipped(),
    "no_ending": lambda: b"some words",
    "truth.yaml": lambda: b"items: []",
}


@pytest.fixture(scope="module")
def full_of_trouble(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, list[str]], int]:
    """Exit code, messages by file, and number of items of a complete case among all the unreadable files."""
    folder = tmp_path_factory.mktemp("trouble")
    case, out = folder / "case", folder / "out"
    case.mkdir()
    for file in CASE.iterdir():
        (case / file.name).write_bytes(file.read_bytes())
    for name, content in UNREADABLE.items():
        (case / name).write_bytes(content())
    code = main(["determine", str(case), "-o", str(out)])
    determination = json.loads((out / "determination.json").read_text(encoding="utf-8"))
    told: dict[str, list[str]] = {}
    for problem in determination["problems"]:
        told.setdefault(problem["file"], []).append(problem["message"])
    return code, told, len(determination["items"])


def test_case_among_unreadable_files_is_still_done(full_of_trouble: tuple[int, dict[str, list[str]], int]) -> None:
    code, _, items = full_of_trouble
    assert code == WITH_PROBLEMS
    assert items == 2


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_named_in_problems(
    name: str, full_of_trouble: tuple[int, dict[str, list[str]], int]
) -> None:
    messages = full_of_trouble[1][name]
    assert messages
    assert all(message.endswith(".") and SECRET not in message for message in messages)


@pytest.mark.parametrize("name", UNREADABLE)
def test_folder_with_only_an_unreadable_file_gives_nothing_usable(name: str, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / name).write_bytes(UNREADABLE[name]())
    code, out, told = run("determine", folder, "-o", tmp_path / "out")
    assert code == NOTHING_USABLE
    assert out == ""
    assert name in told
    assert [path.name for path in (tmp_path / "out").glob("*")] in ([], [".pages"])  # recognised pages are kept


ODD_TEXTS: dict[str, bytes] = {
    "utf16": "Diagnosis: lumbar radiculopathy, é".encode("utf-16"),
    "utf16_odd": "Diagnosis: lumbar radiculopathy".encode("utf-16")[:-1],
    "latin1": "Diagnosis: l\xe9sion, 5\xb0".encode("latin-1"),
    "mark": "\ufeffDiagnosis: lumbar radiculopathy".encode(),
    "windows_lines": b"Diagnosis:\r\nlumbar radiculopathy\rpain\r\n",
    "half_sign": b"pain \xed\xa0\x80 knee",
    "unseen": "Pa\u200btient de\u200dnies\u202e pain \u2066 knee\u00ad".encode(),
    "controls": b"pain \x1b[31m knee \x08\x0b\x1a",
    "signs": "\U0001f600 疼痛 боль Ⅳ ½ ﬁ İ ٣/١٠".encode(),
    "one_word": b"x" * 50_000,
    "one_number": b"7" * 50_000,
    "one_line": b"pain no pain and 1/10, L4-L5 " * 200,
    "brackets": b"([{(" * 5_000,
    "line_ends": b"\n" * 50_000 + b"pain",
    "dates": b"02/30/2015 13/45/9999 00/00/0000 01/01/2999 " * 50,
    "forms": b"Name:\n" * 2_000,
}


def test_odd_texts_are_read_as_they_are(case: Path, tmp_path: Path, run: Run) -> None:
    for name, content in ODD_TEXTS.items():
        (case / f"odd_{name}.txt").write_bytes(content)
    code, out, _ = run("determine", case, "-o", tmp_path / "out")
    assert code in (DONE, WITH_PROBLEMS)
    assert "proposed:" in out
    record = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    files = {document["file"] for document in record["documents"]}
    assert {f"odd_{name}.txt" for name in ODD_TEXTS} <= files


ODD_NAMES = [
    "a\nb.txt",
    'it\'s "quoted".txt',
    "é疼\U0001f600.txt",
    "n" * 251 + ".txt",
    "$(id).txt",
    "%s%n{0}.txt",
    "-o.txt",
]


def test_odd_file_names_are_only_names(case: Path, tmp_path: Path, run: Run) -> None:
    for number, name in enumerate(ODD_NAMES):
        (case / name).write_text(f"Diagnosis: lumbar radiculopathy {number}", encoding="utf-8")
    code, _, _ = run("determine", case, "-o", tmp_path / "out")
    assert code in (DONE, WITH_PROBLEMS)
    documents = json.loads((tmp_path / "out" / "determination.json").read_text(encoding="utf-8"))["documents"]
    shown = {name.replace("\n", "\ufffd") for name in ODD_NAMES}
    assert shown <= {document["file"] for document in documents}


def test_file_name_that_is_no_text_is_shown_as_far_as_it_is(case: Path, tmp_path: Path, run: Run) -> None:
    (Path(os.fsdecode(os.fsencode(case) + b"/\xff\xfe.txt"))).write_text("Diagnosis: pain", encoding="utf-8")
    code, _, _ = run("determine", case, "-o", tmp_path / "out")
    assert code == DONE
    files = {each["file"] for each in json.loads((tmp_path / "out" / "determination.json").read_bytes())["documents"]}
    assert "\ufffd\ufffd.txt" in files


def test_what_is_no_file_is_named_and_passed_over(case: Path, tmp_path: Path, run: Run) -> None:
    (case / "loop").symlink_to(case, target_is_directory=True)
    (case / "self.txt").symlink_to(case / "self.txt")
    (case / "gone.txt").symlink_to(case / "nowhere.txt")
    (case / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(case / "pipe.txt")
    deep = case / "/".join(["d"] * 60)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("Diagnosis: pain", encoding="utf-8")
    code, _, told = run("determine", case, "-o", tmp_path / "out")
    assert code == WITH_PROBLEMS
    assert all(name in told for name in ("self.txt", "gone.txt", "out.txt", "pipe.txt"))
    assert "deep.txt" in (tmp_path / "out" / "record.json").read_text(encoding="utf-8")


def test_socket_in_the_folder_is_passed_over(
    case: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case)  # a socket's whole path may have some hundred characters only
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("door.txt")
        code, _, told = run("determine", case, "-o", tmp_path / "out")
    assert code == WITH_PROBLEMS
    assert "door.txt: This is not a regular file." in told


def test_same_file_twice_does_no_harm(case: Path, tmp_path: Path, run: Run) -> None:
    (case / "again.txt").write_bytes((case / "05_progress_report_2015-03-10.txt").read_bytes())
    code, out, _ = run("determine", case, "-o", tmp_path / "out")
    assert code in (DONE, WITH_PROBLEMS)
    assert "proposed:" in out


def test_missing_application_is_told_and_the_denied_items_are_taken_from_the_review(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "03_utilization_review.docx").write_bytes((CASE / "03_utilization_review.docx").read_bytes())
    code, out, told = run("determine", folder, "-o", tmp_path / "out")
    assert code == WITH_PROBLEMS
    assert "proposed:" in out
    assert "pplication" in told


def test_records_without_any_form_give_nothing_usable(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    for name in ("05_progress_report_2015-03-10.txt", "06_mri_lumbar_2015-01-20.pdf"):
        (folder / name).write_bytes((CASE / name).read_bytes())
    code, out, told = run("determine", folder, "-o", tmp_path / "out")
    assert code == NOTHING_USABLE
    assert out == ""
    assert "disputed item" in told


def test_case_that_is_a_file_is_wrong_use(run: Run, tmp_path: Path) -> None:
    code, _, told = run("determine", CASE / "01_application.pdf", "-o", tmp_path / "out")
    assert code == WRONG_USE
    assert "not a folder" in told


def test_empty_folder_gives_nothing_usable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    code, _, told = run("determine", tmp_path / "case", "-o", tmp_path / "out")
    assert code == NOTHING_USABLE
    assert "no documents" in told


def test_output_that_is_a_file_is_wrong_use_and_stays(case: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    code, out, told = run("determine", case, "-o", tmp_path / "out")
    assert code == WRONG_USE
    assert "is a file" in told
    assert out == ""
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_output_below_a_file_is_wrong_use(case: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    code, _, told = run("determine", case, "-o", tmp_path / "file" / "out")
    assert code == WRONG_USE
    assert "file" in told


def test_output_inside_the_case_is_wrong_use(case: Path, run: Run) -> None:
    code, _, told = run("determine", case, "-o", case / "draft")
    assert code == WRONG_USE
    assert "inside the case folder" in told
    assert not (case / "draft").exists()


@pytest.mark.parametrize("day", ["yesterday", "2015-02-30", "15-1-1", ""])
def test_day_that_is_none_is_wrong_use(day: str, case: Path, run: Run) -> None:
    code, _, told = run("determine", case, "--as-of", day)
    assert code == WRONG_USE
    assert "--as-of" in told


FORM = (EXAMPLES / "sources" / "lumbar-epidural" / "01_application.pdf.txt").read_text(encoding="utf-8")
FORM = re.sub(r"^#+ ", "", FORM, flags=re.MULTILINE)


def application(items: list[str], injury: str = "09/12/2014") -> str:
    """The example's application with other items or another date of injury."""
    listed = "".join(f"{number}. {item}\n" for number, item in enumerate(items, start=1))
    form = FORM.replace("Marisol T. Sample-A", SECRET).replace("09/12/2014", injury)
    head, rest = form.split("1. Lumbar epidural", 1)
    return f"{head}{listed}Consent{rest.split('Consent', 1)[1]}"


@pytest.mark.parametrize(
    "items",
    [[], ["Frobnication of the quux"], [f"Thing number {n}" for n in range(60)], ["9" * 5000], ["x" * 5000], ["("]],
    ids=["none", "unknown", "sixty", "figures", "word", "sign"],
)
def test_any_application_runs_to_its_end(items: list[str], tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "application.txt").write_text(application(items), encoding="utf-8")
    code, out, told = run("determine", folder, "-o", tmp_path / "out")
    assert code in (DONE, WITH_PROBLEMS, NOTHING_USABLE)
    assert told or "NO PROPOSAL" in out or "proposed" in out
    assert code != NOTHING_USABLE or not items or len(items[0]) < 2 or len(items[0]) > 1000
    assert out.count("proposed:") == len(items) or code == NOTHING_USABLE or len(items) == 1


@pytest.mark.parametrize("injury", ["02/30/2013", "01/01/2999", "99/99/9999", "unknown", "0", "CT: - "])
def test_impossible_dates_are_no_dates(injury: str, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "application.txt").write_text(application(["Norco 10/325 #120"], injury), encoding="utf-8")
    code, _, told = run("determine", folder, "-o", tmp_path / "out")
    assert code in (DONE, WITH_PROBLEMS)
    assert isinstance(told, str)


def test_applications_that_disagree_are_told(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "a.txt").write_text(application(["Norco 10/325 #120"]), encoding="utf-8")
    (folder / "b.txt").write_text(application(["Norco 10/325 #120"], injury="01/01/2013"), encoding="utf-8")
    code, out, told = run("determine", folder, "-o", tmp_path / "out")
    assert code == WITH_PROBLEMS
    assert "proposed:" in out
    assert "b.txt, page 1: This form differs from another about the date of injury." in told


LETTER_FILES: dict[str, tuple[bytes, int]] = {
    "empty.txt": (b"", NOTHING_USABLE),
    "blanks.txt": (b"\n\n \f", NOTHING_USABLE),
    "binary.txt": (bytes(range(256)), NOTHING_USABLE),
    "noise.pdf": (b"%PDF-1.7\nnothing", NOTHING_USABLE),
    "text.pdf": (SECRET.encode(), NOTHING_USABLE),
    "no_pages.pdf": (pdf_of(0), NOTHING_USABLE),
    "blank.pdf": (pdf_of(1), NOTHING_USABLE),
    "locked.pdf": (pdf_of(1, password="x"), NOTHING_USABLE),
    "novel.txt": (b"It was the best of times, it was the worst of times.\n" * 400, NOTHING_USABLE),
    "bill.txt": (b"INVOICE 17\nTotal due: $1,200.00\nPage 1 of 1\n", NOTHING_USABLE),
    "table.txt": (b"a;b;c\n1;2;3\n" * 500, NOTHING_USABLE),
    "labels.txt": (b"Decision rationale: " * 2000, WITH_PROBLEMS),
    "label_lines.txt": (b"Decision rationale:\n" * 2000, WITH_PROBLEMS),
    "utf16.txt": ("Final Determination\n1. Norco: Upheld".encode("utf-16"), NOTHING_USABLE),
    "one_number.txt": (b"7" * 50_000, NOTHING_USABLE),
}


@pytest.mark.parametrize("name", LETTER_FILES)
def test_what_is_no_letter_is_told(name: str, tmp_path: Path, run: Run) -> None:
    content, expected = LETTER_FILES[name]
    (tmp_path / name).write_bytes(content)
    code, out, told = run("parse", tmp_path / name)
    assert code == expected
    assert name in told
    assert (out == "") == (expected == NOTHING_USABLE)


LETTERS = sorted((Path(__file__).parents[1] / "golden" / "letters").glob("*.txt"))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: path.stem)
def test_cut_letters_give_what_is_there(letter: Path) -> None:
    import openimr

    text = letter.read_text(encoding="utf-8")
    whole = openimr.parse(text)
    for end in range(500, len(text), 500):
        part = openimr.parse(text[:end] + "\n", facts=False)
        assert len(part.items) <= len(whole.items) + 1
        assert part.problems or part.items


def test_two_letters_in_one_file_are_told(tmp_path: Path, run: Run) -> None:
    first, second = (path.read_text(encoding="utf-8") for path in LETTERS[2:4])
    (tmp_path / "two.txt").write_text(first + "\f" + second, encoding="utf-8")
    code, out, told = run("parse", tmp_path / "two.txt", "--no-facts")
    assert code == WITH_PROBLEMS
    assert "letters of 2 cases" in told
    assert json.loads(out)["documents"]


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drafted") / "out"
    assert main(["determine", str(CASE), "-o", str(out)]) in (DONE, WITH_PROBLEMS)
    return out


BAD_JSON: dict[str, Callable[[dict[str, object]], object]] = {
    "list": lambda content: [content],
    "text": lambda content: "text",
    "nothing": lambda content: None,
    "other_schema": lambda content: {**content, "schema": "openimr.determination/99"},
    "no_schema": lambda content: {key: value for key, value in content.items() if key != "schema"},
    "header_is_list": lambda content: {**content, "header": []},
    "items_is_number": lambda content: {**content, "items": 3},
    "item_is_text": lambda content: {**content, "items": [SECRET]},
    "status_unknown": lambda content: {**content, "status": SECRET},
    "facts_is_text": lambda content: {**content, "facts": SECRET},
    "documents_of_numbers": lambda content: {**content, "documents": [1, 2]},
}


@pytest.mark.parametrize("command", ["check", "explain", "render"])
@pytest.mark.parametrize("name", BAD_JSON)
def test_json_that_is_no_determination_is_wrong_use(
    name: str, command: str, drafted: Path, tmp_path: Path, run: Run
) -> None:
    content = json.loads((drafted / "determination.json").read_text(encoding="utf-8"))
    (tmp_path / "determination.json").write_text(json.dumps(BAD_JSON[name](content)), encoding="utf-8")
    code, out, told = run(command, tmp_path / "determination.json", *_letter(command, tmp_path))
    assert code == WRONG_USE
    assert "Not a determination" in told
    assert out == ""


@pytest.mark.parametrize("command", ["check", "explain", "render"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"{}", b"NaN", b"1" * 5000])
def test_file_that_is_no_json_is_wrong_use(content: bytes, command: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "determination.json").write_bytes(content)
    code, _, told = run(command, tmp_path / "determination.json", *_letter(command, tmp_path))
    assert code == WRONG_USE
    assert told.count("\n") == 1


def _letter(command: str, folder: Path) -> list[str]:
    return ["-o", str(folder / "letter.pdf")] if command == "render" else []


RECORDS = ["", "[]", "{}", '{"schema": "openimr.record/1"}', '{"schema": "openimr.record/1", "documents": [{"id": 1}]}',
           '{"schema": "openimr.record/1", "documents": 7}', '{"schema": "openimr.record/1", "documents": ["a"]}',
           '{"schema":"openimr.record/1","documents":[{"id":"d1","file":3,"sha256":"","pages":[{"number":1,"text":null}]}]}',
           "[" * 100_000]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_record_that_is_none_is_wrong_use(record: str, drafted: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "determination.json").write_bytes((drafted / "determination.json").read_bytes())
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    code, _, told = run("check", tmp_path)
    assert code == WRONG_USE
    assert "record.json" in told


def test_record_of_another_case_gives_findings(drafted: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "determination.json").write_bytes((drafted / "determination.json").read_bytes())
    (tmp_path / "record.json").write_text('{"schema": "openimr.record/1", "documents": []}', encoding="utf-8")
    code, out, _ = run("check", tmp_path)
    assert code == WITH_PROBLEMS
    assert out


@pytest.mark.parametrize("ending", ["letter", "letter.doc", "letter.PDF.exe", "no/such/folder/letter.pdf", "."])
def test_letter_that_cannot_be_written_is_wrong_use(ending: str, drafted: Path, tmp_path: Path, run: Run) -> None:
    code, _, told = run("render", drafted / "determination.json", "-o", tmp_path / ending)
    assert code == WRONG_USE
    assert told.count("\n") == 1


@pytest.mark.parametrize("item", ["0", "-1", "99", "one"])
def test_item_that_is_none_is_wrong_use(item: str, drafted: Path, run: Run) -> None:
    code, _, told = run("explain", drafted, "--item", item)
    assert code == WRONG_USE
    assert told


@pytest.mark.parametrize("name", ["empty.txt", "noise.pdf", "locked.pdf", "cut.docx", "other_zip.docx"])
def test_pages_of_an_unreadable_file_give_nothing_usable(name: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / name).write_bytes(UNREADABLE[name]())
    code, _, told = run("pages", tmp_path / name)
    assert code == NOTHING_USABLE
    assert name in told
