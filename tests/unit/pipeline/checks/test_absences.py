"""Many wordings of "it is not on record", over many things that a record can state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import a_determination, a_fact, a_file, a_passage, a_span, an_item

from openimr.domain.facts import Fact
from openimr.rulebook.lexicons import concept_finder
from openimr.services.check_draft import check

RECORD = {"d1": a_file()}

ABSENCES = [
    "There is no documentation of {}.",
    "There is no evidence of {} in the records provided.",
    "There was no mention of {}.",
    "No documentation of {} was submitted.",
    "The records do not document {}.",
    "The medical records do not mention {}.",
    "The file does not show {}.",
    "The documentation does not include {}.",
    "The provider did not describe {}.",
    "The submitted notes don't reference {}.",
    "The notes fail to document {}.",
    "The treating physician failed to describe {}.",
    "There is a lack of documentation of {}.",
    "The absence of documentation of {} is noted.",
    "The record lacks {}.",
    "The records contain no {}.",
    "The file includes no {}.",
    "The records are silent on {}.",
    "The record is silent as to {}.",
    "The record makes no mention of {}.",
    "Nothing in the record shows {}.",
    "The chart is devoid of {}.",
    "The reviewer could not find {}.",
    "{} is not documented.",
    "{} was not documented in the records.",
    "{} has not been reported.",
    "{} is not mentioned.",
    "{} could not be found in the record.",
    "{} does not appear in the records.",
    "{} is missing from the record.",
    "{} is undocumented.",
    "No {} is on record.",
    "No {} has been documented.",
    "Without any {} on record, the criterion is open.",
    "Although the pain persists, there is no documentation of {}.",
    "The guideline asks for more; however, {} is not documented.",
]
THINGS = [
    "urine drug screen", "physical therapy", "home exercise program", "acupuncture", "chiropractic treatment",
    "muscle spasm", "trigger points", "straight leg raise", "radiculopathy", "numbness", "weakness", "gait", "MRI",
    "epidural steroid injection", "facet injection", "carpal tunnel syndrome", "depression", "anxiety", "insomnia",
    "constipation", "nausea", "opioid agreement", "CURES report", "tenderness", "headaches", "fracture",
    "spinal stenosis", "disc herniation", "nerve conduction study", "EMG", "aquatic therapy", "TENS unit", "massage",
]  # fmt: skip


def _fact(thing: str) -> Fact | None:
    mention = next(iter(concept_finder().find(thing)), None)
    if mention is None:
        return None
    term = mention.meaning[0]
    return replace(a_fact("f2", text="Plan", value={"concept": term.concept}), kind=term.kind)  # type: ignore[arg-type]


def _codes(sentence: str, *facts: Fact) -> list[str]:
    item = an_item("Norco 10/325mg #60", rationale=a_passage(sentence, sources=(a_span("PR-2"),)))
    determination = a_determination(item)
    return [each.code for each in check(replace(determination, facts=facts), case_files=RECORD)]


@pytest.mark.parametrize("wording", ABSENCES)
def test_calling_undocumented_what_the_record_states_is_found(wording: str) -> None:
    missed = []
    for thing in THINGS:
        fact = _fact(thing)
        if fact and "silence_contradicted" not in _codes(wording.format(thing), fact):
            missed.append(thing)
    assert missed == []


@pytest.mark.parametrize("wording", ABSENCES)
def test_calling_undocumented_what_the_record_does_not_state_is_left_alone(wording: str) -> None:
    other = a_fact("f2", "therapy", text="Plan", value={"concept": "balneotherapy"})
    assert [thing for thing in THINGS if "silence_contradicted" in _codes(wording.format(thing), other)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The record does not document trigger points with both a twitch response and referred pain.",
        "There is no documentation of failure of physical therapy.",
        "There is no documentation of sustained benefit from physical therapy.",
        "The record does not document how often physical therapy was attended.",
        "The records do not show that physical therapy improved function.",
        "Physical therapy is documented, but its results are not documented.",
        "There is no documentation of further physical therapy.",
        "The record documents physical therapy and trigger points.",
        "The guideline asks for documentation of trigger points.",
        "The provider did not explain why physical therapy was stopped.",
        "Physical therapy beyond ten visits is not supported.",
        "There is no evidence of functional gains after physical therapy.",
        "The trigger points do not respond to physical therapy.",
        "No reason is given why physical therapy at home would not do.",
    ],
)
def test_asking_for_more_than_the_record_states_is_no_contradiction(sentence: str) -> None:
    therapy, points = _fact("physical therapy"), _fact("trigger points")
    assert therapy
    assert points
    assert "silence_contradicted" not in _codes(sentence, therapy, replace(points, id="f3"))


def test_all_that_a_statement_names_together_must_be_on_record() -> None:
    sentence = "The record does not document trigger points with referred pain."
    points, referred = _fact("trigger points"), _fact("referred pain")
    assert points
    assert referred
    assert "silence_contradicted" not in _codes(sentence, points)
    assert "silence_contradicted" in _codes(sentence, points, replace(referred, id="f3"))
