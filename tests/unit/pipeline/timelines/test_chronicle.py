"""A determination's facts and documents by date."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from tests.histories import History

from openimr.domain.timelines import Timeline, Track
from openimr.pipeline.timelines import chronicle

INJURY = dt.date(2014, 9, 12)
FIRST, SECOND = dt.date(2015, 1, 14), dt.date(2015, 6, 9)


def track(timeline: Timeline, name: str) -> Track:
    return next(each for each in timeline.tracks if each.name == name)


def test_rows_stand_before_and_after_the_injury_the_day_itself_after() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    for day in (INJURY - dt.timedelta(1), INJURY, FIRST):
        history.fact(note, "symptom", "pain", on=day)
    rows = chronicle(history.determination()).rows
    assert [row.phase for row in rows] == ["before", "after", "after"]


def test_time_between_two_injuries_is_told_apart() -> None:
    history = History(INJURY, dt.date(2015, 3, 1))
    note = history.visit(FIRST)
    history.fact(note, "symptom", "pain")
    assert chronicle(history.determination()).rows[0].phase == "between"


def test_undated_facts_come_last_and_apart() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "procedure", "spinal_fusion", "historical", on=None)
    history.fact(note, "symptom", "pain")
    timeline = chronicle(history.determination())
    assert [row.phase for row in timeline.rows] == ["after", "undated"]
    assert track(timeline, "Spinal fusion").undated == ("r2",)


def test_same_statement_on_one_day_is_one_row_with_every_source() -> None:
    history = History(INJURY)
    one, other = history.visit(FIRST), history.visit(FIRST, "medication_list")
    history.fact(one, "medication", "naproxen", strength="550 mg")
    history.fact(other, "medication", "naproxen", quantity=60)
    (row,) = chronicle(history.determination()).rows
    assert row.count == 2
    assert [(place.document, place.page) for place in row.sources] == [("d1", 1), ("d2", 2)]
    assert row.detail == "550 mg; #60"
    assert row.value["strength"] == "550 mg"
    assert row.value["quantity"] == 60


def test_statements_that_contradict_each_other_stay_two_rows() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "finding", "straight_leg_raise", result="positive", laterality="left")
    history.fact(note, "finding", "straight_leg_raise", result="negative", laterality="left")
    history.fact(note, "symptom", "numbness")
    history.fact(note, "symptom", "numbness", "absent")
    assert len(chronicle(history.determination()).rows) == 4


def test_other_date_of_injury_is_shown_with_its_page_and_does_not_split() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "event", "injury", on=dt.date(2014, 9, 21))
    used, other = chronicle(history.determination()).injuries
    assert (used.date, used.is_used) == (INJURY, True)
    assert (other.date, other.is_used) == (dt.date(2014, 9, 21), False)
    assert [(place.document, place.page) for place in other.sources] == [("d1", 1)]


def test_injury_without_a_date_of_its_own_is_no_other_date() -> None:
    history = History(INJURY)
    history.fact(history.visit(FIRST), "event", "injury")
    assert [injury.date for injury in chronicle(history.determination()).injuries] == [INJURY]


def test_fact_dated_later_than_its_document_is_remarked_unless_planned() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "procedure", "arthroscopy", on=SECOND)
    history.fact(note, "procedure", "arthroscopy", "planned", on=SECOND)
    remarks = {row.status: row.remarks for row in chronicle(history.determination()).rows}
    assert remarks == {"present": ("dated later than the document that states it",), "planned": ()}


def test_what_is_dated_later_than_asked_for_is_left_out_and_counted() -> None:
    history = History(INJURY)
    for day in (FIRST, SECOND):
        history.fact(history.visit(day), "symptom", "pain")
    timeline = chronicle(history.determination(), until=FIRST)
    assert [row.date for row in timeline.rows] == [FIRST]
    assert [each.date for each in timeline.encounters] == [FIRST]
    assert timeline.left_out == 2


def test_set_aside_documents_are_listed_with_their_reason() -> None:
    history = History(INJURY)
    history.visit(FIRST, set_aside="Another patient's record.")
    history.visit(FIRST, "billing")
    history.visit(SECOND)
    timeline = chronicle(history.determination())
    assert [each.document for each in timeline.encounters] == ["d3"]
    assert [each.reason for each in timeline.set_aside] == ["Another patient's record.", "Nothing about the treatment."]


def test_row_is_doubtful_only_if_every_statement_is() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "symptom", "pain", doubtful=True)
    history.fact(note, "symptom", "numbness", doubtful=True)
    history.fact(note, "symptom", "numbness")
    doubtful = {row.concept: row.doubtful for row in chronicle(history.determination()).rows}
    assert doubtful == {"pain": True, "numbness": False}


def test_drug_has_a_span_from_first_to_last_mention_and_gaps_are_shown() -> None:
    history = History(INJURY)
    days = [dt.date(2015, 1, 1), dt.date(2015, 2, 1), dt.date(2015, 12, 1), dt.date(2016, 1, 1)]
    for day in days:
        history.fact(history.visit(day), "medication", "tramadol", strength="50 mg")
    found = track(chronicle(history.determination()), "tramadol")
    assert [(it.first, it.last, it.state) for it in found.stretches] == [
        (days[0], days[1], "mentioned"),
        (days[1], days[2], "gap"),
        (days[2], days[3], "mentioned"),
    ]
    assert [mark.label for mark in found.marks] == ["50 mg", None, None, None]


def test_drug_that_is_said_to_have_begun_earlier_begins_there() -> None:
    history = History(INJURY)
    history.fact(history.visit(SECOND), "medication", "naproxen", since="2014-11")
    (since,) = track(chronicle(history.determination()), "naproxen").stretches
    assert (since.first, since.last, since.state) == (dt.date(2014, 11, 1), SECOND, "since")


def test_stopped_drug_is_not_drawn_beyond_its_end() -> None:
    history = History(INJURY)
    history.fact(history.visit(FIRST), "medication", "tramadol")
    history.fact(history.visit(dt.date(2015, 2, 14)), "medication", "tramadol", "historical", action="stopped")
    history.fact(history.visit(dt.date(2015, 3, 14)), "medication", "tramadol")
    found = track(chronicle(history.determination()), "tramadol")
    assert [mark.state for mark in found.marks] == ["stated", "stopped", "stated"]
    assert [(it.first, it.last) for it in found.stretches] == [(FIRST, dt.date(2015, 2, 14))]


def test_procedure_on_file_told_of_and_planned_are_told_apart() -> None:
    history = History(INJURY)
    history.fact(history.visit(FIRST, "operative_report"), "procedure", "arthroscopy", laterality="left")
    note = history.visit(SECOND)
    history.fact(note, "procedure", "arthroscopy", on=dt.date(2015, 2, 1))
    history.fact(note, "procedure", "arthroscopy", "planned")
    history.fact(note, "procedure", "arthroscopy", "absent")
    marks = track(chronicle(history.determination()), "Arthroscopy").marks
    assert [mark.state for mark in marks] == ["report", "stated", "planned"]


def test_work_status_lasts_until_the_next_and_unchanged_carries_it_on() -> None:
    history = History(INJURY)
    for day, concept in ((FIRST, "off_work"), (SECOND, "unchanged"), (dt.date(2015, 9, 1), "modified_duty")):
        history.fact(history.visit(day), "work_status", concept)
    (found,) = [each for each in chronicle(history.determination()).tracks if each.section == "work"]
    assert [(it.first, it.last, it.state) for it in found.stretches] == [
        (FIRST, dt.date(2015, 9, 1), "off_work"),
        (dt.date(2015, 9, 1), dt.date(2015, 9, 1), "modified_duty"),
    ]


def test_pain_with_and_without_medication_are_two_lines() -> None:
    history = History(INJURY)
    note = history.visit(FIRST)
    history.fact(note, "pain_score", "pain_score", low=5, high=6, with_medication=True)
    history.fact(note, "pain_score", "pain_score", low=8, high=9, with_medication=False)
    scores = [each for each in chronicle(history.determination()).tracks if each.section == "pain"]
    assert [(it.name, it.marks[0].low, it.marks[0].high) for it in scores] == [
        ("with medication", 5, 6),
        ("without medication", 8, 9),
    ]


def test_row_names_the_document_that_its_words_were_copied_from() -> None:
    history = History(INJURY)
    history.fact(history.visit(FIRST), "symptom", "pain")
    history.fact(history.visit(SECOND), "symptom", "pain")
    history.facts[1] = replace(history.facts[1], copied_from=history.facts[0].sources[0])
    assert [row.copied_from for row in chronicle(history.determination()).rows] == [None, "d1"]
