"""Records of the same patient that have nothing to do with the case: old notes about other things."""

from __future__ import annotations

import re

from openimr.domain.cases import CaseForms
from openimr.domain.documents import CLINICAL_KINDS, Document
from openimr.pipeline.records.identities import claim_key
from openimr.rulebook.anatomy import find_anatomy
from openimr.rulebook.drugs import find_drugs

_OTHER_CARE = re.compile(r"\bnon[ -]?(?:industrial|occupational|work[ -]related)\b", re.IGNORECASE)
_HEAD = 600
_SPINE = frozenset({"cervical spine", "thoracic spine", "lumbar spine", "sacroiliac", "spine"})


def why_unrelated(document: Document, text: str, forms: CaseForms) -> str | None:
    """Why the record is not about this case; None: it is, or nobody can tell.

    A record is about something else where it is older than the injury or says that its care is not for an
    industrial injury, does not name the claim, and names neither a body part nor a kind of drug in dispute.
    """
    if document.kind not in CLINICAL_KINDS or _names_claim(text, forms):
        return None
    reason = _reason(document, text, forms)
    subject = _subject(forms)
    if reason is None or not find_anatomy(subject) or _shares(text, subject):
        return None
    return reason


def _reason(document: Document, text: str, forms: CaseForms) -> str | None:
    if forms.dates_of_injury and document.date is not None and document.date < min(forms.dates_of_injury):
        return "written before the injury, about something else"
    if _OTHER_CARE.search(text[:_HEAD]):
        return "care that is not for this injury"
    return None


def _names_claim(text: str, forms: CaseForms) -> bool:
    return bool(forms.claim_number) and claim_key(forms.claim_number or "") in claim_key(text)


def _subject(forms: CaseForms) -> str:
    """What the forms say is wrong, and what is asked for."""
    asked = [f"{item.request}\n{item.rfa_words or ''}" for item in forms.items]
    return "\n".join([*asked, *forms.rfa_diagnoses, forms.primary_diagnosis or ""])


def _shares(text: str, subject: str) -> bool:
    """Whether the text names a body part or a drug of *subject*."""
    parts, theirs = ({mention.body_part for mention in find_anatomy(words)} for words in (subject, text))
    is_spine = bool(parts & _SPINE) and bool(theirs & _SPINE)
    return is_spine or bool(parts & theirs) or bool(_drug_classes(subject) & _drug_classes(text))


def _drug_classes(text: str) -> frozenset[str]:
    return frozenset(mention.meaning.drug_class for mention in find_drugs(text))
