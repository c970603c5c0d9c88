"""The kind, title, author and date of a record, whatever its form."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.documents import DOCUMENT_KINDS, Document, Page, Reading, SourceFile
from openimr.pipeline.records import index
from openimr.rulebook.files import read_yaml

_NOTE = "\nPatient: Roe, Pablo   DOB: 02/03/1970\nDate of injury: 03/02/2016\nDate of service: {day}\n\n{body}\n"


def read(text: str) -> Document:
    return index(Reading((SourceFile("doc_0001.txt", "0" * 64, (Page(1, text),)),))).documents[0]


@pytest.mark.parametrize(
    ("heading", "body", "kind"),
    [
        ("PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)", "Subjective: LBP.", "progress_report"),
        (
            "Treating Physician’s Permanent and Stationary Report (PR-4)",
            "Whole person impairment 5%.",
            "progress_report",
        ),
        ("DOCTOR'S FIRST REPORT OF OCCUPATIONAL INJURY OR ILLNESS", "26. WORK STATUS: modified", "first_report"),
        ("Orthopedic Consultation", "Thank you for referring this patient.", "consultation"),
        ("OPERATIVE REPORT", "PREOPERATIVE DIAGNOSIS: Tear.\nANESTHESIA: General.", "operative_report"),
        ("MRI LUMBAR SPINE WITHOUT CONTRAST", "TECHNIQUE: Sagittal T2.\nIMPRESSION: Disc bulge L4-5.", "imaging"),
        ("ELECTRODIAGNOSTIC STUDY", "Motor nerve conduction: distal latency normal.", "electrodiagnostics"),
        ("EMG/NCS REPORT", "Needle examination: fibrillation in left L5 muscles.", "electrodiagnostics"),
        ("LABORATORY REPORT", "Creatinine 0.9 Reference range 0.6-1.2", "laboratory"),
        ("URINE DRUG SCREEN", "Hydrocodone: detected. Immunoassay cutoff 50.", "drug_screen"),
        ("PHYSICAL THERAPY DAILY NOTE", "Visit # 6. Therapeutic exercise.", "therapy_notes"),
        ("CHIROPRACTIC TREATMENT NOTE", "Manipulation L5.", "therapy_notes"),
        ("ACUPUNCTURE PROGRESS NOTE", "6 sessions to date. Needles retained.", "therapy_notes"),
        ("MEDICATION LIST", "Current medications: Norco.", "medication_list"),
        ("OPIOID TREATMENT AGREEMENT", "I agree to use one pharmacy.", "agreement"),
        ("EMERGENCY DEPARTMENT RECORD", "Triage 10:00. Disposition home.", "emergency"),
        ("HOSPITALIST PROGRESS NOTE", "Hospital day 3.", "hospital"),
        ("DISCHARGE SUMMARY", "Hospital course uneventful.", "hospital"),
        ("WORK STATUS REPORT", "May return to modified duty.", "work_status"),
        ("APPEAL OF UTILIZATION REVIEW DENIAL", "I am asking you to reconsider.", "appeal_letter"),
        ("INVOICE", "Total charges $120. Balance due.", "billing"),
        ("PROOF OF SERVICE BY MAIL", "I am not a party to this action. I served the following.", "proof_of_service"),
        ("FAX COVER SHEET", "Number of pages: 12", "cover_sheet"),
    ],
)
def test_kind_and_title_show_in_the_content(heading: str, body: str, kind: str) -> None:
    document = read("Acme Clinic 1 Nowhere Street\n" + heading + _NOTE.format(day="04/05/2016", body=body))
    assert (document.kind, document.title) == (kind, heading)
    assert document.date == dt.date(2016, 4, 5)


def test_empty_page_is_blank() -> None:
    assert read("\n  . \n").kind == "blank"


def test_progress_report_that_mentions_other_documents_stays_one() -> None:
    text = "FOLLOW-UP VISIT NOTE\nMRI report reviewed. UR denial reviewed. Physical therapy x 6. Appeal planned.\n"
    assert read(text).kind == "progress_report"


def test_every_kind_with_cues_is_a_known_kind() -> None:
    cues = read_yaml("lexicons/document_kinds.yaml")["kinds"]
    assert set(cues) <= set(DOCUMENT_KINDS)
    assert all(entry["titles"] for entry in cues.values())


@pytest.mark.parametrize(
    ("signature", "author", "specialty"),
    [
        ("Electronically signed by Ann Roe, MD, Pain Medicine 04/05/2016", "Ann Roe, MD", "Pain Medicine"),
        (
            "Electronically signed by Ann Roe, MD, Physical Medicine &\nRehabilitation 04/05/2016",
            "Ann Roe, MD",
            "Physical Medicine & Rehabilitation",
        ),
        ("Electronically Signed By: Ann Q. Roe, M.D. on 04/05/2016", "Ann Q. Roe, M.D.", None),
        ("Sincerely,\n\nAnn Roe, D.O.\nFamily Practice", "Ann Roe, D.O.", "Family Practice"),
        ("/s/ Ann Roe, PA-C", "Ann Roe, PA-C", None),
        ("Therapist: Bo de la Cruz, PT, DPT", "Bo de la Cruz, PT, DPT", None),
        ("no signature here", None, None),
    ],
)
def test_author_is_who_signed(signature: str, author: str | None, specialty: str | None) -> None:
    document = read("FOLLOW-UP VISIT NOTE" + _NOTE.format(day="04/05/2016", body="Neck pain.") + signature)
    assert (document.author, document.specialty) == (author, specialty)


@pytest.mark.parametrize(
    "line",
    [
        "Date of service: 04/05/2016",
        "DOS 4/5/16",
        "Date of Exam: April 5, 2016",
        "Visit date: 05-Apr-2016",
        "Date of service: 4.5.16",
        "Date: 04/05/2016",
        "Examined on 04-05-2016",
    ],
)
def test_date_is_the_day_of_service_never_birth_or_injury(line: str) -> None:
    head = "FOLLOW-UP VISIT NOTE\nDOB: 02/03/1970\nDate of injury: 03/02/2016\nDate received: 06/06/2016\n"
    assert read(f"{head}{line}\nNeck pain.").date == dt.date(2016, 4, 5)


def test_record_without_a_day_of_service_is_dated_by_its_signature() -> None:
    text = "FOLLOW-UP VISIT NOTE\nDOB: 02/03/1970\nSeen before 01/01/2010.\n"
    assert read(f"{text}Electronically signed by Ann Roe, MD 04/05/2016").date == dt.date(2016, 4, 5)


def test_record_with_birth_and_injury_dates_only_is_undated() -> None:
    assert read("FOLLOW-UP VISIT NOTE\nDOB: 02/03/1970\nDate of injury: 03/02/2016\nNeck pain.").date is None
