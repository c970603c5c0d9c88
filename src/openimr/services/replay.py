"""History decided again: every stored item under two sets of rules, and what came out otherwise.

The store is read in parts by as many processes as there are cores; each part gives its counts and its flips, which are
written out as they come. Memory stays flat however long the history is.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openimr.corpus.backtest.flips import Ledger, is_flip, ledger_to_dict, turns_of
from openimr.domain.guidelines import Evaluation
from openimr.errors import UsageError
from openimr.pipeline.criteria import Record
from openimr.services.replay_rules import Outcome, RuleSet, Side, changed_guidelines, reasons_of
from openimr.services.replay_store import StoredItem, StoredLetter, is_store, load_letter
from openimr.wire import dump_json_line

PART_BYTES = 1_000_000
EXAMPLES = 5
"""Flips of each topic that are shown with their reasons in the report."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the store gave: counts, and each flip as (topic, JSON line)."""

    ledger: Ledger
    flips: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Replay:
    """A whole replay: `examples` are the first flips of each topic, as JSON lines."""

    before: RuleSet
    after: RuleSet
    ledger: Ledger = field(default_factory=Ledger)
    examples: dict[str, list[str]] = field(default_factory=dict)


class Work:
    """The parts of a store in order, each decided as it is asked for; `len` tells how many there are."""

    def __init__(self, store: Path, before: RuleSet, after: RuleSet, jobs: int | None) -> None:
        self._store, self._before, self._after = store, before, after
        self._parts = find_parts(store)
        self._jobs = _jobs(jobs, len(self._parts))

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[Part]:
        if self._jobs == 1:
            sides = Side(self._before), Side(self._after)
            return (replay_part(self._store, start, end, *sides) for start, end in self._parts)
        return self._shared()

    def _shared(self) -> Iterator[Part]:
        """By several processes; never more than a few parts wait to be taken."""
        context = multiprocessing.get_context("spawn")
        waiting: deque[Future[Part]] = deque()
        ready = (self._store, self._before, self._after)
        with ProcessPoolExecutor(self._jobs, context, initializer=_make_ready, initargs=ready) as pool:
            for start, end in self._parts:
                waiting.append(pool.submit(_in_process, start, end))
                if len(waiting) > 2 * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


def replay(
    store: Path,
    before: RuleSet,
    after: RuleSet,
    *,
    jobs: int | None = None,
    keep: Callable[[str], object] = lambda line: None,
    track: Callable[[Work], Iterable[Part]] = lambda work: work,
) -> Replay:
    """Decide every item of *store* by both rule sets.

    Args:
        store: As `write_store` wrote it.
        before: The side that items are compared from.
        after: The side that they are compared to.
        jobs: How many processes; by default one for each core that may be used.
        keep: Takes the JSON line of each flip, in the order of the store.
        track: Passes the parts through and shows how far it is.

    Raises:
        UsageError: the file is no store, or a rule set names what there is not.
    """
    if not is_store(store):
        raise UsageError(f"{store.name} is no store of openimr backtest --store.")
    for rule_set in (before, after):
        changed_guidelines(rule_set)  # told here once, not by every process
    result = Replay(before, after)
    for part in track(Work(store, before, after, jobs)):
        result.ledger.add(part.ledger)
        for topic, line in part.flips:
            keep(line)
            shown = result.examples.setdefault(topic, [])
            if len(shown) < EXAMPLES:
                shown.append(line)
    return result


def find_parts(store: Path, size: int = PART_BYTES) -> list[tuple[int, int]]:
    """Where parts of about *size* bytes begin and end, at line borders, without the first line."""
    whole = store.stat().st_size
    parts: list[tuple[int, int]] = []
    with store.open("rb") as file:
        file.readline()
        start = file.tell()
        while start < whole:
            file.seek(min(start + size, whole))
            file.readline()
            parts.append((start, file.tell()))
            start = file.tell()
    return parts


