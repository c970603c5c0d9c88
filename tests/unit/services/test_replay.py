"""History decided again: as the judge would, by whatever rules are asked for, the same in every run."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.facts import Fact
from openimr.domain.treatments import Treatment
from openimr.errors import NothingUsableError, UsageError
from openimr.pipeline.criteria import Record
from openimr.rulebook.guidelines import all_guidelines
from openimr.services.judge_items import Asked, Days, judge_requests
from openimr.services.replay import Replay, find_parts, replay, replay_to_dict
from openimr.services.replay_rules import RuleSet, Side, Threshold, parse_threshold
from openimr.services.replay_store import StoredItem, StoredLetter, StoreWriter, is_store, load_letter, read_store
from openimr.services.show_replay import open_flips, write_json, write_replay, write_table
from openimr.services.store_corpus import is_one_store, store_letters

CHECKOUT = Path(__file__).parents[3]
BENZODIAZEPINES = "mtus.chronic_pain.benzodiazepines"
DAY = dt.date(2014, 6, 15)
VALIUM = Treatment(
    "benzodiazepines",
    "medication",
    "diazepam",
    drug_class="benzodiazepine",
    strength="5 mg",
    quantity=35,
    frequency="daily",
    times_per_day=1,
)


def a_letter(number: int = 1, *, quantity: int = 35, **changes: Any) -> StoredLetter:
    """A first course of Valium for an anxiety disorder, five weeks long unless *quantity* says otherwise."""
    facts = (
        Fact("f1", "medication", "Valium", "present", {"concept": "diazepam", "action": "started"}, DAY, "plan"),
        Fact("f2", "diagnosis", "anxiety", "present", {"concept": "anxiety_disorder"}, DAY, None),
    )
    asked = Treatment(**{**{name: getattr(VALIUM, name) for name in VALIUM.__slots__}, "quantity": quantity})
    values: dict[str, Any] = {
        "case_number": f"CM00-{number:07d}",
        "days": Days(DAY, DAY, (dt.date(2014, 1, 2),)),
        "facts": facts,
        "items": (StoredItem("Valium 5 mg", asked, "upheld"),),
    }
    return StoredLetter(**{**values, **changes})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Forty letters, every second one for three weeks."""
    path = tmp_path / "store.jsonl"
    with StoreWriter(path) as out:
        for number in range(40):
            out.add(a_letter(number, quantity=21 if number % 2 else 35))
    return path


def to_six_weeks() -> RuleSet:
    return RuleSet(thresholds=(Threshold(BENZODIAZEPINES, "within_duration", 6),))


def run(store: Path, after: RuleSet, *, jobs: int = 1) -> tuple[Replay, list[str]]:
    lines: list[str] = []
    return replay(store, RuleSet(), after, jobs=jobs, keep=lines.append), lines


def test_a_letter_comes_back_from_the_store_as_it_went_in(tmp_path: Path) -> None:
    letter = a_letter(items=(StoredItem("Valium “5 mg”", VALIUM), StoredItem("x", Treatment(None, None, None))))
    with StoreWriter(tmp_path / "one.jsonl") as out:
        out.add(letter)
    assert list(read_store(tmp_path / "one.jsonl")) == [letter]
    assert is_store(tmp_path / "one.jsonl")


def test_a_longer_limit_turns_the_five_week_course_and_names_the_criterion(store: Path) -> None:
    result, lines = run(store, to_six_weeks())
    content = replay_to_dict(result)
    assert (content["items"], content["flips"]) == (40, 20)
    assert content["decisions"]["upheld"]["overturned"] == 20
    assert content["by_topic"]["benzodiazepines"]["turns_on"][0]["criterion"] == f"{BENZODIAZEPINES}/within_duration"
    flip = json.loads(lines[0])
    assert (flip["before"]["decision"], flip["after"]["decision"]) == ("upheld", "overturned")
    assert flip["turns_on"] == [f"{BENZODIAZEPINES}/within_duration"]
    assert "4-week limit" in flip["before"]["decisive"][0]["why"]


def test_reviewers_decisions_are_laid_beside_both_sides(store: Path) -> None:
    content = replay_to_dict(run(store, to_six_weeks())[0])
    assert content["reviewers"] == {"items": 40, "alike_before": 20, "alike_after": 0}


def test_many_processes_and_a_second_run_give_the_same_bytes(store: Path) -> None:
    one, one_lines = run(store, to_six_weeks(), jobs=1)
    two, two_lines = run(store, to_six_weeks(), jobs=2)
    assert write_json(one) == write_json(two)
    assert one_lines == two_lines


def test_parts_cover_the_store_without_its_first_line_and_end_at_lines(store: Path) -> None:
    content = store.read_bytes()
    parts = find_parts(store, size=3000)
    assert len(parts) > 3
    assert b"".join(content[start:end] for start, end in parts) == content.split(b"\n", 1)[1]
    assert all(content[end - 1 : end] == b"\n" for _, end in parts)


def test_a_day_without_any_edition_loses_the_proposal_and_is_no_flip(store: Path) -> None:
    content = replay_to_dict(run(store, RuleSet(dt.date(1999, 1, 1)))[0])
    assert (content["flips"], content["proposals_lost"]) == (0, 40)
    assert content["by_topic"]["benzodiazepines"]["editions"][0]["after"] == "none in force"


