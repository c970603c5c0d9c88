"""Which specialties are near what is in dispute, and what other professions may do."""

from __future__ import annotations

import pytest

from openimr.casework.reviewers.specialties import beyond_scope, canonical, match_items, match_specialties
from openimr.domain.treatments import Treatment
from openimr.rulebook.files import read_yaml

TOPICS = [(row["slug"], row["category"]) for row in read_yaml("topics.yaml")]
TABLE = read_yaml("reviewers/specialties.yaml")


@pytest.mark.parametrize(("topic", "category"), TOPICS)
def test_every_topic_has_specialties_that_treat_it(topic: str, category: str) -> None:
    row = TABLE["treats"].get(topic) or TABLE["treats"][category]
    assert row["same"]
    assert row["similar"]
    assert not set(row["same"]) & set(row["similar"])


def test_every_specialty_of_the_tables_is_known() -> None:
    rows = [*TABLE["treats"].values(), *TABLE["conditions"].values()]
    named = {name for row in rows for name in (*row["same"], *row["similar"])}
    named |= {name for row in TABLE["regions"].values() for name in (*row["same"], *row["only"])}
    assert sorted(named - set(TABLE["specialties"])) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PM&R", ("Physical Medicine & Rehabilitation",)),
        ("Physical Medicine and Rehabilitation", ("Physical Medicine & Rehabilitation",)),
        ("Anesthesiology, Pain Management", ("Anesthesiology", "Pain Medicine")),
        ("Preventive Medicine, Occupational Medicine", ("Occupational Medicine",)),
        ("orthopedic surgery", ("Orthopaedic Surgery",)),
        ("Psychiatry & Neurology (Psychiatry)", ("Psychiatry",)),
        ("Falconry", ("Falconry",)),
    ],
)
def test_specialties_are_known_however_written(written: str, expected: tuple[str, ...]) -> None:
    assert canonical(written) == expected


@pytest.mark.parametrize(
    ("specialty", "treatment", "expected"),
    [
        ("Pain Medicine", Treatment("lumbar_epidural", "injection", "esi"), "same"),
        ("Psychiatry", Treatment("lumbar_epidural", "injection", "esi"), "none"),
        ("Hand Surgery", Treatment("hand_mri", "imaging", "mri", body_part="wrist"), "same"),
        ("Hand Surgery", Treatment("lumbar_mri", "imaging", "mri", body_part="lumbar spine"), "none"),
        ("Podiatry", Treatment("foot_mri", "imaging", "mri", body_part="left ankle"), "same"),
        ("Neurosurgery", Treatment("knee_surgery", "surgery", "arthroscopy", body_part="knee"), "none"),
        ("Neurosurgery", Treatment(None, "surgery", "lumbar fusion", body_part="lumbar spine"), "same"),
        ("Urology", Treatment(None, None, None), "similar"),
    ],
)
def test_nearness_follows_topic_and_part_of_the_body(specialty: str, treatment: Treatment, expected: str) -> None:
    assert match_specialties([specialty], [treatment]) == expected


@pytest.mark.parametrize(
    ("diagnosis", "specialty", "expected"),
    [
        ("Major depressive disorder (F32.9)", "Psychiatry", "same"),
        ("Major depressive disorder (F32.9)", "Orthopaedic Surgery", "none"),
        ("Lumbar stenosis; major depression", "Orthopaedic Surgery", None),
        ("Inguinal hernia", "General Surgery", "same"),
        ("Herniated disc L5-S1", "Orthopaedic Surgery", None),
        ("Lumbar radiculopathy (724.4)", "Orthopaedic Surgery", None),
        ("Cervical disc displacement C5-6, C6-C7 with L4-5 stenosis, M50.20", "Orthopaedic Surgery", None),
    ],
)
def test_some_conditions_ask_for_specialties_of_their_own(diagnosis: str, specialty: str, expected: str | None) -> None:
    found = match_items([specialty], [], [diagnosis])
    assert [each.match for each in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("profession", "treatment", "is_beyond"),
    [
        ("chiropractor", Treatment("chiropractic", "therapy", "manipulation"), False),
        ("chiropractor", Treatment("opioids_ongoing", "medication", "oxycodone"), True),
        ("psychologist", Treatment("psychological_services", "mental_health", "cbt"), False),
        ("psychologist", Treatment("antidepressants", "medication", "sertraline"), True),
        ("podiatrist", Treatment(None, "surgery", "bunionectomy", body_part="foot"), False),
        ("podiatrist", Treatment("knee_surgery", "surgery", "arthroscopy", body_part="knee"), True),
        ("dentist", Treatment(None, None, "crown", body_part="jaw"), False),
        ("acupuncturist", Treatment("acupuncture", "therapy", "acupuncture"), False),
        ("physician", Treatment("knee_surgery", "surgery", "arthroscopy"), False),
    ],
)
def test_each_profession_stays_within_its_licence(profession: str, treatment: Treatment, is_beyond: bool) -> None:
    assert bool(beyond_scope(profession, [treatment])[0]) == is_beyond
