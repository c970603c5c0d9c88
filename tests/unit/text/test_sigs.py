"""Sigs, quantities, refills, days' supply and strengths as charts write them."""

from __future__ import annotations

import pytest

from openimr.text.sigs import read_days_supply, read_quantity, read_refills, read_sig, read_strength


@pytest.mark.parametrize(
    ("words", "times", "units", "as_needed", "route"),
    [
        ("1 po q6h prn", 4, 1, True, "oral"),
        ("1/2-1 tab bid prn", 2, 1, True, None),
        ("one tab every 12 hours", 2, 1, False, None),
        ("1-2 tabs q4h prn", 6, 2, True, None),
        ("TID", 3, None, False, None),
        ("qhs", 1, None, False, None),
        ("q8-12h", 3, None, False, None),
        ("take 1 tablet by mouth three times a day as needed", 3, 1, True, "oral"),
        ("1 patch q72h", 1 / 3, 1, False, None),
        ("12 hours on 12 hours off", 1, None, False, None),
        ("one by mouth, twice a day", 2, 1, False, "oral"),
        ("2x/day", 2, None, False, None),
        ("500 mg 1 tab p.o. q.i.d.", 4, 1, False, "oral"),
        ("10 mg po bid", 2, None, False, "oral"),
        ("take one three times daily with food", 3, 1, False, None),
        ("every other day", 0.5, None, False, None),
    ],
)
def test_a_sig_is_read(words: str, times: float, units: float | None, as_needed: bool, route: str | None) -> None:
    sig = read_sig(words)
    assert sig is not None
    assert sig.times_per_day == pytest.approx(times)
    assert (sig.units_per_dose, sig.as_needed, sig.route) == (units, as_needed, route)


def test_a_cap_limits_the_units_a_day() -> None:
    sig = read_sig("1-2 tabs q4-6h prn, max 6/day")
    assert sig is not None
    assert (sig.times_per_day_min, sig.times_per_day, sig.max_per_day) == (4, 6, 6)
    assert sig.units_per_day == 6


def test_the_words_of_a_sig_are_its_slice() -> None:
    text = "Norco 10/325 mg 1 tab po q6h prn pain #120"
    sig = read_sig(text)
    assert sig is not None
    assert text[sig.start : sig.end] == sig.text == "1 tab po q6h prn"


def test_words_without_a_sig_have_none() -> None:
    assert read_sig("MRI of the lumbar spine") is None


@pytest.mark.parametrize(
    ("words", "count", "unit"),
    [
        ("Valium 10mg #45", 45, None),
        ("# 45", 45, None),
        ("30 Tablets", 30, "tablet"),
        ("QTY: 8", 8, None),
        ("x 60", 60, None),
        ("#60 grams", 60, "gram"),
        ("1 box", 1, "box"),
        ("500ml", 500, "ml"),
        ("Tylenol #3 #60", 60, None),
        ("ninety (90) tablets", 90, "tablet"),
        ("1 tab po tid, 90 tablets", 90, "tablet"),
    ],
)
def test_a_quantity_is_read(words: str, count: float, unit: str | None) -> None:
    quantity = read_quantity(words)
    assert quantity is not None
    assert (quantity.count, quantity.unit) == (count, unit)


@pytest.mark.parametrize("words", ["quantity not specified", "take 1 tablet bid", "x 6 weeks", "10 mg"])
def test_a_dose_or_a_silence_is_no_quantity(words: str) -> None:
    assert read_quantity(words) is None


@pytest.mark.parametrize(
    ("words", "refills"),
    [("with 2 refills", 2), ("1 RF", 1), ("refills x 3", 3), ("RF: 0", 0), ("no refills", 0), ("three (3) refills", 3),
     ("please refill", None)],
)  # fmt: skip
def test_refills_are_read(words: str, refills: int | None) -> None:
    assert read_refills(words) == refills


@pytest.mark.parametrize(
    ("words", "days"),
    [("day supply: 30", 30), ("30-day supply", 30), ("one month supply", 30), ("2 month supply", 60), ("#30", None)],
)
def test_days_supply_is_read(words: str, days: int | None) -> None:
    assert read_days_supply(words) == days


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("10mg", "10 mg"),
        ("10-325mg", "10/325 mg"),
        ("7.5/325 mg", "7.5/325 mg"),
        ("5mg-325mg", "5/325 mg"),
        ("10/325 #60", "10/325 mg"),
        ("0.025%", "0.025%"),
        ("25 mcg/hr", "25 mcg/hr"),
        ("1,000 mg", "1000 mg"),
        ("10-20 mg", "10-20 mg"),
        ("800-26.6 mg", "800/26.6 mg"),
    ],
)
def test_strengths_have_one_form(words: str, strength: str) -> None:
    found = read_strength(words)
    assert found is not None
    assert found.text == strength


@pytest.mark.parametrize("words", ["40 mg/day", "#60 grams", "L4-5"])
def test_amounts_that_are_no_strength_are_passed_over(words: str) -> None:
    assert read_strength(words) is None
