"""What a filled methodology worksheet comes to: the level behind each recommendation, and which ranks it rebuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openimr.domain.guidelines import Rank
from openimr.domain.worksheets import Recommendation, Worksheet
from openimr.rulebook.evidence_levels import Scale, scales
from openimr.rulebook.guidelines import RANKS

QUESTIONS = {
    "treatment_benefits": "benefits of treatment",
    "diagnostic_test": "a diagnostic test",
    "prognosis": "prognosis",
    "treatment_harms": "harms of treatment",
}


@dataclass(frozen=True, slots=True)
class Weighing:
    """The outcome. `best` is the highest level of an applicable study by recommendation, None where there is none.

    `rebuts` gives the reason, a whole sentence, for each rank of the search sequence that does not stand; `stands` the
    reason for each rank that the worksheet sets aside without evidence of a higher level. `outranked` are the
    competing recommendations with better evidence than the one that is followed.
    """

    best: Mapping[str, str | None]
    missing: tuple[str, ...]
    rebuts: Mapping[Rank, str] = field(default_factory=dict)
    stands: Mapping[str, str] = field(default_factory=dict)
    outranked: tuple[str, ...] = ()


def weigh(worksheet: Worksheet) -> Weighing:
    """Weigh *worksheet* by its scale; an incomplete one rebuts nothing, and `missing` says what it lacks."""
    scale = scales().get(worksheet.scale or "")
    missing = tuple(_missing(worksheet, scale))
    if scale is None:
        return Weighing({}, missing)
    best = {each.id: best_level(each, worksheet, scale) for each in worksheet.competing}
    followed = next((each for each in worksheet.competing if each.id == worksheet.follows), None)
    if followed is None:
        return Weighing(best, missing)
    places = {name: scale.place(worksheet.question, level) for name, level in best.items()}
    outranked = tuple(each.id for each in worksheet.competing if _is_above(places[each.id], places[followed.id]))
    rebuts: dict[Rank, str] = {}
    stands: dict[str, str] = {}
    for other in worksheet.competing:
        if RANKS.index(other.rank) < RANKS.index(followed.rank):
            is_rebutted = not missing and _is_above(places[followed.id], places[other.id])
            said = _reason(worksheet, scale, followed, other, best, is_rebutted=is_rebutted, is_whole=not missing)
            if is_rebutted:
                rebuts.setdefault(other.rank, said)
            else:
                stands.setdefault(other.rank, said)
    rebuts = {rank: why for rank, why in rebuts.items() if rank not in stands}
    return Weighing(best, missing, rebuts, stands, outranked)


def best_level(recommendation: Recommendation, worksheet: Worksheet, scale: Scale) -> str | None:
    """The highest level of an applicable study: what is not applicable may neither support nor deny."""
    placed = [
        (place, study.level)
        for study in recommendation.studies
        if study.is_applicable and (place := scale.place(worksheet.question, study.level)) is not None
    ]
    return min(placed)[1] if placed else None


def _is_above(place: int | None, other: int | None) -> bool:
    """Whether evidence at *place* stands above that at *other*; any applicable study stands above none."""
    return place is not None and (other is None or place < other)


def _missing(worksheet: Worksheet, scale: Scale | None) -> list[str]:
    found = ["the day of the determination, which tells the scale"] if scale is None else []
    if len(worksheet.competing) < 2:
        found.append("a second recommendation: the methodology is for recommendations at variance")
    if worksheet.follows is None:
        found.append("the recommendation that is followed")
    if not worksheet.why.strip():
        found.append("why it is followed")
    for each in worksheet.competing:
        found += _missing_of(each)
    return found


def _missing_of(recommendation: Recommendation) -> list[str]:
    if not recommendation.studies and not recommendation.searched.strip():
        return [f"the studies behind {recommendation.id}, or where they were searched for"]
    found = []
    for number, study in enumerate(recommendation.studies, start=1):
        name = f"study {number} of {recommendation.id}"
        if not all((study.authors, study.title, study.journal, study.year, study.pages)):
            found.append(f"the whole citation of {name} (authors, title, journal, year, pages)")
        if study.is_applicable is None or not study.applicability.strip():
            found.append(f"whether {name} applies to this worker, and why")
        if study.level is None and study.is_applicable is not False:
            found.append(f"the level of {name}")
    return found


def _reason(
    worksheet: Worksheet,
    scale: Scale,
    followed: Recommendation,
    other: Recommendation,
    best: Mapping[str, str | None],
    *,
    is_rebutted: bool,
    is_whole: bool,
) -> str:
    asked = f"On {QUESTIONS[worksheet.question]}"
    here, there = _evidence(best[followed.id]), _evidence(best[other.id])
    if is_rebutted:
        return (
            f"Rebutted by the methodology worksheet ({scale.regulation}). {asked}, {followed.source} rests on "
            f"{here}, and {other.source} on {there}."
        )
    if not is_whole:
        return f"The methodology worksheet would follow {followed.source}, but it is incomplete: the rank stands."
    return (
        f"The methodology worksheet would follow {followed.source}, but {_lower(asked)} it rests on {here}, which does "
        f"not stand above the evidence for {other.source} ({there}): the rank stands."
    )


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _evidence(level: str | None) -> str:
    return f"an applicable study of level {level}" if level else "no applicable study"
