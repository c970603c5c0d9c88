"""Pages as pictures, and the words on them where the picture shows them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from openimr.domain.pictures import Raster, Rectangle
from openimr.domain.spans import Span
from openimr.pipeline.documents import read_file
from openimr.pipeline.documents.pictures import draw_page
from openimr.text.rectangles import rectangles

EXAMPLE = Path(__file__).parents[4] / "examples" / "cases" / "lumbar-epidural" / "06_mri_lumbar_2015-01-20.pdf"
WORDS = "left paracentral disc"


def turned(degrees: int, crop: tuple[int, int, int, int] | None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.append(pypdf.PdfReader(io.BytesIO(EXAMPLE.read_bytes())))
    if crop:
        writer.pages[0].cropbox = pypdf.generic.RectangleObject(crop)
    if degrees:
        writer.pages[0].rotate(degrees)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def places(content: bytes) -> tuple[Rectangle, ...]:
    file, _ = read_file("page.pdf", content)
    assert file is not None
    page = file.pages[0]
    start = page.text.index(WORDS)
    return rectangles(Span("d1", 1, start, start + len(WORDS), WORDS), page)


def dark_share(raster: Raster, area: Rectangle) -> float:
    image = Image.frombytes("RGB", (raster.width, raster.height), raster.pixels).convert("L")
    across, down = raster.width / raster.size[0], raster.height / raster.size[1]
    left, right = round(area.left * across), round(area.right * across)
    levels = image.crop((left, round(area.top * down), right, round(area.bottom * down))).tobytes()
    return sum(level < 128 for level in levels) / len(levels)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 200, 580, 780)])
def test_rectangle_covers_the_ink_of_the_words(degrees: int, crop: tuple[int, int, int, int] | None) -> None:
    content = turned(degrees, crop)
    (area,) = places(content)
    raster = draw_page(content, 1, 110)
    assert raster is not None
    assert dark_share(raster, area) > 0.08
    wide = area.right - area.left > area.bottom - area.top
    gap = Rectangle(area.left, area.bottom + 0.5, area.right, area.bottom + 1.5)
    if not wide:
        gap = Rectangle(area.right + 0.5, area.top, area.right + 1.5, area.bottom)
    assert dark_share(raster, gap) < dark_share(raster, area) / 2


def test_picture_has_the_size_that_a_viewer_shows() -> None:
    raster = draw_page(turned(90, (30, 200, 580, 780)), 1, 72)
    assert raster is not None
    assert raster.size == (580, 550)
    assert (raster.width, raster.height) == (580, 550)
    assert len(raster.pixels) == 580 * 550 * 3


def test_poster_is_drawn_coarser_not_larger() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(14_000, 14_000)
    out = io.BytesIO()
    writer.write(out)
    raster = draw_page(out.getvalue(), 1, 110)
    assert raster is not None
    assert raster.width * raster.height < 17_000_000


def test_scanned_image_is_shown_at_its_own_resolution() -> None:
    out = io.BytesIO()
    Image.new("L", (1700, 2200), 255).save(out, "PNG", dpi=(200, 200))
    raster = draw_page(out.getvalue(), 1, 100)
    assert raster is not None
    assert (raster.width, raster.height) == (850, 1100)
    assert raster.size == pytest.approx((612, 792), abs=1)


@pytest.mark.parametrize("content", [b"plain words", b"%PDF-1.7 damaged", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_cannot_be_drawn_gives_no_picture(content: bytes) -> None:
    assert draw_page(content, 1, 110) is None


def test_page_that_is_not_there_gives_no_picture() -> None:
    assert draw_page(EXAMPLE.read_bytes(), 9, 110) is None


def test_rectangle_covers_the_ink_of_words_on_a_scan() -> None:
    drawn = draw_page(EXAMPLE.read_bytes(), 1, 200)
    assert drawn is not None
    out = io.BytesIO()
    image = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.pixels).convert("L")
    image.rotate(1.2, fillcolor=255).save(out, "PNG", dpi=(200, 200))
    file, _ = read_file("scan.png", out.getvalue())
    assert file is not None
    page = file.pages[0]
    start = page.text.index(WORDS)
    areas = rectangles(Span("d1", 1, start, start + len(WORDS), WORDS), page)
    raster = draw_page(out.getvalue(), 1, 110)
    assert raster is not None
    assert len(areas) == 1
    assert dark_share(raster, areas[0]) > 0.08
    assert areas[0].bottom - areas[0].top < 25
