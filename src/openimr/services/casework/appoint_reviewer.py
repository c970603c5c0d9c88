"""The office's own registry of reviewers, and the choice of one for a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from openimr.casework.clocks import due_dates
from openimr.casework.clocks.calendars import pacific_day
from openimr.casework.reviewers import Need, choose, compare_names, read_registry
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.intake import Application
from openimr.domain.reviewers import Choice, Reviewer, ReviewerId
from openimr.domain.spans import Problem
from openimr.errors import UsageError
from openimr.pipeline.treatments import normalise
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.receive_application import earlier_applications
from openimr.services.casework.reviewer_ties import parties_of, requests_of, settled_ties
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Work
from openimr.wire import from_json_value, to_json_value

_DECISIONS = frozenset({"DET-01", "DET-02", "DET-03", "DET-R"})


def import_registry(store: CaseStore, text: str, form: str, file: str) -> tuple[int, tuple[Problem, ...]]:
    """Keep every readable entry sealed, in place of an earlier one of the same id; how many, and what was wrong."""
    reviewers, problems = read_registry(text, form, file)

    def keep(work: Work) -> None:
        for reviewer in reviewers:
            work.seal("reviewer", reviewer.id, to_json_value(reviewer))

    store.change(keep)
    return len(reviewers), problems


def assess_reviewers(store: CaseStore, case: CaseId, *, at: dt.datetime) -> Choice:
    """How every reviewer of the registry stands to the case, and which one would be chosen."""
    return store.read(lambda work: _choose(work, registry_of(work), _standing(work, case), at))


@dataclass(frozen=True, slots=True)
class ByHand:
    """The reviewer whom a person has chosen, and why; the reason stays sealed."""

    reviewer: ReviewerId
    reason: str


def appoint_reviewer(
    store: CaseStore, case: CaseId, *, actor: Actor, at: dt.datetime, key: str, by_hand: ByHand | None = None
) -> Choice:
    """Appoint the best reviewer whom nothing bars, or of those the one chosen *by_hand*; all refusals are on record.

    Raises:
        UsageError: nobody in the registry may review the case, or the one chosen may not; it stays where it is.
        IllegalCommandError: the case does not wait for a reviewer.
    """

    def appoint(work: Work) -> Choice:
        choice = appoint_from(work, registry_of(work), case, actor=actor, at=at, key=key, by_hand=by_hand)
        if choice.chosen is None:
            raise UsageError("Nobody in the registry may review this case: `openimr reviewers assess` says why.")
        return choice

    return store.change(appoint)


def appoint_from(
    work: Work,
    registry: Sequence[Reviewer],
    case: CaseId,
    *,
    actor: Actor,
    at: dt.datetime,
    key: str,
    loads: Mapping[ReviewerId, int] | None = None,
    by_hand: ByHand | None = None,
) -> Choice:
    """The same inside a unit of work that does more than this; where nobody may, nothing happens to the case."""
    standing = _standing(work, case)
    choice = _decided(_choose(work, registry, standing, at, loads), registry, by_hand)
    if choice.chosen is not None and loads is None:
        work.hold("appointing")  # whoever was chosen may have got another case meanwhile
        own = [one for one in registry if one.id == choice.chosen]
        if _choose(work, own, standing, at).chosen is None:
            choice = _decided(_choose(work, registry, standing, at), registry, by_hand)
    if choice.chosen is not None:
        data = _data(choice) | ({"reason": by_hand.reason} if by_hand else {})
        carry_out(work, case, Command("appoint_reviewer", actor, at, data=data), key=key)
    return choice


def _decided(choice: Choice, registry: Sequence[Reviewer], by_hand: ByHand | None) -> Choice:
    """The choice, with the reviewer whom a person has chosen, if nothing bars them."""
    if by_hand is None:
        return choice
    if not by_hand.reason.strip():
        raise UsageError("Say why this reviewer: whoever looks at the appointment later must see it.")
    pairs = zip(registry, choice.assessments, strict=True)
    fit = next((one for one, found in pairs if one.id == by_hand.reviewer and found.is_eligible), None)
    if fit is None:
        raise UsageError("That reviewer may not review this case: `openimr reviewers assess` says why.")
    return replace(choice, chosen=fit.id, credentials=fit.credentials(), why="Chosen by hand.")


def registry_of(work: Work) -> tuple[Reviewer, ...]:
    """Every reviewer of the office's registry."""
    return tuple(from_json_value(Reviewer, work.unseal("reviewer", name)) for name in work.sealed_names("reviewer"))


def _data(choice: Choice) -> dict[str, object]:
    """What the event tells: opaque ids and codes; a name or a party never. Who is refused alike stands together."""
    alike: dict[tuple[str, ...], list[ReviewerId]] = {}
    for each in choice.assessments:
        if each.refusals:
            alike.setdefault(tuple(sorted({refusal.code for refusal in each.refusals})), []).append(each.reviewer)
    refused = [{"codes": list(codes), "reviewers": reviewers} for codes, reviewers in sorted(alike.items())]
    told = {"reviewer": choice.chosen, "credentials": asdict(choice.credentials), "refused": refused}
    return told | ({"why": choice.why} if choice.why else {})


def _standing(work: Work, case: CaseId) -> Case:
    found = work.lock(case)
    if found is None:
        raise UsageError("There is no such case.")
    return found


def _choose(
    work: Work, registry: Sequence[Reviewer], case: Case, at: dt.datetime, loads: Mapping[ReviewerId, int] | None = None
) -> Choice:
    requests, due = requests_of(case), _due(work, case, at)
    need = Need(
        parties=parties_of(work, case.id),
        treatments=tuple(normalise(request) for request in requests),
        day=pacific_day(at),
        until=due,
        requests=requests,
        conditions=tuple(work.unseal("diagnoses", case.id) or ())[:1],
        past=case.past_reviewers,
        related=_reviewers_of_related(work, case.id),
        loads=work.loads() if loads is None else loads,
        pressing=work.loads(dt.datetime.combine(due, dt.time.max, dt.UTC)) if loads is None else {},
        settled=settled_ties(work, case.id),
        lot=case.number or "",
    )
    return choose(registry, need)


def _reviewers_of_related(work: Work, case: CaseId) -> frozenset[ReviewerId]:
    """Who has or had another case of the same employee."""
    sealed = work.unseal("application", case)
    if sealed is None:
        return frozenset()
    application = from_json_value(Application, sealed)
    others = (
        work.case(other.case)
        for other in earlier_applications(work, application)
        if _may_be_one(application.employee, other.employee)
    )
    return frozenset(name for other in others if other for name in (other.reviewer, *other.past_reviewers) if name)


def _may_be_one(one: str | None, other: str | None) -> bool:
    return one is None or other is None or compare_names(one, other) != "none"


def _due(work: Work, case: Case, at: dt.datetime) -> dt.date:
    """The day on which the determination is due, or today where that has passed."""
    clocks = due_dates(history(case.id, work.events(case.id)), at)
    days = [due.due for due in clocks if due.rule in _DECISIONS and due.is_open_duty]
    return max([pacific_day(at), *days])
