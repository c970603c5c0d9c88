"""Where a case stands after its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from openimr.domain.casework import Case, CaseId, CaseItem, Event
from openimr.domain.reviewers import ReviewerId
from openimr.errors import UsageError
from openimr.rulebook.workflow import Step, workflow


def fold(case: CaseId, events: Iterable[Event], *, programme: str = "ca_wc") -> Case:
    """The case that *events* (all of them, in order) have made."""
    standing = Case(case, programme)
    for event in events:
        standing = apply(standing, event)
    return standing


def apply(case: Case, event: Event) -> Case:
    """The case after one more event. Past events are believed: rules bind commands, not history.

    Raises:
        UsageError: the event belongs to another case, leaves a gap, or is of no known kind.
    """
    step = workflow(case.programme).by_event.get(event.kind)
    if step is None or event.case != case.id or event.number != case.version + 1:
        raise UsageError(
            f"Event {event.number} of case {event.case} does not follow event {case.version} of {case.id}."
        )
    changed = replace(
        case,
        state=step.to or case.state,
        version=event.number,
        publication=step.publication_to or case.publication,
        last_at=event.at,
    )
    if step.item_to and event.item:
        changed = _with_item(changed, event, step)
    return _EFFECTS.get(event.kind, _no_effect)(changed, event)


def _with_item(case: Case, event: Event, step: Step) -> Case:
    at = (event.item or 1) - 1
    is_gone = step.item_to in ("authorized", "withdrawn")
    decision = None if is_gone else event.data.get("decision", case.items[at].decision)
    item = replace(case.items[at], state=step.item_to or case.items[at].state, decision=decision)
    return replace(case, items=(*case.items[:at], item, *case.items[at + 1 :]))


def _no_effect(case: Case, event: Event) -> Case:
    return case


def _received(case: Case, event: Event) -> Case:
    data = event.data
    items = tuple(CaseItem(request) for request in data["items"])
    return replace(case, number=data["number"], priority=data["priority"], items=items)


def _eligible(case: Case, event: Event) -> Case:
    out = set(event.data.get("items_not_eligible", ()))
    items = (
        replace(item, state="not_eligible") if number in out else item
        for number, item in enumerate(case.items, start=1)
    )
    return replace(case, items=tuple(items))


def _taken_in(case: Case, event: Event) -> Case:
    return replace(case, items=(*case.items, *(CaseItem(request) for request in event.data["items"])))


def _appointed(case: Case, event: Event) -> Case:
    return replace(case, reviewer=ReviewerId(event.data["reviewer"]))


def _reviewer_gone(case: Case, event: Event) -> Case:
    """The reviewer may not have the case again, and what was decided is open again."""
    past = (*case.past_reviewers, case.reviewer) if case.reviewer else case.past_reviewers
    items = tuple(_reopened(item) for item in case.items)
    return replace(case, reviewer=None, past_reviewers=past, items=items, has_extension=False)


def _reopened(item: CaseItem) -> CaseItem:
    return replace(item, state="disputed", decision=None) if item.state in ("decided", "implemented") else item


def _redrafted(case: Case, event: Event) -> Case:
    kept = event.data.get("kept", ())
    items = (item if number in kept else _reopened(item) for number, item in enumerate(case.items, start=1))
    return replace(case, items=tuple(items))


def _remanded(case: Case, event: Event) -> Case:
    return replace(_reviewer_gone(case, event), publication="none", is_implemented=False)


def _signed(case: Case, event: Event) -> Case:
    return replace(case, signed=case.signed + 1, publication="none")


def _expedited(case: Case, event: Event) -> Case:
    return replace(case, priority="expedited")


def _extended(case: Case, event: Event) -> Case:
    return replace(case, has_extension=True)


def _implemented(case: Case, event: Event) -> Case:
    waiting = any(item.decision == "overturned" and item.state == "decided" for item in case.items)
    return replace(case, is_implemented=not waiting)


_EFFECTS: Mapping[str, Callable[[Case, Event], Case]] = {
    "application_received": _received,
    "found_eligible": _eligible,
    "case_taken_in": _taken_in,
    "reviewer_appointed": _appointed,
    "reviewer_recused": _reviewer_gone,
    "draft_renewed": _redrafted,
    "remanded": _remanded,
    "determination_signed": _signed,
    "determination_corrected": _signed,
    "converted_to_expedited": _expedited,
    "extension_approved": _extended,
    "item_implemented": _implemented,
}
