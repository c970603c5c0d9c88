"""Renders the sources of unseen cases into case folders: records as written, forms in one of several layouts."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "sources").glob("*.yaml"))
_EXAMPLES = HERE.parents[2] / "examples" / "cases" / "build.py"
Case = Mapping[str, Any]


def read_source(path: Path) -> dict[str, Any]:
    """One source as written."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def build_case(case: Case, folder: Path) -> Path:
    """Write every document of *case* into *folder*, and give the folder."""
    folder.mkdir(parents=True)
    application, request, review = case["forms"]["layouts"]
    forms = {
        f"01_application.{_ENDINGS[application]}": _APPLICATIONS[application](case),
        f"02_rfa.{'pdf' if request == 'table' else 'txt'}": "" if request == "none" else _REQUESTS[request](case),
        f"03_ur.{'docx' if review == 'letter' else 'pdf'}": _REVIEWS[review](case),
    }
    for name, text in [*forms.items(), *((entry["file"], entry["text"]) for entry in case["documents"])]:
        if text:
            (folder / name).write_bytes(render_document(name, text))
    return folder


def render_document(name: str, marked: str) -> bytes:
    """The bytes of the file *name* that the *marked* text describes (marks: see examples/cases/build.py)."""
    return bytes(_examples().document(Path(name).suffix, marked))


def _examples() -> Any:
    spec = importlib.util.spec_from_file_location("example_cases_build", _EXAMPLES)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _claim(case: Case) -> str:
    return "UNSEEN-" + str(case["patient"]["name"]).rsplit("-", 1)[1]


def _items(case: Case) -> list[Any]:
    items: list[Any] = case["items"]
    return items


def _numbered(case: Case) -> str:
    items = _items(case)
    if len(items) == 1:
        return str(items[0]["request"])
    return "\n".join(f"{number}. {item['request']}" for number, item in enumerate(items, start=1))


def _application_table(case: Case) -> str:
    who, forms = case["patient"], case["forms"]
    return f"""State of California
Division of Workers' Compensation
# APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR
IMR Case Number: {forms["case"]} Date received: {forms["received"]}
Type of Utilization Review: [X] Regular [ ] Expedited [ ] Modification after Appeal
## Employee Information
| Employee Name (First, MI, Last): | {who["name"]} | Date of Birth: | {who["born"]} |
| Address: | 1 Sample Way, Nowhere, CA 90000 | Phone Number: | (555) 555-0100 |
| Employer Name: | Testcase Works, Inc. | Claim Number: | {_claim(case)} |
| Date of Injury (MM/DD/YYYY): | {who["injury"]} | EAMS Case Number (if known): | |
## Requesting Physician Information
| Requesting Physician Name: | Avery Physician-Q, MD | Practice Name: | Testcase Practice |
| Specialty: | Pain Medicine | Phone Number: | (555) 555-0101 |
## Claims Administrator Information
| Company Name: | Testcase Mutual | Contact Name: | Blair Adjuster-Q |
## Disputed Medical Treatment
| Primary Diagnosis (Use ICD Code where practical): | {who["diagnosis"]} | Date of Utilization Review \
Determination Letter: | {forms["ur"]} |
Is the Claims Administrator disputing liability for the requested medical treatment besides the question of \
medical necessity? [ ] Yes [X] No
List each specific requested medical services, goods, or items that were denied or modified in the space \
below. Use additional pages if the space below is insufficient.
{_numbered(case)}
## Consent to Obtain Medical Records
I request an independent medical review of the above-described requested medical treatment.
Employee Signature: /s/ {who["name"]} Date: {forms["signed"]}
"""


def _application_plain(case: Case) -> str:
    who, forms = case["patient"], case["forms"]
    return f"""            APPLICATION FOR INDEPENDENT MEDICAL REVIEW
                       DWC Form IMR

IMR Case No.: {forms["case"]}
Date Application Received: {forms["received"]}
Review Type: Regular

INJURED WORKER INFORMATION
Name: {who["name"]}
DOB: {who["born"]}
DOI: {who["injury"]}
Claim No.: {_claim(case)}
Employer: Testcase Works, Inc.

PHYSICIAN INFORMATION
Name: Avery Physician-Q, MD
Specialty: Pain Medicine

INSURER INFORMATION
Company: Testcase Mutual
Contact: Blair Adjuster-Q

DISPUTED TREATMENT
Primary Dx: {who["diagnosis"]}
UR Decision Date: {forms["ur"]}
Liability disputed?: No
Disputed items:
{_numbered(case)}

Signature of Employee: /s/ {who["name"]}
Date Signed: {forms["signed"]}
"""


def _application_rows(case: Case) -> str:
    who, forms = case["patient"], case["forms"]
    return f"""# APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR
| IMR Case Number: | {forms["case"]} |
| Date received: | {forms["received"]} |
| Type of Utilization Review: | (X) Regular ( ) Expedited |
## Employee Information
| Employee Name: | {who["name"]} |
| Date of Birth: | {who["born"]} |
| Employer Name: | Testcase Works, Inc. |
| Claim Number: | {_claim(case)} |
| Date of Injury: | {who["injury"]} |
## Requesting Physician Information
| Physician Name: | Avery Physician-Q, MD |
## Claims Administrator Information
| Company Name: | Testcase Mutual |
## Disputed Medical Treatment
| Primary Diagnosis: | {who["diagnosis"]} |
| Date of Utilization Review Determination: | {forms["ur"]} |
| Is liability disputed? | ( ) Yes (X) No |
List each specific requested medical services, goods, or items that were denied or modified in the space below.
{_numbered(case)}
## Consent to Obtain Medical Records
| Employee Signature: | /s/ {who["name"]} |
| Date: | {forms["signed"]} |
"""


