"""A file that holds several documents is taken apart: each page goes to the document that it belongs to."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.cases import CaseFile
from openimr.domain.documents import Document, Page, Reading, SourceFile
from openimr.pipeline.records import index

APPLICATION = """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR
Employee Name: Pablo Q. Roe   Date of Birth: 02/03/1970
Claim Number: 0012-1234-WC   Date of Injury: 03/02/2016
Primary Diagnosis: Cervical radiculopathy
Date of Utilization Review Determination Letter: 4/7/2016
List each specific requested medical services, goods, or items that were denied or modified in the space below.
1. Cervical MRI
Employee Signature: Pablo Q. Roe     Date: April 20, 2016"""
LETTER = """Gamma UR Services, LLC
April 7, 2016
NOTICE OF UTILIZATION REVIEW DETERMINATION
RE: Employee: Pablo Q. Roe  Claim Number: 0012-1234-WC
Dear Dr. Smith:
Item 1: Cervical MRI
Determination: NON-CERTIFIED
Physician reviewer: Bob Jones, MD"""
NOTE = """Acme Spine Clinic
PROGRESS REPORT
Patient: Roe, Pablo   DOB: 02/03/1970
Date of service: {day}
Subjective Complaints
Neck pain to the left arm, {score}/10, no better since the last visit."""
LATER = """Objective Findings
Spurling positive on the left. Biceps {strength}/5.
Treatment Plan
Cervical MRI.
Electronically signed by Alan Smith, MD {day}"""
BILL = "HEALTH INSURANCE CLAIM FORM\nCMS-1500\nDOS CPT Charges\n02/19/2013 99213 $159.00\nTotal charge $319.00"
COVER = "FACSIMILE TRANSMITTAL\nTO: Records Intake\nFROM: Acme\nCONFIDENTIALITY NOTICE: privileged"
PROOF = "PROOF OF SERVICE BY MAIL\nI am not a party to the within action. On 08/31/2015 I served the documents."
REMINDER = "APPOINTMENT REMINDER\nDear Mr. Roe: you have an appointment on 09/05/2010 at 10:12 AM."
OLD = """Family Practice (non-industrial)
OFFICE VISIT
Patient: Pablo Roe DOB: 02/03/1970
Date: 05/25/2008
Here for influenza vaccine. Lungs clear. No egg allergy, no fever, feels well otherwise."""
STRANGER = (
    NOTE.format(day="05/05/2015", score=9).replace("Roe, Pablo", "Poe, Edgar").replace("02/03/1970", "05/06/1950")
)


def a_bundle(*texts: str) -> CaseFile:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, start=1))
    return index(Reading((SourceFile("bundle.pdf", "0" * 64, pages),)))


def a_note(month: int, *, score: int = 5) -> tuple[str, str]:
    day = f"{month:02}/05/2016"
    return NOTE.format(day=day, score=score), LATER.format(day=day, strength=score - 2)


def shown(case: CaseFile) -> list[tuple[str, tuple[int, ...]]]:
    return [(document.kind, document.page_numbers) for document in case.documents]


def codes(case: CaseFile) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.page) for problem in case.problems]


def evidence(case: CaseFile) -> list[Document]:
    return [document for document in case.documents if document.set_aside is None]


def test_documents_begin_at_their_titles() -> None:
    case = a_bundle(COVER, APPLICATION, LETTER, *a_note(3), BILL, *a_note(4, score=6), PROOF, "", REMINDER)
    assert shown(case) == [
        ("cover_sheet", (1,)),
        ("application", (2,)),
        ("ur_decision", (3,)),
        ("progress_report", (4, 5)),
        ("billing", (6,)),
        ("progress_report", (7, 8)),
        ("proof_of_service", (9,)),
        ("blank", (10,)),
        ("correspondence", (11,)),
    ]
    assert [document.date for document in case.documents if document.kind == "progress_report"] == [
        dt.date(2016, 3, 5),
        dt.date(2016, 4, 5),
    ]
    assert [item.request for item in case.forms.items] == ["Cervical MRI"]
    assert case.forms.items[0].ur is not None
    assert case.problems == ()


def numbered(pages: tuple[str, ...], form: str) -> list[str]:
    return [f"{page}\n{form.format(number=number, total=len(pages))}" for number, page in enumerate(pages, start=1)]


@pytest.mark.parametrize("form", ["Page {number} of {total}", "Roe / 0012-1234-WC page {number}"])
def test_shuffled_pages_are_put_in_order_by_their_numbers(form: str) -> None:
    march, april = numbered(a_note(3), form), numbered(a_note(4, score=6), form)
    case = a_bundle(march[1], LETTER, april[0], march[0], APPLICATION, april[1])
    assert shown(case) == [
        ("progress_report", (4, 1)),
        ("ur_decision", (2,)),
        ("progress_report", (3, 6)),
        ("application", (5,)),
    ]
    march_report = case.documents[0]
    assert march_report.pages == (1, 4)
    assert march_report.page_list == (4, 1)
    assert march_report.author == "Alan Smith, MD"


def test_pages_that_run_on_have_no_page_list() -> None:
    assert [document.page_list for document in a_bundle(LETTER, *a_note(3)).documents] == [(), ()]


def test_page_without_a_number_follows_the_page_before_over_a_blank_back() -> None:
    first, second = a_note(3)
    assert shown(a_bundle(APPLICATION, first, "", second))[1:] == [("progress_report", (2, 4)), ("blank", (3,))]


def test_pages_go_into_the_order_in_which_they_were_faxed() -> None:
    first, second = a_note(3)
    fax = "04/21/2016 15:45 ACME FAX (555) 555-0133 Page {} of 4"
    pages = {4: second, 1: APPLICATION, 3: first, 2: LETTER}
    case = a_bundle(*(f"{fax.format(place)}\n{text}" for place, text in pages.items()))
    assert ("progress_report", (3, 1)) in shown(case)


def test_fax_headers_stand_in_no_value() -> None:
    fax = "04/21/2016 15:45 ACME FAX (555) 555-0133 Page {} of 2"
    case = a_bundle(f"{APPLICATION}\n{fax.format(1)}", f"{LETTER}\n{fax.format(2)}")
    assert case.forms.application_signed == dt.date(2016, 4, 20)
    assert case.documents[1].author == "Gamma UR Services, LLC"
    for spans in case.forms.sources.values():
        for span in spans:
            assert case.files[0].pages[span.page - 1].text[span.start : span.end] == span.quote


def test_section_headings_at_the_top_of_a_page_begin_no_document() -> None:
    first, second = a_note(3)
    for heading in ("WORK STATUS", "PHYSICAL THERAPY", "URINE DRUG SCREEN", "CURRENT MEDICATIONS", "DISCUSSION"):
        assert shown(a_bundle(APPLICATION, first, f"{heading}\nAs before.\n{second}"))[1:] == [
            ("progress_report", (2, 3))
        ], heading


def test_header_of_the_chart_on_every_page_begins_no_document() -> None:
    header = "Acme Spine Clinic\nPatient: Roe, Pablo DOB: 02/03/1970 Visit date: 04/05/2016\nMRN 555"
    pages = [f"{header}\nPROGRESS NOTE\nNeck pain.", f"{header}\nMotor 5/5.", f"{header}\nPLAN\nCervical MRI."]
    assert shown(a_bundle(APPLICATION, *pages, LETTER))[1] == ("progress_report", (2, 3, 4))


def test_blank_pages_of_a_single_document_stay_with_it() -> None:
    assert shown(a_bundle("", *a_note(3), "")) == [("progress_report", (1, 2, 3, 4))]


def test_summary_of_records_in_a_report_begins_no_documents() -> None:
    first, second = a_note(3)
    summary = "OPERATIVE REPORT\ndated 12/22/2014: arthroscopy by Dr. Who.\nMRI REPORT\ndated 11/11/2014: a tear."
    assert shown(a_bundle(APPLICATION, first, summary, second))[1:] == [("progress_report", (2, 3, 4))]


def test_name_on_a_bill_is_not_taken_for_another_patient() -> None:
    assert codes(a_bundle(APPLICATION, LETTER, *a_note(3), f"{BILL}\nName: Morgan Adjuster")) == []


def test_copy_is_named_and_is_no_evidence() -> None:
    first, second = a_note(3)
    case = a_bundle(APPLICATION, first, second, LETTER, first, BILL, second)
    assert [document.page_numbers for document in evidence(case)] == [(1,), (2, 3), (4,), (6,)]
    copy = case.documents[3]
    assert (copy.kind, copy.page_numbers, copy.set_aside) == ("progress_report", (5, 7), "a copy of page 2")
    assert codes(case) == [("duplicate_document", 5)]


def test_note_copied_forward_to_another_day_is_a_note_of_its_own() -> None:
    case = a_bundle(APPLICATION, LETTER, *a_note(3), *a_note(4))
    assert len(evidence(case)) == 4
    assert codes(case) == []


def test_page_of_another_patient_is_set_aside_with_what_follows_it() -> None:
    case = a_bundle(APPLICATION, LETTER, *a_note(3), STRANGER, "TREATMENT PLAN\nNorco.")
    assert [(document.page_numbers, document.set_aside) for document in case.documents][3:] == [
        ((5, 6), "another patient's record")
    ]
    assert codes(case) == [("another_patient", 5)]


def test_stray_page_is_known_as_another_patients_by_its_running_line() -> None:
    mine, other = numbered(a_note(3), "Roe / 0012-1234-WC page {number}"), "Poe / 0099-8765-WC page 2"
    case = a_bundle(APPLICATION, LETTER, *mine, f"Objective Findings\nEHL 2/5.\nPlan: surgery.\n{other}")
    assert [document.page_numbers for document in case.documents if document.set_aside] == [(5,)]


def test_form_of_another_patient_does_not_make_the_case() -> None:
    other = APPLICATION.replace("Pablo Q. Roe", "Edgar A. Poe").replace("02/03/1970", "05/06/1950")
    other = other.replace("0012-1234-WC", "7777-WC-1").replace("Cervical MRI", "Spinal fusion")
    case = a_bundle(other, APPLICATION, LETTER, *a_note(3))
    assert [item.request for item in case.forms.items] == ["Cervical MRI"]
    assert codes(case) == [("another_patient", 1)]


def test_old_note_about_something_else_is_set_aside_and_named() -> None:
    case = a_bundle(APPLICATION, LETTER, *a_note(3), OLD)
    assert case.documents[-1].set_aside == "written before the injury, about something else"
    assert codes(case) == [("unrelated_record", 5)]


@pytest.mark.parametrize("words", ["Old neck strain.", "Cervical spondylosis.", "Claim #: 0012-1234-WC"])
def test_old_note_that_may_bear_on_the_case_stays_evidence(words: str) -> None:
    case = a_bundle(APPLICATION, LETTER, *a_note(3), f"{OLD}\n{words}")
    assert case.documents[-1].set_aside is None


def test_same_bundle_gives_the_same_case() -> None:
    texts = (APPLICATION, LETTER, *a_note(3), STRANGER, OLD, *a_note(4), BILL)
    assert a_bundle(*texts) == a_bundle(*texts)
