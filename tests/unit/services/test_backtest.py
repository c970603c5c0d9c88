"""The back-test as a whole: no leak, one way of judging, and nothing lost on the way."""

from __future__ import annotations

import codecs
import datetime as dt
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Header, Item, Passage
from openimr.domain.spans import Problem
from openimr.services.backtest import backtest, find_sources, read_letters, replay_letter
from openimr.services.parse_letters import parse
from openimr.services.show_backtest import write_backtest, write_json, write_table
from openimr.wire import determination_to_dict, dump_json, dump_json_line

EXAMPLES = Path(__file__).parents[3] / "examples" / "letters"


def letters(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def proposals(letter: Determination) -> str:
    """All that the rulebook says of a letter, as bytes would show it."""
    return repr([(item.request, item.topic, item.proposal, item.reason) for item in replay_letter(letter).items])


def scrambled(words: str) -> str:
    pieces = words.split()
    random.Random(7).shuffle(pieces)
    return " ".join(pieces)


def told_otherwise(item: Item) -> Item:
    """The item with its outcome turned and everything that the reviewer wrote put out of order."""
    return replace(
        item,
        decision="overturned" if item.decision == "upheld" else "upheld",
        rationale=Passage(scrambled(item.rationale.text)),
        reviewer_guideline=GuidelineLine("Decision based on nothing at all."),
    )


def with_other_ending(text: str, letter: Determination) -> str:
    """A letter's text with every decision turned and the words of every rationale made unreadable."""
    turn = {"Upheld": "Overturned", "Overturned": "Upheld"}
    pages = text.split("\f")
    for item in letter.items:
        for span in (span for sentence in item.rationale.sentences for span in sentence.sources):
            page = pages[span.page - 1]
            hidden = codecs.encode(page[span.start : span.end], "rot13")
            pages[span.page - 1] = page[: span.start] + hidden + page[span.end :]
    return re.sub(r"(?<=[:\s])(?:Upheld|Overturned)(?=[ .]*\n)", lambda match: turn[match[0]], "\f".join(pages))


def check_no_leak(files: list[Path]) -> int:
    count = 0
    for file in files:
        text = file.read_text(encoding="utf-8")
        letter = parse(text, facts=False)
        expected = proposals(letter)
        told = replace(letter, items=tuple(map(told_otherwise, letter.items)))
        assert proposals(told) == expected, file.name
        rewritten = parse(with_other_ending(text, letter), facts=False)
        assert [item.decision for item in rewritten.items] != [item.decision for item in letter.items], file.name
        assert [item.request for item in rewritten.items] == [item.request for item in letter.items], file.name
        assert proposals(rewritten) == expected, file.name
        count += len(letter.items)
    return count


def test_another_outcome_rationale_or_reviewers_guideline_changes_no_byte_of_a_proposal() -> None:
    assert check_no_leak(letters(EXAMPLES)) == 4


def test_no_published_letter_leaks_its_outcome(shared: Path) -> None:
    assert check_no_leak(letters(shared / "data" / "determinations")) == 222


@pytest.fixture
def example() -> Determination:
    return parse(letters(EXAMPLES)[0])


def all_of(files: list[Path]) -> Iterator[Determination | Problem]:
    for file in files:
        yield from read_letters(file)


def test_text_json_and_jsonl_of_a_letter_give_the_same_back_test(tmp_path: Path) -> None:
    parsed = [determination_to_dict(parse(file)) for file in letters(EXAMPLES)]
    (tmp_path / "all.json").write_text(dump_json(parsed), encoding="utf-8")
    (tmp_path / "all.jsonl").write_text("".join(map(dump_json_line, parsed)), encoding="utf-8")
    from_text = write_json(backtest(all_of(letters(EXAMPLES))))
    assert write_json(backtest(read_letters(tmp_path / "all.json"))) == from_text
    assert write_json(backtest(read_letters(tmp_path / "all.jsonl"))) == from_text


def test_a_letter_that_comes_again_counts_once() -> None:
    once = backtest(all_of(letters(EXAMPLES)))
    twice = backtest(all_of([*letters(EXAMPLES), *letters(EXAMPLES)]))
    assert twice.copies == 2
    assert write_json(twice) == write_json(once)


def test_what_cannot_be_read_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"schema": "other"}\nno json\n[]\n', encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    result = backtest(all_of([tmp_path / "bad.jsonl", tmp_path / "bad.json", *letters(EXAMPLES)]))
    assert len(result.problems) == 4
    assert {problem.code for problem in result.problems} == {"not_a_determination"}
    assert len(result.items) == 4


def test_folders_are_searched_for_letters_and_their_data(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("a.txt", "below/b.pdf", "below/c.jsonl", "below/d.json", "e.md"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in find_sources([tmp_path])] == ["a.txt", "b.pdf", "c.jsonl"]


def test_a_letter_without_a_date_is_not_judged_until_a_day_is_said(example: Determination) -> None:
    undated = replace(example, header=Header(case_number="CM00-1"), summary=Passage("She takes diazepam."))
    silent = replay_letter(undated)
    assert {item.proposed for item in silent.items} == {"abstain"}
    assert {item.reason for item in silent.items} == {"undated"}
    assert [problem.code for problem in silent.problems] == ["undated_letter"]
    assert {item.proposed for item in replay_letter(undated, as_of=dt.date(2016, 1, 8)).items} != {"abstain"}


def test_a_letter_without_items_is_named(example: Determination) -> None:
    assert [problem.code for problem in replay_letter(replace(example, items=())).problems] == ["items_missing"]


def test_another_day_brings_its_own_edition(example: Determination) -> None:
    own = replay_letter(example).items[0].proposal.edition
    later = replay_letter(example, as_of=dt.date(2016, 9, 1)).items[0].proposal.edition
    assert (own, later) == ("2009-07-18", "2016-07-28")


def test_split_tells_halves_apart() -> None:
    result = backtest(all_of(letters(EXAMPLES)), is_split=True)
    assert {item.half for item in result.items} <= {"A", "B"}
    assert sum(figures.items for figures in result.results.by_half.values()) == 4


def test_the_folder_holds_json_and_a_page_and_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_backtest(backtest(all_of(letters(EXAMPLES)), is_split=True), tmp_path / name)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["backtest.json", "report.html"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    content = json.loads((tmp_path / "one" / "backtest.json").read_text(encoding="utf-8"))
    assert content["summary"]["items"] == 4


def test_the_table_tells_every_topic() -> None:
    table = write_table(backtest(all_of(letters(EXAMPLES))))
    assert "benzodiazepines" in table
    assert "balanced accuracy" in table