def _jobs(jobs: int | None, parts: int) -> int:
    if jobs is not None and jobs < 1:
        raise UsageError("It takes at least one process.")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(jobs or cores, max(parts, 1))


_ready: list[Any] = []
"""Of a working process: the store and both sides."""


def _make_ready(store: Path, before: RuleSet, after: RuleSet) -> None:
    gc.set_threshold(100_000, 20, 20)
    _ready[:] = [store, Side(before), Side(after)]


def _in_process(start: int, end: int) -> Part:
    store, before, after = _ready
    return replay_part(store, start, end, before, after)


def replay_part(store: Path, start: int, end: int, before: Side, after: Side) -> Part:
    """Decide the letters that stand between two places of *store*."""
    with store.open("rb") as file:
        file.seek(start)
        lines = file.read(end - start).splitlines()
    ledger = Ledger()
    flips: list[tuple[str, str]] = []
    for line in lines:
        flips.extend(_replay_letter(load_letter(line), before, after, ledger))
    return Part(ledger, tuple(flips))


def _replay_letter(letter: StoredLetter, before: Side, after: Side, ledger: Ledger) -> Iterator[tuple[str, str]]:
    record = Record(letter.facts)
    treatments = [item.treatment for item in letter.items]
    ledger.letters += 1
    pairs = zip(
        letter.items,
        before.decide_all(treatments, record, letter.days),
        after.decide_all(treatments, record, letter.days),
        strict=True,
    )
    for item, old, new in pairs:
        topic = ledger.of(item.treatment.topic)
        topic.outcomes[item.actual, old.decision, new.decision] += 1
        if old.decision != new.decision:
            topic.editions[_edition(old), _edition(new)] += 1
        if is_flip(old.decision, new.decision):
            yield item.treatment.topic or "no_topic", _flip(letter, item, old, new, record, ledger)


def _flip(letter: StoredLetter, item: StoredItem, old: Outcome, new: Outcome, record: Record, ledger: Ledger) -> str:
    """One flip with both reasons: only here are findings worded."""
    reasons = reasons_of(old, record), reasons_of(new, record)
    turns = turns_of(*reasons)
    topic = ledger.of(item.treatment.topic)
    for turn in turns:
        topic.turns[f"{old.decision}>{new.decision}", turn] += 1
    return dump_json_line(
        {
            "case_number": letter.case_number,
            "request": item.request,
            "topic": item.treatment.topic,
            "actual": item.actual,
            "before": _side(old, reasons[0]),
            "after": _side(new, reasons[1]),
            "turns_on": [turn.criterion for turn in turns],
        }
    )


def _edition(outcome: Outcome) -> str:
    edition = outcome.edition
    return f"{edition.guideline} {edition.key}" if edition else "none in force"


def _side(outcome: Outcome, reasons: Evaluation | None) -> dict[str, Any]:
    edition = outcome.edition
    findings = reasons.findings if reasons else ()
    return {
        "decision": outcome.decision,
        "guideline": edition.guideline if edition else None,
        "edition": edition.key if edition else None,
        "decisive": [
            {"id": finding.id, "question": finding.question, "result": finding.result, "why": finding.why}
            for finding in findings
            if finding.is_decisive
        ],
    }


def replay_to_dict(result: Replay) -> dict[str, Any]:
    """The replay as JSON-ready values."""
    return {
        "schema": "openimr.replay/1",
        "before": _rules(result.before),
        "after": _rules(result.after),
        **ledger_to_dict(result.ledger),
        "examples": [json.loads(line) for topic in sorted(result.examples) for line in result.examples[topic]],
    }


def _rules(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "day": rule_set.day.isoformat() if rule_set.day else None,
        "thresholds": {f"{each.guideline}/{each.criterion}": each.value for each in rule_set.thresholds},
        "rules": sorted(each.id for each in changed_guidelines(RuleSet(rules=rule_set.rules)))
        if rule_set.rules
        else [],
    }
