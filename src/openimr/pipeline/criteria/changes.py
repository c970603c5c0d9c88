"""What would turn a decision, on what it hangs, and what would settle an open one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openimr.domain.determinations import CriterionFinding, Footing, Need, Settlement
from openimr.domain.guidelines import Branch, Criterion, Evaluation, Question, Tree
from openimr.pipeline.criteria.deciding import decide
from openimr.pipeline.criteria.evaluation import evaluate
from openimr.pipeline.criteria.needing import is_of_request, need_of
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.trees import pruned, truth_of
from openimr.pipeline.criteria.turning import Ways, settling_ways, turning_ways
from openimr.rulebook.files import read_yaml

_SHOWN = 12
"""Ways told at most; `has_more_ways` says that there are others."""
_ROUNDS = 4
_OPEN = frozenset({"mentioned", "contradicted"})


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have to be otherwise; each field is the proposal's field of that name."""

    would_change: tuple[tuple[Need, ...], ...] = ()
    hangs_on: tuple[Footing, ...] = ()
    would_settle: tuple[Settlement, ...] = ()
    beyond_documents: tuple[Need, ...] = ()
    has_more_ways: bool = False


def counterfactual(evaluation: Evaluation, question: Question, *, record: Record | None = None) -> Counterfactual:
    """Every smallest set that would turn or settle *evaluation*, shortest first, then in the order of the file.

    An unfavourable decision: what the record or the request would have to be, and where nothing can turn it, what
    stands beyond any document. A favourable one: the findings that would have to fall, and the facts without which
    they do. An open one: the answers that settle it to either side.
    """
    case = _Case(evaluation, question, record or Record(question.facts))
    if case.tree is None:
        return Counterfactual()
    if evaluation.is_open:
        return case.settled(case.tree)
    return case.footed(case.tree) if evaluation.is_favourable else case.turned(case.tree)


def would_change(evaluation: Evaluation, question: Question) -> tuple[tuple[Need, ...], ...]:
    """The smallest sets of needs that would turn the decision; empty: nothing that can be supplied would."""
    return counterfactual(evaluation, question).would_change


