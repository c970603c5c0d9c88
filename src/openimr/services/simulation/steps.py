"""What can happen to a simulated case: each step carries out real commands and says what comes of it, and when."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openimr.casework.clocks.calendars import pacific_day
from openimr.domain.casework import Actor, Case, CaseId, Command, Role
from openimr.domain.reviewers import Reviewer, ReviewerId
from openimr.domain.reviews import Signature
from openimr.rulebook.workflow import workflow
from openimr.services.casework.appoint_reviewer import appoint_from
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.receive_application import Mail, register
from openimr.services.ports import SignedEntry, Work
from openimr.services.simulation.people import applicant
from openimr.services.simulation.plan import Plan, working_time

_CLERK = Actor("clerk", "clerk-1")
_DIGEST = hashlib.sha256(b"prepared determination").hexdigest()
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to happen to `case`, or the coming of application `number`. `round` counts reviews and tries."""

    name: str
    case: CaseId | None = None
    number: int = 0
    round: int = 0
    loads: dict[ReviewerId, int] = field(default_factory=dict, compare=False)
    registry: tuple[Reviewer, ...] = field(default=(), compare=False)


@dataclass
class Told:
    """What a step did, and what comes of it."""

    next: list[tuple[dt.datetime, Step]] = field(default_factory=list)
    commands: int = 0
    came: int = 0
    waits: int = 0
    signed_by: str = ""
    appointed: tuple[ReviewerId, int] | None = None


class _Scene:
    """One step under way: its case, its chance, and the commands it carries out."""

    def __init__(self, step: Step, work: Work, plan: Plan, at: dt.datetime) -> None:
        self.step, self.work, self.plan = step, work, plan
        self.case = work.lock(step.case) if step.case else None
        last = self.case.last_at if self.case else None
        self.at = max(at, last) if last else at
        self.day = pacific_day(self.at)
        self.chance = plan.chance(step.name, step.case, step.round, step.number)
        self.told = Told()

    def can(self, command: str) -> bool:
        """Whether the case still allows it."""
        return self.case is not None and self.case.state in workflow().steps[command].starts

    def do(self, command: str, actor: Actor = _CLERK, item: int | None = None, **data: Any) -> Case:
        """Carry out a command."""
        assert self.case is not None  # only an arrival has none
        key = f"{self.case.id} {self.case.version} {command}"
        self.case = carry_out(self.work, self.case.id, Command(command, actor, self.at, item, data), key=key)
        self.told.commands += 1
        return self.case

    def then(self, name: str, days: int, *, round_: int | None = None) -> None:
        """Let *name* happen that many working days later, in office hours."""
        self.at_hour(name, working_time(self.at, self.day, days, self.chance), round_)

    def later(self, name: str, days: int, *, round_: int | None = None) -> None:
        """Let *name* happen that many calendar days later, on the next working day."""
        day = self.day + dt.timedelta(days=days)
        self.at_hour(name, working_time(self.at, day, 0, self.chance), round_)

    def soon(self, name: str, hours: float, *, round_: int | None = None) -> None:
        """Let *name* happen that many hours later, at any time of the day."""
        self.at_hour(name, self.at + hours * _HOUR, round_)

    def at_hour(self, name: str, at: dt.datetime, round_: int | None = None) -> None:
        case = self.case.id if self.case else self.step.case
        self.told.next.append((at, Step(name, case, round=self.step.round if round_ is None else round_)))

    def happens(self, share: float) -> bool:
        """Whether something of that share happens now."""
        return self.chance.random() < share

    @property
    def is_expedited(self) -> bool:
        return self.case is not None and self.case.priority == "expedited"

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def reviewer(self) -> Actor:
        role: Role = "reviewer"
        return Actor(role, str(self.case.reviewer) if self.case else "")


def _arrive(scene: _Scene) -> None:
    plan, number, chance = scene.plan, scene.step.number, scene.chance
    is_again = number > 50 and scene.happens(plan.duplicate)
    forms = applicant(plan, number - chance.randrange(1, 50) if is_again else number)
    digest = hashlib.sha256(f"application {plan.seed} {number}".encode()).hexdigest()
    mail = Mail(Path(), scene.day, chance.choice(("mail", "fax", "electronic")))
    received = register(scene.work, mail, forms, (), digest, _CLERK, scene.at)
    scene.case = scene.work.lock(received.case)
    scene.told.came = scene.told.commands = 1
    if any(relation.kind == "duplicate" for relation in received.relations):
        of_case = received.relations[0].other
        scene.do("mark_duplicate", of_case=of_case)
        return
    scene.then("screen", 0 if scene.is_expedited else chance.choice((0, 0, 1, 1, 1, 2, 3)))
    if scene.happens(plan.withdrawn):
        scene.later("withdraw", chance.randrange(1, 25))
    if not scene.is_expedited and scene.happens(plan.certified):
        scene.later("certify", chance.randrange(2, 20))


