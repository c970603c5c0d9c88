from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import openimr
from openimr.pipeline.facts.status import Context, status, status_in

BENCH = Path(__file__).parents[4] / "bench" / "status"
read_marked = runpy.run_path(str(BENCH / "marked.py"), run_name="marked")["read_marked"]

LEAST_F1 = {"absent": 0.93, "historical": 0.85, "hypothetical": 0.85, "family": 0.9, "possible": 0.8}


def status_of(marked: str) -> str:
    start, end = marked.index("{"), marked.index("}") - 1
    return status(marked.replace("{", "").replace("}", ""), start, end)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Denies fever, chills or {night sweats}.", "absent"),
        ("No TTP R hip, R ankle or {R foot}", "absent"),
        ("{Spurling's} (-), Tinel's (+)", "absent"),
        ("{Edema}: none.", "absent"),
        ("Lungs: no {wheezes}", "absent"),
        ("Blood cultures were negative for {growth}.", "absent"),
        ("No family history of {stroke}.", "absent"),
        ("He has never had {a seizure}.", "absent"),
        ("R/o {HNP}", "possible"),
        ("?{HNP} L5-S1", "possible"),
        ("A {fracture} cannot be excluded.", "possible"),
        ("History of {asthma}.", "historical"),
        ("S/p {lumbar fusion} 2009", "historical"),
        ("Five years ago he had a {heart attack}.", "historical"),
        ("PAST MEDICAL HISTORY: {Gout}.", "historical"),
        ("Return if {fever} develops.", "hypothetical"),
        ("Norco 10/325 q6h prn {pain}", "hypothetical"),
        ("{Norco} 10/325 q6h prn pain", "present"),
        ("Should {swelling} recur, call the office.", "hypothetical"),
        ("Mother has {diabetes}.", "family"),
        ("FAMILY HISTORY: {Heart disease}.", "family"),
        ("Request authorization for {lumbar MRI}.", "planned"),
        ("{MRI} has been ordered.", "planned"),
    ],
)
def test_cue_gives_its_status(marked: str, expected: str) -> None:
    assert status_of(marked) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "Patient complains of {back pain}.",
        "No change in {the mass}.",
        "Not only {nausea} but vomiting.",
        "She does not deny {drinking}.",
        "{Pain} is not relieved by rest.",
        "Mother reports that he has had {diarrhea}.",
        "A 3-day history of {fever}.",
        "Negative for fracture but positive for {effusion}.",
        "Spurling's (-), {Tinel's} (+)",
        "Denies fever; reports {cough}.",
        "No masses, and {adhesions} were taken down.",
        "No rash, and his {appetite} is good.",
        "Compared with the prior study the {nodule} is stable.",
        "Paresthesias with or without {pain}.",
    ],
)
def test_what_only_looks_like_a_cue_changes_nothing(marked: str) -> None:
    assert status_of(marked) == "present"


def test_cue_does_not_reach_into_the_next_sentence() -> None:
    assert status_of("Denies fever. {Cough} for two weeks.") == "present"


def test_heading_on_its_own_line_governs_the_lines_below_it() -> None:
    note = "PAST SURGICAL HISTORY:\n{Appendectomy}\n\nPLAN:\nReturn in two weeks."

    assert status_of(note) == "historical"


def test_status_in_takes_the_sentence_and_section_it_is_given() -> None:
    text = "No fever. Cough."

    assert status_in(text, 3, 8, (0, 9), None) == "absent"
    assert status_in(text, 10, 15, (10, 16), "past_history") == "historical"


def test_one_context_answers_for_every_mention_of_its_text() -> None:
    text = "No fever. Possible strain."
    context = Context(text)

    assert context.status(3, 8, (0, 9), None) == "absent"
    assert context.status(19, 25, (10, 26), None) == "possible"


def test_public_status_is_a_function_of_text_and_place() -> None:
    assert openimr.status("Denies fever.", 7, 12) == "absent"


def test_empty_text_is_present() -> None:
    assert status("", 0, 0) == "present"


@pytest.mark.parametrize("name", ["dev", "heldout", "heldout2"])
@pytest.mark.parametrize("wanted", sorted(LEAST_F1))
def test_marked_sentences_keep_their_agreement(name: str, wanted: str) -> None:
    mentions = read_marked(name)
    given = [status(m.text, m.start, m.end) for m in mentions]
    right = sum(m.status == wanted == got for m, got in zip(mentions, given, strict=True))
    either = sum((m.status == wanted) + (got == wanted) for m, got in zip(mentions, given, strict=True))

    assert 2 * right / either >= LEAST_F1[wanted]
