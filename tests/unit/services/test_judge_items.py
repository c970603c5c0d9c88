"""Main items are judged first, and what goes along with them follows."""

from __future__ import annotations

import datetime as dt

from openimr.domain.cases import CaseFile, CaseForms, DisputedItem
from openimr.domain.determinations import Item
from openimr.domain.facts import Fact
from openimr.pipeline.criteria import Record
from openimr.services.judge_items import judge_items

DAY = dt.date(2015, 3, 2)
SEEN = dt.date(2015, 2, 20)
TORN_KNEE_AFTER_CARE = (
    Fact("f1", "imaging", "medial meniscal tear", "present", {"concept": "meniscal_tear", "body_part": "knee"}, SEEN),
    Fact("f2", "finding", "McMurray positive", "present", {"concept": "mcmurray", "result": "positive"}, SEEN),
    Fact("f3", "therapy", "PT x6 weeks", "present", {"concept": "physical_therapy", "weeks": 6}, SEEN),
)


def judged(*requests: str, facts: tuple[Fact, ...] = ()) -> list[Item]:
    forms = CaseForms(
        ur_denial_date=DAY,
        dates_of_injury=(dt.date(2014, 3, 1),),
        items=tuple(DisputedItem(request) for request in requests),
    )
    return list(judge_items(CaseFile((), (), forms), Record(facts), DAY))


def decisions(items: list[Item]) -> list[str]:
    return [item.proposal.decision for item in items if item.proposal]


def test_an_assistant_falls_with_the_operation_and_cites_no_evidence() -> None:
    assistant, operation = judged("Assistant surgeon", "Right knee arthroscopy with partial medial meniscectomy")
    assert decisions([assistant, operation]) == ["upheld", "upheld"]
    assert "operation that the service goes along with is not medically necessary" in assistant.rationale.text
    assert (
        assistant.reviewer_guideline.text == "The Expert Reviewer did not cite any medical evidence for its decision."
    )


def test_what_goes_along_stands_with_the_operation() -> None:
    requests = (
        "Right knee arthroscopy",
        "Pre-operative medical clearance",
        "Post-op physical therapy 12 visits right knee",
    )
    assert decisions(judged(*requests, facts=TORN_KNEE_AFTER_CARE)) == ["overturned"] * 3


def test_an_associated_film_is_judged_with_the_operation_not_as_a_film() -> None:
    _, film = judged("Right knee arthroscopy", "Associated surgical service: chest X-ray")
    assert film.proposal is not None
    assert film.proposal.guideline == "practice.associated_services.preoperative_clearance"
    assert film.proposal.decision == "upheld"


def test_an_item_that_goes_along_with_an_open_one_is_left_to_the_reviewer_with_it() -> None:
    operation, assistant = judged("Carpal tunnel release", "Assistant surgeon")
    assert decisions([operation, assistant]) == ["abstain", "abstain"]
    assert "together with that item" in assistant.rationale.text


def test_therapy_after_an_operation_that_is_not_in_dispute_has_its_own_schedule() -> None:
    (therapy,) = judged("Post-op physical therapy 12 visits right knee")
    assert therapy.proposal is not None
    assert therapy.proposal.guideline == "mtus.postsurgical.postsurgical_therapy"
