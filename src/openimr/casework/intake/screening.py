"""Every ground of ineligibility held against the papers: met, not met or unknown, and the words for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openimr.casework.intake.filing import Filing, lateness
from openimr.casework.intake.papers import Papers
from openimr.domain.cases import PartyRole
from openimr.domain.intake import GroundFinding, GroundResult, Relation, Sighting
from openimr.rulebook.screening import screening_words
from openimr.rulebook.workflow import workflow
from openimr.text.names import is_same_name

_INJURIES_SINCE = dt.date(2013, 1, 1)
_DECISIONS_SINCE = dt.date(2013, 7, 1)
"""LC 4610.5(a): injuries from the first day on, and every decision communicated from the second on."""


@dataclass(frozen=True, slots=True)
class Screen:
    """An application as it is screened. `papers` None: nothing of it could be read. `items` are the case's own."""

    papers: Papers | None
    items: tuple[str, ...]
    filing: Filing
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    result: GroundResult
    why: str
    seen: tuple[Sighting, ...] = ()
    items: tuple[int, ...] = ()


def screen(asked: Screen, programme: str = "ca_wc") -> tuple[GroundFinding, ...]:
    """What the papers say about each ground, in the order of the codes; a person finds."""
    machine = workflow(programme)
    grounds = sorted({**machine.ineligibility, **machine.beside}.items())
    return tuple(_finding(asked, code, ground.says, ground.source) for code, ground in grounds)


def _finding(asked: Screen, code: str, says: str, source: str) -> GroundFinding:
    look = _LOOKS[code]
    if asked.papers is None and code not in _WITHOUT_PAPERS:
        found = _Found("unknown", "No paper of the application could be read.")
    else:
        found = look(asked)
    return GroundFinding(code, says, source, found.result, found.why, found.seen, found.items)


def _papers(asked: Screen) -> Papers:
    assert asked.papers is not None  # _finding has looked
    return asked.papers


def _late(asked: Screen) -> _Found:
    result, why = lateness(asked.filing)
    if asked.papers is None:
        return _Found(result, why)
    seen = asked.papers.field("ur_denial_date")[:1]
    if result == "unknown":  # where the day of service may stand
        seen += tuple(asked.papers.first_page(each) for each in asked.papers.documents("proof_of_service"))
    return _Found(result, why, seen)


def _unsigned(asked: Screen) -> _Found:
    papers = _papers(asked)
    signature, dated = papers.signature(), papers.field("application_signed")
    if signature is None:
        return _Found("unknown", "No line for the signature could be read.", dated)
    if signature.name:
        return _Found("not_met", "The signature line is signed.", (signature.seen,))
    if signature.is_scan or papers.case.forms.application_signed:
        return _Found(
            "unknown", "No name can be read on the signature line: look whether it is signed.", (signature.seen,)
        )
    why = "The signature line and its date are empty. A signature in ink would not show in the text: look at the page."
    return _Found("met", why, (signature.seen,))


def _no_decision(asked: Screen) -> _Found:
    papers = _papers(asked)
    decisions = papers.documents("ur_decision")
    if not decisions:
        missing: GroundResult = "met" if papers.is_all_read() else "unknown"
        return _Found(missing, f"No utilization review decision is among the papers{_unread(papers)}.")
    seen = tuple(papers.first_page(each) for each in decisions)
    stated = papers.stated_on("application", "ur_denial_date")
    dates = {each.date for each in decisions if each.date}
    if stated and dates and stated not in dates:
        return _Found("unknown", f"None of {stated}, the date that the application names, is attached.", seen)
    return _Found("not_met", "A utilization review decision is attached.", seen)


def _unread(papers: Papers) -> str:
    return "" if papers.is_all_read() else ", but some could not be read"


