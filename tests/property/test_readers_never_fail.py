"""Whatever the words are, a reader reads them: no error, the same result twice, spans that are true slices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import openimr
from openimr.domain.documents import Page, Reading, SourceFile
from openimr.domain.spans import Span
from openimr.pipeline.records import index
from openimr.pipeline.treatments import normalise
from openimr.rulebook.anatomy import find_anatomy
from openimr.rulebook.citations import read_guideline_line
from openimr.text.courses import read_course
from openimr.text.dates import find_dates
from openimr.text.sigs import read_days_supply, read_quantity, read_refills, read_sig, read_strength

TESTS = Path(__file__).parents[1]
REAL = [
    path.read_text(encoding="utf-8")
    for path in (
        *sorted((TESTS / "golden" / "letters").glob("*.txt")),
        *sorted((TESTS.parent / "examples" / "cases" / "lumbar-epidural").glob("*.txt")),
    )
]
PIECES = [
    *("1", "9" * 30, "9" * 400, "0", ".", ",", "-", "/", "(", ")", "#", ":", "%", "½", "٣", "Ⅳ", "İ", "\ud800", "\x00"),
    *(
        "\n",
        "\r\n",
        "\f",
        "\t",
        " ",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\U0001f600",
        "x",
        "xA",
        "no ",
        "and ",
        "or ",
        "A:\n",
    ),
    *("Norco 10/325 ", "q0h ", "every 0 hours ", "#0 ", "2x6 ", "0 times a week for 0 weeks ", "1/0 ", "02/30/2015 "),
    *("L4-L5 ", "C5", "left ", "pain ", "denies ", "pages 1-9999, ", "MTUS, ", "ODG ", "Section(s): ", "Upheld\n"),
    *("Decision rationale: ", "The request for ", "Page 1 of 2\n", "Dr. ", "history of ", "SLR + ", "VAS 9/10 ", "I. "),
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A stretch of a letter or record with pieces cut out and put in."""
    text = draw(st.sampled_from(REAL))
    start = draw(st.integers(0, max(len(text) - 200, 0)))
    text = text[start : start + draw(st.integers(100, 2500))]
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(WORDS) + text[place + draw(st.integers(0, 60)) :]
    return text


READERS: dict[str, Callable[[str], Any]] = {
    "normalise": normalise,
    "read_guideline_line": read_guideline_line,
    "find_anatomy": find_anatomy,
    "find_dates": lambda text: list(find_dates(text)),
    "read_sig": read_sig,
    "read_quantity": read_quantity,
    "read_refills": read_refills,
    "read_strength": read_strength,
    "read_days_supply": read_days_supply,
    "read_course": read_course,
    "extract": openimr.extract,
    "parse": lambda text: openimr.parse(text + "\n"),
    "index": lambda text: index(Reading((SourceFile("note.txt", "0", (Page(1, text),)),), ())),
}
FEW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@pytest.mark.parametrize("name", READERS)
@FEW
@given(text=WORDS | mutated())
def test_any_words_are_read_the_same_twice(name: str, text: str) -> None:
    assert READERS[name](text) == READERS[name](text)


@FEW
@given(text=mutated())
def test_facts_and_letters_quote_true_slices(text: str) -> None:
    for fact in openimr.extract(text):
        assert all(text[span.start : span.end] == span.quote for span in fact.sources)
    pages = (text + "\n").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\f")
    for span in spans_of(openimr.parse(text + "\n")):
        assert pages[span.page - 1][span.start : span.end] == span.quote


@FEW
@given(text=WORDS | mutated(), share=st.floats(0, 1), length=st.integers(1, 20))
def test_every_mention_has_a_status(text: str, share: float, length: int) -> None:
    start = min(int(share * len(text)), max(len(text) - 1, 0))
    if text:
        assert openimr.status(text, start, min(start + length, len(text))) == openimr.status(
            text, start, min(start + length, len(text))
        )


LONG = [
    "9",
    "x",
    " ",
    "\n",
    ".",
    "½",
    "-",
    "(",
    "1-",
    "L4-",
    "1/",
    "pain ",
    "SLR + ",
    "no pain, ",
    "1-2/10, ",
    "10 mg ",
]


@pytest.mark.parametrize("name", READERS)
def test_long_senseless_words_come_to_an_end(name: str) -> None:
    """An expression that tries every way to read them would not finish before the test run is stopped."""
    read = READERS[name]
    for piece in LONG:
        text = piece * (3000 // len(piece))
        assert read(text) == read(text), piece


def spans_of(value: Any) -> list[Span]:
    """Every span anywhere in *value*."""
    if isinstance(value, Span):
        return [value]
    if isinstance(value, tuple | list):
        return [span for part in value for span in spans_of(part)]
    names = getattr(value, "__dataclass_fields__", ())
    return [span for name in names for span in spans_of(getattr(value, name))]
