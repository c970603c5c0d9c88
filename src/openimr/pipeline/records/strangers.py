"""Pages that name nobody, or only a number, and yet are another patient's: by sex, age, or claim number."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from openimr.domain.documents import CLINICAL_KINDS
from openimr.pipeline.records.identities import Identity, differences, is_alike
from openimr.pipeline.records.patients import Sex, age_at, age_told, sex_field, sex_told
from openimr.pipeline.records.sheets import Sheet

_AGE_APART = 15
"""Ages are miscounted and copied forward; so many years are no slip."""


@dataclass(frozen=True)
class Patient:
    """Whom the case is about: as the forms name them, and of the sex that the records agree on."""

    identity: Identity
    sheets: Sequence[Sheet]

    @cached_property
    def sex(self) -> Sex | None:
        """The sex that at least three in four of the pages naming the patient tell; None: they do not agree."""
        told = Counter(sex for sheet in self._own if (sex := sex_field(sheet.text) or sex_told(sheet.text)) is not None)
        most = told.most_common(1)
        return most[0][0] if most and most[0][1] >= 0.75 * told.total() else None

    @cached_property
    def claims(self) -> frozenset[str]:
        """Every claim number that stands on a page beside the patient's name or birth date."""
        return frozenset(sheet.identity.claim for sheet in self._own if sheet.identity.claim)

    @cached_property
    def _own(self) -> Sequence[Sheet]:
        return [
            sheet
            for sheet in self.sheets
            if (sheet.identity.names or sheet.identity.born) and not differences(sheet.identity, self.identity)
        ]


def why_another(sheet: Sheet, document: Sequence[Sheet], patient: Patient) -> str | None:
    """What tells that the page is another patient's; None: nothing does.

    A page that gives the patient's name or birth date is theirs. What a form's field says counts at once; pronouns and
    forms of address only where all of them agree, and the pages with the patient's name in the same document do not
    use them too (then it is the writer's slip).
    """
    if sheet.is_of_another(patient.identity):
        return _named(sheet, patient.identity)
    if sheet.identity.names or sheet.identity.born or sheet.kind.kind not in CLINICAL_KINDS:
        return None
    if _is_strange_claim(sheet, patient):
        return "claim number"
    if _is_of_other_sex(sheet, document, patient):
        return "sex"
    return "age" if _is_of_other_age(sheet, document, patient.identity) else None


def _named(sheet: Sheet, patient: Identity) -> str:
    apart = differences(sheet.identity, patient) or differences(sheet.running, patient)
    return next((word for word in ("name", "birth date", "claim number") if word in apart), "name")


def _is_strange_claim(sheet: Sheet, patient: Patient) -> bool:
    """Whether the page gives but a claim number, built like the patient's, that no page of theirs has."""
    claim = sheet.identity.claim
    if claim is None or claim in patient.claims or not is_alike(claim, patient.identity.claim):
        return False
    mentions = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sheet.text, re.I) for name in _surnames(patient))
    return "claim number" in differences(sheet.identity, patient.identity) and not mentions


def _surnames(patient: Patient) -> Iterable[str]:
    return sorted(name for name in patient.identity.names if len(name) > 3)


def _is_of_other_sex(sheet: Sheet, document: Sequence[Sheet], patient: Patient) -> bool:
    if patient.sex is None:
        return False
    field = sex_field(sheet.text)
    if field is not None:
        return field != patient.sex
    told = sex_told(sheet.text)
    if told in (None, patient.sex):
        return False
    named = [other for other in document if other.names_patient(patient.identity)]
    return not any(sex_told(other.text) == told for other in named)


def _is_of_other_age(sheet: Sheet, document: Sequence[Sheet], patient: Identity) -> bool:
    day = sheet.day or document[0].day
    age = age_told(sheet.text)
    if patient.born is None or day is None or age is None or day <= patient.born + dt.timedelta(days=365):
        return False
    return abs(age - age_at(patient.born, day)) > _AGE_APART