def _conditional(asked: Screen) -> _Found:
    """Denied for missing information: of all items, of some, or perhaps."""
    papers, words = _papers(asked), screening_words()
    decisions = papers.documents("ur_decision")
    if not decisions:
        return _Found("unknown", "There is no utilization review decision to look at.")
    said = tuple(seen for each in decisions for seen in papers.find(each, words.conditional))
    if said:
        if len(papers.items) == 1:
            return _Found("met", "The decision says that it waits for information.", said)
        return _Found(
            "unknown",
            "The decision says that it waits for information, of at least one of several items: see of which.",
            said,
        )
    hints = tuple(seen for each in decisions for seen in papers.find(each, words.missing))
    if hints:
        return _Found("unknown", "The decision speaks of missing information: read whether it judges the need.", hints)
    if not any(item.ur for item in papers.items):
        return _Found("unknown", "What was decided could not be read.")
    return _Found("not_met", "The decision speaks of no missing information.")


def _liability(asked: Screen) -> _Found:
    papers = _papers(asked)
    disputed, seen = papers.case.forms.liability_disputed, papers.field("liability_disputed")
    if disputed is None:
        return _Found("unknown", "Whether liability is disputed could not be read.", seen)
    if disputed:
        why = "The form says that liability is disputed: it waits, unless the claims administrator agrees."
        return _Found("met", why, seen)
    return _Found("not_met", "The form says that liability is not disputed.", seen)


def _repeated(asked: Screen) -> _Found:
    again = [each for each in asked.relations if each.kind == "duplicate"]
    if again:
        others = ", ".join(sorted({each.other_number for each in again}))
        items = tuple(sorted({number for each in again for number in each.items}))
        result: GroundResult = "met" if len(items) == len(asked.items) else "unknown"
        return _Found(result, f"The same employee, decision and treatment are in {others}.", items=items)
    forms = asked.papers.case.forms if asked.papers else None
    if forms is None or not (forms.claim_number or (forms.date_of_birth and _name(asked.papers, "employee"))):
        return _Found("unknown", "Neither a claim number nor name and date of birth can be read: look for others.")
    earlier = [each for each in asked.relations if each.kind == "earlier_application"]
    if earlier:
        others = ", ".join(each.other_number for each in earlier)
        return _Found("not_met", f"The same dispute came in as {others} and was not reviewed.")
    return _Found("not_met", "No other case has the same employee, decision and treatment.")


def _name(papers: Papers | None, role: PartyRole) -> str | None:
    parties = papers.case.forms.parties if papers else ()
    return next((party.name for party in parties if party.role == role), None)


def _incomplete(asked: Screen) -> _Found:
    papers = _papers(asked)
    forms = papers.documents("application")
    if not forms:
        missing: GroundResult = "met" if papers.is_all_read() else "unknown"
        return _Found(missing, f"No application form is among the papers{_unread(papers)}.")
    seen = tuple(papers.first_page(each) for each in forms)
    strangers = papers.strangers()
    if strangers:
        seen += tuple(papers.first_page(each) for each in strangers)
        return _Found("unknown", "The mail also holds another patient's application: receive it by itself.", seen)
    if len(forms) > 1:
        return _Found("unknown", f"The mail holds {len(forms)} application forms: are they for one dispute?", seen)
    unsaid = [words for words, is_said in _fields(papers) if not is_said]
    if unsaid:
        return _Found("unknown", f"Not read on the form: {', '.join(unsaid)}.", seen)
    return _Found("not_met", "The form states all that it must.", seen)


def _fields(papers: Papers) -> list[tuple[str, bool]]:
    """What the form must state, and whether it was read."""
    forms = papers.case.forms
    on_form = bool(papers.field("items")) and not any(p.code == "items_from_decision" for p in papers.case.problems)
    return [
        ("the employee's name", _name(papers, "employee") is not None),
        ("the date of injury", bool(forms.dates_of_injury)),
        ("the claim number", forms.claim_number is not None),
        ("the requesting physician", _name(papers, "requesting_physician") is not None),
        ("the claims administrator", _name(papers, "claims_administrator") is not None),
        ("the date of the decision", forms.ur_denial_date is not None),
        ("the list of treatments", on_form),
    ]


