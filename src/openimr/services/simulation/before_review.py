"""From the post to complete records: what happens to a simulated case before it has a reviewer."""

from __future__ import annotations

import hashlib
from pathlib import Path

from openimr.domain.casework import Actor
from openimr.services.casework.receive_application import Mail, register
from openimr.services.simulation.people import another_dispute, applicant
from openimr.services.simulation.scene import CLERK, DIGEST, Scene

_ADMINISTRATOR = Actor("claims_administrator", "ca-1")
_BOARD = Actor("appeals_board", "wcab")
_NEAR = 50
"""Duplicates and related disputes follow one of so many applications before them."""


def arrive(scene: Scene) -> None:
    """An application comes: a new one, one sent twice, or another dispute of an employee who has a case."""
    plan, number, chance = scene.plan, scene.step.number, scene.chance
    earlier = max(1, number - chance.randrange(1, _NEAR))
    if scene.happens("duplicate"):
        forms = applicant(plan, earlier)
    elif scene.happens("related"):
        forms = another_dispute(plan, earlier)
    else:
        forms = applicant(plan, number)
    digest = hashlib.sha256(f"application {plan.seed} {number}".encode()).hexdigest()
    mail = Mail(Path(), scene.day, scene.pick("methods"))
    received = register(scene.work, mail, forms, (), digest, CLERK, scene.at)
    scene.case = scene.work.lock(received.case)
    scene.told.came = scene.told.commands = 1
    related = {relation.kind: relation.other for relation in received.relations}
    if "duplicate" in related:
        scene.do("mark_duplicate", of_case=related["duplicate"])
        return
    scene.then("screen", "screening_late" if scene.happens("screening_late") else "screening")
    if "consolidation" in related:
        scene.then("consolidate", "assignment_late", other=related["consolidation"])
    _plan_interruptions(scene)


def _plan_interruptions(scene: Scene) -> None:
    """What may come from outside at any time."""
    if scene.happens("withdrawn"):
        scene.then("withdraw", "withdrawal")
    if scene.happens("authorized"):
        scene.then("authorize", "authorization")
    if scene.happens("administrator_changed"):
        scene.then("change_administrator", "change_of_administrator")
    if not scene.is_expedited and scene.happens("certified"):
        scene.then("certify", "certification")


def screen(scene: Scene) -> None:
    """Somebody looks at the application: eligible, not, deferred, or something is missing."""
    if not scene.can("find_eligible") or scene.case is None:
        return
    is_first = scene.step.round == 0
    if is_first and scene.happens("asked"):
        scene.do("request_eligibility_information", of=["claims_administrator"], what="the decision")
        if scene.happens("answer_missing"):
            scene.then("give_up_answer", "answer_given_up")
        else:
            scene.then("answer")
    elif is_first and scene.happens("deferred"):
        scene.do("defer")
        scene.then("resolve", "liability_resolved")
    elif scene.step.round < 2 and scene.happens("ineligible"):
        scene.do("find_ineligible", grounds=[scene.pick("grounds")])
        if scene.happens("ineligibility_appealed"):
            scene.then("appeal_ineligibility", "ineligibility_appeal")
    else:
        if len(scene.case.open_items) > 1 and scene.happens("item_ineligible"):
            scene.do("find_eligible", items_not_eligible=[scene.case.open_items[0]])
        else:
            scene.do("find_eligible")
        scene.then("assign", "assignment_late" if scene.happens("assignment_late") else "assignment")


def answer(scene: Scene) -> None:
    """The party that was asked has answered."""
    if scene.can("receive_eligibility_information"):
        scene.do("receive_eligibility_information", received=scene.iso)
        scene.then("screen", "screening", round_=1)


def give_up_answer(scene: Scene) -> None:
    """The party that was asked is not waited for any longer."""
    if scene.can("close_eligibility_request"):
        scene.do("close_eligibility_request")
        scene.then("screen", "screening", round_=1)


def resolve(scene: Scene) -> None:
    """The dispute about liability is over."""
    if scene.can("resolve_liability"):
        scene.do("resolve_liability", notice_served=scene.iso)
        scene.then("screen", "screening", round_=1)


def appeal_ineligibility(scene: Scene) -> None:
    """The employee appeals the finding that the application is not eligible."""
    if scene.can("appeal_ineligibility"):
        scene.do("appeal_ineligibility", filed=scene.iso, by_party="employee")
        if scene.happens("ineligibility_reversed"):
            scene.then("reverse_ineligibility", "appeals_board")


def reverse_ineligibility(scene: Scene) -> None:
    """The appeals board finds it eligible after all."""
    if scene.can("reverse_ineligibility"):
        scene.do("reverse_ineligibility", _BOARD, order=scene.iso)
        scene.then("screen", "screening", round_=2)


def consolidate(scene: Scene) -> None:
    """Two disputes of one employee, physician and injury get one determination, if the other is still under way."""
    other = scene.work.case(scene.step.other) if scene.step.other else None
    if other and other.state in ("eligible", "assigned", "records_requested") and scene.can("consolidate"):
        scene.do("consolidate", of_case=other.id)


def assign(scene: Scene) -> None:
    """The notice goes out that asks for records; they come in time, late, or not at all."""
    if not scene.can("assign"):
        return
    scene.do("assign", organization="imro")
    scene.do("request_records", method=scene.pick("asked_for"), sent=scene.iso)
    if scene.happens("records_missing"):
        scene.then("close_records", "records_given_up")
    else:
        scene.then("records", "records_late" if scene.happens("records_late") else "records")


def records(scene: Scene) -> None:
    """The records are there."""
    if scene.can("complete_records"):
        scene.do("receive_records", of="claims_administrator", files=[DIGEST])
        scene.do("complete_records", received=scene.iso)
        scene.then("appoint", "matching")


def close_records(scene: Scene) -> None:
    """No records came: what the others sent must do; the decision alone never does, and is held and chased."""
    if not scene.can("close_records"):
        return
    if scene.happens("nothing_but_decision"):
        scene.then("records", "records_chased")
        return
    scene.do("close_records", reason="nothing more came", has_other_documents=True)
    scene.then("appoint", "matching")


def withdraw(scene: Scene) -> None:
    """The employee withdraws the application."""
    if scene.can("withdraw"):
        scene.do("withdraw", notice=scene.iso)


def authorize(scene: Scene) -> None:
    """The claims administrator authorizes the treatment after all, or a part of it."""
    if not scene.can("terminate") or scene.case is None:
        return
    if len(scene.case.open_items) > 1 and scene.happens("authorized_in_part"):
        scene.do("authorize_item", _ADMINISTRATOR, scene.case.open_items[0], notice=scene.iso, resolved=scene.iso)
    else:
        scene.do("terminate", _ADMINISTRATOR, notice=scene.iso, reason="authorized", resolved=scene.iso)


def change_administrator(scene: Scene) -> None:
    """Another claims administrator takes over."""
    if scene.can("change_claims_administrator"):
        scene.do("change_claims_administrator", effective=scene.iso)


def certify(scene: Scene) -> None:
    """A physician certifies an imminent and serious threat: the case is expedited from now on."""
    if not scene.can("convert_to_expedited") or scene.is_expedited:
        return
    case = scene.do("convert_to_expedited", certified=scene.iso)
    if case.state == "records_requested":
        scene.then("records")
    elif case.state == "in_review":
        scene.then("review", round_=scene.step.round + 2)
