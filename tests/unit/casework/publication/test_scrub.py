"""What identifies somebody goes, what is clinical stays, and doubt is told."""

from __future__ import annotations

import pytest

from openimr.casework.publication import identities_in, profile_named, scrub
from openimr.domain.publications import Identity
from openimr.errors import UsageError


def cleaned(text: str, *known: Identity, profile: str = "dwc") -> str:
    return scrub([text], known, profile_named(profile)).texts[0]


def test_the_same_person_is_always_called_the_same() -> None:
    text = "Patient Name: Gonzalez, Maria L.\nMs. Gonzalez saw Dr. Okafor. Maria saw Dr. Okafor and Dr. Petrov."
    assert cleaned(text) == (
        "Patient Name: [employee]\nMs. [employee] saw Dr. [physician 1]. "
        "[employee] saw Dr. [physician 1] and Dr. [physician 2]."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Spurling's maneuver and Kemp test were positive; Patrick/FABER was negative.",
        "Continue Norco 10/325, Ultram 50 mg, Lyrica and MS Contin.",
        "He may need hand therapy. Back pain persists. Young for his age.",
        "The Official Disability Guidelines and the MTUS Chronic Pain guidelines, page 78, were used.",
        "Finkelstein, Tinel and Phalen signs are absent; Waddell signs 0/5.",
        "Request for Right Knee Arthroscopic Surgery and Post-Operative Physical Therapy.",
        "A Kerrison rongeur was used; a Mayo stand was draped.",
        "Low back pain is not improved (Airaksinen, 2006; Chou et al., 2007).",
        "Pain 7/10. ROM 80/90. L4-5 and C5-6. Code 64721, M54.5.",
        "Decision based on MTUS Neck and Upper Back Complaints Page(s): 177-178, 207-209; ODG, pages 1021-1025.",
        'Injection given in office: "lidocaine 1% 5 cc + Depo-Medrol 40 mg".',
    ],
)
def test_clinical_words_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Call (209) 555-0143 or fax 619.555.0101.", "Call [phone] or fax [phone]."),
        ("Claim No.: WC-1234-567890", "Claim No.: [claim number]"),
        ("ADJ1234567", "[claim number]"),
        ("SSN: 123-45-6789", "SSN: [social security number]"),
        ("MRN: 09-277594", "MRN: [record number]"),
        ("DOB: May 14, 1976", "DOB: [date of birth]"),
        ("NPI 1234567890", "NPI [licence number]"),
        ("Write to a.b@example.org.", "Write to [e-mail]."),
        ("Lives at 12 W. Harbor Blvd., Apt 4B, Oxnard, CA 93030.", "Lives at [address]."),
        ("3813 Camino del Sol, Fresno, CA 92502", "[address]"),
        ("license plate 7ABC123", "license plate [vehicle]"),
        ("Serial No. NS123-45678", "Serial No. [device number]"),
        ("He works for Costa Verde Landscaping.", "He works for [organization 1]."),
        ("Seen at Redwood Pain & Spine Center.", "Seen at [clinic 1]."),
        ("His wife, Ana Ruiz, drove.", "His wife, [person 1], drove."),
        ("Drs. Pain and Walker agree.", "Drs. [physician 1] and [physician 2] agree."),
        ("Seen by Juan de la Cruz, M.D.", "Seen by [physician 1], M.D."),
        ("/s/ Frank Pain", "/s/ [person 1]"),
    ],
)
def test_identifiers_go(text: str, clean: str) -> None:
    assert cleaned(text) == clean


@pytest.mark.parametrize(
    "written",
    [
        "SMYTHE, Johnathan A.",
        "Johnathan Smythe",
        "J. Smythe",
        "smythe",
        "Smythe's",
        "5mythe",
        "Smyhte",
        "Johnathan A. Smythe",
    ],
)
def test_a_known_name_is_found_however_it_is_written(written: str) -> None:
    copy = cleaned(f"The record of {written} was read.", Identity("employee", "Johnathan Smythe"))
    assert "mythe" not in copy.lower()
    assert "[employee]" in copy


def test_a_known_name_that_is_a_clinical_word_goes_only_where_a_person_is_meant() -> None:
    known = Identity("employee", "Frank Pain")
    assert cleaned("Pain reports that the pain is worse. Pain 7/10.", known) == (
        "[employee] reports that the pain is worse. Pain 7/10."
    )


def test_half_of_a_double_name_that_means_anybody_stays() -> None:
    known = Identity("physician", "Anton Reviewer-Okafor, MD")
    text = "The Expert Reviewer has read it. Dr. Reviewer-Okafor signs."
    assert cleaned(text, known) == "The Expert Reviewer has read it. Dr. [physician 1] signs."


def test_known_numbers_and_dates_are_found_in_other_spellings() -> None:
    known = (Identity("claim number", "WC-1234-567890"), Identity("date of birth", "1976-05-14"))
    assert cleaned("wc 1234 567890, born May 14, 1976 (5/14/76)", *known) == (
        "[claim number], born [date of birth] ([date of birth])"
    )


def test_dates_ages_and_the_case_number_stay_as_the_division_publishes_them() -> None:
    text = "Case Number: CM15-0012345. A 93-year-old seen on 03/05/2015."
    assert cleaned(text) == text


