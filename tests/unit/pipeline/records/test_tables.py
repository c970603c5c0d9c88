"""The rows of a request for authorization come out whole, however its table is set."""

from __future__ import annotations

import pytest
import typst

from openimr.domain.cases import CaseForms
from openimr.domain.documents import Reading
from openimr.pipeline.documents import read_file
from openimr.pipeline.records import index
from openimr.pipeline.records.requests import read_request
from openimr.text.flow import mend

_ROWS = (
    ("Lumbar radiculopathy", "M54.16", "Lumbar epidural steroid injection at L4-5 with fluoroscopy", "62323", "x 1"),
    ("Low back pain", "M54.5", "Norco 10/325", "", "#90, 1 tid prn"),
    ("Strain of muscle of lower back", "S39.01", "Physical therapy lumbar spine", "97110", "2 x week x 4 weeks = 8"),
    ("Chronic pain", "", "", "", ""),
)
_HEAD = (
    "Diagnosis (Required)",
    "ICD-Code (Required)",
    "Service/Good Requested (Required)",
    "CPT/HCPCS Code (If known)",
    "Other Information: (Frequency, Duration, Quantity, etc.)",
)


def a_pdf(body: str) -> bytes:
    setup = "#set document(date: none)\n#set page(margin: 15mm)\n#set text(9pt, hyphenate: false)\n"
    return bytes(typst.compile((setup + body).encode()))


def a_request(rows: tuple[tuple[str, ...], ...] = _ROWS, align: str = "left", inset: str = "5pt") -> bytes:
    cells = ", ".join(f"[{cell.replace('#', chr(92) + '#')}]" for row in (_HEAD, *rows) for cell in row)
    return a_pdf(
        "*REQUEST FOR AUTHORIZATION* \\ DWC Form RFA\n\n*Requested Treatment*\n"
        f"#table(columns: (2fr, 1fr, 2fr, 1fr, 2fr), inset: {inset}, align: {align}, {cells})\n"
        "Requesting Physician Signature: Alan Smith, MD #h(1cm) Date: 04/01/2016\n"
    )


def rows_of(content: bytes) -> tuple[list[str], list[str]]:
    source, _ = read_file("request.pdf", content)
    assert source is not None
    request = read_request(mend("d1", source.pages))
    return [words.text for words in request.items], [words.text for words in request.diagnoses]


@pytest.mark.parametrize("align", ["left", "center", "horizon", "left + horizon"])
@pytest.mark.parametrize("inset", ["3pt", "5pt", "9pt"])
def test_wrapped_cells_of_a_table_stay_together(align: str, inset: str) -> None:
    assert rows_of(a_request(align=align, inset=inset)) == (
        [
            "Lumbar epidural steroid injection at L4-5 with fluoroscopy 62323 x 1",
            "Norco 10/325 #90, 1 tid prn",
            "Physical therapy lumbar spine 97110 2 x week x 4 weeks = 8",
        ],
        [
            "Lumbar radiculopathy (M54.16)",
            "Low back pain (M54.5)",
            "Strain of muscle of lower back (S39.01)",
            "Chronic pain",
        ],
    )


def test_table_goes_on_over_pages() -> None:
    rows = tuple((f"Strain {n}", "S39.01", f"Therapy number {n}", "97110", "x 8") for n in range(60))
    items, diagnoses = rows_of(a_request(rows))
    assert items == [f"Therapy number {n} 97110 x 8" for n in range(60)]
    assert len(diagnoses) == 60


def forms_of(body: str) -> CaseForms:
    source, _ = read_file("application.pdf", a_pdf(body))
    assert source is not None
    return index(Reading((source,))).forms


def test_values_may_stand_in_a_row_below_their_labels() -> None:
    forms = forms_of(
        "*APPLICATION FOR INDEPENDENT MEDICAL REVIEW* \\ DWC Form IMR\n"
        "#table(columns: (1fr, 1fr, 1fr), [Employee Name:], [Date of Birth:], [Claim Number:],"
        " [Pablo Q. Roe], [02/03/1970], [0012-WC-99])\n"
        "#table(columns: (1fr, 1fr), [Claims Administrator Name \\ Beta Insurance],"
        " [Date of UR Determination \\ 04/07/2016])\n"
        "Type of Utilization Review: Regular (X) Expedited ( )\n\nIs liability disputed? No\n"
    )
    assert {party.role: party.name for party in forms.parties} == {
        "employee": "Pablo Q. Roe",
        "claims_administrator": "Beta Insurance",
    }
    assert forms.date_of_birth is not None
    assert forms.date_of_birth.isoformat() == "1970-02-03"
    assert forms.claim_number == "0012-WC-99"
    assert forms.ur_denial_date is not None
    assert forms.priority == "standard"
    assert forms.liability_disputed is False
