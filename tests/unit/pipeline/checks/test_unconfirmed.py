"""A proposal that rests on unconfirmed criteria says so: in JSON, in check, in explain and in the letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from openimr.domain.determinations import Determination, Header, Item
from openimr.domain.facts import Fact
from openimr.pipeline.checks.unconfirmed import find_unconfirmed_grounds
from openimr.pipeline.criteria import Record
from openimr.pipeline.treatments import normalise
from openimr.services.explain_draft import explain, write_explanation
from openimr.services.judge_items import Asked, Days, judge_requests
from openimr.services.render_letter import render
from openimr.services.rules import Rules
from openimr.wire import determination_from_dict, determination_to_dict

DAY = dt.date(2014, 6, 15)
UNCONFIRMED = "mtus.chronic_pain.benzodiazepines/within_duration"


def judged(rules: Rules | None = None) -> Item:
    facts = (Fact("f1", "medication", "gabapentin 300 mg", "present", {"concept": "gabapentin", "since": "2012"}, DAY),)
    asked = Asked("Gabapentin 300 mg #90", normalise("Gabapentin 300 mg #90"))
    (item,) = judge_requests([asked], Record(facts), Days(DAY, DAY), rules=rules or Rules())
    return item


def draft(*names: str) -> Determination:
    """A draft of one item whose proposal rests on these unconfirmed criteria."""
    item = judged()
    assert item.proposal is not None
    proposal = replace(item.proposal, rests_on_unconfirmed=names)
    return Determination(status="draft", header=Header("CM14-0000001"), items=(replace(item, proposal=proposal),))


def test_the_check_names_what_is_not_confirmed() -> None:
    (finding,) = find_unconfirmed_grounds(draft(UNCONFIRMED))
    assert (finding.code, finding.severity, finding.place) == ("rests_on_unconfirmed", "note", "item 1, proposal")
    assert finding.message.endswith(": within_duration.")


def test_a_proposal_on_confirmed_criteria_is_not_named() -> None:
    assert list(find_unconfirmed_grounds(draft())) == []


def test_the_explanation_says_so_below_the_guideline() -> None:
    told = " ".join(write_explanation(explain(draft(UNCONFIRMED))).split())
    assert "Caution: this rests on what has not been confirmed against the guideline's text: within_duration." in told
    assert "Caution" not in write_explanation(explain(draft()))


@pytest.mark.parametrize("ending", [".txt", ".html"])
def test_the_annex_of_the_letter_says_so(tmp_path: Path, ending: str) -> None:
    for names in ((UNCONFIRMED,), ()):
        letter = tmp_path / f"letter{ending}"
        render(draft(*names), letter)
        words = " ".join(letter.read_text(encoding="utf-8").split())
        assert ("rests on rules that have not been confirmed against their source" in words) == bool(names)


def test_json_carries_it_there_and_back() -> None:
    determination = draft(UNCONFIRMED)
    content = determination_to_dict(determination)
    assert content["items"][0]["proposal"]["rests_on_unconfirmed"] == [UNCONFIRMED]
    assert determination_from_dict(content) == determination


def test_what_is_decisive_and_unconfirmed_is_what_the_proposal_rests_on() -> None:
    proposal = judged().proposal
    assert proposal is not None
    decisive = {each.id for each in proposal.criteria if each.is_decisive and each.status == "unconfirmed"}
    assert set(proposal.rests_on_unconfirmed) == decisive


def test_only_confirmed_criteria_are_judged_when_asked_for() -> None:
    proposal = judged(Rules(confirmed_only=True)).proposal
    assert proposal is not None
    assert proposal.rests_on_unconfirmed == ()
    assert {each.status for each in proposal.criteria} <= {"confirmed", "secondary"}