def _nothing_disputed(asked: Screen) -> _Found:
    """Approved, as far as each item was found in the decision."""
    papers = _papers(asked)
    findings = [papers.decision_of(request) for request in asked.items]
    approved = tuple(number for number, found in enumerate(findings, 1) if found and found.outcome == "approved")
    unread = [str(number) for number, found in enumerate(findings, 1) if found is None]
    seen = papers.sightings([span for found in findings if found for span in found.sources[:1]])
    if approved and len(approved) == len(findings):
        return _Found("met", "The decision approved every item.", seen, approved)
    if approved:
        numbers = ", ".join(map(str, approved))
        return _Found(
            "unknown", f"The decision approved item {numbers}: it may be found not eligible alone.", seen, approved
        )
    if unread:
        return _Found("unknown", f"What was decided on item {', '.join(unread)} could not be read.", seen)
    return _Found("not_met", "The decision denied or modified every item.", seen)


def _too_old(asked: Screen) -> _Found:
    papers = _papers(asked)
    forms = papers.case.forms
    seen = (*papers.field("dates_of_injury")[:1], *papers.field("ur_denial_date")[:1])
    if forms.ur_denial_date and forms.ur_denial_date >= _DECISIONS_SINCE:
        return _Found("not_met", f"The decision is from {_DECISIONS_SINCE} or later.", seen)
    if any(day >= _INJURIES_SINCE for day in forms.dates_of_injury):
        return _Found("not_met", f"The injury is from {_INJURIES_SINCE} or later.", seen)
    if forms.ur_denial_date and forms.dates_of_injury:
        why = f"The injury is from before {_INJURIES_SINCE} and the decision from before {_DECISIONS_SINCE}."
        return _Found("met", why, seen)
    return _Found("unknown", "The dates of the injury and of the decision are not both known.", seen)


def _not_entitled(asked: Screen) -> _Found:
    papers = _papers(asked)
    signature, employee = papers.signature(), _name(papers, "employee")
    if signature is None or not signature.name or not employee:
        return _Found("unknown", "Who signed could not be read.", (signature.seen,) if signature else ())
    if is_same_name(signature.name, employee):
        return _Found("not_met", "The employee signed.", (signature.seen,))
    for role, words in _OTHERS.items():
        name = _name(papers, role)
        if name and is_same_name(signature.name, name):
            return _Found("met" if role in _NEVER else "unknown", words, (signature.seen,))
    why = "Somebody other than the employee signed: an agent must be named after the decision (LC 4610.5(j))."
    return _Found("unknown", why, (signature.seen,))


_OTHERS: Mapping[PartyRole, str] = {
    "employee_attorney": "The employee's attorney signed: see whether the representation is shown.",
    "requesting_physician": "The physician signed: only for emergency treatment of his own (LC 4610.5(h)(4)).",
    "claims_administrator": "The claims administrator signed: the right is the employee's (LC 4610.5(d)).",
    "claims_adjuster": "The claims administrator signed: the right is the employee's (LC 4610.5(d)).",
    "employer": "The employer signed: the right is the employee's (LC 4610.5(d)).",
}
_NEVER = frozenset({"claims_administrator", "claims_adjuster", "employer"})


def _other_reason(asked: Screen) -> _Found:
    return _Found("unknown", "Only a person can find another reason.")


def _untimely_decision(asked: Screen) -> _Found:
    return _Found("unknown", "Not for the review organization: the appeals board decides it.")


_LOOKS: Mapping[str, Callable[[Screen], _Found]] = {
    "E01": _late,
    "E02": _unsigned,
    "E03": _no_decision,
    "E04": _conditional,
    "E05": _liability,
    "E06": _repeated,
    "E07": _incomplete,
    "E08": _nothing_disputed,
    "E09": _too_old,
    "E10": _not_entitled,
    "E11": _other_reason,
    "E12": _untimely_decision,
}
_WITHOUT_PAPERS = frozenset({"E01", "E06", "E11", "E12"})
