"""Judges a request against one edition of a guideline."""

from __future__ import annotations

from functools import lru_cache

from openimr.domain.determinations import CriterionFinding
from openimr.domain.guidelines import Edition, Evaluation, Question
from openimr.pipeline.criteria.evidence import Evidence
from openimr.pipeline.criteria.judging import Answer, Judge, Silence, compile_criterion
from openimr.pipeline.criteria.outcomes import RESULTS, Truth, outcome_of
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.wording import slots_for


@lru_cache(maxsize=1024)
def judges_of(edition: Edition) -> tuple[Judge, ...]:
    """The judges of an edition's criteria, in file order, made once."""
    return tuple(compile_criterion(criterion) for criterion in edition.criteria)


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
    if record is None:
        record = Record(question.facts)
    truths: list[Truth] = []
    answers: list[tuple[Judge, Answer]] = []
    for judge in judges_of(edition):
        if judge.applies is not None and not judge.applies(record, question).truth:
            truths.append("not_asked")
            continue
        answer = judge.answer(record, question)
        truths.append(answer.evidence.truth)
        answers.append((judge, answer))
    outcome = outcome_of(edition, tuple(truths))
    decisive = outcome.decisive
    findings = tuple([_finding(j, a, question, j.criterion.id in decisive) for j, a in answers])
    return Evaluation(
        edition=edition,
        findings=findings,
        result=outcome.tree.result,
        is_favourable=outcome.tree.passes,
        decisive=tuple([finding.id for finding in findings if finding.is_decisive]),
        forcing=outcome.forcing,
        tree=outcome.tree,
        not_applicable=outcome.not_applicable,
    )


def _finding(judge: Judge, answer: Answer, question: Question, is_decisive: bool) -> CriterionFinding:
    evidence = answer.evidence
    say = judge.say[answer.silence or RESULTS[evidence.truth]]
    if not evidence.facts and not say.slots:
        return _plain_finding(judge, evidence.truth, answer.silence, is_decisive)
    names = tuple([fact.id for fact in evidence.facts])
    slots = slots_for(judge.criterion, question, evidence.facts, evidence.values, say.slots) if say.slots else {}
    return _worded(judge, answer, names, say.sentence(slots), is_decisive)


@lru_cache(maxsize=8192)
def _plain_finding(judge: Judge, truth: bool | None, silence: Silence | None, is_decisive: bool) -> CriterionFinding:
    """A finding without facts, in words without slots: the same for every patient."""
    answer = Answer(Evidence(truth), silence)
    return _worded(judge, answer, (), judge.say[silence or RESULTS[truth]].sentence({}), is_decisive)


def _worded(judge: Judge, answer: Answer, facts: tuple[str, ...], why: str, is_decisive: bool) -> CriterionFinding:
    criterion, silence = judge.criterion, answer.silence
    return CriterionFinding(
        criterion.id,
        criterion.ask,
        RESULTS[answer.evidence.truth],
        facts,
        why,
        criterion.role,
        silence,
        criterion.silence if silence not in (None, "mentioned") else None,
        is_decisive,
        criterion.status,
    )
