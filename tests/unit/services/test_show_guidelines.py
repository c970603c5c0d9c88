"""A topic on a screen: editions, sources, criteria, silence, logic; and the list of all."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from openimr.cli.main import main
from openimr.domain.guidelines import FactTest, Group, Guideline, MeasureTest, RequestTest
from openimr.errors import UsageError
from openimr.rulebook.guidelines import all_guidelines
from openimr.services.say_tests import say_logic, say_tests
from openimr.services.show_guidelines import list_guidelines, show_guideline, write_guideline, write_list

BENZO = "mtus.chronic_pain.benzodiazepines"


def test_a_topic_begins_with_its_editions_by_rank() -> None:
    lines = write_guideline("benzodiazepines").splitlines()
    assert [line.split("  ")[0] for line in lines[1:4]] == [
        "2009-07-18 to 2016-07-27",
        "2016-07-28 to 2017-11-30",
        "2017-12-01 to now",
    ]
    assert lines[4].split()[3] == "ACOEM/ODG"
    assert lines[3].endswith("UNCONFIRMED]")


def test_a_criterion_has_its_question_role_limit_silence_status_and_source() -> None:
    text = write_guideline("odg.pain.benzodiazepines")
    assert " 1. Does continuous use, with the supply requested, stay within two weeks?" in text
    assert "within_two_weeks: limit of 2 weeks; silence counts against it  [UNCONFIRMED]" in text
    assert "Read in: " in text


def test_the_logic_is_an_indented_list() -> None:
    text = write_guideline(BENZO)
    assert (
        "      all of\n        within_duration\n          unless lifted by\n            exceptional_circumstance"
        in text
    )


def test_a_later_edition_is_told_by_what_changed() -> None:
    text = write_guideline(BENZO)
    assert "Asks the same as the edition of 2009-07-18, but for:" in text
    assert text.count("Are the dose, the quantity and the frequency stated?") == 1


def test_a_day_picks_the_editions_in_force() -> None:
    text = write_guideline("benzodiazepines", on=dt.date(2018, 3, 1))
    assert "mtus.chronic_pain_disorders.benzodiazepines" in text
    assert BENZO not in text
    with pytest.raises(UsageError, match="No text on"):
        write_guideline(BENZO, on=dt.date(2019, 1, 1))


def test_in_full_each_criterion_says_by_what_it_is_met() -> None:
    text = " ".join(write_guideline(BENZO, is_full=True).split())
    assert "Met by: how long the drug is used, with the supply requested, at most 4 weeks." in text
    assert "Would be met by: A report that states when the drug was first taken" in text
    assert "Met by" not in write_guideline(BENZO)


@pytest.mark.parametrize("of", all_guidelines(), ids=lambda of: of.id)
def test_every_guideline_fits_the_width_and_says_nothing_of_the_program(of: Guideline) -> None:
    text = write_guideline(of.id, is_full=True)
    assert all(len(line) <= 120 for line in text.splitlines())
    for words in ("None", "FactTest", "MeasureTest", "RequestTest", "()", "{"):
        assert words not in text


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        (None, "nothing"),
        (FactTest("finding", ("spasm",)), "finding of spasm"),
        (FactTest("event", ("surgery",), ("present", "planned")), "event of surgery, also planned"),
        (FactTest("finding", ("red_flags",), ("absent",)), "finding of red flags, stated as absent"),
        (FactTest("therapy", within_days=90, count=2), "therapy, within 90 days, 2 times"),
        (
            FactTest("imaging", region="requested", side="requested"),
            "imaging, of the requested region, on the side requested",
        ),
        (MeasureTest("days_since_injury", "at_least", 1, "month"), "time since the injury at least 1 month"),
        (RequestTest(states=("strength", "quantity")), "the request states its strength and quantity"),
        (RequestTest(key="supply", values=("purchase",)), "the request's supply is purchase"),
        (Group("not", (FactTest("finding"),)), "not (finding)"),
        (Group("at_least", (FactTest("finding"), FactTest("symptom")), 2), "at least 2 of: finding; symptom"),
    ],
)
def test_tests_are_said_in_words(tests: Any, said: str) -> None:
    assert say_tests(tests) == said


def test_logic_is_said_in_words() -> None:
    tree: Group[str] = Group("all", ("a/x", Group("unless", ("a/y", "a/z"))))
    assert say_logic(tree) == "x and (y, unless z)"


def test_the_list_goes_topic_by_topic_and_counts() -> None:
    text = write_list()
    guidelines = all_guidelines()
    topics = len({each.topic for each in guidelines})
    editions = sum(len(each.editions) for each in guidelines)
    assert text.endswith(f"{topics} topics, {len(guidelines)} guidelines, {editions} editions.\n")
    assert "\nbenzodiazepines\n  mtus.chronic_pain.benzodiazepines" in text
    assert all(row["cases"] > 0 for row in list_guidelines())


def test_the_commands_write_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "show", BENZO, "--format", "json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert shown == show_guideline(BENZO)[0]
    assert shown["editions"][0]["criteria"][0]["id"] == f"{BENZO}/within_duration"
    assert main(["guidelines", "show", "leeches"]) == 2
    assert "holds no guideline leeches" in capsys.readouterr().err