def test_a_changed_rule_file_stands_in_place_of_the_packaged_one(store: Path, tmp_path: Path) -> None:
    packaged = CHECKOUT / "src/openimr/data/guidelines/mtus/chronic_pain/benzodiazepines.yaml"
    changed = packaged.read_text(encoding="utf-8").replace("at_most: 4", "at_most: 2").replace("above: 4", "above: 2")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yaml").write_text(changed, encoding="utf-8")
    content = replay_to_dict(run(store, RuleSet(rules=tmp_path / "rules"))[0])
    assert content["decisions"]["overturned"]["upheld"] == 20
    assert content["after"]["rules"] == [BENZODIAZEPINES]


@pytest.mark.parametrize("text", ["id: [", "id: x\ntopic: y\n", "\xff"])
def test_a_file_that_is_no_guideline_is_told_in_a_sentence(text: str, store: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"mine\.yaml"):
        run(store, RuleSet(rules=tmp_path / "rules"))


def test_a_folder_without_rules_is_told(store: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no guideline file"):
        run(store, RuleSet(rules=tmp_path / "nothing"))


@pytest.mark.parametrize(
    "words",
    ["mtus/chronic_pain/benzodiazepines.yaml/within_duration=6", "mtus.chronic_pain.benzodiazepines/within_duration=6"],
)
def test_a_threshold_is_named_by_its_file_or_its_id(words: str) -> None:
    assert parse_threshold(words) == Threshold(BENZODIAZEPINES, "within_duration", 6.0)


@pytest.mark.parametrize("words", ["", "a=", "a/b", "a/b=x", "=6"])
def test_what_is_no_threshold_is_told(words: str) -> None:
    with pytest.raises(UsageError, match="criterion=value"):
        parse_threshold(words)


@pytest.mark.parametrize("threshold", [Threshold("mtus.nothing", "x", 1), Threshold(BENZODIAZEPINES, "nothing", 1)])
def test_a_threshold_of_nothing_is_told(threshold: Threshold, store: Path) -> None:
    with pytest.raises(UsageError):
        run(store, RuleSet(thresholds=(threshold,)))


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no store"):
        run(tmp_path / "other.jsonl", to_six_weeks())


@pytest.mark.parametrize("line", [b"{}", b"[]", b"null", b"no json", b'{"judged": 5}'])
def test_a_broken_line_of_a_store_is_told_without_its_words(line: bytes) -> None:
    with pytest.raises(UsageError, match="not one that openimr wrote"):
        load_letter(line)


def test_the_folder_holds_json_every_flip_and_a_page(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_flips(out) as flips:
        result = replay(store, RuleSet(), to_six_weeks(), jobs=1, keep=flips.write)
    write_replay(result, out)
    assert sorted(path.name for path in out.iterdir()) == ["flips.jsonl", "replay.json", "report.html"]
    assert len((out / "flips.jsonl").read_text(encoding="utf-8").splitlines()) == 20
    assert len(json.loads((out / "replay.json").read_text(encoding="utf-8"))["examples"]) == 5
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "within_duration" in page
    assert "benzodiazepines" in write_table(result)


def test_letters_become_a_store_once_each(tmp_path: Path) -> None:
    examples = CHECKOUT / "examples" / "letters"
    assert store_letters([examples, examples], tmp_path / "store.jsonl") == ()
    assert len(list(read_store(tmp_path / "store.jsonl"))) == 2
    assert is_one_store([tmp_path / "store.jsonl"])
    assert not is_one_store([examples])


def test_nothing_to_store_is_told_with_its_reasons(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(NothingUsableError) as told:
        store_letters([tmp_path], tmp_path / "out" / "store.jsonl")
    assert [problem.code for problem in told.value.problems] == ["empty_file"]


def same_as_the_judge(letter: StoredLetter) -> None:
    record = Record(letter.facts)
    treatments = [item.treatment for item in letter.items]
    judged = judge_requests([Asked(item.request, item.treatment) for item in letter.items], record, letter.days)
    outcomes = Side(RuleSet()).decide_all(treatments, record, letter.days)
    for item, outcome in zip(judged, outcomes, strict=True):
        assert item.proposal is not None
        edition = outcome.edition
        found = (outcome.decision, edition.guideline if edition else None, edition.key if edition else None)
        assert found == (item.proposal.decision, item.proposal.guideline, item.proposal.edition)


def test_a_replay_decides_as_case_files_are_judged(tmp_path: Path) -> None:
    store_letters([CHECKOUT / "examples" / "letters"], tmp_path / "store.jsonl")
    for letter in read_store(tmp_path / "store.jsonl"):
        same_as_the_judge(letter)


def test_a_replay_decides_published_letters_as_they_are_judged(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "data" / "determinations").glob("*.txt"))[::4]
    store_letters(files, tmp_path / "store.jsonl")
    for letter in read_store(tmp_path / "store.jsonl"):
        same_as_the_judge(letter)


def test_every_topic_is_chosen_and_decided_as_the_judge_does() -> None:
    for topic in sorted({each.topic for each in all_guidelines()}):
        for day in (dt.date(2014, 6, 15), dt.date(2016, 12, 1), dt.date(2018, 3, 1)):
            items = (StoredItem("x", Treatment(topic, "surgery", "an operation")), StoredItem("y", VALIUM))
            same_as_the_judge(a_letter(days=Days(day, day), items=items))
