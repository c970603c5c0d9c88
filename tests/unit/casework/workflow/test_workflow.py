"""Nothing illegal can be commanded: every command in every state, every guard, and random lives of cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casework.workflow import act, allowed_commands, apply, fold
from openimr.casework.workflow.guards import GUARDS
from openimr.domain.casework import Actor, Case, CaseId, CaseItem, CaseState, Command, Event, PublicationState, Role
from openimr.domain.reviewers import ReviewerId
from openimr.errors import IllegalCommandError, UsageError
from openimr.rulebook.workflow import Datum, Step, workflow

NOON = dt.datetime(2016, 3, 1, 12, tzinfo=dt.UTC)
STEPS = tuple(workflow().steps.values())
STATES: tuple[CaseState, ...] = get_args(CaseState)
_GOOD: dict[str, Any] = {
    "text": "x",
    "words": "x",
    "date": "2016-03-01",
    "number": 1,
    "flag": True,
    "texts": ["x"],
    "numbers": [],
    "mapping": {},
    "mappings": [],
}


def _value(step: Step, datum: Datum) -> Any:
    if datum.name == "grounds":
        return ["E01"] if step.event == "found_ineligible" else ["G5"]
    if datum.name == "of" and datum.kind == "texts":
        return ["employee"]
    return datum.choices[0] if datum.kind == "choice" else _GOOD[datum.kind]


def _command(step: Step, **changes: Any) -> Command:
    """A command that nothing but the case could speak against."""
    role: Role = min(step.by)
    data = {datum.name: _value(step, datum) for datum in step.data}
    command = Command(step.name, Actor(role, "rev-1"), NOON, 1 if step.item_from else None, data)
    return replace(command, **changes)


def _case(state: CaseState) -> Case:
    """A case in *state* that meets every guard where the state allows."""
    items = (CaseItem("Valium 10mg #45", "decided", "overturned"), CaseItem("Lumbar MRI", "decided", "upheld"))
    case = Case(CaseId("c1"), state=state, version=7, number="CM16-0000001", items=items, signed=1)
    return replace(case, reviewer=ReviewerId("rev-1"), last_at=NOON)


def _fits(case: Case, step: Step) -> Case:
    """The case with the one thing that a step asks of items or publication beyond the state."""
    if step.publication_from:
        case = replace(case, publication=min(step.publication_from))
    if "some_item_stays" in step.needs:
        case = replace(case, items=tuple(replace(item, state="disputed") for item in case.items))
    if "reviewer_is_new" in step.needs:
        case = replace(case, reviewer=None)
    return case


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_command_is_carried_out_in_its_states_and_in_no_other(state: CaseState, step: Step) -> None:
    case = _fits(_case(state), step)
    if state not in step.starts:
        with pytest.raises(IllegalCommandError):
            act(case, _command(step))
        return
    events = act(case, _command(step))
    after = apply(case, events[0])
    assert events[0].kind == step.event
    assert after.state == (step.to or state)
    assert after.version == case.version + 1


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_only_the_named_roles_may_command(step: Step) -> None:
    case = _fits(_case(min(step.starts)), step)
    refused: list[Role] = [role for role in get_args(Role) if role not in step.by]
    for role in refused:
        with pytest.raises(IllegalCommandError, match="may"):
            act(case, _command(step, actor=Actor(role, "rev-1")))
    assert refused


@pytest.mark.parametrize("step", [step for step in STEPS if step.data], ids=lambda step: step.name)
def test_missing_unknown_and_ill_formed_data_are_refused(step: Step) -> None:
    case = _fits(_case(min(step.starts)), step)
    good = _command(step)
    with pytest.raises(IllegalCommandError, match="not asked for"):
        act(case, replace(good, data={**good.data, "surprise": 1}))
    for datum in step.data:
        with pytest.raises(IllegalCommandError):
            act(case, replace(good, data={**good.data, datum.name: object()}))
        if datum.is_required:
            rest = {name: value for name, value in good.data.items() if name != datum.name}
            with pytest.raises(IllegalCommandError, match="missing"):
                act(case, replace(good, data=rest))


@pytest.mark.parametrize("step", [step for step in STEPS if step.item_from], ids=lambda step: step.name)
def test_an_item_command_needs_an_item_in_the_right_state(step: Step) -> None:
    case = _case(min(step.starts))
    for number in (None, 0, 3):
        with pytest.raises(IllegalCommandError):
            act(case, _command(step, item=number))
    gone = replace(case, items=(replace(case.items[0], state="withdrawn"), case.items[1]))
    with pytest.raises(IllegalCommandError, match="withdrawn"):
        act(gone, _command(step))


@pytest.mark.parametrize("step", [step for step in STEPS if step.publication_from], ids=lambda step: step.name)
@pytest.mark.parametrize("publication", get_args(PublicationState))
def test_publication_goes_step_by_step(step: Step, publication: PublicationState) -> None:
    case = replace(_case("determined"), publication=publication)
    if publication in step.publication_from:
        assert apply(case, act(case, _command(step))[0]).publication == step.publication_to
    else:
        with pytest.raises(IllegalCommandError):
            act(case, _command(step))


def _refusal(case: Case, name: str, **data: Any) -> str:
    command = _command(workflow().steps[name])
    told = {**command.data, **data}
    with pytest.raises(IllegalCommandError) as caught:
        act(case, replace(command, data={key: value for key, value in told.items() if value is not None}))
    return caught.value.reason


def test_each_guard_says_why_not() -> None:
    review, remanded = _case("in_review"), replace(_case("remanded"), past_reviewers=(ReviewerId("rev-9"),))
    undecided = replace(review, items=(replace(review.items[0], state="disputed"),))
    assert "appointed reviewer" in _refusal(replace(review, reviewer=ReviewerId("rev-2")), "sign")
    assert "Every item" in _refusal(undecided, "sign")
    assert "may not have it again" in _refusal(remanded, "appoint_reviewer", reviewer="rev-9")
    assert "extended already" in _refusal(replace(review, has_extension=True), "extend")
    assert "3 days" in _refusal(review, "extend", days=4)
    assert "expedited already" in _refusal(replace(review, priority="expedited"), "convert_to_expedited")
    assert "E01" in _refusal(_case("received"), "find_ineligible", grounds=["E99"])
    assert "in words" in _refusal(_case("received"), "find_ineligible", grounds=["E11"], reason=None)
    assert "alone" in _refusal(_case("records_requested"), "close_records", has_other_documents=False)
    assert "itself" in _refusal(_case("received"), "mark_duplicate", of_case="c1")
    assert "no such item" in _refusal(_case("received"), "find_eligible", items_not_eligible=[9])
    assert "G1" in _refusal(_case("determined"), "file_appeal", grounds=["late"])
    assert "no treatment" in _refusal(Case(CaseId("c1")), "receive_application", items=[])
    assert "signed" in _refusal(replace(_case("determined"), signed=0), "correct")
    upheld = replace(_case("determined"), items=(CaseItem("x", "decided", "upheld"),))
    assert "overturned" in _refusal(upheld, "report_implementation")


def test_every_guard_named_in_the_workflow_exists_and_is_used() -> None:
    assert {name for step in STEPS for name in step.needs} == set(GUARDS)


def test_the_last_item_authorized_ends_the_case() -> None:
    case = replace(_case("in_review"), items=(CaseItem("a", "withdrawn"), CaseItem("b")))
    events = act(case, _command(workflow().steps["authorize_item"], item=2))
    assert [event.kind for event in events] == ["item_authorized", "case_terminated"]
    only = replace(_case("in_review"), items=(CaseItem("a"),))
    assert act(only, _command(workflow().steps["withdraw_item"]))[1].kind == "case_withdrawn"


def test_time_never_runs_backwards_and_needs_a_zone() -> None:
    case = _case("in_review")
    step = workflow().steps["sign"]
    with pytest.raises(IllegalCommandError, match="before"):
        act(case, _command(step, at=NOON - dt.timedelta(seconds=1)))
    with pytest.raises(IllegalCommandError, match="zone"):
        act(case, _command(step, at=NOON.replace(tzinfo=None)))


def test_a_remand_opens_the_items_and_bars_the_reviewer() -> None:
    case = replace(_case("appealed"), publication="published", is_implemented=True)
    after = apply(case, act(case, _command(workflow().steps["remand"]))[0])
    assert after.past_reviewers == ("rev-1",)
    assert after.open_items == (1, 2)
    assert (after.publication, after.is_implemented, after.reviewer) == ("none", False, None)


def test_events_of_another_case_or_with_a_gap_do_not_apply() -> None:
    event = Event(CaseId("c2"), 8, "escalated", NOON, Actor("system", "s"))
    for wrong in (event, replace(event, case=CaseId("c1"), number=9), replace(event, case=CaseId("c1"), kind="x")):
        with pytest.raises(UsageError):
            apply(_case("received"), wrong)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_legal_life_of_a_case_folds_to_where_it_stood(data: st.DataObject) -> None:
    case, events = Case(CaseId("c1")), list[Event]()
    for turn in range(25):
        names = allowed_commands(case)
        if not names:
            break
        step = workflow().steps[data.draw(st.sampled_from(names))]
        item = data.draw(st.integers(1, max(1, len(case.items)))) if step.item_from else None
        command = _command(step, item=item, at=NOON + dt.timedelta(hours=turn))
        changed = {"items": ["a", "b"]} if step.name == "receive_application" else {}
        new = {"reviewer": f"rev-{turn}"} if step.name == "appoint_reviewer" else {}
        actor = Actor(command.actor.role, case.reviewer or "rev-1")
        try:
            made = act(case, replace(command, actor=actor, data={**command.data, **changed, **new}))
        except IllegalCommandError:
            continue  # a guard spoke: nothing happened
        for event in made:
            case = apply(case, event)
        events.extend(made)
    assert fold(CaseId("c1"), events) == case
    assert [event.number for event in events] == list(range(1, len(events) + 1))