class _Case:
    """One judged request, with its criteria and findings by name."""

    def __init__(self, evaluation: Evaluation, question: Question, record: Record) -> None:
        self._evaluation, self._question, self._record = evaluation, question, record
        self._criteria = {criterion.id: criterion for criterion in evaluation.edition.criteria}
        self._findings = {finding.id: finding for finding in evaluation.findings}
        self._order = tuple(self._criteria)
        self._passes = dict(_leaves(evaluation.tree))
        self.tree = pruned(evaluation.edition.logic, self._findings.__contains__)

    def turned(self, tree: Tree[str]) -> Counterfactual:
        """An unfavourable decision: what would turn it, or what no document can."""
        needs = {name: need for name in self._passes if (need := self._need(name)) is not None}
        ways = turning_ways(tree, self._passes, changeable=needs, order=self._order)
        told = [tuple(needs[name] for name in self._in_order(each)) for each in ways.sets[:_SHOWN]]
        beyond = () if told else self._beyond(turning_ways(tree, self._passes, order=self._order), needs)
        return Counterfactual(tuple(told), beyond_documents=beyond, has_more_ways=_has_more(ways))

    def footed(self, tree: Tree[str]) -> Counterfactual:
        """A favourable decision: the findings that would have to fall, and on which facts they stand."""
        ways = turning_ways(tree, self._passes, changeable=self._of_record(), order=self._order)
        told = tuple(tuple(self._fall(name) for name in self._in_order(each)) for each in ways.sets[:_SHOWN])
        lost = turning_ways(tree, self._passes, changeable=self._lost(), order=self._order)
        footings = [self._footing(self._in_order(each)) for each in lost.sets[:_SHOWN]]
        return Counterfactual(told, tuple(each for each in footings if each), has_more_ways=_has_more(ways))

    def settled(self, tree: Tree[str]) -> Counterfactual:
        """An open decision: the answers that settle it for and against the request."""
        open_names = [name for name in self._passes if self._findings[name].silence in _OPEN]
        truths: dict[str, bool | None] = {**self._passes, **dict.fromkeys(open_names)}
        found, is_more = [], False
        for target in (True, False):
            answers, more = settling_ways(tree, truths, target, order=self._order)
            told = tuple(tuple(self._answer(*pair) for pair in each.items()) for each in answers[:_SHOWN] if each)
            found.append(Settlement("overturned" if target else "upheld", told))
            is_more = is_more or more or len(answers) > _SHOWN
        return Counterfactual(
            self._established(tree, open_names) or found[0].ways,
            would_settle=tuple(each for each in found if each.ways),
            has_more_ways=is_more,
        )

    def _established(self, tree: Tree[str], opened: Sequence[str]) -> tuple[tuple[Need, ...], ...]:
        """Of an open item: what the record would have to show beyond doubt, were the open questions answered "no"."""
        worst = {**self._passes, **dict.fromkeys(opened, False)}
        needs = {name: need for name in opened if (need := self._lacking(name)) is not None}
        needs |= {name: need for name in worst if name not in opened and (need := self._need(name)) is not None}
        if truth_of(tree, worst) is not False:
            return ()
        ways = turning_ways(tree, worst, changeable=needs, order=self._order)
        return tuple(tuple(needs[name] for name in self._in_order(each)) for each in ways.sets[:_SHOWN])

    def _in_order(self, names: Iterable[str]) -> list[str]:
        held = set(names)
        return [name for name in self._order if name in held]

    def _need(self, name: str) -> Need | None:
        if self._passes[name]:
            return Need(name, _say("refuted", self._criteria[name]))
        return self._lacking(name)

    def _lacking(self, name: str) -> Need | None:
        return need_of(self._criteria[name], self._findings[name], self._question, self._record)

    def _beyond(self, ways: Ways, needs: Mapping[str, Need]) -> tuple[Need, ...]:
        """What cannot be supplied and stands in every way to turn it; if nothing stands in all, what stands in any."""
        missing = [frozenset(each - needs.keys()) for each in ways.sets]
        named = frozenset.intersection(*missing) or frozenset().union(*missing) if missing else ()
        return tuple(Need(name, self._findings[name].why) for name in self._in_order(named))

    def _fall(self, name: str) -> Need:
        finding = self._findings[name]
        is_shown = finding.result != "unknown" and finding.why
        return Need(name, finding.why if is_shown else _say("refuted", self._criteria[name]))

    def _answer(self, name: str, truth: bool) -> Need:
        return Need(name, _say("answer_yes" if truth else "answer_no", self._criteria[name]))

    def _of_record(self) -> list[str]:
        """Criteria that a record could answer otherwise: not those on the words of the request alone."""
        return [name for name in self._passes if not is_of_request(self._criteria[name])]

    def _lost(self) -> list[str]:
        """Criteria that count otherwise once the record is silent on them."""
        return [name for name, passes in self._passes.items() if passes is not self._silent(name)]

    def _silent(self, name: str) -> bool:
        if self._findings[name].result == "unknown":
            return self._passes[name]
        return self._criteria[name].silence != "fail"

    def _footing(self, names: Sequence[str]) -> Footing | None:
        """The criteria with the facts without which the decision turns; None where it does not turn without any.

        Other facts may step in where some are taken away: these belong to the footing as well.
        """
        facts = self._facts_of(names, self._findings)
        if not all(self._findings[name].facts for name in names):
            return Footing(tuple(names), facts)
        for _ in range(_ROUNDS):
            rest = Record([fact for fact in self._record.facts if fact.id not in facts])
            if not decide(self._evaluation.edition, self._question, rest):
                return Footing(tuple(names), facts)
            again = evaluate(self._evaluation.edition, self._question, record=rest)
            further = self._facts_of(names, {finding.id: finding for finding in again.findings})
            if not further:
                return None
            facts = (*facts, *further)
        return None

    def _facts_of(self, names: Sequence[str], findings: Mapping[str, CriterionFinding]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact for name in names if name in findings for fact in findings[name].facts))


def _leaves(branch: Branch) -> list[tuple[str, bool]]:
    if not branch.parts:
        return [(branch.name, branch.passes)]
    return [leaf for part in branch.parts for leaf in _leaves(part)]


def _has_more(ways: Ways) -> bool:
    return ways.has_more or len(ways.sets) > _SHOWN


def _say(key: str, criterion: Criterion) -> str:
    return str(read_yaml("lexicons/needs.yaml")[key].format(ask=criterion.ask))
