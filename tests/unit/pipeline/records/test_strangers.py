"""Another patient's page is set aside by whatever tells of it; a slip, a relative or a second claim tells nothing."""

from __future__ import annotations

import pytest

from openimr.domain.cases import CaseFile
from openimr.domain.documents import Page, Reading, SourceFile
from openimr.pipeline.records import index

_OWN = """RE: Employee Name: Roe-T, Richard
Date of Birth: 07/19/1969   Claim Number: TC-4471-0093   Sex: M
Date of service: 0{month}/05/2014
PROGRESS REPORT
He has low back pain. He takes naproxen. His leg is numb, he says; his brace helps him. Month {month}.
Signed by: Ann Doctor-T, MD"""


def read(words: str) -> tuple[str | None, CaseFile]:
    """Why the page with *words*, the last of four files, is set aside."""
    texts = [*(_OWN.format(month=month) for month in (1, 2, 3)), words]
    files = tuple(SourceFile(f"{n}.txt", f"{n}" * 64, (Page(1, text),)) for n, text in enumerate(texts))
    case = index(Reading(files))
    return case.documents[-1].set_aside, case


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("sex", "Sex: F\nNeck pain 9/10, Spurling positive on the right."),
        ("sex", "She has knee pain. She says her knee gives way. Her brace helps her. She walks with a cane."),
        ("claim number", "Claim #: TC-9912-5567\nShoulder pain 8/10, impingement sign positive."),
        ("birth date", "DOB: 02/11/1988\nLow back pain 9/10, SLR positive on the right."),
        ("age", "This 71-year-old retired teacher has low back pain 9/10."),
        ("name", "Patient: Other-T, Olive\nLow back pain 9/10."),
    ],
)
def test_page_of_another_patient_is_set_aside_and_named(told: str, words: str) -> None:
    set_aside, case = read(f"PROGRESS REPORT\nDate of service: 04/04/2014\n{words}\nSigned by: Ann Doctor-T, MD")
    assert set_aside == "another patient's record"
    problem = next(problem for problem in case.problems if problem.code == "another_patient")
    assert f"by its {told};" in problem.message
    assert (problem.file, problem.page) == ("3.txt", 1)


@pytest.mark.parametrize(
    "words",
    [
        "Patient: Richard Ro-T   DOB: 07/19/1996\nLow back pain 6/10.",
        "Patient: Roe-T, R   DOB: 19/07/1969\nLow back pain 6/10.",
        "Patient: Richard Roe-T   Claim #: TC-5000-1111\nLow back pain after another injury.",
        "Claim #: TC-5000-1111\nLow back pain 5/10. Mr. Roe-T is stable.",
        "Claim #: TC-4471-0098\nLow back pain 5/10.",
        "Low back pain. His wife, a 70-year-old, drives; she says she does her best with her old car.",
        "Ms. Adjuster-T asks for a report. She will be sent a copy. Low back pain 6/10.",
        "Patient: Richard Roe-T\nThis 60-year-old has low back pain.",
        "Patient: Richard Roe-T\nShe has back pain. She sleeps badly. Her leg is numb. Her brace helps her.",
    ],
)
def test_slip_relative_or_second_claim_is_no_other_patient(words: str) -> None:
    set_aside, _ = read(f"PROGRESS REPORT\nDate of service: 04/04/2014\n{words}\nSigned by: Ann Doctor-T, MD")
    assert set_aside is None


def test_bill_for_somebody_of_the_other_sex_is_only_a_bill() -> None:
    set_aside, case = read("EXPLANATION OF REVIEW\nSex: F\nLine DOS CPT Billed Allowed\n1 01/02/2014 99213 90.00 70.00")
    assert (set_aside, case.documents[-1].kind) == (None, "billing")
