"""Does the letter have all its parts?"""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination, Item
from openimr.domain.documents import CLINICAL_KINDS
from openimr.domain.findings import Finding, Severity
from openimr.pipeline.checks.places import item_place

_HEADER = {
    "case_number": "case number",
    "dates_of_injury": "date of injury",
    "ur_denial_date": "date of the utilization review decision",
    "application_received": "date on which the application was received",
    "priority": "priority",
}
_HEADER_SIGNED = {"date_assigned": "date assigned", "decision_date": "decision date"}


def find_missing_parts(determination: Determination) -> Iterator[Finding]:
    """Parts that a determination must have (Labor Code 4610.6, 8 CCR 9792.10.6(d)) and this one has not."""
    yield from _header(determination)
    yield from _credentials(determination)
    yield from _documents(determination)
    if not determination.summary.text.strip():
        message = "The letter has no clinical case summary."
        yield Finding("summary_missing", "error", "summary", message, "Describe the employee's medical condition.")
    if not determination.items:
        yield Finding("items_missing", "error", "items", "The letter decides no item.", "List each disputed item.")
    for number, item in enumerate(determination.items, start=1):
        yield from _item(item, number)


def _header(determination: Determination) -> Iterator[Finding]:
    wanted = _HEADER if determination.status == "draft" else {**_HEADER, **_HEADER_SIGNED}
    for name, said in wanted.items():
        if not getattr(determination.header, name):
            message = f"The header does not state the {said}."
            yield Finding("header_field_missing", "warning", f"header, {said}", message, f"State the {said}.")


def _credentials(determination: Determination) -> Iterator[Finding]:
    reviewer = determination.reviewer
    if reviewer.licensure and reviewer.specialties:
        return
    severity: Severity = "warning" if determination.status == "draft" else "error"
    message = "The reviewer's licensure or specialty is not stated."
    yield Finding("credentials_missing", severity, "reviewer", message, "Assign a reviewer from the registry.")


def _documents(determination: Determination) -> Iterator[Finding]:
    if determination.status == "published":
        return
    if not determination.documents:
        message = "The letter lists no document."
        yield Finding("documents_missing", "error", "documents", message, "List every document that was reviewed.")
    elif not any(doc.kind in CLINICAL_KINDS and doc.set_aside is None for doc in determination.documents):
        message = "No medical record is among the documents: a decision may not rest on the UR decision alone."
        yield Finding("no_medical_record", "error", "documents", message, "Ask for the medical records.")


def _item(item: Item, number: int) -> Iterator[Finding]:
    if not item.request.strip():
        message = "The item does not say what was requested."
        yield Finding("request_missing", "error", item_place(number), message, "State the request in its own words.")
    if not item.claims_administrator_guideline.text.strip():
        message = "The guideline of the claims administrator is not stated."
        place = item_place(number, "claims administrator guideline")
        yield Finding(
            "guideline_missing", "warning", place, message, "Take it from the UR decision, or say none is cited."
        )
    is_open = item.decision is None and item.proposal is not None and item.proposal.decision == "abstain"
    if not item.reviewer_guideline.text.strip() and not is_open:
        message = "The guideline that the decision rests on is not stated."
        place = item_place(number, "reviewer guideline")
        yield Finding("guideline_missing", "error", place, message, "Cite the guideline or study relied upon.")
    if not item.rationale.text.strip():
        message = "The decision has no rationale."
        yield Finding(
            "rationale_missing", "error", item_place(number, "rationale"), message, "Give the clinical reasons."
        )
