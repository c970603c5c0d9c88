"""Determinations as JSON and back."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from openimr.domain.citations import Citation, GuidelineLine
from openimr.domain.determinations import (
    CriterionFinding,
    Determination,
    Header,
    Item,
    LadderStep,
    Need,
    Passage,
    Proposal,
    Sentence,
)
from openimr.domain.documents import Page, SourceFile
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment
from openimr.errors import UsageError
from openimr.wire import (
    dump_determination,
    load_determination,
    record_from_dict,
    record_to_dict,
)

SPAN = Span("d1", 1, 4, 9, "Norco")
PROPOSAL = Proposal(
    "upheld",
    "mtus.chronic_pain.opioids",
    "2009-07-18",
    (LadderStep("mtus", "applies", "It addresses the request."),),
    (CriterionFinding("c/one", "Is it?", "unknown", ("f1",), "Silent.", silence="silent", closed_as="fail"),),
    ((Need("c/one", "A report."),),),
)
DRAFT = Determination(
    status="draft",
    header=Header("CM15-0000001", None, (dt.date(2015, 1, 2),), None, dt.date(2015, 3, 4), None, "standard"),
    facts=(
        Fact("f1", "medication", "Norco", "present", {"concept": "hydrocodone", "quantity": 60}, None, None, (SPAN,)),
    ),
    items=(
        Item(
            "Norco 10/325 #60",
            Treatment("opioids_ongoing", "medication", "hydrocodone/acetaminophen", levels=("L5-S1",)),
            reviewer_guideline=GuidelineLine("MTUS", (Citation("MTUS", None, None, None, (24,), "MTUS"),)),
            rationale=Passage("Why.", (Sentence("Why.", (SPAN,), ("c/one",)),)),
            proposal=PROPOSAL,
        ),
    ),
)


def test_json_gives_the_determination_back() -> None:
    assert load_determination(dump_determination(DRAFT)) == DRAFT


def test_json_has_the_keys_of_the_contract_in_order() -> None:
    content = json.loads(dump_determination(DRAFT))
    promised = [
        "schema",
        "status",
        "header",
        "reviewer",
        "patient",
        "summary",
        "facts",
        "items",
        "documents",
        "problems",
    ]
    assert list(content)[: len(promised)] == promised
    assert content["header"]["dates_of_injury"] == ["2015-01-02"]
    assert content["items"][0]["decision"] is None


def test_published_items_have_no_proposal() -> None:
    letter = Determination(status="published", items=(Item("Acupuncture", Treatment("acupuncture", "therapy", None)),))
    assert "proposal" not in json.loads(dump_determination(letter))["items"][0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "Not JSON: line 1"),
        ("[]", "its schema is not"),
        ('{"schema": "other/1"}', "its schema is not"),
        ('{"schema": "openimr.determination/1", "status": "sealed"}', "status"),
        ('{"schema": "openimr.determination/1", "status": "draft", "items": [{}]}', "items.0.request"),
    ],
)
def test_what_is_no_determination_is_told_by_its_first_wrong_field(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        load_determination(text)


def test_record_gives_every_page_back() -> None:
    source = SourceFile("a/b.pdf", "00ff", (Page(1, "one"), Page(2, "two\nthree")))
    assert record_from_dict(record_to_dict([("d1", source)])) == {"d1": source}
