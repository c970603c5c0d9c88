from __future__ import annotations

from typing import get_args

from openimr.domain.facts import FactStatus
from openimr.rulebook.context import cue_finder, section_headings
from openimr.rulebook.files import list_yaml, read_yaml

WORDS_THAT_ARE_NO_STATUS = {"stop", "predicate", "none"}


def test_longest_cue_wins_and_an_inner_one_is_not_heard() -> None:
    places = cue_finder().find("no evidence of fracture")

    assert [(place.start, place.end) for place in places] == [(0, 14)]


def test_cues_that_overlap_are_both_heard() -> None:
    text = "cultures were negative for growth"

    found = [text[place.start : place.end] for place in cue_finder().find(text)]

    assert "negative for" in found


def test_what_only_looks_like_a_cue_disarms_it() -> None:
    statuses = {cue.status for place in cue_finder().find("no change in") for cue in place.cues}

    assert statuses == {"none"}


def test_cues_stand_at_word_borders() -> None:
    assert cue_finder().find("nodule nonunion") == []


def test_every_cue_file_names_a_known_status() -> None:
    statuses = {read_yaml(path)["status"] for path in list_yaml("lexicons/context")}

    assert statuses <= set(get_args(FactStatus)) | WORDS_THAT_ARE_NO_STATUS


def test_no_term_keeps_an_unread_choice() -> None:
    terms = [term for terms in _all_terms() for term in terms]

    assert terms
    assert not [term for term in terms if term.count("(") != term.count(")")]


def test_heading_with_an_aside_or_further_words_is_known() -> None:
    headings = section_headings()

    assert headings.name("Past Medical History (reviewed)") == "past_history"
    assert headings.name("PHYSICAL EXAMINATION OF THE KNEE") == "objective"
    assert headings.name("Weather") is None


def _all_terms() -> list[list[str]]:
    groups = [group for path in list_yaml("lexicons/context") for group in read_yaml(path)["groups"]]
    return [group.get("terms", []) for group in groups]
