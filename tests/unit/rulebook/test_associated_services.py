"""Which requests go along with an operation of the same determination."""

from __future__ import annotations

from openimr.domain.treatments import Treatment
from openimr.rulebook.associated_services import goes_along, governing_topic, main_items

ARTHROSCOPY = Treatment("knee_surgery", "surgery", "knee arthroscopy")
CONSULTATION = Treatment("surgical_consultation", "surgery", "surgical consultation")
ASSISTANT = Treatment("surgical_assistant", "surgery", "surgical assistant")
FILM = Treatment("radiographs", "imaging", "radiographs", is_associated_service=True)
SLING = Treatment("durable_equipment", "dme", "sling", is_associated_service=True)


def test_an_operation_is_a_main_item_but_a_consultation_or_an_assistant_is_not() -> None:
    assert main_items([CONSULTATION, ARTHROSCOPY, ASSISTANT, FILM]) == (1,)


def test_an_assistant_and_what_calls_itself_associated_go_along() -> None:
    assert [goes_along(each) for each in (ASSISTANT, FILM, ARTHROSCOPY)] == [True, True, False]


def test_beside_an_operation_an_associated_film_is_judged_as_preparation_for_it() -> None:
    assert governing_topic(FILM, is_with_main=True) == "preoperative_clearance"
    assert governing_topic(SLING, is_with_main=True) == "postoperative_equipment"
    assert governing_topic(ASSISTANT, is_with_main=True) == "surgical_assistant"


def test_without_an_operation_in_dispute_its_own_topic_governs() -> None:
    assert governing_topic(FILM, is_with_main=False) == "radiographs"
