"""Due dates follow from the events of a case alone, each with its rule and how it was reckoned."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openimr.casework.clocks import add_business_days, due_dates, is_business_day, next_business_day
from openimr.casework.clocks.reckoning import History
from openimr.casework.workflow import act, apply
from openimr.domain.casework import Actor, Case, CaseId, Command, Event
from openimr.domain.clocks import DueDate
from openimr.errors import UsageError

PACIFIC = ZoneInfo("America/Los_Angeles")


def pacific(*numbers: int) -> dt.datetime:
    """Year, month, day, hour and minute in California."""
    year, month, day, hour, minute = (*numbers, 0, 0)[:5]
    return dt.datetime(year, month, day, hour, minute, tzinfo=PACIFIC)


_ROLES = {"sign": "reviewer", "decide_item": "reviewer", "extend": "administrative_director"}
_DIGESTS = {"digest": "d", "signature": "s", "key": "k", "attestation": "a"}


def a_history(*steps: tuple[str, dt.datetime, dict[str, Any]]) -> History:
    """The history of a case that was led through *steps*: command, Pacific time, data."""
    case, history = Case(CaseId("c1")), list[tuple[Event, Case]]()
    for name, at, data in steps:
        role: Any = _ROLES.get(name, "clerk")
        item = 1 if name in ("decide_item", "report_implementation") else None
        for event in act(case, Command(name, Actor(role, "r1"), at, item, data)):
            case = apply(case, event)
            history.append((event, case))
    return tuple(history)


def an_application(at: dt.datetime, **changes: Any) -> tuple[str, dt.datetime, dict[str, Any]]:
    data = {"number": "CM16-0000001", "received": at.date().isoformat(), "method": "mail", "priority": "standard"}
    return "receive_application", at, data | {"items": ["Valium 10mg #45"], "application": "0" * 64} | changes


def to_review(
    at: dt.datetime, *, method: str = "mail", **application: Any
) -> list[tuple[str, dt.datetime, dict[str, Any]]]:
    day = at.date().isoformat()
    return [
        an_application(at, **application),
        ("find_eligible", at, {}),
        ("assign", at, {"organization": "imro"}),
        ("request_records", at, {"method": method, "sent": day}),
        ("complete_records", at, {"received": day}),
        ("appoint_reviewer", at, {"reviewer": "r1", "credentials": {}}),
    ]


def due(history: History, rule: str, now: dt.datetime) -> DueDate:
    (found,) = [each for each in due_dates(history, now) if each.rule == rule]
    return found


def test_a_determination_is_due_thirty_days_from_complete_records() -> None:
    history = a_history(*to_review(pacific(2016, 3, 1, 10)))
    found = due(history, "DET-01", pacific(2016, 3, 31, 23, 59))
    assert (found.due, found.status) == (dt.date(2016, 3, 31), "running")
    assert due(history, "DET-01", pacific(2016, 4, 1)).status == "overdue"
    assert "30 days (LC 4610.6(d)(1)(B); 8 CCR 9792.10.6(g)(1))" in found.steps


def test_an_application_filed_in_time_by_mail_has_five_days_more() -> None:
    filed = an_application(pacific(2016, 4, 5, 9), ur_served="2016-03-01", ur_service="mail")
    found = due(a_history(filed), "FIL-01", pacific(2016, 4, 6))
    assert (found.due, found.status) == (dt.date(2016, 4, 5), "met")
    assert any("CCP 1013(a), secondary" in step for step in found.steps)
    late = an_application(pacific(2016, 4, 6, 9), ur_served="2016-03-01", ur_service="mail")
    assert due(a_history(late), "FIL-01", pacific(2016, 4, 7)).status == "late"


def test_the_last_day_to_file_moves_past_a_weekend_and_a_holiday() -> None:
    filed = an_application(pacific(2016, 6, 1, 9), ur_served="2016-04-30", ur_service="personal")
    assert due(a_history(filed), "FIL-01", pacific(2016, 6, 2)).due == dt.date(2016, 5, 31)  # Memorial Day before


def test_notice_of_assignment_is_due_on_the_next_working_day() -> None:
    history = a_history(an_application(pacific(2016, 11, 23, 9)), ("find_eligible", pacific(2016, 11, 23, 16), {}))
    assert due(history, "ASG-01", pacific(2016, 11, 24)).due == dt.date(2016, 11, 28)  # after Thanksgiving


def test_records_are_due_sooner_when_the_notice_went_electronically() -> None:
    at = pacific(2016, 3, 1, 10)
    assert due(a_history(*to_review(at)[:4]), "REC-01", at).due == dt.date(2016, 3, 16)
    assert due(a_history(*to_review(at, method="electronic")[:4]), "REC-02", at).due == dt.date(2016, 3, 13)


def test_expedited_hours_are_true_hours_when_the_clocks_change() -> None:
    at = pacific(2016, 3, 11, 15)  # summer time begins on the 13th at two o'clock
    found = due(a_history(*to_review(at, priority="expedited")), "DET-03", at)
    assert found.late_from.astimezone(PACIFIC) == pacific(2016, 3, 14, 16)


def test_a_certification_of_threat_replaces_the_running_clock() -> None:
    steps = to_review(pacific(2016, 3, 1, 10))
    history = a_history(*steps, ("convert_to_expedited", pacific(2016, 3, 8, 9), {"certified": "2016-03-08"}))
    now = pacific(2016, 3, 9)
    assert due(history, "DET-01", now).status == "replaced"
    assert due(history, "DET-03", now).late_from.astimezone(PACIFIC) == pacific(2016, 3, 11, 9)


def test_an_extension_moves_the_due_date_and_says_so() -> None:
    extension = ("extend", pacific(2016, 3, 20, 9), {"days": 3, "reason": "records"})
    found = due(a_history(*to_review(pacific(2016, 3, 1, 10)), extension), "DET-01", pacific(2016, 3, 21))
    assert found.due == dt.date(2016, 4, 3)
    assert any("3 days more" in step for step in found.steps)


def _signed(at: dt.datetime, decision: str) -> History:
    decided = ("decide_item", at, {"decision": decision, "action": "overridden", "reason": "r"})
    return a_history(*to_review(pacific(2016, 3, 1, 10)), decided, ("sign", at, _DIGESTS))


def test_a_late_determination_is_late_and_still_binds() -> None:
    history = _signed(pacific(2016, 5, 2, 12), "overturned")
    now = pacific(2016, 5, 3)
    assert due(history, "DET-01", now).status == "late"
    assert history[-1][1].state == "determined"
    assert due(history, "IMP-01", now).due == dt.date(2016, 5, 9)


def test_a_duty_of_a_case_that_ended_was_not_met() -> None:
    steps = to_review(pacific(2016, 3, 1, 10))
    notice = {"notice": "2016-03-10"}
    history = a_history(*steps, ("terminate", pacific(2016, 3, 10, 9), notice | {"reason": "settled"}))
    found = due(history, "DET-01", pacific(2016, 5, 1))
    assert (found.status, found.ended_by, found.was_missed) == ("ended", "case_terminated", False)
    assert due(history, "REC-01", pacific(2016, 5, 1)).status == "met"
    late = a_history(*steps, ("withdraw", pacific(2016, 4, 20, 9), notice))
    found = due(late, "DET-01", pacific(2016, 5, 1))
    assert (found.status, found.ended_by, found.was_missed) == ("ended", "case_withdrawn", True)


def test_records_that_never_came_were_not_sent_in_time() -> None:
    closed = {"reason": "none came", "has_other_documents": True}
    history = a_history(*to_review(pacific(2016, 3, 1, 10))[:4], ("close_records", pacific(2016, 3, 10), closed))
    found = due(history, "REC-01", pacific(2016, 3, 11))
    assert (found.status, found.ended_by) == ("ended", "records_closed_incomplete")


def test_nothing_is_to_be_implemented_when_all_was_upheld() -> None:
    history = _signed(pacific(2016, 3, 20, 12), "upheld")
    rules = {each.rule for each in due_dates(history, pacific(2016, 4, 1))}
    assert "IMP-01" not in rules
    assert "APP-01" in rules


def test_an_appeal_stays_implementation_and_uses_the_right() -> None:
    history = _signed(pacific(2016, 3, 20, 12), "overturned")
    event, case = history[-1]
    appeal = Command(
        "file_appeal",
        Actor("clerk", "c"),
        pacific(2016, 3, 22),
        data={"filed": "2016-03-22", "grounds": ["G5"], "by_party": "employer"},
    )
    events = act(case, appeal)
    longer = (*history, (events[0], apply(case, events[0])))
    now = pacific(2016, 6, 1)
    assert due(longer, "IMP-01", now).status == "stayed"
    assert due(longer, "APP-01", now).status == "used"
    assert due(history, "APP-01", now).status == "lapsed"
    assert event.kind == "determination_signed"


def test_holidays_and_weekends_are_no_working_days() -> None:
    assert not is_business_day(dt.date(2016, 3, 31))  # Cesar Chavez Day
    assert not is_business_day(dt.date(2016, 12, 26))  # Christmas on a Sunday
    assert is_business_day(dt.date(2016, 10, 10))  # Columbus Day closes no State office
    assert next_business_day(dt.date(2016, 1, 1)) == dt.date(2016, 1, 4)
    assert add_business_days(dt.date(2015, 12, 31), 5) == dt.date(2016, 1, 8)


def test_a_year_that_the_calendar_does_not_know_is_no_guess() -> None:
    with pytest.raises(UsageError, match="calendar"):
        is_business_day(dt.date(2050, 1, 3))
