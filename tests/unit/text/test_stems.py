"""Stems are read off an expression, and looking for them first changes nothing that it finds."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openimr.pipeline.facts import events, medications, pain_scores, plans, requests, responses, therapy, when
from openimr.text.stems import Stemmed, stemmed


@pytest.mark.parametrize(
    ("pattern", "stems"),
    [
        (r"\b(?:request(?:s|ed|ing)?|authoriz(?:e|ation)|auth\b|rfa)\b", ("auth", "request", "rfa")),
        (r"(?:is|are)\s+(?:the\s+)?same\b", ("same",)),
        (r"X-?rays?", ("ray",)),
        (r"(?P<x>foo|bar)?bazaar(?P=x)", ("bazaar",)),
        (r"(?P<open>\()?(?:yes|no)(?(open)\)x|never)", ("no", "yes")),
        (r"(?<!not )can\b", ("can",)),
        (r"de{2}p+er?", ("de",)),
        (r"pain(?!ful)|\d+", ()),
        (r"[^a-z\]]\w{2,}", ()),
    ],
)
def test_stems_are_the_words_that_any_match_must_hold(pattern: str, stems: tuple[str, ...]) -> None:
    assert stemmed(pattern).stems == stems


def test_small_and_large_letters_differ_only_where_the_expression_says_so() -> None:
    assert stemmed("NOTE", re.NOFLAG).search("a note") is None
    assert stemmed("NOTE").search("a note") is not None
    assert stemmed("(?i:NOTE)", re.NOFLAG).search("a note") is not None


def test_nothing_outside_the_borders_is_found() -> None:
    request = stemmed(r"\brequest\b")
    assert request.search("a request", 3) is None
    assert request.search("a request", 0, 5) is None
    assert [match.start() for match in request.finditer("request, request")] == [0, 9]


_EXPRESSIONS = [
    value
    for module in (events, medications, pain_scores, plans, requests, responses, therapy, when)
    for value in vars(module).values()
    if isinstance(value, Stemmed) and value.stems
]


@pytest.mark.parametrize("expression", _EXPRESSIONS, ids=lambda expression: expression.pattern.pattern[:24])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_an_expression_matches_holds_a_stem(expression: Stemmed, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(expression.pattern, alphabet=st.characters(max_codepoint=127)))
    assert expression.search(text) is not None


def test_searching_near_stems_finds_what_searching_the_whole_text_finds() -> None:
    expression = stemmed(r"\b(?:signed|dictated)\s+by:?|signature\s*:|/s/")
    text = (
        "Signed by: A. " + "words of a page " * 40 + "SIGNATURE : B /s/ C. " + "more words " * 30 + "dictated  by D /s"
    )

    found = [match.span() for match in expression.finditer_near(text, 40)]

    assert len(found) == 4
    assert found == [match.span() for match in expression.pattern.finditer(text)]


def test_an_expression_without_stems_is_searched_for_everywhere() -> None:
    assert [match.group() for match in stemmed(r"\d").finditer_near("a 1 b 2", 10)] == ["1", "2"]


def test_search_near_stems_finds_what_ends_the_text() -> None:
    near = stemmed(r"\bsigned\s+by\b|radiologist")
    text = "Signed by A. Roe, Radiologist"
    assert [match.group() for match in near.finditer_near(text, 80)] == ["Signed by", "Radiologist"]
