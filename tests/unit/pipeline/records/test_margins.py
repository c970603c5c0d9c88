"""What runs along the edges of pages is known for what it is, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.records.margins import read_margins

_BODY = "FOLLOW-UP VISIT NOTE\nPatient: Roe, Pablo\nNeck pain 5/10.\nMotor 5/5.\nReflexes 2+.\nPlan: PT 2x6.\nContinue."


def a_file(*texts: str) -> tuple[Page, ...]:
    return tuple(Page(number, text) for number, text in enumerate(texts, start=1))


def left(page: Page, ranges: tuple[tuple[int, int], ...]) -> str:
    """The page's text without the ranges."""
    kept, at = "", 0
    for start, end in ranges:
        kept, at = kept + page.text[at:start], end
    return kept + page.text[at:]


@pytest.mark.parametrize(
    "header",
    [
        "08/26/2015 15:07 CLAIMS ADMIN FAX (555) 555-0133 Page 3 of 41",
        "08/26/2015 WED 15:45 FAX 555 555 0133 ACME CLINIC 003/041",
        "Aug-26-2015 03:45 PM ACME CLINIC FAX 555-555-0133 P.03/41",
        "From: Acme Clinic To: 15555550100 Page: 3/41 Date: 8/26/2015 3:45:12 PM",
        "8/26/2015 3:45:12 PM PAGE 3/041 Fax Server",
        "2015-08-26 15:45:10 (GMT) 15555550133 From: Acme Records p. 3 of 41",
        "RightFax N1-2 8/26/2015 3:45:12 PM PAGE 3/041 Fax Server",
        "RECEIVED 08/26/2015 15:45 FROM: 5555550133 pg 3 of 41",
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_fax_header_tells_the_place_and_is_no_part_of_the_record(header: str, is_above: bool) -> None:
    page = Page(1, f"{header}\n{_BODY}" if is_above else f"{_BODY}\n{header}")
    (margin,) = read_margins((page,))
    assert margin.sent == (3, 41)
    assert margin.number is None
    assert left(page, margin.ranges) == _BODY


@pytest.mark.parametrize(
    ("line", "number", "total"),
    [
        ("Page 2 of 3", 2, 3),
        ("Roe, Pablo DOB: 02/03/1970 Page 2 of 3", 2, 3),
        ("Page 2 of 3 Printed 08/19/2015", 2, 3),
        ("- 2 -", 2, None),
        ("Page 2", 2, None),
        ("pg. 2/3", 2, 3),
        ("2 of 3", 2, 3),
        ("Roe / 0012-1234-WC page 2", 2, None),
    ],
)
def test_page_number_of_the_document_is_read_and_left_out(line: str, number: int, total: int | None) -> None:
    first = line.replace("2 of 3", "1 of 3").replace("2/3", "1/3").replace("- 2 -", "- 1 -").replace("age 2", "age 1")
    pages = a_file(f"{_BODY}\n{first}", f"{_BODY}\n{line}")
    margins = read_margins(pages)
    assert [(margin.number, margin.total) for margin in margins] == [(1, total), (number, total)]
    assert left(pages[1], margins[1].ranges) == _BODY


def test_first_page_keeps_the_words_beside_its_number() -> None:
    page = Page(1, f"PROGRESS REPORT (PR-2) Page 1 of 2\nDate of service: 04/05/2016 Page 1\n{_BODY}")
    (margin,) = read_margins((page,))
    assert left(page, margin.ranges).startswith("PROGRESS REPORT (PR-2) \nDate of service: 04/05/2016")


@pytest.mark.parametrize(
    "line",
    [
        "Guideline: MTUS Chronic Pain Medical Treatment Guidelines, page 24",
        "Pain 5/10.",
        "BP 120/80",
        "Seen at 10:15 for pain 3/10 in the left arm.",
        "Motor 4/5",
        "Lortab 10/325",
        "Treatment 3 of 6 given on the left side; next visit on Monday with the same therapist.",
        "Call (555) 555-0133 with questions.",
        "02/03/1970",
    ],
)
def test_lines_of_the_record_are_not_taken_for_margins(line: str) -> None:
    assert read_margins((Page(1, f"{line}\n{_BODY}"),))[0].ranges == ()
    assert read_margins((Page(1, f"{_BODY}\n{line}"),))[0].ranges == ()


def test_stamp_that_counts_on_with_the_pages_is_left_out() -> None:
    pages = a_file(*(f"{_BODY}\nACME{number:06}" for number in (31, 32, 33, 34)))
    assert [left(page, margin.ranges) for page, margin in zip(pages, read_margins(pages), strict=True)] == [_BODY] * 4


def test_number_that_does_not_count_on_stays() -> None:
    pages = a_file(*(f"{_BODY}\n{number}" for number in ("99213", "97110", "97140", "72141")))
    assert all(margin.ranges == () for margin in read_margins(pages))
