"""What a reader of a published letter relies on."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openimr.corpus.publishers import pdf_pages, read_letter, study_letter, text_pages
from openimr.domain.determinations import Determination
from openimr.domain.documents import Page
from openimr.domain.spans import Problem, Span

GOLDEN = Path(__file__).parents[3] / "golden" / "letters"
BODY = """HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer.

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Neurology

CLINICAL CASE SUMMARY
{summary}

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

{items}
"""
ITEM = """{heading}

Claims Administrator guideline: Decision based on MTUS Knee Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Knee Complaints 2004, Section(s): Special Studies.

Decision rationale: {rationale}
"""


def _read(text: str) -> Determination:
    return read_letter("letter.txt", "", text_pages(text))


def _letter(*headings: str, summary: str = "The patient is a 40 year old man.", rationale: str = "It is so.") -> str:
    items = "\n".join(ITEM.format(heading=heading, rationale=rationale) for heading in headings)
    return BODY.format(summary=summary, items=items)


def _spans(letter: Determination) -> Iterator[Span]:
    passages = [letter.summary, *(item.rationale for item in letter.items)]
    yield from (span for passage in passages for sentence in passage.sentences for span in sentence.sources)
    yield from (span for item in letter.items for span in item.sources)


def _content(letter: Determination) -> Any:
    """Everything but the places: the same for every form of one letter."""
    passages = [letter.summary, *(item.rationale for item in letter.items)]
    items = [replace(item, sources=(), rationale=type(item.rationale)()) for item in letter.items]
    words = [(passage.text, [sentence.text for sentence in passage.sentences]) for passage in passages]
    codes = [problem.code for problem in letter.problems]
    return letter.header, letter.reviewer, letter.patient, items, words, codes


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_every_quote_is_its_slice_of_the_page(path: Path) -> None:
    pages = text_pages(path.read_text(encoding="utf-8"))
    texts = {page.number: page.text for page in pages}
    spans = list(_spans(read_letter(path.name, "", pages)))
    assert spans
    assert all(texts[span.page][span.start : span.end] == span.quote for span in spans)


@pytest.mark.parametrize("stem", ["l3", "l4a", "l4b"])
def test_blank_lines_tabs_and_page_breaks_change_nothing(stem: str) -> None:
    text = (GOLDEN / f"{stem}.txt").read_text(encoding="utf-8").replace("\f", "")
    doubled = re.sub(r"\n", "\n\n", text)
    indented = "\n".join("    " + line.replace("  ", "\t") for line in text.split("\n"))
    broken = text.replace("Claims Administrator guideline", "\fClaims Administrator guideline")
    plain = _content(_read(text))
    assert _content(_read(doubled)) == plain
    assert _content(_read(indented)) == plain
    assert _content(_read(broken)) == plain


@pytest.mark.parametrize(
    ("word", "decision"),
    [
        ("Upheld", "upheld"),
        ("UPHELD", "upheld"),
        ("Upheld.", "upheld"),
        ("Upheld   ", "upheld"),
        ("UpheldUpheld", "upheld"),
        ("Overturned", "overturned"),
        ("Overturned ", "overturned"),
        ("Overturned in Part", "partially_overturned"),
        ("Partially Overturned", "partially_overturned"),
        ("Modified", "partially_overturned"),
        ("Upheld in part, Overturned in part", "partially_overturned"),
    ],
)
def test_decision_words_are_read(word: str, decision: str) -> None:
    (item,) = _read(_letter(f"MRI of the left knee: {word}")).items
    assert (item.request, item.decision) == ("MRI of the left knee", decision)


@pytest.mark.parametrize(
    "request_words",
    [
        "Voltaren gel, #60 grams with 1 refill, DOS: 11/11/2016",
        "Labs to include: EKG",
        "Physical therapy 2 times a week for 6 weeks, left knee (12 visits): initial",
        "Norco 10/325mg - #60",
        "1 Trigger point injection",
        "MRI (magnetic resonance imaging) of the left knee,\nwithout contrast, at an open\nscanner",
        "Decision support software",
    ],
)
def test_request_is_kept_verbatim(request_words: str) -> None:
    letter = _read(_letter(f"{request_words}: Upheld", "Cane: Overturned"))
    assert [item.request for item in letter.items] == [request_words.replace("\n", " "), "Cane"]


@pytest.mark.parametrize("is_double", [False, True])
def test_remainder_in_dispute_keeps_the_original_request(is_double: bool) -> None:
    words = (
        "Cane, 3 pieces was the original request. Cane, 1 piece was authorized by the Claims Administrator. "
        "The remaining IMR eligible portion of\nthe original request, cane, 2 pieces{}: Upheld"
    )
    for ending in (" is", ""):
        text = _letter("Brace: Upheld", words.format(ending))
        item = _read(text.replace("\n", "\n\n") if is_double else text).items[1]
        assert (item.request, item.original_request) == ("cane, 2 pieces", "Cane, 3 pieces")


def test_words_like_a_decision_in_running_text_make_no_item() -> None:
    summary = "The patient is a 40 year old man. The first denial was: Upheld\nand the second was Overturned."
    rationale = "The earlier decision for a brace was: Upheld\nThis stands. The request is not medically necessary."
    letter = _read(_letter("MRI of the left knee: Upheld", "Cane: Overturned", summary=summary, rationale=rationale))
    assert [item.request for item in letter.items] == ["MRI of the left knee", "Cane"]
    assert letter.items[0].rationale.text.endswith("not medically necessary.")


def test_item_without_guideline_lines_is_read_and_told() -> None:
    text = (
        _letter("MRI of the left knee: Upheld") + "\nCane: Upheld\n\nDecision rationale: It is so.\n\nBrace: Upheld\n"
    )
    letter = _read(text)
    assert [item.request for item in letter.items] == ["MRI of the left knee", "Cane", "Brace"]
    codes = [problem.code for problem in letter.problems if problem.code in ("guideline_missing", "rationale_missing")]
    assert codes == ["guideline_missing"] * 4 + ["rationale_missing"]


def test_unread_decision_is_a_problem_and_not_a_guess() -> None:
    letter = _read(_letter("MRI of the left knee: Withdrawn"))
    assert letter.items[0].decision is None
    assert "decision_missing" in [problem.code for problem in letter.problems]


def test_letter_without_line_ends_is_read_too() -> None:
    text = (GOLDEN / "l4b.txt").read_text(encoding="utf-8")
    letter = _read(" ".join(text.split()))
    assert [item.decision for item in letter.items] == ["upheld", "upheld"]
    assert [item.request for item in letter.items] == [
        "Norco 10/325mg #30",
        "acupuncture for the left hand, 12 visits",
    ]


def test_anything_else_gives_problems_and_no_items() -> None:
    letter = _read("Minutes of a meeting.\nNothing was decided.\n")
    assert letter.items == ()
    assert [problem.code for problem in letter.problems][:2] == ["layout_unknown", "header_missing"]


def test_header_reads_in_any_order_and_without_lines() -> None:
    words = (
        "Priority: Expedited UR Denial Date: 1/5/2016 Case Number: CM16-9900009 Date(s) of Injury: CT 02/03/2010 - "
        "04/05/2012 Application Received: 02/01/2016 Decision Date: March 3, 2016 Date Assigned: 02/09/2016\n"
    )
    header = _read(words + _letter("Cane: Upheld")).header
    assert header.case_number == "CM16-9900009"
    assert header.priority == "expedited"
    assert header.dates_of_injury == (dt.date(2010, 2, 3), dt.date(2012, 4, 5))
    assert header.decision_date == dt.date(2016, 3, 3)
    assert header.application_received == dt.date(2016, 2, 1)


@pytest.mark.parametrize(
    ("words", "age", "sex"),
    [
        ("The patient is a 54-year-old right hand dominant male.", 54, "male"),
        ("The claimant is a 54 y/o female.", 54, "female"),
        ("This is a 54 yo F with pain.", 54, "female"),
        ("The injured worker, age 54, says she fell.", 54, "female"),
        ("Mr. Roe is 54 years of age.", 54, "male"),
        ("The forty-four year old woman fell.", 44, "female"),
        ("The worker has a 12 year old injury and a 7 year old son. He limps.", None, "male"),
        ("The worker saw Dr. Roe. He examined her knee.", None, None),
        ("The knee hurts.", None, None),
    ],
)
def test_age_and_sex_are_read_only_where_plain(words: str, age: int | None, sex: str | None) -> None:
    patient = _read(_letter("Cane: Upheld", summary=words)).patient
    assert (patient.age, patient.sex) == (age, sex)


@pytest.mark.parametrize(
    ("words", "states", "specialties"),
    [
        (
            "is Board Certified in Internal Medicine, has a subspecialty in Rheumatology and is licensed to "
            "practice in Maryland.",
            ("Maryland",),
            ("Internal Medicine", "Rheumatology"),
        ),
        (
            "is Board Certified in Physical Medicine and Rehabilitation and Pain Medicine and is licensed to "
            "practice in Texas and Ohio.",
            ("Texas", "Ohio"),
            ("Physical Medicine and Rehabilitation", "Pain Medicine"),
        ),
        (
            "is Licensed in Chiropractic and is licensed to practice in Nevada.",
            ("Nevada",),
            ("Chiropractic",),
        ),
    ],
)
def test_credentials_in_the_sentence(words: str, states: tuple[str, ...], specialties: tuple[str, ...]) -> None:
    block = (
        "The Expert Reviewer has the following credentials:\nState(s) of Licensure: California\n"
        "Certification(s)/Specialty: Neurology\n"
    )
    text = _letter("Cane: Upheld").replace(block, f"The expert reviewer {words} He/she is busy.\n")
    reviewer = _read(text).reviewer
    assert (reviewer.licensure, reviewer.specialties) == (states, specialties)


def test_running_headers_and_page_numbers_belong_to_no_passage() -> None:
    pages = (
        Page(1, "DRAFT not signed\n" + _letter("Cane: Upheld", rationale="The word goes") + "\nPage 1 of 2"),
        Page(2, "DRAFT not signed\non here.\n\nPage 2 of 2"),
    )
    letter = read_letter("x", "", pages)
    assert letter.items[0].rationale.text == "The word goes on here."
    assert [span.page for span in letter.items[0].rationale.sentences[0].sources] == [1, 2]


def test_split_words_are_whole_and_suspended_hyphens_stay_apart() -> None:
    summary = "On 08-\n19-2015 electro-\ndiagnostic tests at L4-\n5 followed short-\nand long-term care."
    assert _read(_letter("Cane: Upheld", summary=summary)).summary.text == (
        "On 08-19-2015 electro-diagnostic tests at L4-5 followed short- and long-term care."
    )


def test_summary_flow_gives_the_pages_back() -> None:
    pages = text_pages((GOLDEN / "l4a.txt").read_text(encoding="utf-8"))
    reading = study_letter("x", "", pages)
    at = reading.summary.text.index("Tinel")
    (span,) = reading.summary.spans(at, at + 5)
    assert reading.summary.text == reading.determination.summary.text
    assert pages[span.page - 1].text[span.start : span.end] == "Tinel"


def test_broken_pdf_is_a_problem() -> None:
    assert pdf_pages("x.pdf", b"%PDF-1.7 nothing") == Problem(
        "damaged", "The file is damaged and cannot be opened.", "x.pdf"
    )


def _rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "data/determinations/index.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_real_letters_read_the_same_from_all_three_forms(shared: Path) -> None:
    folder = shared / "data/determinations"
    for row in _rows(shared):
        name = row["file"].removesuffix(".txt")
        text = read_letter(name, "", text_pages((folder / f"{name}.txt").read_text(encoding="utf-8")))
        table = read_letter(name, "", text_pages((folder / "layout" / f"{name}.txt").read_text(encoding="utf-8")))
        pages = pdf_pages(name, (folder / "pdf" / f"{name}.pdf").read_bytes())
        assert not isinstance(pages, Problem)
        assert _content(table) == _content(text), name
        assert _content(read_letter(name, "", pages)) == _content(text), name


def test_real_letters_agree_with_their_index(shared: Path) -> None:
    decided = 0
    for row in _rows(shared):
        letter = _read((shared / "data/determinations" / row["file"]).read_text(encoding="utf-8"))
        header = letter.header
        dates = (header.date_assigned, *header.dates_of_injury, header.decision_date, header.ur_denial_date)
        assert header.case_number == row["case_number"]
        assert [date.strftime("%m/%d/%Y") if date else "" for date in (*dates, header.application_received)] == [
            row[name]
            for name in (
                "date_assigned",
                "date_of_injury",
                "decision_date",
                "ur_denial_date",
                "application_received",
            )
        ]
        assert header.priority == row["priority"].lower()
        assert ",".join(letter.reviewer.licensure) == row["licensure"].replace(", ", ",")
        assert ", ".join(letter.reviewer.specialties) == row["specialty"]
        assert [item.decision for item in letter.items] == row["decisions"].lower().split(" | "), row["file"]
        assert letter.problems == ()
        decided += len(letter.items)
    assert decided == 222


def test_seeds_give_their_ten_decisions(shared: Path) -> None:
    letters = [_read(path.read_text(encoding="utf-8")) for path in sorted((shared / "data/seeds").glob("*.txt"))]
    assert [len(letter.items) for letter in letters] == [2, 2, 1, 2, 3]
    assert [item.decision for letter in letters for item in letter.items].count("overturned") == 1
    assert [(letter.patient.age, letter.patient.sex) for letter in letters] == [
        (39, "male"),
        (34, "female"),
        (60, "male"),
        (64, "female"),
        (62, "female"),
    ]
    assert letters[1].reviewer.specialties == ("Anesthesiology", "Pain Medicine")
    assert [letter.reviewer.licensure for letter in letters] == [
        ("Maryland",),
        ("Texas",),
        ("California",),
        ("California",),
        ("Nevada",),
    ]
