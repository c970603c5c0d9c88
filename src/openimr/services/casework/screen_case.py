"""A case in screening: what its papers say about each ground, and what a clerk may do on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from openimr.casework.clocks import due_dates, with_later_statements
from openimr.casework.intake import TO_NOTICE, Filing, Papers, Screen, relations, screen
from openimr.domain.casework import Case, CaseId, Event
from openimr.domain.clocks import DueDate
from openimr.domain.intake import Application, GroundFinding, Relation
from openimr.domain.spans import Problem
from openimr.errors import NothingUsableError
from openimr.pipeline.treatments import normalise
from openimr.rulebook.workflow import Ground, workflow
from openimr.services.casework.case_pages import reading_with
from openimr.services.casework.receive_application import earlier_applications
from openimr.services.casework.review_case import unpack
from openimr.services.casework.scratch import scratch_folder
from openimr.services.casework.show_case import find_case, history
from openimr.services.determine_case import open_case
from openimr.services.ports import CaseStore, Files, Work
from openimr.wire import from_json_value

_FORMULARY_SINCE = dt.date(2018, 1, 1)
_WAYS = ("personal", "mail", "mail_other_state", "mail_confidential", "mail_abroad")


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening found. `proposed`: the command that the findings speak for; a clerk decides.

    `told` are its data as `--set` takes them, `noticed` problems of the papers that a clerk should see.
    """

    case: Case
    findings: tuple[GroundFinding, ...]
    relations: tuple[Relation, ...]
    proposed: str
    told: tuple[str, ...] = ()
    noticed: tuple[Problem, ...] = ()


def screen_case(store: CaseStore, files: Files, name: str) -> Screening:
    """Hold the case's papers against each ground of ineligibility; nothing is stored.

    Raises:
        UsageError: there is no such case.
    """
    found, past, related = store.read(lambda work: _standing(work, name))
    papers = _papers(store, files, found)
    case = past[-1][1]
    items = tuple(item.request for item in case.items)
    findings = screen(Screen(papers, items, _filing(past), related), case.programme)
    proposed, told = _proposal(case, findings, related, _received(past))
    noticed = tuple(each for each in papers.case.problems if each.code in TO_NOTICE) if papers else ()
    return Screening(case, findings, related, proposed, told, noticed)


def _standing(work: Work, name: str) -> tuple[CaseId, Sequence[tuple[Event, Case]], tuple[Relation, ...]]:
    found = find_case(work, name)
    past = with_later_statements(history(found, work.events(found)))
    value = work.unseal("application", found)
    if value is None:
        return found, past, ()
    application = from_json_value(Application, value)
    others = [each for each in earlier_applications(work, application) if each.number < application.number]
    return found, past, relations(application, others)


def _papers(store: CaseStore, files: Files, case: CaseId) -> Papers | None:
    with scratch_folder() as folder:
        unpack(store, files, case, folder)
        try:
            return Papers(open_case(folder, needs_items=False, read=reading_with(files)))
        except NothingUsableError:
            return None


def _received(past: Sequence[tuple[Event, Case]]) -> dt.date:
    return dt.date.fromisoformat(past[0][0].data["received"])


def _filing(past: Sequence[tuple[Event, Case]]) -> Filing:
    """The last days to file in each way that nobody has ruled out."""
    (event, case), data = past[0], past[0][0].data
    decided = data.get("ur_decision_date")
    day = dt.date.fromisoformat(decided) if decided else None
    filing = Filing(_received(past), day, is_form_missing=bool(data.get("form_missing")))
    is_told = "ur_served" in data or "form_served" in data
    if filing.is_form_missing or not (is_told or decided):
        return filing
    found = [
        (due, _way(told))
        for told in _readings(data if is_told else {**data, "ur_served": decided}, is_told=is_told)
        for due in _dues(replace(event, data=told), case)
    ]
    dues, ways = tuple(due for due, _ in found), tuple(way for _, way in found)
    return replace(filing, dues=dues, ways=ways, is_served_told=is_told)


def _readings(data: Any, *, is_told: bool) -> Iterator[dict[str, Any]]:
    """What the application may have told in full: each way of service and kind of dispute that is left open."""
    ways = [data["ur_service"]] if "ur_service" in data else list(_WAYS if is_told else _WAYS[:2])
    kinds = [data["is_formulary"]] if "is_formulary" in data else [False, *([True] if _may_be_formulary(data) else [])]
    for way, kind in product(ways, kinds):
        yield {**data, "ur_service": way, "is_formulary": kind}


def _may_be_formulary(data: Any) -> bool:
    served = dt.date.fromisoformat(data.get("form_served") or data["ur_served"])
    return served >= _FORMULARY_SINCE and any(normalise(item).category == "medication" for item in data["items"])


def _way(told: dict[str, Any]) -> str:
    words = (
        f"served by {told['ur_service'].replace('_', ' ')}" if told["ur_service"] != "personal" else "served in person"
    )
    return f"{words}, formulary" if told["is_formulary"] else words


def _dues(event: Event, case: Case) -> tuple[DueDate, ...]:
    return tuple(due for due in due_dates([(event, case)], event.at) if due.rule in ("FIL-01", "FIL-02"))


def _proposal(
    case: Case, findings: Sequence[GroundFinding], related: Sequence[Relation], received: dt.date
) -> tuple[str, tuple[str, ...]]:
    """The command that the findings speak for, and what it must tell; empty where they are no more asked for."""
    if case.state != "received":
        return "", ()
    machine = workflow(case.programme)
    grounds = {**machine.ineligibility, **machine.beside}
    met = [(each, grounds[each.code]) for each in findings if each.result == "met"]
    of_case = next((each.other for each in related if each.kind == "duplicate"), None)
    if of_case and any(ground.command == "mark_duplicate" for _, ground in met):
        return "mark_duplicate", (f"of_case={of_case}",)
    against = [(each, ground) for each, ground in met if ground.command == "find_ineligible"]
    to_ask = [each for each, ground in against if _is_asked(ground, received)]
    if to_ask:
        return "request_eligibility_information", ("of=employee", f"what={to_ask[0].why}")
    if against:
        return "find_ineligible", tuple(f"grounds={each.code}" for each, _ in against)
    if any(ground.command == "defer" for _, ground in met):
        return "defer", ()
    return ("find_eligible", ()) if not _open(findings) else ("", ())


def _is_asked(ground: Ground, received: dt.date) -> bool:
    return ground.asked_until is not None and received <= ground.asked_until


def _open(findings: Sequence[GroundFinding]) -> tuple[str, ...]:
    """Grounds that a person must look into before the application can be found eligible."""
    return tuple(each.code for each in findings if each.result == "unknown" and each.code not in ("E11", "E12"))
