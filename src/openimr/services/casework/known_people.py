"""Who must not be named in what is published of a case: all that its forms, its papers and the office itself tell."""

from __future__ import annotations

import json

from openimr.casework.publication import identities_in
from openimr.domain.cases import Party
from openimr.domain.casework import Case
from openimr.domain.intake import Application
from openimr.domain.publications import IdentifierKind, Identity
from openimr.domain.reviewers import Reviewer
from openimr.services.name_reviewers import identities_of
from openimr.services.ports import Files, SignedEntry, Work
from openimr.wire import from_json_value, record_from_dict

KINDS: dict[str, IdentifierKind] = {
    "employee": "employee",
    "employer": "employer",
    "claims_administrator": "claims administrator",
    "claims_adjuster": "person",
    "requesting_physician": "physician",
    "practice": "clinic",
    "ur_organization": "organization",
    "ur_reviewer": "physician",
    "employee_attorney": "person",
    "employee_family": "person",
    "employer_attorney": "person",
    "officer": "person",
    "insurer": "organization",
    "provider_network": "organization",
    "treating_physician": "physician",
    "medical_group": "clinic",
    "facility": "clinic",
    "manufacturer": "organization",
    "administrative_director": "person",
}
"""What each party of a case is called in a copy."""


def sealed_identities(work: Work, case: Case) -> tuple[Identity, ...]:
    """What the office has under seal: the parties, claim number and birth date of the forms, and the reviewers."""
    parties = tuple(from_json_value(Party, value) for value in work.unseal("parties", case.id) or ())
    found = [Identity(KINDS[party.role], party.name) for party in parties]
    found += [Identity("address", party.address) for party in parties if party.address]
    sealed = work.unseal("application", case.id)
    if sealed is not None:
        application = from_json_value(Application, sealed)
        if application.claim_number:
            found.append(Identity("claim number", application.claim_number))
        if application.date_of_birth:
            found.append(Identity("date of birth", application.date_of_birth.isoformat()))
    for name in (case.reviewer, *case.past_reviewers):
        entry = work.unseal("reviewer", name) if name else None
        if entry is not None:
            found.extend(identities_of(from_json_value(Reviewer, entry)))
    return tuple(found)


def told_identities(files: Files, entry: SignedEntry) -> tuple[Identity, ...]:
    """What the papers that a signed determination rests on tell of people."""
    record = record_from_dict(json.loads(files.get(entry.record)))
    papers = {source.sha256: source for source in record.values()}
    return identities_in(page.text for source in papers.values() for page in source.pages)
