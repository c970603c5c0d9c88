"""Letters of long records stay readable: every document is listed, and what is left out is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.builders import a_determination, a_document, a_fact, a_finding, a_passage, a_proposal, a_span, an_item

from openimr.domain.determinations import Determination
from openimr.pipeline.letters import compose, write_html, write_text
from openimr.pipeline.letters.evidence import MOST_PLACES
from openimr.pipeline.letters.wording import wording

PLACES = 40


def _long_case() -> Determination:
    """A criterion that rests on a note of each of forty days."""
    days = [dt.date(2015, 1, 1) + dt.timedelta(days=number) for number in range(PLACES)]
    documents = tuple(a_document(f"d{number}", date=day) for number, day in enumerate(days))
    facts = tuple(
        a_fact(f"f{number}", sources=[replace(a_span(), document=f"d{number}", quote=f"Valium, visit {number}.")])
        for number in range(PLACES)
    )
    finding = a_finding(facts=tuple(fact.id for fact in facts))
    sources = [span for fact in facts for span in fact.sources]
    item = an_item(proposal=a_proposal(criteria=(finding,)), rationale=a_passage("It was continued.", sources=sources))
    return replace(a_determination(), documents=documents, facts=facts, items=(item,))


def test_of_many_places_of_a_statement_the_newest_are_shown_and_the_others_counted() -> None:
    letter = write_html(compose(_long_case()))

    shown = [number for number in range(PLACES) if f"Valium, visit {number}." in letter]

    assert shown == list(range(PLACES - MOST_PLACES, PLACES))
    assert f"the newest {MOST_PLACES} of {PLACES} places" in letter


def test_a_list_of_a_thousand_documents_names_each_of_them() -> None:
    documents = tuple(
        a_document(f"d{number}", title=f"Visit {number}", pages=(number, number)) for number in range(1, 1001)
    )

    letter = write_text(compose(replace(a_determination(), documents=documents)))

    words = " ".join(letter.split())
    assert all(f"{number}. Progress report, Visit {number};" in words for number in range(1, 1001))
    assert "1–1000" in words


def test_every_column_title_is_a_word_and_no_yes_or_no_of_yaml() -> None:
    assert [title for title in _titles(wording()) if not isinstance(title, str)] == []


def _titles(value: object, name: str = "") -> Iterator[object]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _titles(part, str(key))
    elif isinstance(value, list) and name.endswith("columns"):
        yield from value
