"""What a certificate says, and when words on a page keep a thing from being called absent."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.builders import a_document, a_treatment

from openimr.domain.absences import Certificate
from openimr.domain.documents import Document, Page
from openimr.domain.guidelines import Question
from openimr.domain.spans import Problem
from openimr.pipeline.absences import Seeker, extent, texts, weakened
from openimr.pipeline.facts.status import status

KNEE = a_treatment(
    topic="knee_shoulder_mri", category="imaging", name="MRI", body_part="knee", laterality="right", brand=None
)
LACHMAN = [("finding", "lachman")]


def certificate(
    text: str, *, document: Document | None = None, margins: tuple[tuple[int, int], ...] = ()
) -> Certificate:
    searched = list(texts(document or a_document(), [Page(1, text, margins=margins)]))
    seeker = Seeker(searched, (), status)
    return seeker.certify_things(LACHMAN, Question(KNEE, (), dt.date(2015, 9, 1)))


def test_a_record_that_does_not_name_it_gives_no_hit() -> None:
    found = certificate("Knee pain since June. Meniscus intact.")
    assert not found.hits
    assert "finding: lachman" in found.families
    assert "lachman" in found.terms


@pytest.mark.parametrize(
    "text",
    [
        "Right knee: Lachman 2+.",
        "RIGHT KNEE LACHMAN POSITIVE",
        "Right knee. Lachmann is lax.",
        "Right knee: Lach-\nman positive.",
        "Right knee: Lachmam positive.",
    ],
)
def test_a_mention_in_any_dress_is_a_hit(text: str) -> None:
    assert certificate(text).hits


def test_a_mention_in_a_margin_is_a_hit() -> None:
    text = "Lachman positive right knee\nNothing else is said."
    assert certificate(text, margins=((0, text.index("\n")),)).hits


@pytest.mark.parametrize(
    ("text", "shortfall"),
    [
        ("No Lachman sign of the right knee.", "denied"),
        ("Left knee: Lachman positive.", "other_side"),
    ],
)
def test_what_says_otherwise_is_a_near_miss_with_its_reason(text: str, shortfall: str) -> None:
    found = certificate(text)
    assert not found.hits
    assert [miss.shortfall for miss in found.near_misses] == [shortfall]
    assert found.near_misses[0].sources[0].quote in text


def test_another_patients_page_is_reported_apart() -> None:
    aside = a_document(set_aside="names another patient")
    found = certificate("Right knee: Lachman positive.", document=aside)
    assert not found.hits
    assert [miss.shortfall for miss in found.near_misses] == ["set_aside"]


def test_pages_that_could_not_be_read_are_counted_and_weaken_the_words() -> None:
    document = a_document(pages=(1, 3))
    pages = {document.id: [Page(1, "Read."), Page(2, ""), Page(3, "x", is_scan=True, confidence=0.2)]}
    search = extent([document], pages, [Problem("needs_ocr", "A picture.", document.file, 2)])
    assert search.documents[0].unreadable == (2, 3)
    assert (search.readable, search.unreadable) == (1, 2)
    said = weakened("The record shows no test.", search.readable, search.unreadable)
    assert said == "In the one readable page (2 pages could not be read), the record shows no test."
