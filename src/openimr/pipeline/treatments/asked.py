"""Everything a request names: services, drugs, body parts; and which of the services governs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.pipeline.treatments import wording
from openimr.rulebook.anatomy import BodyMention, find_anatomy
from openimr.rulebook.drugs import Drug, find_drugs
from openimr.rulebook.services import Circumstances, Service, find_services
from openimr.text.terms import Mention

_BACKGROUND = re.compile(
    r"(?:\bafter|\bfollowing|\bpost|\bs/p|\bprior\s+to|\bbefore|\bpending|\bduring|\bstatus\s+post|\bsecondary\s+to|\bdue\s+to"
    r"|\bhistory\s+of|\bfailed)[\s-]+(?:the\s+|an?\s+)?(?:[\w/-]+\s+){0,2}\Z",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:for|to\s+discuss|regarding|re:)\s+(?:[\w/-]+\s+){0,3}\Z", re.IGNORECASE)
_ALONG = re.compile(r"\b(?:with|plus|including|w/)\s+(?:an?\s+|the\s+)?\Z", re.IGNORECASE)
_SUPPORT_RANK = 95
_DEMOTION = 70
_GENERIC_RANK = 10
_DRUG_RANK = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A request's words and all that they name; `governing` is the service that stands for it, None without one."""

    text: str
    services: Sequence[Mention[Service]]
    drugs: Sequence[Mention[Drug]]
    bodies: Sequence[BodyMention]
    circumstances: Circumstances
    governing: Mention[Service] | None
    is_medication: bool


def read_asked(text: str) -> Asked:
    """Read what *text* (made plain) asks for."""
    services, bodies = find_services(text), find_anatomy(text)
    drugs = [drug for drug in find_drugs(text) if not _is_part_of_service(drug, services)]
    circumstances = Circumstances(
        body_parts=tuple(dict.fromkeys(body.body_part for body in bodies)),
        services=frozenset(mention.meaning.id for mention in services),
        is_postoperative=wording.is_postoperative(text),
        is_preoperative=wording.is_preoperative(text),
        is_associated=wording.is_associated(text),
    )
    governing, rank = _governing(text, services, drugs)
    is_medication = bool(drugs) and (governing is None or _drug_governs(governing.meaning, rank, drugs, bodies))
    return Asked(text, services, drugs, bodies, circumstances, governing, is_medication)


def _is_part_of_service(drug: Mention[Drug], services: Sequence[Mention[Service]]) -> bool:
    """Whether the drug's name only belongs to a test's or procedure's ("vitamin D level")."""
    return any(
        mention.meaning.category != "medication"
        and mention.start <= drug.start
        and drug.end <= mention.end
        and mention.end - mention.start > drug.end - drug.start
        for mention in services
    )


def _governing(
    text: str, services: Sequence[Mention[Service]], drugs: Sequence[Mention[Drug]]
) -> tuple[Mention[Service] | None, int]:
    best: Mention[Service] | None = None
    best_rank = 0
    for mention in services:
        rank = mention.meaning.rank - (_DEMOTION if _is_background(text, mention, services, drugs) else 0)
        if best is None or rank > best_rank:
            best, best_rank = mention, rank
    return best, best_rank


def _is_background(
    text: str, mention: Mention[Service], services: Sequence[Mention[Service]], drugs: Sequence[Mention[Drug]]
) -> bool:
    """Whether the service is only the occasion or the purpose of another ("clearance for arthroscopy")."""
    before = text[max(mention.start - 48, 0) : mention.start]
    if _BACKGROUND.search(before):
        return True
    if mention.meaning.rank >= _SUPPORT_RANK and _ALONG.search(before):
        return any(other.start < mention.start for other in services)
    if not _PURPOSE.search(before):
        return False
    earlier = any(other.start < mention.start and other.meaning.rank > _GENERIC_RANK for other in services)
    return earlier or any(drug.start < mention.start for drug in drugs)


def _drug_governs(service: Service, rank: int, drugs: Sequence[Mention[Drug]], bodies: Sequence[BodyMention]) -> bool:
    if rank < _DRUG_RANK or service.category == "medication":
        return True
    return service.id == "injection" and not bodies and drugs[0].meaning.drug_class != "corticosteroid"
