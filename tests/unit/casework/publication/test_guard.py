"""Clinical words stay where a list of names would take them."""

from __future__ import annotations

import pytest

from openimr.casework.publication import identities_in, profile_named, scrub
from openimr.domain.publications import Identity


def cleaned(text: str, *known: Identity) -> str:
    return scrub([text], known, profile_named("dwc")).texts[0]


@pytest.mark.parametrize(
    "text",
    [
        "Right shoulder MRI\nThe request is upheld.",
        "Clinic: lidocaine HCL 1% 5 cc",
        "Patient: Retro, DOS 3/4/2015",
        "Laryngoscopy with Dunmore 2, grade I.",
        "Slit lamp (Kessler): rust ring.",
        "Tests: Farnsworth 14/14, Titmus 3/9.",
        "Machine: Nakamura Sierra. Reference values were used.",
        "Sensory: R Marquez 3.9, L Marquez 4.1.",
        "Hollister neg. Brandt +, Delgado (-).",
    ],
)
def test_a_test_or_device_called_after_a_family_is_not_removed(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("We did PT w/ Marcus.", "We did PT w/ [person 1]."),
        ("We faxed Marcus at noon.", "We faxed [person 1] at noon."),
        ("Then Okonkwo requests a brace.", "Then [person 1] requests a brace."),
        ("Surgeon Yoo/Trujillo", "Surgeon [person 1]/[person 2]"),
        ("He slipped when Corazon bumped her.", "He slipped when [person 1] bumped her."),
    ],
)
def test_a_lone_name_goes_where_a_person_is_told_of(text: str, clean: str) -> None:
    assert cleaned(text) == clean


def test_words_of_care_are_never_learnt_as_parties_of_the_case() -> None:
    papers = ["Clinic: lidocaine HCL 1% 5 cc\nPatient: Retro, DOS 3/4/2015\nEmployee Name: VISIT NOTE\nDr. Okafor"]
    assert identities_in(papers) == (Identity("physician", "Okafor"),)


def test_the_month_stays_when_somebody_is_called_may() -> None:
    text = "She was seen in May and since May. May reports pain."
    assert cleaned(text, Identity("employee", "May Castro")) == (
        "She was seen in May and since May. [employee] reports pain."
    )


def test_half_of_a_double_name_is_the_same_person() -> None:
    text = "Dr. Ana Hernandez-Castro and Dr. Okafor met. Dr. Castro agreed. Dr. Hernandez wrote."
    assert cleaned(text) == (
        "Dr. [physician 1] and Dr. [physician 2] met. Dr. [physician 1] agreed. Dr. [physician 1] wrote."
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "Date      Rx No    Drug          Prescriber\n01/04/13  889997   LYRICA 75MG   ABAD\n",
            "Date      Rx No    Drug          Prescriber\n01/04/13  [record number]   LYRICA 75MG   [physician 1]\n",
        ),
        (
            "| Date | Interpreter | Hours |\n| 1/4/13 | Tupou | 2 |",
            "| Date | Interpreter | Hours |\n| 1/4/13 | [person 1] | 2 |",
        ),
        ("Seen at Foothill Spine & Joint in May.", "Seen at [clinic 1] in May."),
        ("Chronic Back and Neck pain", "Chronic Back and Neck pain"),
        ("bal of auth w/ golden bear indemnity", "bal of auth w/ [organization 1]"),
        ("Sent to UR (ClearPath UR).", "Sent to UR ([organization 1])."),
        ("Corazon Abad, L.Ac. 257246", "[physician 1], L.Ac. [licence number]"),
        ("(O.V./mtr)", "([person 1])"),
        ("Saw MD (Mulcahy) yesterday.", "Saw MD ([person 1]) yesterday."),
        ("Consult with Dr. van der Laan or Mulcahy.", "Consult with Dr. [physician 1] or [person 1]."),
        ("We notified Vasilenko re: the pump.", "We notified [person 1] re: the pump."),
        ("RE: Ana Barragan  2/24/59  Cell", "RE: [employee]  [date of birth]  Cell"),
        ("Post-op Occupational Therapy | 97530", "Post-op Occupational Therapy | 97530"),
        ("Radial 2.1 ms. F-wave normal.", "Radial 2.1 ms. F-wave normal."),
        ("Fractional CO2 laser; ESI C7-T1.", "Fractional CO2 laser; ESI C7-T1."),
        ("Literature (Mont & Hungerford, 1995).", "Literature (Mont & Hungerford, 1995)."),
        ("Silicosis vs Hypersensitivity Pneumonitis.", "Silicosis vs Hypersensitivity Pneumonitis."),
    ],
)
def test_tables_lists_and_notes_tell_names_and_leave_care(text: str, clean: str) -> None:
    assert cleaned(text) == clean


def test_everybody_on_the_list_of_copies_goes() -> None:
    assert cleaned("Work status: TTD.\ncc: Fitch; Lowell; claims department") == (
        "Work status: TTD.\ncc: [person 1]; [person 2]; claims department"
    )
