"""One side of a replay: by which rules, of which day, every item is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openimr.domain.determinations import ProposedDecision
from openimr.domain.guidelines import Edition, Evaluation, Guideline, Question
from openimr.domain.treatments import Treatment
from openimr.errors import UsageError
from openimr.pipeline.criteria import Record, applicable, evaluate
from openimr.pipeline.criteria.deciding import decision_of
from openimr.rulebook.associated_services import governing_topic
from openimr.rulebook.guidelines import all_guidelines, guidelines_for, guidelines_of
from openimr.rulebook.thresholds import with_threshold
from openimr.services.judge_items import Days, question_of
from openimr.services.main_items import Main, judge_in_order
from openimr.services.rule_folders import guidelines_in


@dataclass(frozen=True, slots=True)
class Threshold:
    """A criterion's limit set to another value."""

    guideline: str
    criterion: str
    value: float


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a side decides by, in a form that goes to another process.

    `day`: whose guidelines apply to every item; None: each letter's own. `rules` is a folder of guideline files that
    stand in place of the packaged ones with the same id, or beside them; `thresholds` are set after that.
    """

    day: dt.date | None = None
    thresholds: tuple[Threshold, ...] = ()
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a side gives for one item; without an edition nothing is proposed."""

    decision: ProposedDecision
    edition: Edition | None
    question: Question


class Side:
    """A rule set made ready: editions are chosen once for each topic and day."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._day = rule_set.day
        self._changed = changed_guidelines(rule_set)
        self._chosen: dict[tuple[str, dt.date, dt.date | None, dt.date | None], tuple[Edition, ...]] = {}

    def decide_all(self, treatments: Sequence[Treatment], record: Record, days: Days) -> tuple[Outcome, ...]:
        """The decision on each treatment of one case, as `judge_requests` would propose it."""

        def judge(number: int, main: Main) -> Outcome:
            return self._outcome(treatments[number], record, days, main)

        return judge_in_order(treatments, judge, lambda outcome: outcome.decision)

    def _outcome(self, treatment: Treatment, record: Record, days: Days, main: Main) -> Outcome:
        question = question_of(treatment, record, days, main)
        topic = governing_topic(treatment, is_with_main=main.is_there)
        if main.is_open or topic is None:
            return Outcome("abstain", None, question)
        for edition in self._editions(topic, days, treatment):
            if edition.applies is None or applicable((edition,), question, record=record):
                return Outcome(decision_of(edition, question, record), edition, question)
        return Outcome("abstain", None, question)

    def _editions(self, topic: str, days: Days, treatment: Treatment) -> tuple[Edition, ...]:
        """The editions in force, best first. A day set for all stands for the days of request and service too."""
        day, rfa, service = days.governing, days.rfa, treatment.service_date
        if self._day is not None:
            day, rfa, service = self._day, None, None
        key = (topic, day, rfa, service)
        chosen = self._chosen.get(key)
        if chosen is None:
            selection = guidelines_for(topic, day=day, rfa_date=rfa, service_date=service, held=self._held)
            chosen = self._chosen[key] = selection.candidates
        return chosen

    def _held(self, topic: str) -> tuple[Guideline, ...]:
        changed = {each.id: each for each in self._changed if each.topic == topic}
        packaged = {each.id: each for each in guidelines_of(topic)}
        return tuple({**packaged, **changed}.values())


def reasons_of(outcome: Outcome, record: Record) -> Evaluation | None:
    """How an outcome came about, in words; None where nothing was proposed."""
    return None if outcome.edition is None else evaluate(outcome.edition, outcome.question, record=record)


def changed_guidelines(rule_set: RuleSet) -> tuple[Guideline, ...]:
    """The guidelines of *rule_set* that are not the packaged ones, by id.

    Raises:
        UsageError: a file is no guideline, or a threshold is of no criterion.
    """
    changed = {each.id: each for each in guidelines_in(rule_set.rules)} if rule_set.rules else {}
    for threshold in rule_set.thresholds:
        name = threshold.guideline
        of = changed.get(name) or next((each for each in all_guidelines() if each.id == name), None)
        if of is None:
            raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
        changed[name] = with_threshold(of, threshold.criterion, threshold.value)
    return tuple(changed[name] for name in sorted(changed))


def parse_threshold(words: str) -> Threshold:
    """ "mtus/chronic_pain/benzodiazepines.yaml/within_duration=6", or with the guideline's id before the slash."""
    name, equals, number = words.partition("=")
    guideline, slash, criterion = name.rpartition("/")
    try:
        value = float(number)
    except ValueError:
        value = None
    if not equals or not slash or value is None:
        raise UsageError(f"{words!r} is not of the form FILE.yaml/criterion=value.")
    return Threshold(guideline.removesuffix(".yaml").replace("/", "."), criterion, value)
