from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from tests.builders import a_determination, a_fact, a_finding, a_proposal, an_item

from openimr.domain.determinations import Footing, Need
from openimr.domain.spans import Span
from openimr.errors import UsageError
from openimr.services.explain_draft import WIDTH, explain, explanation_to_dict, write_explanation


def test_an_explanation_leads_from_the_outcome_to_the_quoted_words() -> None:
    text = write_explanation(explain(a_determination()))
    for words in (
        "Proposed: Upheld",
        "Chronic Pain Medical Treatment Guidelines, 2009, Benzodiazepines",
        "✗ Is continuous use within four weeks? [not met; decisive]",
        "Progress report of 2015-08-19, page 1: “Valium 10 mg #45”",
        "A first prescription within four weeks.",
    ):
        assert words in text


def test_one_item_can_be_asked_for() -> None:
    shown = explain(a_determination(an_item("A"), an_item("B")), item=2)
    assert [item.request for item in shown.items] == ["B"]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_an_item_that_is_not_there_is_a_wrong_call(number: int) -> None:
    with pytest.raises(UsageError, match="the determination has 2"):
        explain(a_determination(an_item("A"), an_item("B")), item=number)


def test_an_unknown_tells_why_it_is_unknown_and_how_it_counts() -> None:
    finding = a_finding(result="unknown", facts=(), silence="silent", closed_as="fail", status="unconfirmed")
    text = write_explanation(explain(a_determination(an_item(proposal=a_proposal(criteria=(finding,))))))
    assert "? Is continuous use" in text
    assert "the record is silent" in text
    assert "counts against the request" in " ".join(text.split())
    assert "rule not confirmed against its source" in " ".join(text.split())


def test_an_abstention_gives_its_reason() -> None:
    text = write_explanation(explain(a_determination(an_item(proposal=a_proposal("abstain")))))
    assert "Proposed: No proposal" in text
    assert "No guideline covers the request." in text


def test_a_favourable_item_shows_on_what_it_hangs() -> None:
    met = a_finding(result="met", why="Use is within four weeks.")
    ways = ((Need(met.id, met.why),),)
    proposal = a_proposal("overturned", criteria=(met,), would_change=ways, hangs_on=(Footing((met.id,), ("f1",)),))
    text = write_explanation(explain(a_determination(an_item(proposal=proposal))))
    assert "What it hangs on: without this it would turn\n   - Use is within four weeks. [f1]" in text


def test_a_fact_told_twice_in_the_same_words_is_shown_once() -> None:
    finding = a_finding(facts=("f1", "f2"))
    item = an_item(proposal=a_proposal(criteria=(finding,)))
    text = write_explanation(explain(a_determination(item, facts=(a_fact("f1"), a_fact("f2")))))
    assert text.count("“Valium 10 mg #45”") == 1


def test_lines_keep_to_the_width() -> None:
    finding = a_finding(question="Is it asked at great length? " * 20, why="Because of this and that. " * 20)
    text = write_explanation(explain(a_determination(an_item("word " * 60, proposal=a_proposal(criteria=(finding,))))))
    assert max(len(line) for line in text.splitlines()) <= WIDTH


def test_the_explanation_is_also_data() -> None:
    content = explanation_to_dict(explain(a_determination()))
    assert json.loads(json.dumps(content))["items"][0]["criteria"][0]["facts"][0]["quote"] == "Valium 10 mg #45"


def test_copied_words_name_the_record_that_they_repeat() -> None:
    first = Span("d1", 1, 0, 4, "Pain")
    copied = replace(a_fact(), copied_from=first, first_said=dt.date(2015, 7, 22))
    text = write_explanation(explain(replace(a_determination(), facts=(copied,))))
    assert "copied forward from: Progress report of 2015-07-22, page 1" in " ".join(text.split())
