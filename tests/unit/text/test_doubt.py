from __future__ import annotations

from openimr.domain.documents import Box, Boxes, Page
from openimr.domain.spans import Span
from openimr.text.doubt import is_doubtful

TEXT = "Norco 10 mg - daily"


def a_scan(**confidences: float) -> Page:
    """The page with each word sure but those named."""
    boxes, at = [], 0
    for word in TEXT.split():
        boxes.append(Box(at, at + len(word), 0, 0, 1, 1, confidences.get(word, 0.95)))
        at += len(word) + 1
    return Page(1, TEXT, Boxes(boxes), is_scan=True)


def the_span(words: str, page: int = 1) -> Span:
    start = TEXT.index(words)
    return Span("d1", page, start, start + len(words), words)


def test_one_unsure_word_makes_the_statement_doubtful() -> None:
    page = a_scan(mg=0.4)
    assert is_doubtful([the_span("Norco 10 mg")], [page])
    assert not is_doubtful([the_span("Norco 10")], [page])
    assert not is_doubtful([the_span("- daily")], [page])


def test_sign_without_letters_says_nothing() -> None:
    assert not is_doubtful([the_span(TEXT)], [a_scan(**{"-": 0.1})])


def test_typed_page_and_other_pages_are_not_doubtful() -> None:
    scan = a_scan(mg=0.4)
    assert not is_doubtful([the_span("mg")], [Page(1, TEXT, scan.boxes)])
    assert not is_doubtful([the_span("mg", page=2)], [scan])
