"""Invented documents of many kinds and clinics, alone and as faxed bundles: found with kind, date, author and pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml
from tests.bundles import Bundle, Numbering, Order, Source, bundle, joined

from openimr.domain.documents import ASIDE_KINDS, Document, Reading
from openimr.pipeline.documents import read_file
from openimr.pipeline.records import index

_FOLDER = Path(__file__).parent / "documents"
_MORE = Path(__file__).parent / "more_documents"
"""Another patient's, from other clinics."""
_FAXES = (
    "08/26/2015 15:{minute:02} TESTCASE MUTUAL FAX (555) 555-0133 Page {page} of {pages}",
    "From: Testcase Clinic  To: 15555550141  Page: {page}/{pages}  Date: 9/22/2015 4:{minute:02}:11 PM",
    "09-22-'15 16:{minute:02} FROM- 5555550150       T-442  P{page:04}/{pages:04} F-771",
    "Sep. 22. 2015  4:{minute:02}PM   TESTCASE SPINE           No. 4471   P. {page}/{pages}",
    "{page}/{pages}",
    "Received: Sep 22 2015 04:{minute:02}pm",
    "",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader sees: any of `kinds`; a date, author or specialty of None is not asked for."""

    source: Source
    kinds: frozenset[str]
    date: dt.date | None
    author: str | None
    specialty: str | None


@cache
def expected(folder: Path = _FOLDER) -> tuple[Expected, ...]:
    found: list[Expected] = []
    for path in sorted(folder.glob("*.txt")):
        head, text = path.read_text(encoding="utf-8").split("---\n", 1)
        told = yaml.safe_load(head)
        kinds = frozenset(told["kind"].split("|"))
        day = None if kinds & ASIDE_KINDS else told.get("date")
        source = Source(path.stem, text, "Unseen-K, Wendell / TC-4471-0093")
        found.append(Expected(source, kinds, day, told.get("author"), told.get("specialty")))
    return tuple(found)


def sources() -> list[Source]:
    return [each.source for each in expected()]


def documents(made: Bundle) -> Sequence[Document]:
    file, problems = read_file("fax.pdf", made.content)
    assert file is not None
    assert not problems
    return index(Reading((file,))).documents


def missed(made: Bundle, folder: Path = _FOLDER) -> list[str]:
    """Documents that were not found with kind, date and pages."""
    by_pages = {document.page_numbers: document for document in documents(made)}
    sought = {each.source.name: (each, by_pages.get(made.pages_of(each.source.name))) for each in expected(folder)}
    return [name for name, (each, document) in sought.items() if not is_found(each, document)]


def is_found(each: Expected, document: Document | None) -> bool:
    return document is not None and document.kind in each.kinds and each.date in (None, document.date)


def plain(name: str | None) -> str:
    return re.sub(r"[^a-z ]", "", (name or "").lower())


@pytest.mark.parametrize("each", [*expected(), *expected(_MORE)], ids=lambda each: each.source.name)
def test_kind_date_author_and_specialty_are_as_a_reader_sees_them(each: Expected) -> None:
    found = documents(bundle([each.source], numbering="none", fax="", order="as is"))
    assert len(found) == 1
    assert is_found(each, found[0])
    assert each.author is None or plain(found[0].author) == plain(each.author)
    assert each.specialty in (None, found[0].specialty)


@pytest.mark.parametrize(
    ("fax", "numbering", "height"),
    [
        (_FAXES[0], "none", 792),
        (_FAXES[1], "page of", 420),
        (_FAXES[2], "none", 420),
        (_FAXES[3], "page of", 420),
        (_FAXES[4], "none", 420),
        (_FAXES[5], "none", 792),
        (_FAXES[6], "none", 420),
    ],
)
def test_documents_of_a_fax_are_found_whatever_its_header(fax: str, numbering: Numbering, height: int) -> None:
    assert missed(bundle(sources(), numbering=numbering, height=height, fax=fax)) == []


@pytest.mark.parametrize(("numbering", "height"), [("none", 792), ("page of", 420), ("none", 420)])
def test_documents_of_other_clinics_are_found(numbering: Numbering, height: int) -> None:
    texts = [each.source for each in expected(_MORE)]
    assert missed(bundle(texts, numbering=numbering, height=height, fax=_FAXES[1]), _MORE) == []


@pytest.mark.parametrize("order", ["pages", "backwards"])
@pytest.mark.parametrize("fax", ["", _FAXES[0]])
def test_numbered_pages_in_any_order_are_put_together(order: Order, fax: str) -> None:
    assert missed(bundle(sources(), numbering="page of", order=order, height=420, fax=fax)) == []


@pytest.mark.parametrize("numbering", ["running line", "dashes", "none"])
def test_most_shuffled_pages_without_totals_are_put_together(numbering: Numbering) -> None:
    made = bundle(sources(), numbering=numbering, order="pages", height=420, fax="")
    assert len(missed(made)) <= 0.15 * len(expected())


@pytest.mark.parametrize("fax", [_FAXES[0], "{page}/{pages}", "P. {page:02}/{pages:02}"])
def test_faxes_in_one_file_count_each_for_itself(fax: str) -> None:
    first = bundle(sources()[:20], numbering="none", height=420, fax=fax, seed=3)
    second = bundle(sources()[20:], numbering="none", height=420, fax=_FAXES[2], seed=4)
    assert missed(joined([first, second])) == []


def test_pages_sent_twice_with_other_headers_and_a_stamp_are_copies() -> None:
    twice = ["soap_ehr", "pr2_form", "qme", "emg"]
    made = bundle(sources(), height=420, twice=twice, stamp="RECEIVED SEP 25 2015 MAILROOM")
    again = bundle([s for s in sources() if s.name in ("uds", "rfa")], height=420, fax=_FAXES[2], seed=6)
    whole = joined([made, again])
    aside = {d.page_numbers for d in documents(whole) if (d.set_aside or "").startswith("a copy")}
    for name in (*twice, "uds", "rfa"):
        assert len(aside & {whole.pages_of(name), whole.pages_of(name, copies=True)}) == 1
    assert len(aside) == len(twice) + 2
