"""Scanned pages: picture files (PNG, JPEG, TIFF), and pages of other files that are pictures, read by OCR."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.engine import NoEngineError
from openimr.pipeline.documents.opened import Opened, PageMemory, PageRead, Sheets
from openimr.pipeline.documents.recognition import DOUBTFUL_PAGE, Picture, picture_key, recognise

MOST_PIXELS = 120_000_000
"""A page of a picture file: a large plan at 300 dots an inch. More was made to fill the memory."""
MOST_PAGES = 10_000
_USUAL_DOTS = 200.0
_LEAST_DOTS, _MOST_DOTS = 50.0, 1200.0
_FINEST = 300.0
_POINTS = 72.0
_NO_PILLOW = "Python's OCR packages are missing: pip install 'openimr[ocr]'"


def open_scan(name: str, content: bytes, memory: PageMemory) -> Opened:
    """The file's pictures as pages on demand; none, and a note that says why, if it cannot be opened."""
    try:
        from PIL import Image
    except ImportError:
        return Sheets((), (_no_engine(name, 1, _NO_PILLOW),))
    Image.MAX_IMAGE_PIXELS = None  # sizes are checked here, with a problem instead of a warning
    try:
        with _unwarned():
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF"))
            count = int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, LookupError, struct.error, zlib.error):
        return Sheets((), (Problem("damaged", "The file is damaged and cannot be opened.", name),))
    if count > MOST_PAGES:
        return Sheets(
            (), (Problem("too_large", "The file holds more pages than any record: hand it in in parts.", name),)
        )
    return ImagePages(name, image, count, memory)


@contextmanager
def _unwarned() -> Iterator[None]:
    """Pillow warns of damage that it reads past: a page that is read is none the worse for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


class ImagePages:
    """The pages of one picture file, each decoded when it is asked for."""

    def __init__(self, name: str, image: Any, count: int, memory: PageMemory) -> None:
        self._name = name
        self._image = image
        self._memory = memory
        self.count = count
        self.notes: tuple[Problem, ...] = ()

    def read(self, number: int, *, places: bool = True) -> PageRead:
        """The page recognised, always with boxes, and what is wrong with it."""
        try:
            with _unwarned():
                self._image.seek(number - 1)
            if self._image.width * self._image.height > MOST_PIXELS:
                return Page(number, ""), (
                    Problem("too_large", "The picture is larger than any page.", self._name, number),
                )
            with _unwarned():
                picture = image_picture(self._image)
        except (OSError, EOFError, ValueError, SyntaxError, LookupError, struct.error, zlib.error):
            return Page(number, ""), (
                Problem("damaged", "The page is damaged and cannot be read.", self._name, number),
            )
        return read_picture(picture, self._name, number, self._memory)

    def close(self) -> None:
        """Give the picture's memory back."""
        self._image.close()


def image_picture(image: Any) -> Picture:
    """The picture as its camera or scanner meant it to stand, grey, on paper of its stated size."""
    from PIL import ImageOps

    across, down = _dots_per_inch(image)
    shown = ImageOps.exif_transpose(image)
    if shown.size != image.size:
        across, down = down, across
    size = (shown.width * _POINTS / across, shown.height * _POINTS / down)
    grey = _grey(shown)
    finest = _FINEST / max(across, down)
    if finest < 1.0 or across != down:
        # one scale both ways: faxes have half as many lines as columns
        dots = min(_FINEST, max(across, down)) / _POINTS
        grey = grey.resize((max(1, round(size[0] * dots)), max(1, round(size[1] * dots))), reducing_gap=2.0)
    return Picture(grey, size)


def _grey(image: Any) -> Any:
    """The picture in grey on white paper, whatever shines through it."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        ink = image.convert("RGBA")
        paper = Image.new("RGBA", ink.size, "white")
        return Image.alpha_composite(paper, ink).convert("L")
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("L")


def _dots_per_inch(image: Any) -> tuple[float, float]:
    """What the file states, if it can be true of a page; else what makes the picture as wide as letter paper."""
    try:
        across, down = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    if _LEAST_DOTS < across <= _MOST_DOTS and _LEAST_DOTS < down <= _MOST_DOTS and across not in (72.0, 96.0):
        return across, down
    usual = min(image.width, image.height) / 8.5
    return (usual, usual) if _LEAST_DOTS < usual <= _MOST_DOTS else (_USUAL_DOTS, _USUAL_DOTS)


def read_picture(picture: Picture, name: str, number: int, memory: PageMemory) -> PageRead:
    """The picture as page *number*, remembered or recognised, and whether a person should look at the paper."""
    try:
        key = picture_key(picture)
        page = memory.find(key)
        if page is None:
            page = recognise(picture, number)
            memory.keep(key, page)
    except NoEngineError as error:
        return Page(number, "", is_scan=True, size=picture.size), (_no_engine(name, number, str(error)),)
    page = replace(page, number=number)
    return page, quality_problems(page, name)


def quality_problems(page: Page, name: str) -> tuple[Problem, ...]:
    """A problem where OCR was on average unsure of the page's words."""
    if page.confidence is None or page.confidence >= DOUBTFUL_PAGE:
        return ()
    said = f"The scan is poor: OCR was {page.confidence:.0%} sure of its words. Look at the page."
    return (Problem("low_quality_scan", said, name, page.number),)


def _no_engine(name: str, number: int, reason: str) -> Problem:
    return Problem("needs_ocr", f"Not read: the page is a picture, and {reason}.", name, number)