def _screen(scene: _Scene) -> None:
    if not scene.can("find_eligible"):
        return
    plan, lot = scene.plan, scene.chance.random()
    if scene.step.round == 0 and lot < plan.asked:
        scene.do("request_eligibility_information", of=["claims_administrator"], what="the decision")
        scene.then("answer", scene.chance.choice((1, 2, 3, 4, 5, 7)))
    elif scene.step.round == 0 and lot < plan.asked + plan.deferred:
        scene.do("defer")
        scene.later("resolve", scene.chance.randrange(10, 40))
    elif lot < plan.asked + plan.deferred + plan.ineligible:
        scene.do("find_ineligible", grounds=[scene.chance.choice(("E01", "E02", "E03", "E04"))])
    else:
        scene.do("find_eligible")
        scene.then("assign", 0 if scene.is_expedited else scene.chance.choice((0, 0, 0, 1, 1, 1, 1, 1, 1, 2)))


def _answer(scene: _Scene) -> None:
    if scene.can("receive_eligibility_information"):
        scene.do("receive_eligibility_information", received=scene.iso)
        scene.then("screen", scene.chance.choice((0, 1, 2)), round_=1)


def _resolve(scene: _Scene) -> None:
    if scene.can("resolve_liability"):
        scene.do("resolve_liability", notice_served=scene.iso)
        scene.then("screen", scene.chance.choice((0, 1, 2)), round_=1)


def _assign(scene: _Scene) -> None:
    if not scene.can("assign"):
        return
    scene.do("assign", organization="imro")
    method = scene.chance.choice(("mail", "electronic"))
    scene.do("request_records", method=method, sent=scene.iso)
    lot = scene.chance.random()
    is_never, is_late = lot < scene.plan.records_never, lot < scene.plan.records_never + scene.plan.records_late
    if scene.is_expedited:
        scene.soon("close" if is_never else "records", 30 if is_late else scene.chance.uniform(2, 22))
    elif is_never:
        scene.later("close", 20)
    else:
        scene.later("records", scene.chance.randrange(16, 26) if is_late else scene.chance.randrange(3, 11))


def _records(scene: _Scene) -> None:
    if scene.can("complete_records"):
        scene.do("receive_records", of="claims_administrator", files=[_DIGEST])
        scene.do("complete_records", received=scene.iso)
        _to_reviewer(scene)


def _close(scene: _Scene) -> None:
    if scene.can("close_records"):
        scene.do("close_records", reason="nothing more came", has_other_documents=True)
        _to_reviewer(scene)


def _to_reviewer(scene: _Scene) -> None:
    if scene.is_expedited:
        scene.soon("appoint", 0.5)
    else:
        scene.then("appoint", scene.chance.choice((0, 1)))


def _appoint(scene: _Scene) -> None:
    if not scene.can("appoint_reviewer") or scene.case is None:
        return
    key = f"{scene.case.id} {scene.case.version} appoint"
    step = scene.step
    choice = appoint_from(
        scene.work, step.registry, scene.case.id, actor=_CLERK, at=scene.at, key=key, loads=step.loads
    )
    if choice.chosen is None:
        scene.told.waits = 1
        scene.then("appoint", 1, round_=step.round + 100)
        return
    scene.told.commands += 1
    step.loads[choice.chosen] = step.loads.get(choice.chosen, 0) + 1
    scene.told.appointed = (choice.chosen, step.loads[choice.chosen])
    _plan_review(scene)


def _plan_review(scene: _Scene) -> None:
    is_late = scene.happens(scene.plan.review_late)
    if scene.is_expedited:
        scene.soon("review", 80 if is_late else scene.chance.uniform(6, 48))
    else:
        scene.then("review", 26 if is_late else scene.chance.randrange(1, 12))


def _review(scene: _Scene) -> None:
    if not scene.can("decide_item"):
        return
    plan = scene.plan
    if scene.happens(plan.recused):
        scene.do("recuse", reason="an affiliation came to light")
        scene.then("appoint", 0, round_=scene.step.round + 1)
    elif scene.step.round % 10 == 0 and scene.happens(plan.information):
        scene.do("request_information", scene.reviewer, what="imaging")
        scene.then("information", scene.chance.choice((1, 2, 3, 4, 6)), round_=scene.step.round + 1)
    else:
        if scene.case is not None and not scene.case.has_extension and scene.happens(plan.extended):
            scene.do("extend", Actor("administrative_director", "ad"), days=3, reason="good cause")
        _decide(scene)


