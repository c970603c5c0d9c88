"""From judged criteria to a proposal and its rationale."""

from __future__ import annotations

import datetime as dt
from typing import Any

from openimr.domain.cases import CaseForms, DisputedItem, UrFinding
from openimr.domain.determinations import Patient
from openimr.domain.documents import Document
from openimr.domain.facts import Fact, FactKind
from openimr.domain.guidelines import Question
from openimr.domain.spans import Span
from openimr.pipeline.criteria import evaluate, would_change
from openimr.pipeline.proposals import ProposedItem, propose, summarize
from openimr.pipeline.treatments import normalise
from openimr.rulebook.guidelines import guidelines_for

DAY = dt.date(2015, 8, 26)
NOTE = dt.date(2015, 8, 19)


def a_fact(number: int, kind: FactKind, text: str, day: dt.date = NOTE, **value: Any) -> Fact:
    return Fact(
        f"f{number}", kind, text, "present", value, day, None, (Span("d4", 1, number, number + len(text), text),)
    )


def proposed(request: str, *facts: Fact) -> ProposedItem:
    treatment = normalise(request)
    selection = guidelines_for(treatment.topic, day=DAY)
    question = Question(treatment, facts, DAY)
    evaluations = [evaluate(edition, question) for edition in selection.candidates]
    return propose(
        request,
        treatment=treatment,
        day=DAY,
        ladder=selection.ladder,
        evaluations=[(each, would_change(each, question)) for each in evaluations],
        facts={fact.id: fact for fact in facts},
        request_sources=(Span("d1", 1, 0, len(request), request),),
    )


VALIUM = (
    a_fact(
        1,
        "medication",
        "Continue Valium 10 mg #45",
        dt.date(2015, 6, 1),
        concept="diazepam",
        drug_class="benzodiazepine",
    ),
    a_fact(
        2,
        "medication",
        "Valium 10 mg #45",
        concept="diazepam",
        drug_class="benzodiazepine",
        strength="10 mg",
        quantity=45,
    ),
)


def test_every_sentence_has_a_source_or_a_criterion() -> None:
    item = proposed("Valium 10mg #45", *VALIUM)
    assert item.proposal.decision == "upheld"
    assert all(sentence.sources or sentence.criteria for sentence in item.rationale.sentences)
    assert item.rationale.text == " ".join(sentence.text for sentence in item.rationale.sentences)


def test_rationale_goes_from_guideline_to_record_to_conclusion() -> None:
    texts = [sentence.text for sentence in proposed("Valium 10mg #45", *VALIUM).rationale.sentences]
    assert texts[0].startswith("The request was judged under the MTUS Chronic Pain Medical Treatment Guidelines (2009)")
    assert '"Continue Valium 10 mg #45" (06/01/2015)' in texts[2]
    assert texts[-1] == "For these reasons, the request for Valium 10mg #45 is not medically necessary."


def test_no_sentence_is_said_twice() -> None:
    texts = [sentence.text for sentence in proposed("Valium 10mg #45", *VALIUM).rationale.sentences]
    assert len(texts) == len(set(texts))


def test_treatment_that_nothing_covers_is_an_abstention_that_says_so() -> None:
    item = proposed("Unheard-of gadget, purchase")
    assert item.proposal.decision == "abstain"
    assert item.citations == ()
    assert item.proposal.why in item.rationale.text
    assert item.rationale.sentences[0].sources


def test_summary_says_only_what_facts_and_forms_say() -> None:
    document = Document("d4", "progress_report", "PR-2", "A Physician", NOTE, "note.txt", (1, 1), "00")
    item = DisputedItem("Valium 10mg #45", (), ur=UrFinding("Valium 10mg #45", "denied"))
    forms = CaseForms(dates_of_injury=(dt.date(2003, 1, 3),), ur_denial_date=DAY, items=(item,))
    facts = (
        a_fact(1, "diagnosis", "Lumbar radiculopathy", concept="radiculopathy", name="Lumbar radiculopathy"),
        a_fact(2, "symptom", "LBP", concept="pain", body_part="lumbar spine"),
        a_fact(3, "finding", "SLR +", concept="straight_leg_raise", result="positive", body_part="lumbar spine"),
    )
    summary = summarize(forms, Patient(39, "male"), (), [document], facts)
    assert summary.text == (
        "The injured worker is a 39-year-old male who sustained an industrial injury on 01/03/2003. "
        "Diagnoses include lumbar radiculopathy. "
        "The progress report dated 08/19/2015 notes complaints of pain in the low back. "
        "Examination of the low back revealed straight leg raise positive. "
        "The utilization review decision dated 08/26/2015 non-certified the request for Valium 10mg #45."
    )


def test_summary_of_a_file_without_records_still_opens() -> None:
    summary = summarize(CaseForms(), Patient(), (), [], [])
    assert summary.text == "The injured worker sustained an industrial injury."