def _request_table(case: Case) -> str:
    who = case["patient"]
    rows = "\n".join(f"| {who['diagnosis'].split(' (')[0]} | | {item['request']} | | |" for item in _items(case))
    return f"""State of California, Division of Workers' Compensation
# REQUEST FOR AUTHORIZATION
DWC Form RFA
[X] New Request [ ] Resubmission - Change in Material Facts [ ] Expedited Review
## Employee Information
| Name (Last, First, Middle): | {who["name"]} | Date of Injury (MM/DD/YYYY): | {who["injury"]} |
| Date of Birth (MM/DD/YYYY): | {who["born"]} | Claim Number: | {_claim(case)} |
## Requesting Physician Information
| Name: | Avery Physician-Q, MD | Practice Name: | Testcase Practice |
## Claims Administrator Information
| Company Name: | Testcase Mutual | Contact Name: | Blair Adjuster-Q |
## Requested Treatment (see instructions for guidance; attach additional pages if necessary)
| Diagnosis (Required) | ICD-Code (Required) | Service/Good Requested (Required) | CPT/HCPCS Code (If known) \
| Other Information: (Frequency, Duration, Quantity, etc.) |
{rows}
Requesting Physician Signature: /s/ Avery Physician-Q, MD Date: {case["forms"]["rfa"]}
Claims Administrator/Utilization Review Organization (URO) Response
[ ] Approved [ ] Denied or Modified (See separate decision letter) [ ] Delay
"""


def _request_plain(case: Case) -> str:
    who = case["patient"]
    rows = "\n".join(f"Service Requested: {item['request']}" for item in _items(case))
    return f"""REQUEST FOR AUTHORIZATION FOR MEDICAL TREATMENT (DWC FORM RFA)

Employee Name: {who["name"]}
Date of Birth: {who["born"]}
Date of Injury: {who["injury"]}
Claim #: {_claim(case)}
Requesting Provider: Avery Physician-Q, MD

Diagnosis: {who["diagnosis"]}
{rows}

Physician Signature: /s/ Avery Physician-Q, MD
Date of Request: {case["forms"]["rfa"]}
"""


def _request_letter(case: Case) -> str:
    who = case["patient"]
    rows = "\n".join(f"- {item['request']}" for item in _items(case))
    return f"""Testcase Practice
{case["forms"]["rfa"]}

RE: {who["name"]}
Claim Number: {_claim(case)}
Date of Injury: {who["injury"]}

REQUEST FOR AUTHORIZATION

To the claims administrator: for the diagnosis of {who["diagnosis"]} I request authorization of the following \
treatment:
{rows}

Sincerely,
/s/ Avery Physician-Q, MD
"""


def _review_items(case: Case) -> str:
    blocks = "\n".join(
        f"""Item {number}: {item["request"]}
Determination: {item["ur"]["outcome"]}
Guideline / criteria relied upon: {item["ur"]["guideline"]}
Clinical rationale: {item["ur"]["reason"]}"""
        for number, item in enumerate(_all_reviewed(case), start=1)
    )
    return f"""Testcase Review Partners
on behalf of Testcase Mutual
{case["forms"]["ur"]}
# NOTICE OF UTILIZATION REVIEW DETERMINATION
{_review_head(case)}
Dear Avery Physician-Q, MD:
The treatment request named below was reviewed. The determination for each item follows.
{blocks}
Physician reviewer: Corin Reviewer-Q, MD, licensed in California.
cc: {case["patient"]["name"]}; Blair Adjuster-Q
"""


def _review_head(case: Case) -> str:
    return f"""| RE: Employee: | {case["patient"]["name"]} |
| Claim Number: | {_claim(case)} |
| Date of Injury: | {case["patient"]["injury"]} |
| Date request received: | {case["forms"]["rfa"]} |
| Date of determination: | {case["forms"]["ur"]} |"""


def _review_letter(case: Case) -> str:
    blocks = "\n".join(
        f"The request for {item['request']} is {item['ur']['outcome']}. {item['ur']['reason']} "
        f"Guideline: {item['ur']['guideline']}."
        for item in _items(case)
    )
    return f"""Testcase Physician Review, LLC
# UTILIZATION REVIEW DECISION
Date: {case["forms"]["ur"]}
RE: {case["patient"]["name"]}
Claim Number: {_claim(case)}
Date of Injury: {case["patient"]["injury"]}
To whom it may concern:
{blocks}
You may disagree with this decision and ask for an independent medical review within 30 days.
Reviewed by: Corin Reviewer-Q, MD
"""


def _review_table(case: Case) -> str:
    rows = "\n".join(
        f"| {item['request']} | {item['ur']['outcome']} | {item['ur']['guideline']} | {item['ur']['reason']} |"
        for item in _all_reviewed(case)
    )
    return f"""Testcase Managed Care
# UTILIZATION REVIEW DETERMINATION
{_review_head(case)}
The decision for each service is given below.
| Requested Service | Determination | Guideline | Rationale |
{rows}
Physician reviewer: Corin Reviewer-Q, MD
"""


def _all_reviewed(case: Case) -> Sequence[Any]:
    approved = [
        {"request": words, "ur": {"outcome": "CERTIFIED", "guideline": "MTUS", "reason": "Supported."}}
        for words in case.get("approved", [])
    ]
    return [*_items(case), *approved]


_APPLICATIONS = {"table": _application_table, "plain": _application_plain, "docx": _application_rows}
_ENDINGS = {"table": "pdf", "plain": "txt", "docx": "docx"}
_REQUESTS = {"table": _request_table, "plain": _request_plain, "letter": _request_letter}
_REVIEWS = {"items": _review_items, "letter": _review_letter, "table": _review_table}
