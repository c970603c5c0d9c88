"""The shipped example cases as faxed bundles: shuffled, repeated, stamped, with what does not belong to them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.bundles import Bundle, Numbering, Order, Source, bundle

from openimr.domain.documents import ASIDE_KINDS, Document
from openimr.services.determine_case import Draft, draft_case, open_case

_EXAMPLES = Path(__file__).parents[2] / "examples" / "cases"
_NAMES = ("acupuncture-and-mri", "lumbar-epidural", "physical-therapy")
_STRANGER = """Elsewhere Clinic
# FOLLOW-UP VISIT NOTE
Patient: Stranger-Z, Zoe DOB: 01/02/1950
Date of service: 05/05/2015
## SUBJECTIVE
Low back pain 9/10 radiating to the right leg. Physical therapy failed. Norco helps.
## OBJECTIVE
Straight leg raise positive on the right. EHL 3/5. Biceps 2/5. Spurling positive.
Electronically signed by Quirin Physician-Z, MD"""
_OLD = """Family Practice (non-industrial)
# OFFICE VISIT
Patient: {name} DOB: {born}
Date: 05/25/2004
Here for influenza vaccine. Lungs clear. No egg allergy, no fever. Vaccine given, tolerated well."""
_JUNK = (
    Source("cover", "# FACSIMILE TRANSMITTAL\nTO: Records Intake\nFROM: Testcase Mutual\nPAGES (incl. cover): 30"),
    Source("proof", "# PROOF OF SERVICE BY MAIL\nI am not a party to the within action. On 08/31/2015 I served it."),
    Source(
        "bill", "# HEALTH INSURANCE CLAIM FORM\nCMS-1500\nDOS CPT Charges\n02/19/2013 99213 $159.00\nTotal charge $9"
    ),
    Source("blank", "THIS PAGE INTENTIONALLY LEFT BLANK"),
    Source("review", "# EXPLANATION OF REVIEW\nLine DOS Code Billed Allowed\n1 02/25/2009 99214 255.00 106.00"),
    Source("reminder", "# APPOINTMENT REMINDER\nYou have an appointment on 09/05/2010 at 10:12 AM."),
)


def sources(name: str) -> list[Source]:
    """The readable documents of an example, of which no page is another patient's."""
    paths = sorted((_EXAMPLES / "sources" / name).glob("*.txt"))
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths if ".damaged" not in path.name]
    return [Source(stem, text, f"{name} / SYN-0001234") for stem, text in texts]


@cache
def separate(name: str) -> Draft:
    return draft_case(_EXAMPLES / name)


def old_note(name: str) -> Source:
    forms = open_case(_EXAMPLES / name).forms
    assert forms.date_of_birth is not None
    employee = next(party.name for party in forms.parties if party.role == "employee")
    return Source("old", _OLD.format(name=employee, born=f"{forms.date_of_birth:%m/%d/%Y}"))


def drafted(made: Bundle, folder: Path) -> Draft:
    (folder / "fax.pdf").write_bytes(made.content)
    return draft_case(folder)


def proposals(made: Draft) -> list[tuple[str, str, str | None]]:
    return [
        (item.request, item.proposal.decision, item.proposal.guideline)
        for item in made.determination.items
        if item.proposal
    ]


def evidence(made: Draft) -> set[tuple[int, ...]]:
    """The pages of each document that is neither set aside nor of a kind that holds nothing."""
    return {document.page_numbers for document in made.determination.documents if is_evidence(document)}


def is_evidence(document: Document) -> bool:
    return document.set_aside is None and document.kind not in ASIDE_KINDS


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize(
    ("numbering", "order", "height"),
    [
        ("none", "documents", 792),
        ("page of", "documents", 420),
        ("running line", "pages", 420),
        ("page of", "pages", 420),
        ("none", "documents", 420),
        ("dashes", "documents", 420),
    ],
)
def test_bundle_gives_the_proposals_of_separate_files(
    name: str, numbering: Numbering, order: Order, height: int, tmp_path: Path
) -> None:
    note = sources(name)[-1].name
    made = bundle(
        [*sources(name), *_JUNK, Source("stranger", _STRANGER, "Stranger / OTHER-99887"), old_note(name)],
        numbering=numbering,
        order=order,
        height=height,
        twice=[note],
    )
    draft = drafted(made, tmp_path)
    assert proposals(draft) == proposals(separate(name))
    set_aside = {
        page for document in draft.determination.documents if document.set_aside for page in document.page_numbers
    }
    assert set(made.pages_of("stranger")) <= set_aside
    assert set(made.pages_of("old")) <= set_aside
    named = [problem.code for problem in draft.determination.problems]
    assert {"another_patient", "duplicate_document", "unrelated_record"} <= set(named)


@pytest.mark.parametrize("name", ["acupuncture-and-mri", "lumbar-epidural"])
def test_documents_of_a_shuffled_bundle_have_their_pages_in_order(name: str, tmp_path: Path) -> None:
    made = bundle([*sources(name), *_JUNK], numbering="page of", order="pages", height=420, seed=7)
    assert evidence(drafted(made, tmp_path)) == {made.pages_of(source.name) for source in sources(name)}


def test_bundle_without_a_fax_header_is_split_too(tmp_path: Path) -> None:
    name = "lumbar-epidural"
    made = bundle([*sources(name), *_JUNK], numbering="none", fax="", height=420)
    draft = drafted(made, tmp_path)
    assert evidence(draft) == {made.pages_of(source.name) for source in sources(name)}
    assert proposals(draft) == proposals(separate(name))


def test_quotes_of_a_bundle_are_exact_and_hold_no_fax_header(tmp_path: Path) -> None:
    made = bundle([*sources("lumbar-epidural"), *_JUNK], numbering="page of", order="pages", height=420)
    draft = drafted(made, tmp_path)
    pages = {(document, page.number): page.text for document, file in draft.record for page in file.pages}
    spans = [span for fact in draft.determination.facts for span in fact.sources]
    assert len(spans) > 20
    assert all(pages[span.document, span.page][span.start : span.end] == span.quote for span in spans)
    assert not any("TESTCASE MUTUAL FAX" in fact.text for fact in draft.determination.facts)
