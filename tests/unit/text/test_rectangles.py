"""Where words stand on the paper."""

from __future__ import annotations

from openimr.domain.documents import Box, Boxes, Page
from openimr.domain.pictures import Rectangle
from openimr.domain.spans import Span
from openimr.text.rectangles import rectangles

TEXT = "Sensation decreased\nleft foot"
PAGE = Page(
    1,
    TEXT,
    Boxes(
        [
            Box(0, 9, 72, 100, 117, 110),
            Box(10, 19, 120, 100, 165, 110),
            Box(20, 24, 72, 114, 92, 124),
            Box(25, 29, 95, 114, 115, 124),
        ]
    ),
)


def span(quote: str) -> Span:
    start = TEXT.index(quote)
    return Span("d1", 1, start, start + len(quote), quote)


def test_words_of_one_line_are_one_rectangle() -> None:
    assert rectangles(span("Sensation decreased"), PAGE) == (Rectangle(72, 100, 165, 110),)


def test_words_on_two_lines_are_two_rectangles() -> None:
    assert rectangles(span("decreased\nleft"), PAGE) == (Rectangle(120, 100, 165, 110), Rectangle(72, 114, 92, 124))


def test_part_of_a_word_is_marked_in_part() -> None:
    assert rectangles(span("creased"), PAGE) == (Rectangle(130, 100, 165, 110),)


def test_words_far_apart_on_one_height_stay_apart() -> None:
    page = Page(1, "one two", Boxes([Box(0, 3, 72, 100, 90, 110), Box(4, 7, 400, 100, 420, 110)]))
    assert len(rectangles(Span("d1", 1, 0, 7, "one two"), page)) == 2


def test_line_that_runs_down_the_page_is_one_rectangle() -> None:
    page = Page(1, "left foot", Boxes([Box(0, 4, 500, 100, 510, 120), Box(5, 9, 500, 123, 510, 143)]))
    assert rectangles(Span("d1", 1, 0, 9, "left foot"), page) == (Rectangle(500, 100, 510, 143),)


def test_line_read_from_right_to_left_on_the_paper_is_one_rectangle() -> None:
    page = Page(1, "left foot", Boxes([Box(0, 4, 300, 100, 320, 110), Box(5, 9, 277, 100, 297, 110)]))
    assert rectangles(Span("d1", 1, 0, 9, "left foot"), page) == (Rectangle(277, 100, 320, 110),)


def test_page_without_layout_has_no_rectangles() -> None:
    assert rectangles(span("foot"), Page(1, TEXT)) == ()
