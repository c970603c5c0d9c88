"""Pages with their evidence marked."""

from __future__ import annotations

import io

from PIL import Image

from openimr.domain.pictures import Raster, Rectangle
from openimr.pipeline.exhibits import Mark, mark_picture, mark_text

WHITE = Raster(612, 792, b"\xff" * 612 * 792 * 3, (612.0, 792.0))
AREA = Rectangle(100, 200, 180, 212)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    found = image.getcolors(1_000_000)
    assert found is not None
    return {colour for _, colour in found if isinstance(colour, tuple)}


def test_marked_words_are_tinted_and_the_rest_is_not() -> None:
    image = opened(mark_picture(WHITE, [Mark("f12", 0, 4, (AREA,), True)]))
    margin = image.width - 612
    assert margin > 0
    assert image.getpixel((margin + 140, 206)) == (255, 217, 89)
    assert image.getpixel((margin + 140, 230)) == (255, 255, 255)


def test_ink_under_a_mark_stays_ink() -> None:
    black = Raster(612, 792, b"\x00" * 612 * 792 * 3, (612.0, 792.0))
    image = opened(mark_picture(black, [Mark("f12", 0, 4, (AREA,))]))
    assert image.getpixel((image.width - 612 + 140, 206)) == (0, 0, 0)


def test_what_decides_and_what_was_weighed_look_different() -> None:
    other = Rectangle(100, 300, 180, 312)
    image = opened(mark_picture(WHITE, [Mark("f1", 0, 4, (AREA,), True), Mark("f2", 5, 9, (other,))]))
    margin = image.width - 612
    assert image.getpixel((margin + 140, 206)) != image.getpixel((margin + 140, 306))


def test_what_decides_is_seen_where_marks_overlap() -> None:
    marks = [Mark("f1", 0, 4, (AREA,), True), Mark("f2", 0, 4, (AREA,))]
    image = opened(mark_picture(WHITE, marks))
    assert image.getpixel((image.width - 612 + 140, 206)) == (255, 217, 89)


def test_tags_stand_in_a_margin_and_cover_no_word() -> None:
    marks = [Mark(f"f{number}", 0, 4, (AREA,), True) for number in range(1, 40)]
    image = opened(mark_picture(WHITE, marks))
    page = image.crop((image.width - 612, 0, image.width, 792))
    assert colours(page) == {(255, 255, 255), (255, 217, 89)}
    assert (122, 59, 0) in colours(image)


def test_mark_beyond_the_paper_is_cut_at_its_edge() -> None:
    image = opened(mark_picture(WHITE, [Mark("f1", 0, 4, (Rectangle(-50, -50, 900, 900),), True)]))
    assert image.getpixel((image.width - 1, 791)) == (255, 217, 89)


def test_picture_is_the_same_every_time() -> None:
    marks = [Mark("f12", 0, 4, (AREA,), True)]
    assert mark_picture(WHITE, marks) == mark_picture(WHITE, marks)


def test_text_page_is_set_with_its_words_marked() -> None:
    words = "SUBJECTIVE:\nNo side effects reported.\n"
    start = words.index("No side")
    plain = opened(mark_text(words, [], 72))
    marked = opened(mark_text(words, [Mark("f41", start, start + 15, (), True)], 72))
    assert (255, 217, 90) not in colours(plain)
    assert (255, 217, 90) in colours(marked)


def test_words_of_a_record_never_act_as_typesetting_commands() -> None:
    words = '#panic("no") *bold* $x$ \\ #import "@preview/x:0.1.0": * <label> @ref'
    assert opened(mark_text(words, [Mark("f1", 0, 12, ())], 72)).width > 0


def test_long_text_page_is_cut_to_the_lines_around_its_marks() -> None:
    words = "\n".join(f"line {number}" for number in range(5000))
    start = words.index("line 2500")
    image = opened(mark_text(words, [Mark("f1", start, start + 9, ())], 72))
    assert image.height < 1200
