"""Each ground of appeal that a program can test, planted in a sound draft; true sentences are left alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Passage, ReviewerCredentials, Sentence
from openimr.domain.documents import Page, Reading, SourceFile
from openimr.domain.findings import Finding
from openimr.domain.reviewers import Affiliation, BoardCertification, Licence, Reviewer, ReviewerId
from openimr.domain.spans import Span
from openimr.pipeline.checks import grounds
from openimr.rulebook.citations import read_guideline_line
from openimr.services.check_draft import check, write_findings
from openimr.services.determine_case import Draft, draft_case
from openimr.services.parse_letters import parse

CASES = Path(__file__).parents[4] / "examples" / "cases"
REGISTRY = CASES.parent / "reviewers.yaml"

WRONG = {
    "age": ("The patient is a 54-year-old with low back pain.", "age_differs"),
    "sex": ("This is a 44-year-old male with low back pain.", "sex_differs"),
    "sex of the worker": ("The injured worker is a right-handed man.", "sex_differs"),
    "date that no page has": ("Relief was reported on 02/11/2015.", "date_unknown"),
    "report that is not listed": ("The progress report dated April 9, 2015 shows no change.", "date_unknown"),
    "side of a test": ("Straight leg raise is positive on the right and sensation is intact.", "result_differs"),
    "result of a test": ("Straight leg raising of the left leg was negative.", "result_differs"),
    "result of an examination": ("Gait was normal.", "result_differs"),
    "level of an image": ("MRI shows a disc extrusion at L3-4.", "level_differs"),
    "number of visits": ("The patient completed 24 visits of physical therapy.", "count_differs"),
    "pain score": ("Pain is 3/10 with medication.", "result_differs"),
    "dose": ("The patient takes naproxen 375 mg twice daily.", "dose_differs"),
}

TRUE = [
    "The patient is a 44-year-old woman with low back pain.",
    "At the time of injury she was 43 years old.",
    "The progress report dated June 9, 2015 documents decreased sensation at S1.",
    "On March 10, 2015 pain was 7/10 with medication and 8/10 without.",
    "Physical therapy ended on 01/14/2015 after 12 visits, begun on 10/27/2014.",
    "Straight leg raise is positive on the left and negative on the right.",
    "Straight leg raising of the right leg was negative.",
    "The left Achilles reflex is absent and the right one is normal.",
    "MRI of 01/20/2015 shows a disc extrusion at L5-S1 with compression of the left S1 nerve root.",
    "There is a mild disc bulge at L4-5 without nerve root compression.",
    "The patient takes Norco 10/325 mg three times a day and naproxen 550 mg twice daily.",
    "Sensation over the left lateral foot is decreased, gait is antalgic, and plantar flexion is 4/5.",
    "The guideline in force since July 18, 2009 asks for a documented radiculopathy.",
    "The guideline supports eight visits of therapy and 50 percent relief for six weeks.",
    "Her husband is a 60-year-old man.",
]


@cache
def _draft() -> Draft:
    return draft_case(CASES / "lumbar-epidural", registry=REGISTRY)


def _said(text: str, number: int = 1, **parts: Any) -> Determination:
    """The draft with a reviewer's sentence at the head of an item's rationale, resting on the notes."""
    determination = _draft().determination
    item = determination.items[number - 1]
    note = tuple(span for fact in determination.facts for span in fact.sources if span.document in ("d4", "d5", "d6"))
    sentence = Sentence(text, parts.get("sources", note))
    sentences = (sentence, *item.rationale.sentences)
    rationale = Passage(" ".join(each.text for each in sentences), sentences)
    items = list(determination.items)
    items[number - 1] = replace(item, rationale=rationale)
    return replace(determination, items=tuple(items))


def _found(determination: Determination, **more: Any) -> tuple[Finding, ...]:
    findings = check(determination, case_files=dict(_draft().record), **more)
    return tuple(each for each in findings if each.severity != "note")


def _one(determination: Determination, code: str, **more: Any) -> Finding:
    (finding,) = [each for each in _found(determination, **more) if each.code == code]
    return finding


@pytest.mark.parametrize("name", WRONG)
def test_a_fact_against_the_record_is_a_ground_at_its_sentence(name: str) -> None:
    text, code = WRONG[name]
    finding = _one(_said(text), code)
    assert (finding.place, finding.ground) == ("item 1, rationale, sentence 1", "Labor Code 4610.6(h)(5)")


@pytest.mark.parametrize("text", TRUE)
def test_a_true_sentence_raises_no_alarm(text: str) -> None:
    assert [each for each in _found(_said(text)) if each.code != "no_proposal"] == []


@pytest.mark.parametrize("name", ["age", "date that no page has", "result of a test", "level of an image"])
def test_the_summary_is_held_against_the_record_too(name: str) -> None:
    text, code = WRONG[name]
    determination = _draft().determination
    note = next(each for each in determination.facts if each.sources).sources
    sentences = (*determination.summary.sentences, Sentence(text, note))
    planted = replace(determination, summary=Passage(" ".join(each.text for each in sentences), sentences))
    assert _one(planted, code).place == f"summary, sentence {len(sentences)}"


def test_a_document_called_by_a_day_that_only_the_pages_have_is_asked_for() -> None:
    plain = check(_said("The report dated 10/28/2014 was reviewed."))
    assert [each.severity for each in plain if each.code == "record_not_listed"] == ["warning"]


def test_an_item_of_the_application_that_the_letter_leaves_out_is_found() -> None:
    determination = _draft().determination
    finding = _one(replace(determination, items=determination.items[:1]), "item_missing")
    assert finding.ground == "Labor Code 4610.6(d)"
    assert "Item 2" in finding.message


def test_pages_and_files_that_no_document_covers_are_found() -> None:
    determination = _draft().determination
    documents = tuple(replace(each, pages=(2, 2)) if each.id == "d5" else each for each in determination.documents)
    assert _one(replace(determination, documents=documents), "page_not_listed").place == "documents"
    here = [SourceFile(name, "", (Page(1, ""),)) for name in sorted({each.file for each in determination.documents})]
    folder = Reading((*here, SourceFile("08_operative_report.pdf", "", (Page(1, ""),))))
    assert "08_operative_report.pdf" in _one(determination, "file_not_listed", folder=folder).message
    longer = Reading((replace(here[0], pages=(Page(1, ""), Page(2, ""))), *here[1:]))
    assert "page 2" in _one(determination, "page_not_listed", folder=longer).message
    assert not _found(determination, folder=Reading(tuple(here)))


def test_a_lower_rank_is_refused_while_a_higher_one_applies() -> None:
    determination = _draft().determination
    line = read_guideline_line("ODG, Low Back Chapter, Epidural steroid injections.")
    assert line.citations
    planted = replace(determination.items[0], reviewer_guideline=line)
    finding = _one(replace(determination, items=(planted, *determination.items[1:])), "rank_skipped")
    assert finding.place == "item 1, reviewer guideline"
    proposal = determination.items[0].proposal
    assert proposal is not None
    silent = tuple(replace(step, outcome="silent") for step in proposal.ladder)
    searched = replace(planted, proposal=replace(proposal, ladder=silent))
    codes = [each.code for each in _found(replace(determination, items=(searched, *determination.items[1:])))]
    assert "rank_skipped" not in codes


def test_a_decision_that_cites_the_ur_decision_alone_is_found() -> None:
    determination = _draft().determination
    item = determination.items[1]
    ur = Span("d3", 1, 0, 4, next(f for d, f in _draft().record if d == "d3").pages[0].text[:4])
    sentences = tuple(replace(each, sources=(ur,)) for each in item.rationale.sentences)
    alone = replace(item, rationale=Passage(item.rationale.text, sentences))
    found = _found(replace(determination, items=(determination.items[0], alone)))
    assert [(each.place, each.ground) for each in found if each.code == "ur_alone"] == [
        ("item 2, rationale", "8 CCR 9792.10.6(b)(2)")
    ]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("The decision is based on the utilization review determination.", True),
        ("I rely upon the UR decision for these reasons.", True),
        ("This decision does not rest on the utilization review decision.", False),
        ("The utilization review decision dated 06/18/2015 non-certified the request.", False),
    ],
)
def test_words_that_rest_on_the_ur_decision_are_found(text: str, is_found: bool) -> None:
    assert ("ur_alone" in [each.code for each in _found(_said(text))]) is is_found


@pytest.mark.parametrize(
    "text",
    [
        "The radiculopathy is not causally related to the industrial injury.",
        "The low back is not an accepted body part.",
        "The condition is non-industrial in origin.",
        "Liability has been denied for the low back.",
        "The injection is too expensive for the benefit expected.",
        "Apportionment to prior disease applies.",
        "The code billed exceeds the fee schedule.",
    ],
)
def test_matters_outside_the_review_are_asked_to_be_left_out(text: str) -> None:
    assert _one(_said(text), "outside_review").severity == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "Whether the low back is accepted is outside the scope of this review.",
        "The patient sustained an industrial injury on 09/12/2014.",
        "The work-related injury caused radicular pain.",
        "The patient remains unable to work.",
    ],
)
def test_words_on_work_and_injury_that_judge_nothing_are_left_alone(text: str) -> None:
    assert "outside_review" not in [each.code for each in _found(_said(text))]


def _reviewer(name: str, *ties: str, specialty: str = "Physical Medicine & Rehabilitation") -> Reviewer:
    return Reviewer(
        ReviewerId(name),
        f"Invented {name}",
        (Licence("California"), Licence("Oregon")),
        (BoardCertification(specialty),),
        practice_years=12,
        weekly_hours=30,
        affiliations=tuple(Affiliation(tie, "financial") for tie in ties),
    )


def test_a_tie_of_the_reviewer_to_any_party_is_a_conflict() -> None:
    determination = _draft().determination
    tied = _reviewer("R1", "Sample Spine and Pain Clinic")
    free = _reviewer("R2")
    finding = _one(determination, "reviewer_conflict", reviewers=(tied,))
    assert (finding.severity, finding.ground) == ("error", "Labor Code 4610.6(h)(3)")
    assert "Invented" not in finding.message
    assert _one(determination, "reviewer_conflict", reviewers=(tied, free)).severity == "warning"
    assert not _found(determination, reviewers=(free,))


def test_a_reviewer_who_treats_no_such_thing_is_a_mismatch() -> None:
    other = ReviewerCredentials(("California",), ("Otolaryngology",))
    found = _found(replace(_draft().determination, reviewer=other))
    assert [each.place for each in found if each.code == "specialty_mismatch"] == ["reviewer", "reviewer"]


def test_findings_are_told_under_the_ground_that_they_are() -> None:
    findings = _found(_said("The patient is a 54-year-old with low back pain."))
    text = write_findings(findings)
    assert text.startswith("Grounds of appeal\n\nPlainly erroneous facts (Labor Code 4610.6(h)(5))\nERROR   item 1")
    assert write_findings(()) == "Nothing was found.\n"


def test_no_code_belongs_to_two_grounds() -> None:
    codes = [code for ground in grounds() for code in ground.codes]
    assert len(codes) == len(set(codes))


def test_every_real_case_as_drafted_rehearses_no_ground(shared: Path) -> None:
    for folder in sorted((shared / "data" / "cases").glob("case-*/separate"))[::4]:
        draft = draft_case(folder, registry=REGISTRY)
        findings = check(draft.determination, case_files=dict(draft.record))
        assert [each.code for each in findings if each.ground is not None] == []


LINE = GuidelineLine("")


def test_a_missing_guideline_line_is_a_ground() -> None:
    determination = _draft().determination
    bare = replace(determination.items[0], reviewer_guideline=LINE)
    finding = _one(replace(determination, items=(bare, *determination.items[1:])), "guideline_missing")
    assert finding.ground is not None
    assert "4610.5(c)(2)" in finding.ground


def _letter(shared: Path, folder: Path) -> Determination | None:
    """The published letter from which a case file was rebuilt."""
    source = yaml.safe_load((folder.parent / "truth.yaml").read_text(encoding="utf-8")).get("reconstructed_from")
    return parse(shared / "data" / source) if source else None


def _sentences(text: str, sources: tuple[Span, ...]) -> Passage:
    split = re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", " ".join(text.split()))
    return Passage(text, tuple(Sentence(words, sources) for words in split if words))


def test_what_real_reviewers_wrote_of_the_same_cases_raises_almost_no_alarm(shared: Path) -> None:
    alarms, count = [], 0
    for folder in sorted((shared / "data" / "cases").glob("case-*/separate"))[1::3]:
        letter, draft = _letter(shared, folder), draft_case(folder)
        if letter is None:
            continue
        spans = tuple(span for fact in draft.determination.facts for span in fact.sources)
        pairs = zip(draft.determination.items, letter.items, strict=False)
        items = tuple(replace(item, rationale=_sentences(theirs.rationale.text, spans)) for item, theirs in pairs)
        summary = _sentences(letter.summary.text, spans)
        theirs = replace(draft.determination, summary=summary, items=items)
        count += len(summary.sentences) + sum(len(item.rationale.sentences) for item in items)
        told = {"age_differs", "sex_differs", "date_unknown", "count_differs", "result_differs", "finding_differs"}
        alarms += [each for each in check(theirs, case_files=dict(draft.record)) if each.code in told]
    assert count > 100
    assert len(alarms) <= count // 100
