"""Reading a case through children: the same for any number of them, no page twice, no orphan, threads or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from openimr.domain.documents import Box, Boxes, Page, Reading
from openimr.pipeline.documents import read_folder
from openimr.pipeline.records import index
from openimr.sandbox import Limits, PageCache
from openimr.sandbox.frames import BrokenFrameError, Unpacker, pack, page_from, page_values, problems_from
from openimr.services.read_case import read_case, read_one

CASES = Path(__file__).parents[3] / "examples" / "cases"
CASE = CASES / "lumbar-epidural"
PAGE = Page(3, "low back pain", Boxes([Box(0, 3, 1, 2, 3, 4, 0.5)]), ((0, 3),), True, 0.5, (612.0, 792.0))


def long_case(folder: Path, pages: int) -> Path:
    """A case of one text file of so many pages."""
    folder.mkdir()
    (folder / "long.txt").write_text("\f".join(f"Page {number} of it." for number in range(pages)), encoding="utf-8")
    return folder


def test_children_read_what_the_program_would_read() -> None:
    assert read_case(CASE) == read_folder(CASE)


@pytest.mark.parametrize("workers", [1, 3])
def test_result_is_the_same_for_any_number_of_children(workers: int, tmp_path: Path) -> None:
    case = long_case(tmp_path / "case", 700)
    reading = read_case(case, workers=workers)
    assert [page.text for page in reading.files[0].pages] == [f"Page {number} of it." for number in range(700)]
    assert reading == read_folder(case)


def long_bundle(folder: Path) -> Path:
    """A case of one PDF of 50 pages with a request for authorization and an application at its end."""
    import pypdf

    folder.mkdir()
    together = pypdf.PdfWriter()
    note = CASE / "04_progress_report_2015-06-09.pdf"
    while len(together.pages) < 45:
        together.append(note)
    together.append(CASE / "02_request_for_authorization.pdf")
    together.append(CASE / "01_application.pdf")
    together.write(folder / "records.pdf")
    return folder


def test_boxes_of_a_long_file_are_read_for_the_pages_asked_for(tmp_path: Path) -> None:
    case = long_bundle(tmp_path / "case")
    reading, at_once = read_case(case), read_folder(case)
    pages = reading.files[0].pages
    lacking = [page.number for page in pages if page.lacks_boxes]
    assert lacking
    assert [page.text for page in pages] == [page.text for page in at_once.files[0].pages]
    assert reading.lay_out is not None
    boxes = reading.lay_out({"records.pdf": lacking})["records.pdf"]
    assert boxes == {number: at_once.files[0].pages[number - 1].boxes for number in lacking}


def test_forms_at_the_end_of_a_long_file_are_read_by_their_layout(tmp_path: Path) -> None:
    case = long_bundle(tmp_path / "case")
    forms = index(read_case(case)).forms
    assert forms.rfa_diagnoses
    assert forms == index(read_folder(case)).forms


def test_boxes_of_a_file_that_changed_are_left_out(tmp_path: Path) -> None:
    case = long_bundle(tmp_path / "case")
    reading = read_case(case)
    with (case / "records.pdf").open("ab") as file:
        file.write(b"\n% more")
    assert reading.lay_out is not None
    assert reading.lay_out({"records.pdf": [1]}) == {}


def test_caller_with_threads_gets_the_same_boxes(tmp_path: Path) -> None:
    case = long_bundle(tmp_path / "case")
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        apart = index(read_case(case))
    finally:
        stop.set()
        thread.join()
    assert apart == index(read_case(case))


def test_caller_with_threads_gets_the_same() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    told: list[tuple[int, int]] = []
    try:
        apart = read_case(CASE, progress=lambda done, total: told.append((done, total)))
    finally:
        stop.set()
        thread.join()
    assert apart == read_case(CASE)
    assert told[-1][0] == told[-1][1] > 0


def test_files_of_an_archive_are_files_of_the_case(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    with zipfile.ZipFile(case / "records.zip", "w") as archive:
        for file in sorted(CASE.iterdir()):
            archive.write(file, f"notes/{file.name}")
    reading = read_case(case)
    plain = read_folder(CASE)
    assert [file.name for file in reading.files] == [f"records.zip/notes/{file.name}" for file in plain.files]
    assert [(file.sha256, file.pages) for file in reading.files] == [(file.sha256, file.pages) for file in plain.files]
    assert reading.problems == ()


def test_single_archive_is_read_as_its_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "words")
    assert [file.name for file in read_one(tmp_path / "a.zip").files] == ["a.zip/a.txt"]


def test_too_many_pages_are_cut_and_told(tmp_path: Path) -> None:
    case = long_case(tmp_path / "case", 30)
    reading = read_case(case, limits=Limits(pages=20))
    assert len(reading.files[0].pages) == 20
    assert [problem.code for problem in reading.problems] == ["too_many_pages"]


def test_page_that_ends_its_reader_costs_itself_alone(tmp_path: Path) -> None:
    """The second of three pages swells to more than the child may have; the child ends, the next reads on."""
    zeros = zlib.compress(zlib.compress(bytes(300 << 20), 9), 9)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    drawn = b"<</Length %d>>stream\n%s\nendstream"
    words = b"BT /F1 12 Tf 72 700 Td (Words of a page) Tj ET"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1 8 0 R>>>>>>"
    bomb = b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(zeros), zeros)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>",
        page % 6, page % 7, page % 6,
        drawn % (len(words), words), bomb, font,
    ]  # fmt: skip
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(parts, start=1))
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + numbered + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF")
    reading = read_case(tmp_path, limits=Limits(memory=64 << 20))
    assert [page.text.strip() for page in reading.files[0].pages] == ["Words of a page", "", "Words of a page"]
    (problem,) = reading.problems
    assert (problem.file, problem.page) == ("a.pdf", 2)
    assert problem.code in ("crashed", "took_too_much_memory", "damaged")


def test_file_that_is_written_to_while_read_is_told(tmp_path: Path) -> None:
    case = long_case(tmp_path / "case", 2000)

    def write(done: int, total: int) -> None:
        with open(case / "long.txt", "a", encoding="utf-8") as file:
            file.write("more")

    reading = read_case(case, progress=write)
    assert [problem.code for problem in reading.problems] == ["changed_while_read"]
    assert reading.files == ()


def test_no_child_outlives_the_reading(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_case(long_case(tmp_path / "case", 2000), progress=stop)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_program_that_is_ended_leaves_no_orphan_and_says_so(tmp_path: Path) -> None:
    """Its children are asleep in their work when the signal comes: a pipe in the folder is no file, so none waits."""
    case = long_case(tmp_path / "case", 19_000)
    for number in range(40):
        (case / f"{number}.txt").write_bytes((case / "long.txt").read_bytes())
    command = [sys.executable, "-m", "openimr.cli.main", "pages", str(case), "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as program:
        time.sleep(1.5)
        program.send_signal(signal.SIGTERM)
        _, told = program.communicate(timeout=30)
    assert program.returncode == 130
    assert b"interrupted" in told
    assert b"Traceback" not in told
    with pytest.raises(ProcessLookupError):
        os.killpg(program.pid, 0)


def test_recognised_pages_are_kept_whole(tmp_path: Path) -> None:
    cache = PageCache(tmp_path / "pages")
    key = "a" * 64
    assert cache.find(key) is None
    cache.keep(key, PAGE)
    assert cache.find(key) == PAGE


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content[:40], lambda content: b""])
def test_damaged_entry_is_none_and_is_written_again(damage: object, tmp_path: Path) -> None:
    assert callable(damage)
    cache = PageCache(tmp_path)
    key = "b" * 64
    cache.keep(key, PAGE)
    (entry,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    entry.write_bytes(damage(entry.read_bytes()))
    assert cache.find(key) is None
    cache.keep(key, PAGE)
    assert cache.find(key) == PAGE


def test_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = PageCache(tmp_path / "file")
    cache.keep("c" * 64, PAGE)
    assert cache.find("c" * 64) is None


def test_page_crosses_the_pipe_unchanged() -> None:
    values, body = page_values(PAGE)
    content = pack("page", values, body)
    unpacker = Unpacker(1 << 20)
    frames = [frame for piece in (content[:7], content[7:50], content[50:]) for frame in unpacker.feed(piece)]
    assert [page_from(frame.values, frame.body) for frame in frames] == [PAGE]


@pytest.mark.parametrize(
    ("name", "value"),
    [("number", -1), ("number", "1"), ("number", True), ("text", 10**9), ("text", -1), ("text", None),
     ("margins", [[5, 2]]), ("margins", [[0, 99]]), ("margins", 7), ("size", [1]), ("confidence", "high")],
)  # fmt: skip
def test_page_that_cannot_be_true_is_refused(name: str, value: object) -> None:
    values, body = page_values(PAGE)
    with pytest.raises(BrokenFrameError):
        page_from({**values, "margins": [], name: value}, body)


def test_box_outside_the_text_is_refused() -> None:
    values, body = page_values(Page(1, "abc", Boxes([Box(0, 9, 1, 2, 3, 4)])))
    with pytest.raises(BrokenFrameError):
        page_from({**values, "margins": []}, body)


def test_characters_that_steer_a_terminal_do_not_pass() -> None:
    values, body = page_values(Page(1, "a\x1b[2Jb\x00\x9b"))
    assert page_from({**values, "margins": []}, body).text == "a\ufffd[2Jb\ufffd\ufffd"


@pytest.mark.parametrize("entry", [["a b", "x", 1], ["code", "x\x1b", 1], ["code", "x" * 999, 1], ["code", "x", -1], 7])
def test_problem_that_no_reader_would_tell_is_refused(entry: object) -> None:
    with pytest.raises(BrokenFrameError):
        problems_from([entry], "a.pdf")


def test_message_that_claims_to_be_endless_is_refused() -> None:
    with pytest.raises(BrokenFrameError):
        list(Unpacker(1000).feed(b"\x00\x00\x00\x02\xff\xff\xff\xff{}"))


def test_two_files_shown_by_one_name_stay_two(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text("one")
    (tmp_path / "a\tb.txt").write_text("other")
    reading: Reading = read_case(tmp_path)
    assert [file.name for file in reading.files] == ["a\ufffdb.txt", "a\ufffdb.txt (2)"]


class CountingMemory:
    """Remembers pages, and counts how many were recognised."""

    def __init__(self, folder: Path) -> None:
        self._pages = PageCache(folder)
        self.recognised = 0

    def find(self, key: str) -> Page | None:
        return self._pages.find(key)

    def keep(self, key: str, page: Page) -> None:
        self.recognised += 1
        self._pages.keep(key, page)


def test_no_picture_is_recognised_twice(tmp_path: Path) -> None:
    """What was interrupted goes on where it stopped; pictures are known again in a file of another name."""
    from PIL import Image, ImageDraw, ImageFont

    case = tmp_path / "case"
    case.mkdir()
    pictures = []
    for number in range(3):
        picture = Image.new("L", (850, 260), 255)
        drawing = ImageDraw.Draw(picture)
        drawing.text((60, 90), f"Low back pain, visit {number}", fill=0, font=ImageFont.load_default(size=48))
        pictures.append(picture)
    pictures[0].save(case / "a.tif", save_all=True, append_images=pictures[1:], dpi=(100, 100))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    interrupted = CountingMemory(tmp_path / "pages")
    with pytest.raises(KeyboardInterrupt):
        read_case(case, workers=1, memory=interrupted, progress=stop)
    assert interrupted.recognised == 1
    resumed = CountingMemory(tmp_path / "pages")
    reading = read_case(case, workers=2, memory=resumed)
    assert resumed.recognised == 2
    (case / "a.tif").rename(case / "b.tif")
    again = CountingMemory(tmp_path / "pages")
    assert read_case(case, memory=again).files[0].pages == reading.files[0].pages
    assert again.recognised == 0
    assert all("pain" in page.text for page in reading.files[0].pages)
