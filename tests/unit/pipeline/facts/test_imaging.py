"""What imaging shows, by level and side; what was only named or asked for."""

from __future__ import annotations

import datetime as dt

from openimr.domain.documents import Page
from openimr.pipeline.facts import imaging
from openimr.pipeline.facts.note import Found, read_note
from openimr.text.flow import mend


def _found(text: str, kind: str | None = None) -> list[Found]:
    return list(imaging.find(read_note(mend("note", (Page(1, text),)), None, kind)))


def test_each_level_has_its_own_pathology() -> None:
    found = _found("MRI lumbar spine showed a 5 mm protrusion at L5-S1 contacting the S1 root.")
    assert [(item.value["concept"], item.value["levels"]) for item in found] == [
        ("disc_protrusion", ["L5-S1"]),
        ("nerve_root_compression", ["S1"]),
    ]
    assert found[0].value["size_mm"] == 5.0


def test_part_and_side_of_the_exam_line_carry_through_a_report() -> None:
    text = "EXAM\nMRI RIGHT KNEE W/O CONTRAST\nFINDINGS\nMedial meniscus: tearing. ACL: possible partial tear.\n"
    meniscus, ligament = _found(text, kind="imaging")
    assert (meniscus.value["concept"], meniscus.value["body_part"], meniscus.value["laterality"]) == (
        "meniscal_tear",
        "knee",
        "right",
    )
    assert (ligament.value["concept"], ligament.status) == ("ligament_tear", "possible")


def test_no_acute_fracture_is_absent() -> None:
    (found,) = _found("CT c-spine: no acute fracture.")
    assert (found.value["concept"], found.status, found.value["modality"]) == ("fracture", "absent", "ct")


def test_a_normal_study_is_present_and_normal() -> None:
    (found,) = _found("X-rays of the right hip were unremarkable.")
    assert (found.value["concept"], found.value["result"], found.status) == ("normal_study", "normal", "present")


def test_a_study_asked_for_is_planned_and_shows_nothing() -> None:
    found = _found("Plan\nMRI of the left shoulder to rule out rotator cuff tear.")
    assert [(item.value["concept"], item.status) for item in found] == [("study_done", "planned")]


def test_a_study_only_named_is_dated() -> None:
    (found,) = _found("MRI of the lumbar spine was done on 02/10/2015.")
    assert (found.value["concept"], found.date) == ("study_done", dt.date(2015, 2, 10))


def test_pathology_without_a_study_is_no_imaging() -> None:
    assert _found("Diagnoses: lumbar disc protrusion, foraminal stenosis.") == []
