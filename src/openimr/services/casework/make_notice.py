"""The bytes of one letter to one party: the notice, and the determination where it is enclosed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from openimr.casework.clocks import due_dates
from openimr.casework.clocks.calendars import pacific_day
from openimr.domain.cases import Party
from openimr.domain.casework import Case, Event
from openimr.domain.deliveries import Delivery
from openimr.errors import UsageError
from openimr.pipeline.letters import NoticeFacts, compose_notice, write_pdf
from openimr.rulebook.notices import Notice, notices
from openimr.rulebook.workflow import workflow
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Files, SignedEntry, Work
from openimr.wire import from_json_value


@dataclass(frozen=True, slots=True)
class Made:
    """A letter ready to go: its PDF, its subject line, and whom it goes to; `addressee` None: the case names nobody."""

    pdf: bytes
    subject: str
    addressee: str | None


@dataclass(frozen=True, slots=True)
class _Papers:
    """What the case holds for a notice, as it stood at the event."""

    past: tuple[tuple[Event, Case], ...]
    parties: tuple[Party, ...]
    signed: SignedEntry | None

    def name(self, role: str) -> str | None:
        return next((party.name for party in self.parties if party.role == role), None)


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
    return Made(pdf, f"{notice.title}: case {number}", papers.name(delivery.role))


def _papers(work: Work, delivery: Delivery) -> _Papers:
    past = history(delivery.case, work.events(delivery.case))[: delivery.event]
    parties = tuple(from_json_value(Party, value) for value in work.unseal("parties", delivery.case) or ())
    signed = past[-1][1].signed
    return _Papers(past, parties, work.signed(delivery.case, signed) if signed else None)


def _facts(notice: Notice, papers: _Papers, delivery: Delivery) -> NoticeFacts:
    event, case = papers.past[-1]
    application = papers.past[0][0].data
    known = workflow(case.programme).ineligibility
    grounds = [known[code] for code in event.data.get("grounds", ()) if code in known]
    reason = event.data.get("reason")
    says = [f"{ground.says} ({ground.source})" for ground in grounds] + ([reason] if grounds and reason else [])
    deadlines = {due.rule: due for due in due_dates(papers.past, event.at) if due.trigger == event.number}
    return NoticeFacts(
        case_number=case.number or "",
        addressee=papers.name(delivery.role),
        role=delivery.role,
        day=pacific_day(event.at),
        fields={
            "received": _day(application.get("received")),
            "ur_decision_date": _day(application.get("ur_decision_date")),
            "priority": case.priority.capitalize(),
            "employee": papers.name("employee"),
            "requesting_physician": papers.name("requesting_physician"),
            "claims_administrator": papers.name("claims_administrator"),
        },
        items=tuple(item.request for item in case.items),
        grounds=tuple(says),
        deadlines=tuple(deadlines[rule] for rule in notice.deadlines if rule in deadlines),
        slots={"what": str(event.data.get("what", "")), "priority": case.priority},
    )


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
