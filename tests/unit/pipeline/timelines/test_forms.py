"""The timeline as text and as a page."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

from tests.histories import History, long_history

from openimr.domain.documents import Page, SourceFile
from openimr.domain.timelines import Timeline
from openimr.pipeline.timelines import chronicle, write_html, write_text
from openimr.pipeline.timelines.folding import fold

HOSTILE = '<script>alert("1")</script><img src=x onerror=alert(1)>"\' onmouseover=alert(2) {{ 7*7 }}'
PAGE = f"Complains of {HOSTILE} since the injury."


class Tags(HTMLParser):
    """The names of every element and attribute of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update(name for name, _ in attrs)


def hostile() -> tuple[Timeline, dict[str, SourceFile]]:
    history = History(dt.date(2014, 9, 12))
    note = history.visit(dt.date(2015, 1, 14), author=HOSTILE, title=HOSTILE, file=f"{HOSTILE}.pdf", specialty=HOSTILE)
    history.visit(dt.date(2015, 1, 15), set_aside=HOSTILE)
    history.fact(note, "medication", HOSTILE, text=HOSTILE, strength=HOSTILE, body_part=HOSTILE)
    history.fact(note, "symptom", "pain", text=PAGE, body_parts=[HOSTILE, "knee"], levels=[HOSTILE])
    history.fact(note, "procedure", HOSTILE, "historical", on=None, text=HOSTILE)
    return chronicle(history.determination()), {"d1": SourceFile("x.pdf", "ab" * 32, (Page(1, PAGE),))}


def test_hostile_words_are_shown_and_never_act() -> None:
    page = write_html(*hostile())
    assert page.count("<script") == 1
    tags = Tags(page)
    assert "img" not in tags.names
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_only_the_page_s_own_script_and_style_may_run() -> None:
    page = write_html(*hostile())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy.group(1).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy.group(1)
    assert " style=" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:|//)", page)


def test_row_shows_its_words_on_their_page() -> None:
    history = History(dt.date(2014, 9, 12))
    history.fact(history.visit(dt.date(2015, 1, 14)), "symptom", "numbness", text="numb toes")
    record = {"d1": SourceFile("record.pdf", "ab" * 32, (Page(1, "numb toes on the left, worse at night"),))}
    page = write_html(chronicle(history.determination()), record)
    assert "<mark>numb toes</mark> on the left, worse at night <cite>d1: record.pdf, page 1</cite>" in page


def test_page_that_reads_otherwise_shows_the_quote_alone() -> None:
    history = History(dt.date(2014, 9, 12))
    history.fact(history.visit(dt.date(2015, 1, 14)), "symptom", "numbness", text="numb toes")
    record = {"d1": SourceFile("record.pdf", "ab" * 32, (Page(1, "quite other words"),))}
    page = write_html(chronicle(history.determination()), record)
    assert "<mark>numb toes</mark> <cite>" in page
    assert "quite other" not in page


def test_text_fits_a_hundred_columns_and_names_the_page_of_every_row() -> None:
    timeline = chronicle(long_history(2))
    lines = write_text(timeline).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert sum(line.strip().startswith("- ") or "   - " in line for line in lines) == len(timeline.rows)
    assert all(not line.endswith(" ") for line in lines)


def test_both_forms_are_the_same_every_time() -> None:
    timeline = chronicle(long_history(1))
    assert write_text(timeline) == write_text(chronicle(long_history(1)))
    assert write_html(timeline, {}) == write_html(chronicle(long_history(1)), {})


def test_very_long_record_is_folded_and_says_so() -> None:
    timeline = chronicle(long_history(20, drugs=12, every_days=10))
    page = write_html(timeline, {})
    assert "This record is long" in page
    assert len(re.findall(r'<li class="row"', page)) <= 4000
    assert len(page) < 8_000_000


def test_folding_loses_no_statement() -> None:
    rows = chronicle(long_history(5, drugs=10)).rows
    shown, period = fold(rows, most=100)
    assert period is not None
    assert len(shown) < len(rows)
    assert sum(row.count for row in shown) == sum(row.count for row in rows)
    assert {fact for row in shown for fact in row.facts} == {fact for row in rows for fact in row.facts}


def test_short_record_is_not_folded() -> None:
    rows = chronicle(long_history(1)).rows
    assert fold(rows) == (rows, None)


def test_case_without_any_date_has_no_picture_and_still_a_list() -> None:
    history = History()
    history.fact(history.visit(None), "symptom", "pain")
    page = write_html(chronicle(history.determination()), {})
    assert "<figure" not in page
    assert 'id="r1"' in page
