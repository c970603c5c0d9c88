"""How fast history is decided again: `guidelines replay` over a store of many items, beside a bare loop over the same
predicates in the same run.

The items are made from the rule cases of the tests (every topic, both sides of every threshold): each letter asks for
two treatments, has the facts of their cases and of others mixed in, about as many as a published summary gives, and
days of its own, so that no two letters are the same. Nothing is remembered from one letter to the next but the compiled
rules and what a pattern of results adds up to. Run: python bench/replay.py [--items N | --full]

Ratios are of processor time, which a busy machine disturbs less than the clock.

--full decides 1,000,000 items; without it 100,000 are decided, and nothing is extrapolated but the line that says so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import importlib.util
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, Question
from openimr.pipeline.criteria import Record
from openimr.pipeline.criteria.evaluation import judges_of
from openimr.services.judge_items import Days
from openimr.services.replay import replay
from openimr.services.replay_rules import RuleSet, Side, Threshold
from openimr.services.replay_store import StoredItem, StoredLetter, StoreWriter, read_store
from openimr.services.show_replay import write_json

CHECKOUT = Path(__file__).parents[1]
FULL, USUAL = 1_000_000, 100_000
FACTS = 23
"""Facts of a letter: the mean over the published letters that we know."""

BEFORE = RuleSet(dt.date(2015, 6, 1))
AFTER = RuleSet(dt.date(2016, 8, 1), (Threshold("mtus.chronic_pain.benzodiazepines", "within_duration", 6),))
"""Two days between which editions change, and a threshold: both sides judge nearly every item in full."""

_BARE_LETTERS = 5_000


def rule_cases() -> list[Any]:
    """The written cases of the tests."""
    path = CHECKOUT / "tests" / "rules" / "reading.py"
    spec = importlib.util.spec_from_file_location("rule_cases", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rule_cases"] = module
    spec.loader.exec_module(module)
    return list(module.rule_cases())


def letters(count: int, cases: Sequence[Any]) -> Iterator[StoredLetter]:
    """So many letters of two items each, the same in every run."""
    source = random.Random(4)
    for number in range(count):
        asked = source.sample(cases, 2)
        facts = [fact for case in asked for fact in case.question.facts]
        while len(facts) < FACTS:
            facts.extend(source.choice(cases).question.facts)
        shift = dt.timedelta(days=source.randrange(-300, 300))
        day = asked[0].question.as_of + shift
        injuries = tuple(each + shift for each in asked[0].question.injury_dates)
        yield StoredLetter(
            f"CM00-{number:07d}",
            Days(day, day, injuries),
            tuple(_shifted(f"f{n}", fact, shift) for n, fact in enumerate(facts, start=1)),
            tuple(StoredItem(f"item {n}", case.question.treatment) for n, case in enumerate(asked, start=1)),
        )


def _shifted(name: str, fact: Fact, shift: dt.timedelta) -> Fact:
    return replace(fact, id=name, date=fact.date + shift if fact.date else None)


@dataclass(frozen=True)
class Run:
    """One replay that writes every flip: seconds by the clock and of processors, and a hash of all that it gave."""

    seconds: float
    processor: float
    digest: str


def run(store: Path, out: Path, jobs: int) -> Run:
    """Replay *store* whole, as the command does."""
    began, spent = time.perf_counter(), processor_seconds()
    with out.open("w", encoding="utf-8") as flips:
        result = replay(store, BEFORE, AFTER, jobs=jobs, keep=flips.write)
    content = write_json(result)
    seconds, spent = time.perf_counter() - began, processor_seconds() - spent
    with out.open("rb") as flips_again:
        digest = hashlib.file_digest(flips_again, lambda: hashlib.sha256(content.encode()))
    return Run(seconds, spent, digest.hexdigest())


def processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def bare_seconds(store: Path) -> tuple[float, int]:
    """Processor seconds of a bare loop over the predicates of both sides, for letters that lie in memory; its items."""
    work = list(_predicates(store))
    began = time.process_time()
    for judges, record, question in work:
        for judge in judges:
            if judge.applies is None or judge.applies(record, question).truth:
                judge.answer(record, question)
    seconds = time.process_time() - began
    return seconds, len(work) // 2


def _predicates(store: Path) -> Iterator[tuple[Sequence[Any], Record, Question]]:
    sides = Side(BEFORE), Side(AFTER)
    for number, letter in enumerate(read_store(store)):
        if number == _BARE_LETTERS:
            return
        record = Record(letter.facts)
        for side in sides:
            for outcome in side.decide_all([item.treatment for item in letter.items], record, letter.days):
                edition: Edition | None = outcome.edition
                yield (judges_of(edition) if edition else (), record, outcome.question)


def peak_megabytes() -> int:
    """The most memory that any process of this run has held so far."""
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return int(max(peaks) // unit)


def make_store(path: Path, items: int, cases: Sequence[Any]) -> None:
    """A store of so many items."""
    with StoreWriter(path) as store:
        for letter in letters(items // 2, cases):
            store.add(letter)


def main() -> None:
    """Print one figure a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=USUAL)
    parser.add_argument("--full", action="store_true", help="1,000,000 items")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    items = FULL if options.full else options.items
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), items, options.jobs)


def measure(folder: Path, items: int, jobs: int) -> None:
    """Make the stores, run, and tell."""
    tenth, whole = folder / "tenth.jsonl", folder / "whole.jsonl"
    cases = rule_cases()
    make_store(tenth, items // 10, cases)
    make_store(whole, items, cases)
    print(f"store: {items:,} items, {whole.stat().st_size / items:,.0f} bytes an item")
    bare, bare_items = bare_seconds(whole)
    per_bare = bare / bare_items
    pace = 1 / per_bare
    print(
        f"bare loop over the predicates of both sides: {per_bare * 1e6:,.0f} µs an item, {pace:,.0f} a second of a core"
    )
    one, two = run(tenth, folder / "one.jsonl", 1), run(tenth, folder / "two.jsonl", jobs)
    print(
        f"a tenth by 1 and by {jobs} processes: {'the same bytes' if one.digest == two.digest else 'DIFFERENT BYTES'}"
    )
    before = peak_megabytes()
    first = run(whole, folder / "first.jsonl", jobs)
    print(f"peak memory of a process: {before} MB after a tenth, {peak_megabytes()} MB after the whole")
    tell(items, first, jobs, per_bare)
    second = run(whole, folder / "second.jsonl", jobs)
    print(f"second run: {'the same bytes' if first.digest == second.digest else 'DIFFERENT BYTES'}")


def tell(items: int, done: Run, jobs: int, per_bare: float) -> None:
    """The figures of the whole run."""
    each, pace = done.processor / items, items / done.seconds
    print(f"{items:,} items decided by both sides in {done.seconds:,.1f} s by {jobs} processes: {pace:,.0f} a second")
    print(f"end to end {each * 1e6:,.0f} µs an item, {1 / each:,.0f} items a second of a core;", end=" ")
    print(f"{each / per_bare:.2f} times the bare loop")
    if items != FULL:
        print(f"at this pace {FULL:,} items take {FULL / pace:,.0f} s (extrapolated; --full decides them)")


if __name__ == "__main__":
    main()
