"""How charts name drugs."""

from __future__ import annotations

import pytest

from openimr.rulebook.drugs import Drug, find_drugs


def the_drug(text: str) -> Drug:
    (mention,) = find_drugs(text)
    return mention.meaning


@pytest.mark.parametrize(
    ("words", "name", "drug_class"),
    [
        ("Valium 10mg #45", "diazepam", "benzodiazepine"),
        ("Norco 10/325 1 po q6h prn #120", "hydrocodone/acetaminophen", "opioid"),
        ("hydrocodone/APAP 5/325", "hydrocodone/acetaminophen", "opioid"),
        ("hydrocodone bitartrate-acetaminophen", "hydrocodone/acetaminophen", "opioid"),
        ("hydrocodone 10-325mg", "hydrocodone/acetaminophen", "opioid"),
        ("oxycodone and acetaminophen", "oxycodone/acetaminophen", "opioid"),
        ("Tylenol #3", "acetaminophen/codeine", "opioid"),
        ("Ultracet", "tramadol/acetaminophen", "opioid"),
        ("Cyclobenzaprene 7.5", "cyclobenzaprine", "muscle_relaxant"),
        ("Lidoderm 5% patches", "lidocaine", "topical_anesthetic"),
        ("lidocaine 1% injection", "lidocaine", "local_anesthetic"),
        ("diclofenac sodium 1% gel", "diclofenac", "topical_nsaid"),
        ("diclofenac sodium ER 100 mg", "diclofenac", "nsaid"),
        ("GABAdone", "gabadone", "medical_food"),
    ],
)
def test_a_name_gives_its_ingredients_and_class(words: str, name: str, drug_class: str) -> None:
    drug = the_drug(words)
    assert (drug.name, drug.drug_class) == (name, drug_class)


@pytest.mark.parametrize("words", ["OxyContin 20 mg", "oxycotntin", "oxycodone HCL ER", "Kadien", "fentanyl 25 mcg/hr"])
def test_long_acting_opioids_are_known_by_brand_release_and_dose_unit(words: str) -> None:
    assert the_drug(words).is_long_acting


def test_immediate_release_is_not_long_acting() -> None:
    assert not the_drug("oxycodone HCL 15 mg").is_long_acting


def test_abbreviations_count_in_capitals_only() -> None:
    assert [m.meaning.name for m in find_drugs("ASA 81 mg")] == ["aspirin"]
    assert find_drugs("seen by Dr. asa") == []


def test_two_drugs_that_do_not_combine_stay_two() -> None:
    assert [m.meaning.name for m in find_drugs("Norco and Soma")] == ["hydrocodone/acetaminophen", "carisoprodol"]


def test_methadone_factor_rises_with_the_daily_dose() -> None:
    assert the_drug("methadone 10 mg").mme_by_daily_mg[:2] == ((20, 4), (40, 8))


def test_brand_is_the_brand_and_generic_has_none() -> None:
    assert the_drug("Valium").brand == "Valium"
    assert the_drug("diazepam").brand is None
