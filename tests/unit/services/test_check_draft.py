from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.builders import (
    NOTE,
    a_determination,
    a_document,
    a_fact,
    a_file,
    a_header,
    a_passage,
    a_proposal,
    a_span,
    an_item,
)

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Header, Passage, ReviewerCredentials, Sentence
from openimr.services.check_draft import check, findings_to_list, is_fit_to_sign, write_findings

RECORD = {"d1": a_file()}


def _codes(determination: Determination) -> list[str]:
    return [finding.code for finding in check(determination, case_files=RECORD)]


def _saying(request: str, *sentences: str) -> Determination:
    return a_determination(an_item(request, rationale=a_passage(*sentences, sources=(a_span(),))))


def test_a_sound_draft_lacks_only_its_signature() -> None:
    findings = check(a_determination(), case_files=RECORD)
    assert [finding.code for finding in findings] == ["unsigned"]
    assert is_fit_to_sign(findings)


def test_a_quote_that_does_not_stand_on_its_page_is_found() -> None:
    wrong = replace(a_span(), quote="Valium 20 mg #45")
    found = check(a_determination(facts=(a_fact(sources=(wrong,)),)), case_files=RECORD)
    assert [(each.code, each.place) for each in found if each.severity == "error"] == [("quote_differs", "fact f1")]


def test_a_quote_of_an_unlisted_document_or_page_is_found() -> None:
    elsewhere = replace(a_span(), document="d9")
    beyond = replace(a_span(), page=7)
    codes = _codes(a_determination(facts=(a_fact(sources=(elsewhere, beyond)),)))
    assert {"document_unknown", "page_unknown", "document_missing", "quote_differs"} <= set(codes)


def test_without_the_record_the_quotes_are_said_to_be_unchecked() -> None:
    assert "record_missing" in [finding.code for finding in check(a_determination())]


def test_a_guideline_outside_its_window_is_found() -> None:
    late = a_determination(header=a_header(ur_denial_date=dt.date(2019, 5, 1)))
    assert "guideline_not_in_force" in _codes(late)


def test_a_guideline_that_the_rulebook_does_not_hold_is_found() -> None:
    item = an_item(proposal=a_proposal(guideline="mtus.nowhere"))
    assert "guideline_unknown" in _codes(a_determination(item))


def test_an_item_without_decision_or_proposal_is_found() -> None:
    assert "item_undecided" in _codes(a_determination(an_item(proposal=None)))


def test_an_abstention_asks_for_a_decision_and_must_give_its_reason() -> None:
    assert "no_proposal" in _codes(a_determination(an_item(proposal=a_proposal("abstain"))))
    assert "reason_missing" in _codes(a_determination(an_item(proposal=a_proposal("abstain", why=" "))))


def test_a_signed_letter_must_decide_every_item() -> None:
    assert "item_undecided" in _codes(a_determination(status="signed"))
    assert "item_undecided" not in _codes(a_determination(an_item(decision="upheld"), status="signed"))


@pytest.mark.parametrize(
    ("request_words", "sentence", "code"),
    [
        ("Norco 10/325mg #60", "The request for Norco 5/325mg #60 is not medically necessary.", "dose_differs"),
        ("Norco 10/325mg #60", "The request for Norco 10/325mg #90 is not medically necessary.", "quantity_differs"),
        (
            "MRI of the right knee",
            "The request for an MRI of the left knee is not medically necessary.",
            "side_differs",
        ),
        ("Epidural injection at L5-S1", "The requested injection at L3-4 is not medically necessary.", "level_differs"),
        ("Valium 10mg #45", "The request for Norco is not medically necessary.", "drug_differs"),
    ],
)
def test_a_rationale_that_speaks_of_another_request_is_found(request_words: str, sentence: str, code: str) -> None:
    assert code in _codes(_saying(request_words, sentence))


@pytest.mark.parametrize(
    ("request_words", "sentence"),
    [
        ("Norco 10/325mg #60", "The request for Norco 10/325 mg, sixty tablets, is not medically necessary."),
        ("Norco 10/325mg #60", "Norco 5/325mg was tried in 2014 without benefit."),
        ("MRI of the right knee", "The left knee was operated on in 2012."),
        ("MRI bilateral knees", "The request for an MRI of the right and left knees is not medically necessary."),
        ("Epidural injection at L4-5 and L5-S1", "The requested injection at L4-5 is not medically necessary."),
    ],
)
def test_a_rationale_that_agrees_or_tells_of_the_past_is_left_alone(request_words: str, sentence: str) -> None:
    assert not [code for code in _codes(_saying(request_words, sentence)) if code.endswith("_differs")]


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no documentation of a urine drug screen.",
        "The records do not document a urine drug screen.",
        "A urine drug screen was not documented.",
        "The file fails to mention any urine drug screen.",
        "There is a lack of documentation of a recent urine drug screen, and risk is unknown.",
    ],
)
def test_calling_undocumented_what_a_fact_states_is_found(sentence: str) -> None:
    screen = a_fact("f2", "test", text="Plan", value={"concept": "urine_drug_screen", "result": "consistent"})
    determination = _saying("Norco 10/325mg #60", sentence)
    assert "silence_contradicted" in _codes(replace(determination, facts=(*determination.facts, screen)))
    assert "silence_contradicted" not in _codes(determination)


def test_a_negative_fact_contradicts_no_silence() -> None:
    drawn = a_fact("f2", "finding", text="Plan", value={"concept": "straight_leg_raise", "result": "negative"})
    determination = _saying("MRI lumbar", "There is no evidence of a positive straight leg raise.")
    assert "silence_contradicted" not in _codes(replace(determination, facts=(drawn,)))


def test_a_sentence_without_source_or_criterion_is_found() -> None:
    text = "It is well known."
    item = an_item(rationale=Passage(text, (Sentence(text),)))
    assert "sentence_without_source" in _codes(a_determination(item))


def test_words_of_a_rationale_outside_its_sentences_are_found() -> None:
    item = an_item(rationale=Passage("Said once. Said twice.", (Sentence("Said once.", (a_span(),)),)))
    assert "text_without_source" in _codes(a_determination(item))


def test_missing_parts_are_found() -> None:
    bare = a_determination(
        an_item(" ", rationale=Passage(), reviewer_guideline=GuidelineLine("")),
        header=Header(),
        reviewer=ReviewerCredentials(),
        summary=Passage(),
        documents=(),
    )
    wanted = {
        "header_field_missing",
        "credentials_missing",
        "summary_missing",
        "documents_missing",
        "request_missing",
        "guideline_missing",
        "rationale_missing",
        "governing_date_missing",
    }
    assert wanted <= set(_codes(bare))


def test_a_case_without_medical_records_may_not_be_decided() -> None:
    assert "no_medical_record" in _codes(a_determination(documents=(a_document(kind="ur_decision"),)))


def test_findings_can_be_read_by_people_and_programs() -> None:
    findings = check(a_determination(an_item(proposal=None)), case_files=RECORD)
    assert "ERROR   item 1, decision" in write_findings(findings)
    assert findings_to_list(findings)[0]["code"] == "item_undecided"
    assert write_findings(()) == "Nothing was found.\n"
    assert NOTE not in write_findings(findings)
