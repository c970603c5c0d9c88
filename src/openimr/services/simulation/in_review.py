"""From the choice of a reviewer to what follows a determination."""

from __future__ import annotations

from openimr.domain.casework import Actor
from openimr.domain.reviews import Signature
from openimr.services.casework.appoint_reviewer import appoint_from
from openimr.services.ports import SignedEntry
from openimr.services.simulation.published import prepared_determination
from openimr.services.simulation.scene import CLERK, DIGEST, Appointed, Scene, Step

_DIRECTOR = Actor("administrative_director", "ad")


def appoint(scene: Scene) -> None:
    """The best reviewer gets the case; where nobody is free it waits in line, expedited cases first."""
    if not scene.can("appoint_reviewer") or scene.case is None:
        return
    step, desk = scene.step, scene.desk
    scene.told.is_expedited = scene.is_expedited
    is_out_of_turn = desk.has_line and not scene.is_expedited and step.waits_since is None
    if is_out_of_turn or not desk.has_room:
        scene.told.waits = True
        return
    key = f"{scene.case.id} {scene.case.version} appoint"
    choice = appoint_from(scene.work, desk.registry, scene.case.id, actor=CLERK, at=scene.at, key=key, loads=desk.loads)
    if choice.chosen is None:
        scene.told.waits = True
        return
    scene.told.commands += 1
    desk.loads[choice.chosen] = desk.loads.get(choice.chosen, 0) + 1
    is_slow = scene.happens("review_slow")
    earliest = scene.after("review_slow" if is_slow else "review")
    review = Step("review", scene.case.id, round=step.round)
    is_booked = not is_slow and not scene.is_expedited
    scene.told.appointed = Appointed(choice.chosen, desk.loads[choice.chosen], earliest, is_booked, review)
    if scene.happens("records_added"):
        scene.then("add_records", "records_added")


def add_records(scene: Scene) -> None:
    """Records come that were found late."""
    if scene.can("receive_late_records"):
        scene.do("receive_late_records", of="claims_administrator", files=[DIGEST])


def review(scene: Scene) -> None:
    """The reviewer decides, or steps back, or asks for more."""
    if not scene.can("decide_item") or scene.case is None:
        return
    if scene.happens("recused"):
        scene.do("recuse", reason="an affiliation came to light")
        scene.then("appoint", "matching", round_=scene.step.round + 1)
    elif scene.step.round % 10 == 0 and scene.happens("information"):
        scene.do("request_information", scene.reviewer, what="imaging")
        if scene.happens("information_missing"):
            scene.then("give_up_information", "information_given_up", round_=scene.step.round + 1)
        else:
            scene.then("information", round_=scene.step.round + 1)
    else:
        if not scene.case.has_extension and scene.happens("extended"):
            scene.do("extend", _DIRECTOR, days=3, reason="good cause")
        _decide(scene)


def information(scene: Scene) -> None:
    """What the reviewer asked for has come."""
    if scene.can("receive_information"):
        scene.do("receive_information", files=[DIGEST])
        scene.then("review", "review_again")


def give_up_information(scene: Scene) -> None:
    """What the reviewer asked for is not waited for any longer."""
    if scene.can("close_information_request"):
        scene.do("close_information_request", scene.reviewer)
        scene.then("review", "review_again")


def _decide(scene: Scene) -> None:
    assert scene.case is not None
    for number in scene.case.open_items:
        decision = "overturned" if scene.happens("overturned") else "upheld"
        scene.do("decide_item", scene.reviewer, number, decision=decision, action="accepted", reason=DIGEST)
    scene.told.signed_by = scene.reviewer.id
    _sign(scene, "sign")
    if any(item.decision == "overturned" for item in scene.case.items):
        scene.then("implement", "implementation_late" if scene.happens("implementation_late") else "implementation")
    scene.then("publish", "publication")
    if scene.happens("corrected"):
        scene.then("correct", "correction")
    if scene.happens("appealed"):
        scene.then("appeal")


def _sign(scene: Scene, command: str, **more: str) -> None:
    """Sign a prepared determination: its signature is made up, its place in the store is not."""
    assert scene.case is not None
    digest, record = DIGEST, DIGEST
    if scene.plan.is_really_published(scene.case.id):
        digest, record = prepared_determination(scene)
    made = {"digest": digest, "signature": DIGEST, "key": "simulated", "attestation": DIGEST}
    case = scene.do(command, scene.reviewer, None, **made, **more)
    signature = Signature(digest, "simulated", "simulated", DIGEST)
    scene.work.add_signed(SignedEntry(case.id, case.signed, digest, record, signature, {}, scene.at))


def correct(scene: Scene) -> None:
    """A mistake is found: the determination is signed anew."""
    if scene.can("correct"):
        _sign(scene, "correct", reason="a wrong date")


def implement(scene: Scene) -> None:
    """The claims administrator authorizes what was overturned."""
    if not scene.can("report_implementation") or scene.case is None:
        return
    for number, item in enumerate(scene.case.items, start=1):
        if item.decision == "overturned" and item.state == "decided":
            scene.do("report_implementation", item=number, done=scene.iso)


def publish(scene: Scene) -> None:
    """The three steps of publication go on record, without a copy being made."""
    if scene.can("publish") and scene.case is not None and scene.case.publication == "none":
        scene.do("prepare_publication", digest=DIGEST, doubtful=0)
        scene.do("pass_publication", digest=DIGEST)
        scene.do("publish", digest=DIGEST)


def appeal(scene: Scene) -> None:
    """The employee appeals to the Workers' Compensation Appeals Board."""
    if scene.can("file_appeal"):
        scene.do("file_appeal", filed=scene.iso, grounds=["G5"], by_party="employee")
        scene.then("order", "appeals_board")


def order(scene: Scene) -> None:
    """The board affirms, or sends the case to another reviewer."""
    if not scene.can("affirm"):
        return
    if scene.happens("remanded"):
        scene.do("remand", order=scene.iso, grounds=["G5"])
        scene.then("appoint", "matching", round_=scene.step.round + 10)
        return
    case = scene.do("affirm", order=scene.iso)
    if any(item.decision == "overturned" for item in case.items) and not case.is_implemented:
        scene.then("implement", "implementation", round_=scene.step.round + 10)
