"""A misread date is mended only where one reading of it is possible, and never passed off as sound."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.cases import CaseFile
from openimr.domain.documents import Page, Reading, SourceFile
from openimr.pipeline.records import index
from openimr.pipeline.records.slips import mend_date

_REQUEST = """State of California, Division of Workers' Compensation
REQUEST FOR AUTHORIZATION
DWC Form RFA
Employee Information
Name (Last, First, Middle): Roe-T, Richard
Requested Treatment
Retrospective: DOS 10/02/2016
Requesting Physician Signature: /s/ Ann Doctor-T, MD Date: {date}
"""


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("42/46/2016", dt.date(2016, 12, 16)),
        ("signed 41/15/2016", dt.date(2016, 11, 15)),
        ("O1/15/2016", dt.date(2016, 1, 15)),
        ("lO/1S/2015", dt.date(2015, 10, 15)),
        ("12/16/2816", dt.date(2016, 12, 16)),
    ],
)
def test_only_possible_reading_is_taken(words: str, day: dt.date) -> None:
    mended = mend_date(words)
    assert mended is not None
    assert mended[0] == day


@pytest.mark.parametrize("words", ["49/22/2016", "06/81/2016", "02/30/2015", "13/45/2016", "1302016", "02/03/2015", ""])
def test_date_that_may_be_several_or_is_sound_is_left(words: str) -> None:
    assert mend_date(words) is None


def request(date: str, *, is_scan: bool) -> CaseFile:
    page = Page(1, _REQUEST.format(date=date), is_scan=is_scan, confidence=0.9 if is_scan else None)
    return index(Reading((SourceFile("a.pdf", "0" * 64, (page,)),)))


def test_mended_date_of_a_scanned_form_is_told() -> None:
    case = request("42/16/2016", is_scan=True)
    assert case.forms.rfa_date == dt.date(2016, 12, 16)
    assert case.documents[0].date == dt.date(2016, 12, 16)
    assert "date_mended" in [problem.code for problem in case.problems]


@pytest.mark.parametrize(("date", "is_scan"), [("42/16/2016", False), ("49/22/2016", True)])
def test_typed_or_ambiguous_date_is_not_mended_nor_replaced_by_another(date: str, is_scan: bool) -> None:
    case = request(date, is_scan=is_scan)
    assert (case.forms.rfa_date, case.documents[0].date) == (None, None)
    assert "date_mended" not in [problem.code for problem in case.problems]
