"""Judges a request against one edition of a guideline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from openimr.domain.determinations import CriterionFinding, CriterionResult
from openimr.domain.guidelines import Branch, Edition, Evaluation, Group, Question, Tree
from openimr.pipeline.criteria.judging import Answer, Judge, compile_criterion
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.trees import combined, forcing_sets, pruned
from openimr.pipeline.criteria.wording import slots_for

_RESULTS: dict[bool | None, CriterionResult] = {True: "met", False: "not_met", None: "unknown"}


@lru_cache(maxsize=1024)
def judges_of(edition: Edition) -> tuple[Judge, ...]:
    """The judges of an edition's criteria, in file order, made once."""
    return tuple(compile_criterion(criterion) for criterion in edition.criteria)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One criterion with its answer, and how it counts at the end."""

    judge: Judge
    answer: Answer
    passes: bool


def evaluate(edition: Edition, question: Question, *, record: Record | None = None) -> Evaluation:
    """Judge each criterion of *edition* on the facts of *question*.

    Args:
        edition: One dated version; choosing one that is in force is the caller's part.
        question: The request and the facts of a single patient.
        record: The same facts, already arranged: give it when a case has several items.

    Returns:
        Every criterion met, not met or unknown with the facts named, the unknowns closed by the
        guideline's own rule, and the criteria that the decision rests on.
    """
    record = record or Record(question.facts)
    judged: dict[str, _Judged] = {}
    skipped: list[str] = []
    for judge in judges_of(edition):
        if judge.applies is not None and not judge.applies(record, question).truth:
            skipped.append(judge.criterion.id)
        else:
            judged[judge.criterion.id] = _judge(judge, record, question)
    return _evaluation(edition, question, judged, tuple(skipped))


def _judge(judge: Judge, record: Record, question: Question) -> _Judged:
    answer = judge.answer(record, question)
    truth = answer.evidence.truth
    return _Judged(judge, answer, judge.criterion.silence != "fail" if truth is None else truth)


def _evaluation(
    edition: Edition, question: Question, judged: dict[str, _Judged], skipped: tuple[str, ...]
) -> Evaluation:
    tree = pruned(edition.logic, judged.__contains__) if skipped else edition.logic
    branch = Branch("all", "met", True) if tree is None else _branch(tree, judged)
    passes = {name: each.passes for name, each in judged.items()}
    forcing = () if tree is None else forcing_sets(tree, passes)
    decisive = _decisive(judged, forcing)
    slots = {name: _slots(each, question) for name, each in judged.items()}
    return Evaluation(
        edition=edition,
        findings=tuple(_finding(each, slots[name], name in decisive) for name, each in judged.items()),
        result=branch.result,
        is_favourable=branch.passes,
        decisive=tuple(name for name in judged if name in decisive),
        forcing=tuple(tuple(name for name in judged if name in each) for each in forcing),
        tree=branch,
        not_applicable=skipped,
        slots=slots,
    )


def _branch(tree: Tree[str], judged: dict[str, _Judged]) -> Branch:
    if not isinstance(tree, Group):
        each = judged[tree]
        return Branch(tree, _RESULTS[each.answer.evidence.truth], each.passes)
    parts = tuple(_branch(part, judged) for part in tree.parts)
    open_parts = [None if part.result == "unknown" else part.result == "met" for part in parts]
    passes = bool(combined(tree, [part.passes for part in parts]))
    return Branch(tree.op, _RESULTS[combined(tree, open_parts)], passes, parts)


def _decisive(judged: dict[str, _Judged], forcing: Sequence[frozenset[str]]) -> frozenset[str]:
    """The criteria that the decision rests on: of the forcing sets those that the record itself shows, if any do.

    An exclusion that passes because nothing is on record is no ground to name.
    """
    shown = [each for each in forcing if any(judged[name].answer.evidence.truth is not None for name in each)]
    sound = [each for each in shown if all(judged[name].judge.criterion.status != "unconfirmed" for name in each)]
    named: frozenset[str] = frozenset().union(*(sound or shown or forcing))
    return frozenset(n for n in named if judged[n].answer.evidence.truth is not None or not judged[n].passes)


def _slots(each: _Judged, question: Question) -> dict[str, str]:
    evidence = each.answer.evidence
    return slots_for(each.judge.criterion, question, evidence.facts, evidence.values)


def _finding(each: _Judged, slots: dict[str, str], is_decisive: bool) -> CriterionFinding:
    criterion, evidence, silence = each.judge.criterion, each.answer.evidence, each.answer.silence
    result = _RESULTS[evidence.truth]
    is_closed = silence is not None and criterion.silence is not None
    return CriterionFinding(
        id=criterion.id,
        question=criterion.ask,
        result=result,
        facts=tuple(fact.id for fact in evidence.facts),
        why=each.judge.say[silence or result](slots),
        role=criterion.role,
        silence=silence,
        closed_as=criterion.silence if is_closed else None,
        is_decisive=is_decisive,
        status=criterion.status,
    )