def _information(scene: _Scene) -> None:
    if scene.can("receive_information"):
        scene.do("receive_information", files=[_DIGEST])
        scene.then("review", 1, round_=scene.step.round)


def _decide(scene: _Scene) -> None:
    assert scene.case is not None
    for number in scene.case.open_items:
        decision = "overturned" if scene.happens(scene.plan.overturned) else "upheld"
        scene.do("decide_item", scene.reviewer, number, decision=decision, action="accepted", reason=_DIGEST)
    scene.told.signed_by = scene.reviewer.id
    _sign(scene, "sign")
    if any(item.decision == "overturned" for item in scene.case.items):
        scene.then("implement", 8 if scene.happens(scene.plan.implemented_late) else scene.chance.randrange(1, 5))
    scene.then("publish", 10)
    if scene.happens(scene.plan.corrected):
        scene.then("correct", 3)
    if scene.happens(scene.plan.appealed):
        scene.later("appeal", scene.chance.randrange(5, 29))


def _sign(scene: _Scene, command: str, **more: str) -> None:
    """Sign a prepared determination: its bytes and signature are made up, its place in the store is not."""
    made = {"digest": _DIGEST, "signature": _DIGEST, "key": "simulated", "attestation": _DIGEST}
    case = scene.do(command, scene.reviewer, None, **made, **more)
    signature = Signature(_DIGEST, "simulated", "simulated", _DIGEST)
    scene.work.add_signed(SignedEntry(case.id, case.signed, _DIGEST, _DIGEST, signature, {}, scene.at))


def _correct(scene: _Scene) -> None:
    if scene.can("correct"):
        _sign(scene, "correct", reason="a wrong date")


def _implement(scene: _Scene) -> None:
    if not scene.can("report_implementation") or scene.case is None:
        return
    for number, item in enumerate(scene.case.items, start=1):
        if item.decision == "overturned" and item.state == "decided":
            scene.do("report_implementation", item=number, done=scene.iso)


def _publish(scene: _Scene) -> None:
    if scene.can("publish") and scene.case is not None and scene.case.publication == "none":
        scene.do("prepare_publication", digest=_DIGEST, doubtful=0)
        scene.do("pass_publication", digest=_DIGEST)
        scene.do("publish", digest=_DIGEST)


def _appeal(scene: _Scene) -> None:
    if scene.can("file_appeal"):
        scene.do("file_appeal", filed=scene.iso, grounds=["G5"], by_party="employee")
        scene.then("order", scene.chance.randrange(5, 15))


def _order(scene: _Scene) -> None:
    if not scene.can("affirm"):
        return
    if scene.happens(scene.plan.remanded):
        scene.do("remand", order=scene.iso, grounds=["G5"])
        scene.then("appoint", 1, round_=scene.step.round + 10)
        return
    case = scene.do("affirm", order=scene.iso)
    if any(item.decision == "overturned" for item in case.items) and not case.is_implemented:
        scene.then("implement", scene.chance.randrange(1, 5), round_=scene.step.round + 10)


def _withdraw(scene: _Scene) -> None:
    if scene.can("withdraw"):
        scene.do("withdraw", notice=scene.iso)


def _certify(scene: _Scene) -> None:
    if not scene.can("convert_to_expedited") or scene.case is None or scene.is_expedited:
        return
    case = scene.do("convert_to_expedited", certified=scene.iso)
    if case.state == "records_requested":
        scene.soon("records", scene.chance.uniform(2, 22), round_=1)
    elif case.state == "in_review":
        scene.soon("review", scene.chance.uniform(6, 48), round_=scene.step.round + 2)


def _act(act: Callable[[_Scene], None]) -> Callable[[Step, Work, Plan, dt.datetime], Told]:
    def run(step: Step, work: Work, plan: Plan, at: dt.datetime) -> Told:
        scene = _Scene(step, work, plan, at)
        act(scene)
        return scene.told

    return run


STEPS: Mapping[str, Callable[[Step, Work, Plan, dt.datetime], Told]] = {
    "arrive": _act(_arrive),
    "screen": _act(_screen),
    "answer": _act(_answer),
    "resolve": _act(_resolve),
    "assign": _act(_assign),
    "records": _act(_records),
    "close": _act(_close),
    "appoint": _act(_appoint),
    "review": _act(_review),
    "information": _act(_information),
    "implement": _act(_implement),
    "publish": _act(_publish),
    "correct": _act(_correct),
    "appeal": _act(_appeal),
    "order": _act(_order),
    "withdraw": _act(_withdraw),
    "certify": _act(_certify),
}
