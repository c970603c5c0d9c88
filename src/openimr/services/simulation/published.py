"""The part of the determinations that are really signed into the store, de-identified, passed and published."""

from __future__ import annotations

import datetime as dt
import json

from openimr.domain.cases import Party
from openimr.domain.casework import Actor, CaseId
from openimr.domain.determinations import Determination, Header, Item, Passage, ReviewerCredentials
from openimr.domain.intake import Application
from openimr.pipeline.treatments import normalise
from openimr.services.casework.publish_case import pass_publication, prepare_publication, publish
from openimr.services.ports import CaseStore, Files
from openimr.services.simulation.scene import Scene
from openimr.wire import dump_determination, from_json_value, record_to_dict

_CLERK, _DIRECTOR = Actor("clerk", "clerk-1"), Actor("medical_director", "md-1")
_PROFILE = "dwc"


def prepared_determination(scene: Scene) -> tuple[str, str]:
    """Keep a determination of the case in the file store, and the empty record it rests on; their hashes."""
    content = dump_determination(_determination(scene)).encode()
    return scene.desk.files.put(content), scene.desk.files.put(json.dumps(record_to_dict(())).encode())


def _determination(scene: Scene) -> Determination:
    assert scene.case is not None
    application = from_json_value(Application, scene.sealed("application"))
    slots: dict[str, object] = {party.role: party.name for party in _parties(scene)}
    slots |= {"claim_number": application.claim_number, "injured": application.dates_of_injury[0].strftime("%m/%d/%Y")}
    slots |= {"seen": (scene.day - dt.timedelta(days=60)).strftime("%m/%d/%Y")}
    words = scene.plan.habits.determination
    items = []
    for item in scene.case.items:
        are_met = "met" if item.decision == "overturned" else "not met"
        rationale = words["rationale"].format(**slots, request=item.request, are_met=are_met)
        treatment = normalise(item.request)
        items.append(Item(item.request, treatment, decision=item.decision, rationale=Passage(rationale)))
    return Determination(
        status="signed",
        header=Header(case_number=scene.case.number, decision_date=scene.day, priority=scene.case.priority),
        reviewer=ReviewerCredentials(("California",), ("Pain Medicine",)),
        summary=Passage(words["summary"].format(**slots)),
        items=tuple(items),
    )


def _parties(scene: Scene) -> list[Party]:
    return [from_json_value(Party, value) for value in scene.sealed("parties")]


def publish_really(store: CaseStore, files: Files, case: CaseId, at: dt.datetime) -> None:
    """Make the copy, let a person remove whatever is doubtful in it, and publish it: the functions of the office."""
    copy = prepare_publication(store, files, case, _PROFILE, actor=_CLERK, at=at)
    doubtful = range(1, len(copy.doubtful) + 1)
    pass_publication(store, files, case, remove=doubtful, actor=_DIRECTOR, at=at)
    publish(store, files, case, actor=_CLERK, at=at)
