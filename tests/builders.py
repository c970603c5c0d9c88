"""Values with sane defaults for tests; override what the test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import (
    CriterionFinding,
    Decision,
    Determination,
    Header,
    Item,
    LadderStep,
    Need,
    Passage,
    Patient,
    Proposal,
    ProposedDecision,
    ReviewerCredentials,
    Sentence,
)
from openimr.domain.documents import Document, Page, SourceFile
from openimr.domain.facts import Fact, FactKind, FactStatus
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment

NOTE = (
    "PR-2 PROGRESS REPORT\nDate: 08/19/2015\n\nSubjective: Back pain 5/10 with medications.\n"
    "Plan: Continue Valium 10 mg #45 for muscle spasm.\n"
)
"""The one page of the record that the builders' spans stand on."""

_GUIDELINE_LINE = "Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Benzodiazepines."


def a_span(quote: str = "Valium 10 mg #45", *, document: str = "d1", text: str = NOTE, page: int = 1) -> Span:
    """The place of *quote* on its page."""
    start = text.index(quote)
    return Span(document, page, start, start + len(quote), quote)


def a_file(name: str = "pr2.txt", *texts: str) -> SourceFile:
    """A file of the record with the pages *texts*."""
    pages = tuple(Page(number, text) for number, text in enumerate(texts or (NOTE,), start=1))
    return SourceFile(name, "ab" * 32, pages)


def a_document(name: str = "d1", **changes: Any) -> Document:
    """A progress report of one page."""
    values: dict[str, Any] = {
        "kind": "progress_report",
        "title": "PR-2 Progress Report",
        "author": "Finley Provider-01, MD",
        "date": dt.date(2015, 8, 19),
        "file": "pr2.txt",
        "pages": (1, 1),
        "sha256": "ab" * 32,
    }
    return Document(id=name, **{**values, **changes})


def a_fact(
    name: str = "f1",
    kind: FactKind = "medication",
    *,
    status: FactStatus = "present",
    text: str = "Valium 10 mg #45",
    value: Mapping[str, Any] | None = None,
    date: dt.date | None = dt.date(2015, 8, 19),
    sources: Sequence[Span] | None = None,
) -> Fact:
    """A fact read from the builders' note."""
    spans = tuple(sources) if sources is not None else (a_span(text),)
    return Fact(name, kind, text, status, value or {"concept": "diazepam"}, date, "plan", spans)


def a_finding(name: str = "mtus.chronic_pain.benzodiazepines/within_duration", **changes: Any) -> CriterionFinding:
    """A limit that is not met, and decides."""
    values: dict[str, Any] = {
        "question": "Is continuous use within four weeks?",
        "result": "not_met",
        "facts": ("f1",),
        "why": "Valium has been continued for more than four weeks.",
        "role": "limit",
        "is_decisive": True,
    }
    return CriterionFinding(id=name, **{**values, **changes})


def a_proposal(decision: ProposedDecision = "upheld", **changes: Any) -> Proposal:
    """A proposal under the benzodiazepine guideline; an abstention has none."""
    if decision == "abstain":
        ladder = (LadderStep("mtus", "silent", "The rulebook holds no text for this treatment."),)
        return Proposal("abstain", None, None, ladder, (), (), changes.get("why", "No guideline covers the request."))
    values: dict[str, Any] = {
        "guideline": "mtus.chronic_pain.benzodiazepines",
        "edition": "2009-07-18",
        "ladder": (LadderStep("mtus", "applies", "The schedule addresses the request."),),
        "criteria": (a_finding(),),
        "would_change": (
            (Need("mtus.chronic_pain.benzodiazepines/within_duration", "A first prescription within four weeks."),),
        ),
        "why": "Use exceeds four weeks.",
    }
    return Proposal(decision, **{**values, **changes})


def a_passage(*sentences: str, sources: Sequence[Span] = ()) -> Passage:
    """Running text made of *sentences*, each resting on *sources*."""
    return Passage(" ".join(sentences), tuple(Sentence(text, tuple(sources)) for text in sentences))


def a_rationale() -> Passage:
    """A rationale whose every sentence has a source or a criterion."""
    name = "mtus.chronic_pain.benzodiazepines/within_duration"
    sentences = (
        Sentence("The guideline limits benzodiazepines to four weeks.", (), (name,)),
        Sentence("Valium has been continued for more than four weeks.", (a_span(),), (name,)),
        Sentence("For this reason, the request for Valium 10mg #45 is not medically necessary.", (a_span(),), (name,)),
    )
    return Passage(" ".join(sentence.text for sentence in sentences), sentences)


def a_treatment(**changes: Any) -> Treatment:
    """Valium 10 mg, 45 tablets."""
    values: dict[str, Any] = {
        "topic": "benzodiazepines",
        "category": "medication",
        "name": "diazepam",
        "brand": "Valium",
        "strength": "10 mg",
        "quantity": 45,
    }
    return Treatment(**{**values, **changes})


def an_item(request: str = "Valium 10mg #45", *, decision: Decision | None = None, **changes: Any) -> Item:
    """A disputed item with a proposal."""
    values: dict[str, Any] = {
        "treatment": a_treatment(),
        "claims_administrator_guideline": GuidelineLine(_GUIDELINE_LINE),
        "reviewer_guideline": GuidelineLine(_GUIDELINE_LINE),
        "rationale": a_rationale(),
        "proposal": a_proposal(),
    }
    return Item(request=request, decision=decision, **{**values, **changes})


def a_header(**changes: Any) -> Header:
    """A header with every field."""
    values: dict[str, Any] = {
        "case_number": "CM15-0900001",
        "date_assigned": dt.date(2015, 9, 17),
        "dates_of_injury": (dt.date(2003, 1, 3),),
        "decision_date": dt.date(2015, 10, 21),
        "ur_denial_date": dt.date(2015, 8, 26),
        "application_received": dt.date(2015, 9, 10),
        "priority": "standard",
    }
    return Header(**{**values, **changes})


def a_determination(*items: Item, **changes: Any) -> Determination:
    """A draft of one item, with one document and one fact."""
    values: dict[str, Any] = {
        "status": "draft",
        "header": a_header(),
        "reviewer": ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation", "Pain Management")),
        "patient": Patient(39, "male"),
        "summary": a_passage(
            "The injured worker is a 39-year-old male who sustained an industrial injury on 01/03/2003.",
            "The progress report dated 08/19/2015 continues Valium.",
            sources=(a_span(),),
        ),
        "facts": (a_fact(),),
        "items": items or (an_item(),),
        "documents": (a_document(),),
    }
    return Determination(**{**values, **changes})
