"""An application from the post to a case: once, whole, and whatever state its papers are in."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openimr.casework.intake import relations
from openimr.domain.cases import CaseForms
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.intake import Application, AskedTreatment, Relation
from openimr.domain.treatments import Treatment
from openimr.errors import ConflictError, NothingUsableError, UsageError
from openimr.pipeline.treatments import normalise
from openimr.rulebook.workflow import workflow
from openimr.services.casework.case_pages import reading_with
from openimr.services.casework.command_case import carry_out
from openimr.services.determine_case import open_case
from openimr.services.ports import CaseFileEntry, CaseStore, Files, Work
from openimr.wire import from_json_value, to_json_value


@dataclass(frozen=True, slots=True)
class Mail:
    """What came in: the folder of its files, when and how, and the treatments where a person has typed them in."""

    folder: Path
    received: dt.date
    method: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """The case of an application, whether it is new, and how it relates to earlier ones."""

    case: CaseId
    number: str
    is_new: bool
    relations: tuple[Relation, ...] = ()


def receive_application(store: CaseStore, files: Files, mail: Mail, *, actor: Actor, at: dt.datetime) -> Received:
    """Store the application for good; the same files again give the same case.

    The bytes are stored first and the case in one unit of work after them: a crash leaves bytes that belong to no
    case, or all of it.

    Raises:
        UsageError: there is no such folder, or no disputed treatment can be read and none was typed in.
    """
    contents = contents_of(mail.folder)
    digest = hashlib.sha256("".join(sorted(_hash(content) for _, content in contents)).encode()).hexdigest()
    known = store.read(lambda work: _known(work, digest))
    if known:
        return known
    forms = _forms(mail, files)
    entries = [(name, files.put(content), len(content)) for name, content in contents]
    try:
        return store.change(lambda work: register(work, mail, forms, entries, digest, actor, at))
    except ConflictError:  # the same mail, received twice in one moment: the other one was first
        first = store.read(lambda work: _known(work, digest))
        if first is None:
            raise
        return first


def contents_of(folder: Path) -> list[tuple[str, bytes]]:
    """Every regular file below *folder*, by name; links are not followed.

    Raises:
        UsageError: there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if not paths:
        raise UsageError("The folder holds no files.")
    return [(_name(path.relative_to(folder)), path.read_bytes()) for path in paths]


def _name(path: Path) -> str:
    """The path as text; bytes in it that are no text are shown as such."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _known(work: Work, digest: str) -> Received | None:
    case = work.intake(digest)
    standing = work.case(case) if case else None
    return Received(standing.id, standing.number or "", is_new=False) if standing else None


def _forms(mail: Mail, files: Files) -> CaseForms:
    """What the forms say. Papers that say nothing readable still make a case, with the items that a person typed in."""
    try:
        return open_case(mail.folder, read=reading_with(files)).forms
    except NothingUsableError:
        if not mail.items:
            raise UsageError(
                "No disputed treatment can be read: name each of them, as the application lists them."
            ) from None
        return CaseForms()


def register(
    work: Work,
    mail: Mail,
    forms: CaseForms,
    entries: Sequence[tuple[str, str, int]],
    digest: str,
    actor: Actor,
    at: dt.datetime,
) -> Received:
    """Make the case of an application whose bytes are stored (*entries*: name, hash and size of each file).

    The same *digest* again gives the case that is there.
    """
    known = _known(work, digest)
    if known:
        return known
    items = mail.items or tuple(item.request for item in forms.items)
    asked = tuple(normalise(item) for item in items)
    case = CaseId(str(uuid.uuid5(uuid.NAMESPACE_OID, digest)))
    number = f"CM{mail.received:%y}-{work.next_number(mail.received.year):07d}"
    carry_out(
        work,
        case,
        Command("receive_application", actor, at, data=_data(mail, forms, items, asked, number, digest)),
        key=digest,
    )
    work.add_intake(digest, case, mail.received, at)
    work.add_files(
        case,
        [
            CaseFileEntry(count, sha256, size, "applicant", at, name, read_at=at)
            for count, (name, sha256, size) in enumerate(entries, start=1)
        ],
    )
    application = _application(case, number, forms, asked)
    found = relations(application, earlier_applications(work, application))
    work.seal("application", case, to_json_value(application))
    work.seal("parties", case, to_json_value(forms.parties))
    work.seal("diagnoses", case, [each for each in (forms.primary_diagnosis, *forms.rfa_diagnoses) if each])
    work.add_likenesses(case, _words(application))
    return Received(case, number, is_new=True, relations=found)


def _data(
    mail: Mail, forms: CaseForms, items: Sequence[str], asked: Sequence[Treatment], number: str, digest: str
) -> dict[str, object]:
    data: dict[str, object] = {
        "number": number,
        "received": mail.received.isoformat(),
        "method": mail.method,
        "priority": forms.priority or "standard",
        "items": list(items),
        "application": digest,
        "liability_disputed": bool(forms.liability_disputed),
        "is_retrospective": any(treatment.retrospective for treatment in asked),
    }
    if forms.ur_denial_date:
        data["ur_decision_date"] = forms.ur_denial_date.isoformat()
    if forms.rfa_date:
        data["rfa_date"] = forms.rfa_date.isoformat()
    if forms.application_signed:
        data["signed"] = forms.application_signed.isoformat()
    return data


def _application(case: CaseId, number: str, forms: CaseForms, asked: Sequence[Treatment]) -> Application:
    names = {party.role: party.name for party in reversed(forms.parties)}
    return Application(
        case=case,
        number=number,
        employee=names.get("employee"),
        date_of_birth=forms.date_of_birth,
        claim_number=forms.claim_number,
        dates_of_injury=forms.dates_of_injury,
        ur_denial_date=forms.ur_denial_date,
        requesting_physician=names.get("requesting_physician"),
        practice=names.get("practice"),
        items=tuple(AskedTreatment(each.topic, each.name, each.body_part, each.laterality) for each in asked),
    )


def earlier_applications(work: Work, application: Application) -> list[Application]:
    """Others that share a claim number or a date of birth with it, each as its case stands."""
    alike = [case for case in work.alike(_words(application)) if case != application.case]
    found = [(work.unseal("application", case), work.case(case)) for case in alike]
    return [
        _as_it_stands(from_json_value(Application, value), standing)
        for value, standing in found
        if value is not None and standing is not None
    ]


def _as_it_stands(application: Application, standing: Case) -> Application:
    joinable = workflow(standing.programme).steps["consolidate"].starts
    return replace(
        application, was_reviewed=standing.state not in _UNREVIEWED, can_be_joined=standing.state in joinable
    )


_UNREVIEWED = frozenset({"ineligible", "withdrawn", "terminated", "duplicate"})
"""States in which a case ended without a review: the same dispute may come in again."""


def _words(application: Application) -> list[str]:
    """What two applications of one employee have in common."""
    claim = "".join(letter for letter in (application.claim_number or "").upper() if letter.isalnum())
    born = application.date_of_birth
    return [word for word in (f"claim {claim}" if claim else "", f"born {born}" if born else "") if word]
