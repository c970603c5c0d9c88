"""Judges single criteria: the evidence for and against, and which of the two stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Criterion, Question
from openimr.pipeline.criteria.asking import Ask, compile_tests
from openimr.pipeline.criteria.evidence import SILENT, Evidence, merged, newest
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.wording import Say, compile_phrases

Silence = Literal["silent", "contradicted", "untestable", "mentioned"]
_WEIGH = "Whether what is shown is enough has to be weighed by a person."
_EXAMINED = frozenset({"finding", "imaging", "test"})
_REPORTED = frozenset({"symptom", "pain_score", "function"})


@dataclass(frozen=True, slots=True)
class Answer:
    """How one criterion came out, before closing."""

    evidence: Evidence
    silence: Silence | None


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A criterion made ready: `applies` None means it is always asked."""

    criterion: Criterion
    applies: Ask | None
    answer: Callable[[Record, Question], Answer]
    say: dict[str, Say]


def compile_criterion(criterion: Criterion) -> Judge:
    """The judge of one criterion."""
    phrases = criterion.phrases
    say = {
        "met": compile_phrases(phrases.met),
        "not_met": compile_phrases(phrases.not_met),
        "silent": compile_phrases(phrases.unknown),
        "contradicted": compile_phrases(phrases.contradicted or phrases.unknown),
        "untestable": compile_phrases(phrases.untestable or phrases.unknown),
        "mentioned": compile_phrases(phrases.weighed or _to_weigh(phrases.unknown)),
    }
    applies = compile_tests(criterion.when, is_closed=True) if criterion.when is not None else None
    return Judge(criterion, applies, _answering(criterion), say)


def _to_weigh(unknown: Sequence[str]) -> tuple[str, ...]:
    """What is missing, and what the record has instead."""
    return (f"{unknown[-1]} Whether it is enough has to be weighed by a person: {{quotes}}.", f"{unknown[-1]} {_WEIGH}")


def _answering(criterion: Criterion) -> Callable[[Record, Question], Answer]:
    ask_for = compile_tests(criterion.met) if criterion.met is not None else None
    ask_against = compile_tests(criterion.not_met) if criterion.not_met is not None else None
    ask_untestable = compile_tests(criterion.untestable) if criterion.untestable is not None else None
    ask_partial = compile_tests(criterion.weigh) if criterion.weigh is not None else None

    def answer(record: Record, question: Question) -> Answer:
        speaks_for = ask_for(record, question) if ask_for else SILENT
        against = ask_against(record, question) if ask_against else SILENT
        settled = _settle(speaks_for, against)
        if settled is not None:
            return settled
        hindrance = ask_untestable(record, question) if ask_untestable else SILENT
        if hindrance.truth:
            return Answer(Evidence(None, hindrance.facts, hindrance.values), "untestable")
        partial = ask_partial(record, question) if ask_partial else SILENT
        if partial.truth:
            return Answer(Evidence(None, partial.facts, partial.values), "mentioned")
        seen = merged(None, [speaks_for, against])
        return Answer(seen, "untestable" if seen.untestable else "silent")

    return answer


def _settle(speaks_for: Evidence, against: Evidence) -> Answer | None:
    """The side that stands; None where neither has anything to show."""
    if speaks_for.truth and against.truth:
        return _weigh(speaks_for, against)
    if against.truth:
        return Answer(Evidence(False, against.facts, against.values), None)
    if speaks_for.truth is not None:
        return Answer(speaks_for, None)
    return None


def _weigh(speaks_for: Evidence, against: Evidence) -> Answer:
    """The newer side stands; on one day, what was examined stands over what was only told; else it stays open."""
    new_for, new_against = newest(speaks_for.facts), newest(against.facts)
    if new_for != new_against and None not in (new_for, new_against):
        is_for = new_for is not None and new_against is not None and new_for > new_against
        return Answer(speaks_for if is_for else Evidence(False, against.facts, against.values), None)
    if _is_examined(speaks_for.facts) and _is_reported(against.facts):
        return Answer(speaks_for, None)
    if _is_examined(against.facts) and _is_reported(speaks_for.facts):
        return Answer(Evidence(False, against.facts, against.values), None)
    return Answer(merged(None, [speaks_for, against]), "contradicted")


def _is_examined(facts: Sequence[Fact]) -> bool:
    return any(fact.kind in _EXAMINED for fact in facts)


def _is_reported(facts: Sequence[Fact]) -> bool:
    return all(fact.kind in _REPORTED for fact in facts)