def test_safe_harbor_keeps_years_and_first_figures_of_postal_codes_only() -> None:
    text = (
        "A 93-year-old of 12 Oak Street, Reno, NV 89503, seen on 03/05/2015 and in May 2014; "
        "MTUS (effective July 18, 2009)."
    )
    assert cleaned(text, profile="safe_harbor") == (
        "A person aged 90 or older of [address] 895, seen in 2015 and in 2014; MTUS (effective July 18, 2009)."
    )
    assert cleaned("12 Oak Street, Ely, NV 89301", profile="safe_harbor") == "[address] 000"


def test_pages_of_guidelines_are_no_ages() -> None:
    text = "Trigger point injections, page 122. He is a patient of age 95."
    assert cleaned(text, profile="safe_harbor") == text.replace("95", "90 or older")


def test_what_is_doubtful_stays_until_a_person_removes_it() -> None:
    text = "The record was discussed with Oxbridge staff."
    found = scrub([text], (), profile_named("dwc"))
    assert found.texts == (text,)
    assert [text[one.start : one.end] for one in found.doubtful] == ["Oxbridge"]
    assert "Oxbridge" not in scrub([text], (), profile_named("dwc"), drop=[1]).texts[0]


def test_a_name_learnt_in_one_text_is_removed_in_all() -> None:
    copy = scrub(["Requested by Dr. Krzeminski.", "krzeminski agrees."], (), profile_named("dwc"))
    assert copy.texts == ("Requested by Dr. [physician 1].", "[physician 1] agrees.")


def test_findings_tell_places_and_no_words() -> None:
    text = "Patient Name: Maria Gonzalez"
    finding = scrub([text], (), profile_named("dwc")).findings[0]
    assert text[finding.start : finding.end] == "Maria Gonzalez"
    assert "Gonzalez" not in repr(finding)


def test_papers_tell_who_is_known() -> None:
    found = identities_in(["Employee Name: Maria Gonzalez\nEmployer: Blue Heron Foods\nClaim Number: 12345678-0001"])
    assert {(one.kind, one.value) for one in found} >= {
        ("employee", "Maria Gonzalez"),
        ("employer", "Blue Heron Foods"),
        ("claim number", "12345678-0001"),
    }


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UsageError, match="dwc"):
        profile_named("none")


def test_what_only_another_recogniser_finds_is_doubtful() -> None:
    text = "Maria Lopez, MD, wrote. The record names Oxbridge twice; Spurling was negative."
    others = [[(0, 11), (text.index("Oxbridge"), text.index(" twice")), (text.index("Spurling"), text.index(" was"))]]
    found = scrub([text], (), profile_named("dwc"), others=others)
    assert found.texts == ("[physician 1], MD, wrote. The record names Oxbridge twice; Spurling was negative.",)
    assert [(finding.how, text[finding.start : finding.end]) for finding in found.doubtful] == [
        ("second opinion", "Oxbridge")
    ]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("seen by Fatima al-Khatib, LVN", "seen by [physician 1], LVN"),
        ("per dr. kulkarni, pt rosario called", "per dr. [physician 1], pt [person 1] called"),
        ("Villasenor, or Mr. Villaseñor, called.", "[person 1], or Mr. [person 1], called."),
        ("his children, Anya and Kolya, drove.", "his children, [person 1] and [person 2], drove."),
        ("LAST^x|TRUJILLO^Ofelia", "LAST^x|[person 1]"),
        ("Transcribed: GM/db", "Transcribed: [person 1]"),
        ("pt. J.D. was seen", "pt. [employee] was seen"),
        ("Treated at Saint Columba's.", "Treated at [clinic 1]."),
        ("The Law Offices of Hector P. Salcido wrote.", "[organization 1] wrote."),
        ("claim with Sedgwick", "claim with [claims administrator]"),
        ("He lives in Weed with her.", "He lives in [address] with her."),
        ("silver pickup 4AUV706", "silver pickup [vehicle]"),
        ("born on the fourteenth of May, 1976", "born on the [date of birth]"),
        ("Executed at: Salinas", "Executed at: [address]"),
    ],
)
def test_names_go_in_the_papers_of_many_offices(text: str, clean: str) -> None:
    assert cleaned(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Jackson's +, Soto Hall -, Harris hip score 62.",
        "Apportionment under Escobedo and Labor Code 4663.",
        "See http://www.ncbi.nlm.nih.gov/pubmed/11172169 and www.odg-twc.com.",
        "MR Arthrogram of the shoulder; 1.5T Siemens Avanto.",
        "A Jackson table and a DonJoy brace; Barrett's esophagus.",
        "Deyo RA, Weinstein JN. Low back pain. N Engl J Med 2001;344:363-70.",
        "State(s) of Licensure: Texas, California, New York",
    ],
)
def test_tests_devices_cases_of_law_and_sources_stay(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("A 94-year-old right-handed female fell.", "A right-handed female aged 90 or older fell."),
        ("He is 91 years old.", "He is 90 or older."),
        ("A 95-year-old was seen on 3/14/2015.", "A person aged 90 or older was seen in 2015."),
    ],
)
def test_ages_and_dates_of_safe_harbor_read_on(text: str, clean: str) -> None:
    assert cleaned(text, profile="safe_harbor") == clean
