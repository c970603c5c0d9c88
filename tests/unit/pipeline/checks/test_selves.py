"""A reviewer who tells of themselves is told so before signing; what is said of the record is left alone."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Correction, Determination, Item, Passage, Sentence
from openimr.domain.findings import Finding
from openimr.domain.worksheets import Worksheet
from openimr.pipeline.checks import own_sentences
from openimr.pipeline.checks.selves import find_told_reviewer
from openimr.pipeline.treatments import normalise

DAY = dt.date(2015, 8, 3)


def findings(*sentences: str, status: str = "draft") -> list[Finding]:
    passage = Passage(" ".join(sentences), tuple(Sentence(text) for text in sentences))
    item = Item("Norco 10/325 mg #90", normalise("Norco 10/325 mg #90"), rationale=passage)
    determination = Determination(status="published" if status == "published" else "draft", items=(item,))
    assert [text for _, text in own_sentences(determination) if text] == list(sentences)
    return list(find_told_reviewer(determination))


@pytest.mark.parametrize(
    "sentence",
    [
        "In my practice most patients do well without it.",
        "At our spine clinic this is done under sedation.",
        "My own patients rarely need opioids.",
        "Our hospital's protocol limits it to six weeks.",
        "I am a professor of orthopaedics and disagree.",
        "I am licensed in Nevada as well.",
        "I work at a teaching hospital.",
        "I have treated many such injuries.",
        "I know Dr. Smith, who is careful.",
        "Please call me at (555) 555-0100.",
        "My wife is a physical therapist.",
        "In this reviewer's practice it is not used.",
        "The reviewer practices in San Diego.",
        "Reviewed by: John Q. Doe, MD.",
    ],
)
def test_a_sentence_that_tells_of_the_reviewer_is_found(sentence: str) -> None:
    (finding,) = findings("The record shows no red flags.", sentence)
    assert (finding.code, finding.severity) == ("reviewer_told", "warning")
    assert finding.place == "item 1, rationale, sentence 2"
    assert sentence not in finding.message + finding.advice


@pytest.mark.parametrize(
    "sentence",
    [
        "In my opinion the request is medically necessary.",
        "It is my judgment that six visits are enough.",
        "I have reviewed the records of the treating physician.",
        "I find no documentation of functional improvement.",
        "I know of no study that supports it.",
        "The patient's own practice of yoga is encouraged.",
        "Practice guidelines do not support it.",
        "The patient works in a clinic and practices stretching.",
        "The treating physician's group requested it.",
        "The note was dictated by the physical therapist.",
        'The patient told the physician "call me when my patients are done" on the phone.',
        "This reviewer finds no red flags; the reviewer agrees with the denial.",
    ],
)
def test_a_sentence_of_the_case_is_left_alone(sentence: str) -> None:
    assert findings(sentence) == []


def test_a_published_letter_is_not_asked() -> None:
    assert findings("In my practice most patients do well.", status="published") == []


def test_whatever_a_person_may_write_is_read() -> None:
    worksheet = Worksheet(1, "treatment_benefits", (), why="My colleagues follow it.")
    line, correction = GuidelineLine("Our practice manual"), Correction(2, DAY, DAY, "My office mistyped a word.")
    item = Item("Norco", normalise("Norco"), reviewer_guideline=line, worksheet=worksheet)
    found = find_told_reviewer(Determination(status="draft", items=(item,), correction=correction))
    assert [each.place for each in found] == ["item 1, guideline", "item 1, worksheet", "reason of the correction"]
