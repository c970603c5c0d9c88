"""The example cases of guidelines, tried: which come out as written, and what no case tries yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openimr.domain.guidelines import Evaluation, Guideline
from openimr.errors import RulebookError, UsageError
from openimr.pipeline.criteria import applicable, evaluate
from openimr.rulebook.guideline_cases import GuidelineCase, cases_from, packaged_cases
from openimr.rulebook.guidelines import all_guidelines
from openimr.services.case_gaps import gaps_of
from openimr.services.rule_folders import RuleFile, case_files, guidelines_in


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise than the case says."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How one case came out; no differences: as written."""

    case: str
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Nothing came out otherwise."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Tried:
    """The cases of one guideline, what its cases leave untried, and the file of cases that could not be read."""

    guideline: str
    title: str
    trials: tuple[Trial, ...]
    gaps: tuple[str, ...]
    fault: str | None = None

    @property
    def failed(self) -> tuple[Trial, ...]:
        """The cases that came out otherwise."""
        return tuple(trial for trial in self.trials if not trial.passed)


def try_guidelines(names: Sequence[str] = (), *, rules: Path | None = None) -> tuple[Tried, ...]:
    """The cases of the guidelines that *names* (ids or topics) pick, of all without any.

    With *rules*, a folder: of the guidelines in it, by the case files in it; a packaged guideline's own cases count
    too where the folder changes it and has none for it.

    Raises:
        UsageError: a name picks nothing, or the folder has no readable guideline file.
    """
    held = guidelines_in(rules) if rules else all_guidelines()
    for name in names:
        if not any(name in (each.id, each.topic) for each in held):
            raise UsageError(f"There is no guideline {name}; see openimr guidelines list.")
    picked = [each for each in held if not names or each.id in names or each.topic in names]
    files = tuple(case_files(rules)) if rules else ()
    _refuse_strays(files, held)
    return tuple(_tried(each, files) for each in picked)


def _refuse_strays(files: Sequence[RuleFile], held: Sequence[Guideline]) -> None:
    known = {each.id for each in held}
    for file in files:
        if file.content.get("guideline") not in known:
            raise UsageError(f"{file.name} has cases of {file.content.get('guideline')}, which is not in the folder.")


def _tried(of: Guideline, files: Sequence[RuleFile]) -> Tried:
    own = [file for file in files if file.content.get("guideline") == of.id]
    try:
        cases = tuple(c for file in own for c in cases_from(file.content, file.name, of)) or packaged_cases(of)
    except RulebookError as error:
        return Tried(of.id, of.title, (), (), str(error))
    return Tried(of.id, of.title, tuple(try_case(case) for case in cases), gaps_of(of, cases))


def try_case(case: GuidelineCase) -> Trial:
    """One case judged, and compared with what it expects."""
    found = dict(_found(case))
    differences = (
        Difference(key, _said(wanted), _said(found.get(key)))
        for key, wanted in case.expect.items()
        if found.get(key) != wanted
    )
    return Trial(case.name, tuple(differences))


def _found(case: GuidelineCase) -> Iterator[tuple[str, Any]]:
    if case.edition is None:
        yield "edition", None
        return
    evaluation = evaluate(case.edition, case.question)
    silences = {finding.id.rpartition("/")[2]: finding for finding in evaluation.findings}
    yield from _whole(case, evaluation)
    for key, wanted in case.expect.items():
        if key not in ("decision", "applies", "edition", "decisive"):
            finding = silences.get(key)
            result = finding.result if finding else "not_asked"
            is_why = finding is not None and wanted in ("contradicted", "untestable")
            yield key, (finding.silence or result) if finding and is_why else result


def _whole(case: GuidelineCase, evaluation: Evaluation) -> Iterator[tuple[str, Any]]:
    edition = evaluation.edition
    yield "decision", "overturned" if evaluation.is_favourable else "upheld"
    yield "applies", bool(applicable((edition,), case.question))
    yield "edition", edition.key
    yield "decisive", [name.rpartition("/")[2] for name in evaluation.decisive]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return {None: "none", True: "yes", False: "no"}.get(value, str(value).replace("_", " "))


def tried_to_list(tried: Sequence[Tried]) -> list[dict[str, Any]]:
    """The outcome as JSON-ready values."""
    return [
        {
            "guideline": each.guideline,
            "cases": len(each.trials),
            "failed": [_trial_to_dict(trial) for trial in each.failed],
            "untried": list(each.gaps),
            "fault": each.fault,
        }
        for each in tried
    ]


def _trial_to_dict(trial: Trial) -> Mapping[str, Any]:
    return {
        "case": trial.case,
        "differences": [{"what": d.what, "expected": d.expected, "found": d.found} for d in trial.differences],
    }


def write_tried(tried: Sequence[Tried], *, each_case: bool = False) -> str:
    """The outcome as text: a line a guideline, each failed case with what came out otherwise, and the totals.

    With *each_case*, the cases that passed are named too.
    """
    lines = [line for each in tried for line in _tried_lines(each, each_case)]
    cases, failed = sum(len(each.trials) for each in tried), sum(len(each.failed) for each in tried)
    lines.append(f"{cases - failed} of {cases} cases came out as written.")
    return "\n".join(lines) + "\n"


def _tried_lines(each: Tried, each_case: bool) -> Iterator[str]:
    count = len(each.trials)
    if each.fault:
        yield f"{each.guideline}: {each.fault}"
    elif not count:
        yield f"{each.guideline}: no case is written"
    else:
        yield f"{each.guideline}: {count - len(each.failed)} of {count} cases as written"
    for trial in each.trials:
        if trial.passed and each_case:
            yield f"  ok      {trial.case}"
        elif not trial.passed:
            yield f"  FAILED  {trial.case}"
            yield from (f"          {d.what}: expected {d.expected}, found {d.found}" for d in trial.differences)
    yield from (f"  untried {gap}" for gap in each.gaps)
