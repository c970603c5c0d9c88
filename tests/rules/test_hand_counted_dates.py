"""Every rule's due dates are those that a person counts from the calendar."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from openimr.casework.clocks import due_dates
from openimr.casework.workflow import act, apply
from openimr.domain.casework import Actor, Case, CaseId, Command, Event
from openimr.rulebook.clocks import clock_rules, without_clock
from openimr.rulebook.workflow import workflow

FOLDER = Path(__file__).parent / "clocks"
PACIFIC = ZoneInfo("America/Los_Angeles")

_WORDS = {
    "application received": "receive_application",
    "filing stated": "state_filing",
    "eligibility information requested": "request_eligibility_information",
    "eligibility information received": "receive_eligibility_information",
    "eligibility information not received": "close_eligibility_request",
    "found eligible": "find_eligible",
    "found ineligible": "find_ineligible",
    "ineligibility appealed": "appeal_ineligibility",
    "ineligibility reversed": "reverse_ineligibility",
    "liability resolved": "resolve_liability",
    "records requested": "request_records",
    "records complete": "complete_records",
    "records closed": "close_records",
    "information requested": "request_information",
    "administrator changed": "change_claims_administrator",
    "expedited": "convert_to_expedited",
    "extended": "extend",
    "recused": "recuse",
    "signed": "sign",
    "implemented": "report_implementation",
    "appealed": "file_appeal",
    "affirmed": "affirm",
    "remanded": "remand",
    "withdrawn": "withdraw",
    "terminated": "terminate",
}

_NEXT = {
    "new": "receive_application",
    "received": "find_eligible",
    "eligible": "assign",
    "assigned": "request_records",
    "records_requested": "complete_records",
    "records_complete": "appoint_reviewer",
    "remanded": "appoint_reviewer",
    "eligibility_info_requested": "receive_eligibility_information",
    "in_review": "sign",
    "determined": "file_appeal",
}
"""The step that a row may leave out."""

_ROLES = {"sign": "reviewer", "decide_item": "reviewer", "extend": "administrative_director"}
_ROLES |= {"request_information": "reviewer"}


@dataclass(frozen=True, slots=True)
class Row:
    """One date counted by hand."""

    rule: str
    name: str
    events: tuple[str, ...]
    due: str


@cache
def _rows() -> tuple[Row, ...]:
    return tuple(
        Row(table["rule"], row["name"], tuple(row["events"]), str(row["due"]))
        for path in sorted(FOLDER.glob("*.yaml"))
        for table in yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in table["dates"]
    )


class _Life:
    """A case led through the events of a row, with the steps between them that the row leaves out."""

    def __init__(self) -> None:
        self.case = Case(CaseId("c1"))
        self.history: list[tuple[Event, Case]] = []
        self.decision = "overturned"

    def lead(self, words: str) -> None:
        """Do what one line of a row says."""
        found = re.fullmatch(r"([a-z ]+?) (\d{4}-\d\d-\d\d(?: \d\d:\d\d(?: UTC)?)?)(?: \((.*)\))?", words)
        assert found, words
        name, at = _WORDS[found[1]], _moment(found[2])
        told = dict(pair.split(" ", 1) for pair in found[3].split(", ")) if found[3] else {}
        data = {key: value if "-" in value else yaml.safe_load(value) for key, value in told.items()}
        self.decision = data.pop("decision", self.decision)
        before = {"resolve_liability": "defer", "close_eligibility_request": "request_eligibility_information"}.get(
            name
        )
        if before and self.case.state not in workflow().steps[name].starts:
            self._reach(before, at)
            self._do(before, at, {})
        self._reach(name, at)
        self._do(name, at, data)

    def _reach(self, name: str, at: dt.datetime) -> None:
        while self.case.state not in workflow().steps[name].starts:
            self._do(_NEXT[self.case.state], at, {})

    def _do(self, name: str, at: dt.datetime, data: dict[str, Any]) -> None:
        if name == "sign":
            for number in self.case.open_items:
                decided = {"decision": self.decision, "action": "overridden", "reason": "r"}
                self._command("decide_item", at, decided, number)
        item = 1 if name == "report_implementation" else None
        self._command(name, at, _defaults(name, at, self.case.signed) | data, item)

    def _command(self, name: str, at: dt.datetime, data: dict[str, Any], item: int | None = None) -> None:
        role: Any = _ROLES.get(name, "clerk")
        actor = Actor(role, self.case.reviewer or "x")
        for event in act(self.case, Command(name, actor, at, item, data)):
            self.case = apply(self.case, event)
            self.history.append((event, self.case))


def _moment(words: str) -> dt.datetime:
    if words.endswith(" UTC"):
        return dt.datetime.fromisoformat(words.removesuffix(" UTC")).replace(tzinfo=dt.UTC)
    clock = words if " " in words else f"{words} 10:00"
    return dt.datetime.fromisoformat(clock).replace(tzinfo=PACIFIC)


def _defaults(name: str, at: dt.datetime, signed: int) -> dict[str, Any]:
    day = at.astimezone(PACIFIC).date().isoformat()
    application = {"number": "CM16-0000001", "received": day, "method": "mail", "priority": "standard"}
    data: dict[str, dict[str, Any]] = {
        "receive_application": application | {"items": ["Valium 10mg #45"], "application": "0" * 64},
        "request_eligibility_information": {"of": ["employee"], "what": "the decision"},
        "receive_eligibility_information": {"received": day},
        "find_ineligible": {"grounds": ["E01"]},
        "resolve_liability": {"notice_served": day},
        "assign": {"organization": "imro"},
        "request_records": {"method": "mail", "sent": day},
        "complete_records": {"received": day},
        "close_records": {"reason": "nothing more came", "has_other_documents": True},
        "appoint_reviewer": {"reviewer": f"reviewer {signed}", "credentials": {}},
        "recuse": {"reason": "a conflict"},
        "request_information": {"what": "imaging"},
        "convert_to_expedited": {"certified": day},
        "extend": {"reason": "good cause"},
        "sign": {"digest": "d", "signature": "s", "key": "k", "attestation": "a"},
        "report_implementation": {"done": day},
        "file_appeal": {"filed": day, "grounds": ["G5"], "by_party": "employer"},
        "appeal_ineligibility": {"filed": day, "by_party": "employee"},
        "affirm": {"order": day},
        "remand": {"order": day, "grounds": ["G5"]},
        "withdraw": {"notice": day},
        "terminate": {"notice": day, "reason": "settled"},
    }
    return data.get(name, {})


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row.rule} {row.name}")
def test_the_date_is_the_one_counted_by_hand(row: Row) -> None:
    life = _Life()
    for words in row.events:
        life.lead(words)
    last = life.history[-1][0].at
    found = [due for due in due_dates(life.history, last) if due.rule == row.rule]
    if row.due == "none":
        assert found == []
        return
    told = re.fullmatch(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?(?: UTC)?)(?: ([a-z]+))?", row.due)
    assert told, row.due
    words, due = told[1], found[-1]
    if " " in words:
        assert due.late_from.astimezone(PACIFIC) == _moment(words).astimezone(PACIFIC)
    else:
        assert due.due.isoformat() == words
        midnight = dt.datetime.combine(due.due + dt.timedelta(days=1), dt.time(), PACIFIC)
        assert due.late_from.astimezone(PACIFIC) == midnight
    assert told[2] in (None, due.status)


def test_every_rule_has_dates_counted_by_hand() -> None:
    assert {row.rule for row in _rows()} == set(clock_rules())
    assert len(_rows()) >= 150


def test_every_deadline_of_the_field_is_a_rule_or_says_why_not(shared: Path) -> None:
    with (shared / "domain" / "deadlines.csv").open(encoding="utf-8", newline="") as file:
        ours = {row["rule_id"] for row in csv.DictReader(file) if not row["rule_id"].startswith("X-")}
    assert ours - set(clock_rules()) == set(without_clock())


def test_a_rule_of_the_field_keeps_how_sure_it_is(shared: Path) -> None:
    with (shared / "domain" / "deadlines.csv").open(encoding="utf-8", newline="") as file:
        notes = {row["rule_id"]: row["notes"] for row in csv.DictReader(file)}
    for name, rule in clock_rules().items():
        if name in notes:
            assert notes[name].upper().startswith(f"[{rule.confirmation.upper()}]"), name
