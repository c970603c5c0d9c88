"""The bytes of one letter to one party: the notice, and the determination where it is enclosed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openimr.casework.clocks import due_dates, pacific_day, with_later_statements
from openimr.domain.cases import Party
from openimr.domain.casework import Case, CaseId, CaseItem, Event
from openimr.domain.clocks import DueDate
from openimr.domain.deliveries import Delivery
from openimr.errors import UsageError
from openimr.pipeline.letters import NoticeFacts, compose_notice, write_pdf
from openimr.rulebook.notices import Notice, notice_words, notices
from openimr.rulebook.workflow import workflow
from openimr.services.casework.show_case import history
from openimr.services.casework.told_words import with_words
from openimr.services.ports import CaseStore, Files, SignedEntry, Work
from openimr.wire import from_json_value


@dataclass(frozen=True, slots=True)
class Made:
    """A letter ready to go: its PDF, its subject line, and whom it goes to; None: no form says so."""

    pdf: bytes
    subject: str
    addressee: str | None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class _Papers:
    """What the case holds for a notice, as it stood at the event. `other` is the number of the case it names."""

    past: Sequence[tuple[Event, Case]]
    parties: tuple[Party, ...]
    signed: SignedEntry | None
    other: str | None

    def party(self, role: str) -> Party | None:
        return next((party for party in self.parties if party.role == role), None)

    def name(self, role: str) -> str | None:
        party = self.party(role)
        return party.name if party else notice_words()["names"].get(role)

    def address(self, role: str) -> str | None:
        party = self.party(role)
        return party.address if party else None

    def told(self, kind: str, name: str) -> str | None:
        """What the last event of that kind told."""
        return next((event.data.get(name) for event, _ in reversed(self.past) if event.kind == kind), None)


def make_notice(store: CaseStore, files: Files, delivery: Delivery) -> Made:
    """The letter, the same bytes each time: it is made from the case as it stood at the event that produced it."""
    notice = notices()[delivery.kind]
    papers = store.read(lambda work: _papers(work, delivery))
    pdf = write_pdf(compose_notice(notice, _facts(notice, papers, delivery)))
    if notice.encloses_determination:
        if papers.signed is None:
            raise UsageError("There is no signed determination to enclose.")
        pdf = _joined([pdf, files.get(papers.signed.letters["pdf"])])
    number = papers.past[-1][1].number
    role = delivery.role
    return Made(pdf, f"{notice.title}: case {number}", papers.name(role), papers.address(role))


def _papers(work: Work, delivery: Delivery) -> _Papers:
    past = with_later_statements(history(delivery.case, work.events(delivery.case))[: delivery.event])
    parties = tuple(from_json_value(Party, value) for value in work.unseal("parties", delivery.case) or ())
    *before, (event, case) = past
    past = (*before, (with_words(work, event), case))
    signed = work.signed(delivery.case, case.signed) if case.signed else None
    return _Papers(past, parties, signed, _number(work, event.data.get("of_case")))


def _number(work: Work, name: str | None) -> str | None:
    """The number of the case that an event names by number or id."""
    standing = work.case(CaseId(name)) if name else None
    return standing.number if standing else name


def _facts(notice: Notice, papers: _Papers, delivery: Delivery) -> NoticeFacts:
    event, case = papers.past[-1]
    words = notice_words()
    grounds = _grounds(event, case)
    return NoticeFacts(
        case_number=case.number or "",
        addressee=papers.name(delivery.role),
        address=papers.address(delivery.role),
        role=delivery.role,
        day=pacific_day(event.at),
        fields=_fields(papers),
        items=tuple((item.request, _fate(item, notice)) for item in case.items),
        grounds=grounds,
        reason=None if grounds or notice.kind not in _WITH_REASON else event.data.get("reason"),
        deadlines=_deadlines(notice, papers),
        slots={
            "item": case.items[event.item - 1].request if event.item else "",
            "what": str(event.data.get("what", "")),
            "priority": case.priority,
            "of": _parties(event.data.get("of", ()), words["parties"]),
            "other": papers.other or "",
            "days": _days(event.data.get("days")),
            "ending": words["endings"].get(event.data.get("reason"), ""),
        },
        asked=_parties(event.data.get("of", ()), words["parties"]),
        organization=papers.told("assigned", "organization"),
    )


def _fate(item: CaseItem, notice: Notice) -> str | None:
    """What became of an item; what was decided only where the signed determination is enclosed."""
    if item.decision and item.state in ("decided", "implemented"):
        return item.decision if notice.encloses_determination else None
    return item.state


_WITH_REASON = frozenset({"deferred"})
"""Notices that pass on the reason that was given; that of an extension or a correction is the office's own matter."""


def _grounds(event: Event, case: Case) -> tuple[str, ...]:
    """The grounds in words; the one that needs its reason in words has it in their place."""
    known = workflow(case.programme).ineligibility
    found = [known[code] for code in event.data.get("grounds", ()) if code in known]
    says = [f"{ground.says} ({ground.source})" for ground in found if ground.code != "E11"]
    reason = event.data.get("reason")
    return (*says, reason) if found and reason else tuple(says)


def _fields(papers: _Papers) -> dict[str, str | None]:
    application = papers.past[0][0].data
    return {
        "received": _day(application.get("received")),
        "ur_decision_date": _day(application.get("ur_decision_date")),
        "rfa_date": _day(application.get("rfa_date")),
        "priority": papers.past[-1][1].priority.capitalize(),
        "employee": papers.name("employee"),
        "requesting_physician": papers.name("requesting_physician"),
        "claims_administrator": papers.name("claims_administrator"),
    }


def _deadlines(notice: Notice, papers: _Papers) -> tuple[DueDate, ...]:
    """The dates that the event has set, and those of the notice's rules that were running before."""
    event, _ = papers.past[-1]
    known = {
        due.rule: due for due in due_dates(papers.past, event.at) if due.trigger == event.number or due.is_open_duty
    }
    return tuple(known[rule] for rule in notice.deadlines if rule in known)


def _parties(roles: Iterable[str], names: Mapping[str, str]) -> str:
    """The parties asked, in words; what is no role is a name and stands as it is."""
    return " and ".join(names.get(role, role) for role in roles)


def _days(count: int | None) -> str:
    return "" if count is None else f"{count} {'day' if count == 1 else 'days'}"


def _day(told: str | None) -> str | None:
    return f"{dt.date.fromisoformat(told):%m/%d/%Y}" if told else None


def _joined(parts: list[bytes]) -> bytes:
    """PDFs one after the other, without a trace of when it was done."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)))
    writer.metadata = None
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()
