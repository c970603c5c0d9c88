"""What is fuzzed: one function a reader, each taking any bytes; it may refuse them, never fail.

`make check-deep` feeds each of them with bytes that atheris makes up (`tests/fuzz/fuzz.py`); what made one fail is kept
in `tests/fuzz/found/<target>/`, and `make test` reads it again.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
EXAMPLES = CHECKOUT / "examples"


def read_pdf(content: bytes) -> None:
    """A PDF file, every page of it."""
    _read("a.pdf", b"%PDF-1.7\n" + content)


def read_word(content: bytes) -> None:
    """A Word file: the bytes are the text part of an otherwise sound one."""
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(_seed_word()) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == "word/document.xml" else source.read(name))
    _read("a.docx", made.getvalue())


def read_text(content: bytes) -> None:
    """A text file."""
    _read("a.txt", content)


def read_archive(content: bytes) -> None:
    """An archive: its list of members, and each member."""
    from openimr.pipeline.documents.archives import list_members, read_member

    held = list_members("a.zip", content, most=100, most_bytes=1 << 24, most_member=1 << 22)
    for member in held.members:
        read_member(content, member.place, 1 << 22)


def read_picture(content: bytes) -> None:
    """A picture of any kind, each page of it; what it shows is OCR's affair."""
    for name, mark in (("a.png", b"\x89PNG\r\n\x1a\n"), ("a.tif", b"II*\x00"), ("a.jpg", b"\xff\xd8\xff")):
        _read(name, mark + content)


def parse_letter(content: bytes) -> None:
    """A published letter as text."""
    import openimr

    openimr.parse(content.decode("utf-8", "replace") + "\n")


def load_determination(content: bytes) -> None:
    """A determination as JSON."""
    from openimr.errors import UsageError
    from openimr.wire import load_determination as load

    try:
        load(content.decode("utf-8", "replace"))
    except UsageError:
        return


def hear_child(content: bytes) -> None:
    """What a child process sends to its parent."""
    from openimr.sandbox.frames import BrokenFrameError, Unpacker, page_from, problems_from

    try:
        for frame in Unpacker(1 << 20).feed(content):
            page_from(frame.values, frame.body)
            problems_from(frame.values.get("problems"), "a.pdf")
    except BrokenFrameError:
        return


class _KnowsAll:
    """Says of every picture that it was recognised before: OCR is not what is fuzzed, and takes a second a page."""

    def find(self, key: str) -> Any:
        from openimr.domain.documents import Page

        return Page(1, "words")

    def keep(self, key: str, page: Any) -> None:
        raise AssertionError("nothing is recognised here")


def _read(name: str, content: bytes) -> None:
    """Open the file and read its first pages, in this process."""
    import warnings

    from openimr.pipeline.documents.formats import open_file

    with warnings.catch_warnings():  # libraries say of damaged files that they are; children are mute
        warnings.simplefilter("ignore")
        opened = open_file(name, content, _KnowsAll())
        try:
            assert opened.count or opened.notes
            for number in range(1, min(opened.count, 20) + 1):
                page, _ = opened.read(number)
                assert page.number == number
        finally:
            opened.close()


def _seed_word() -> Path:
    return EXAMPLES / "cases" / "lumbar-epidural" / "03_utilization_review.docx"


def _bytes_of(*patterns: str) -> list[bytes]:
    return [path.read_bytes() for pattern in patterns for path in sorted(EXAMPLES.glob(pattern))]


def _word_seeds() -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(_seed_word()) as archive:
        return [archive.read("word/document.xml")]


def _picture_seeds() -> list[bytes]:
    from PIL import Image

    seeds = []
    for kind, mark in (("PNG", 8), ("TIFF", 4), ("JPEG", 3)):
        made = io.BytesIO()
        Image.new("L", (40, 30), 255).save(made, kind)
        seeds.append(made.getvalue()[mark:])
    return seeds


def _json_seeds() -> list[bytes]:
    import openimr
    from openimr.wire import dump_determination

    letters = sorted((EXAMPLES / "letters").glob("*.txt"))[:1]
    return [dump_determination(openimr.parse(path)).encode() for path in letters]


def _frame_seeds() -> list[bytes]:
    from openimr.domain.documents import Page
    from openimr.sandbox.frames import pack, page_values

    values, body = page_values(Page(1, "words"))
    return [pack("page", {**values, "problems": [["damaged", "The page is damaged.", 1]]}, body)]


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    "pdf": (read_pdf, lambda: _bytes_of("cases/*/*.pdf")[:6]),
    "word": (read_word, _word_seeds),
    "text": (read_text, lambda: _bytes_of("cases/*/*.txt")),
    "archive": (read_archive, lambda: _bytes_of("cases/*/*.docx")[:3]),
    "picture": (read_picture, _picture_seeds),
    "letter": (parse_letter, lambda: _bytes_of("letters/*.txt")),
    "determination": (load_determination, _json_seeds),
    "frames": (hear_child, _frame_seeds),
}
"""Each target by its name, and the bytes that its fuzzing begins with."""
