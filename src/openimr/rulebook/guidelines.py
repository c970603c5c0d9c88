"""The guidelines of `data/guidelines/`: loaded once, validated, and selected by topic and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import get_args

from openimr.domain.determinations import LadderStep
from openimr.domain.guidelines import Edition, Guideline, Rank, Trigger
from openimr.errors import GuidelineNotInForceError
from openimr.rulebook.confirmed import confirmed_edition, left_out
from openimr.rulebook.files import list_yaml
from openimr.rulebook.guideline_files import read_guideline

RANKS: tuple[Rank, ...] = get_args(Rank)
_RANK_TITLES: Mapping[str, str] = {
    "mtus": "Medical Treatment Utilization Schedule",
    "acoem_odg": "current ACOEM Practice Guidelines or Official Disability Guidelines",
    "other": "other evidence-based guidelines and studies",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """The editions to judge a request by, best first, and what each rank of the search sequence gave.

    No candidates: the rulebook holds no guideline in force for the topic on that day; the ladder says so.
    """

    topic: str | None
    candidates: tuple[Edition, ...]
    ladder: tuple[LadderStep, ...]

    @property
    def governing(self) -> Edition | None:
        """The edition that the request is judged by; None where every rank is silent."""
        return self.candidates[0] if self.candidates else None

    def refuses(self, edition: Edition) -> str | None:
        """Why *edition* may not be turned to while a higher rank applies, in one sentence; None if it may."""
        applying = next((step.rank for step in self.ladder if step.outcome == "applies"), None)
        if applying is None or RANKS.index(edition.rank) <= RANKS.index(applying):
            return None
        return (
            f"The {_RANK_TITLES[applying]} applies, so that {edition.source.guideline} is not reached: the search "
            "sequence goes on only where a higher rank is silent or rebutted."
        )


@cache
def all_guidelines() -> tuple[Guideline, ...]:
    """Every guideline topic of the rulebook, by id."""
    return tuple(sorted((_read(path) for path in guideline_paths()), key=lambda each: each.id))


def guideline_paths() -> list[str]:
    """The guideline files below `data/`, in name order."""
    return [path for path in list_yaml("guidelines") if path.count("/") == 3]


@cache
def _read(path: str) -> Guideline:
    return read_guideline(path)


@cache
def guidelines_of(topic: str) -> tuple[Guideline, ...]:
    """The packaged guidelines of one topic, in file order. A file is named for its topic, so no other need be read."""
    return tuple(_read(path) for path in guideline_paths() if path.endswith(f"/{topic}.yaml"))


@cache
def guideline(guideline_id: str) -> Guideline:
    """The guideline with this id; raises `KeyError` for one that the rulebook does not hold."""
    return {each.id: each for each in all_guidelines()}[guideline_id]


def edition_in_force(
    of: Guideline, day: dt.date, *, rfa_date: dt.date | None = None, service_date: dt.date | None = None
) -> Edition:
    """The edition that governs a decision of *day*; raises `GuidelineNotInForceError` where none does."""
    dates: dict[Trigger, dt.date] = {
        "decision": day,
        "rfa": rfa_date or day,
        "service": service_date or day,
    }
    for edition in reversed(of.editions):
        ends = edition.effective_to
        if edition.effective_from <= dates[edition.starts_by] and (ends is None or dates[edition.ends_by] <= ends):
            return edition
    raise GuidelineNotInForceError(f"{of.id} has no edition in force on {day.isoformat()}")


def guidelines_for(
    topic: str | None,
    *,
    day: dt.date,
    rfa_date: dt.date | None = None,
    service_date: dt.date | None = None,
    programme: str = "ca.wc",
    meant: Callable[[Sequence[Edition]], Sequence[Edition]] | None = None,
    held: Callable[[str], Sequence[Guideline]] | None = None,
    rebutted: Mapping[Rank, str] | None = None,
    confirmed_only: bool = False,
) -> Selection:
    """The editions in force for *topic* on the day of the UR decision, in the order of the search sequence.

    *meant* keeps of a rank's editions those that are for this patient and request; left out, all of them are.
    *held* gives the guidelines of a topic in place of the packaged ones, as when a changed rule is tried.
    *rebutted* gives the reason, a whole sentence, for each rank whose presumption a reviewer found rebutted
    (Labor Code 4604.5): its editions are no candidates, and the search goes on.
    *confirmed_only* never asks the criteria that are not confirmed against their source, and passes over the editions
    that have no others; the ladder says so.
    """
    by_rank, expired = _in_force(
        (held or guidelines_of)(topic) if topic else (), programme, day, rfa_date=rfa_date, service_date=service_date
    )
    kept = {rank: list(meant(by_rank[rank])) if meant else by_rank[rank] for rank in RANKS}
    passed_over: dict[Rank, list[Edition]] = {rank: [] for rank in RANKS}
    if confirmed_only:
        passed_over = {rank: [each for each in kept[rank] if confirmed_edition(each) is None] for rank in RANKS}
        kept = {rank: [one for each in kept[rank] if (one := confirmed_edition(each)) is not None] for rank in RANKS}
    reasons = {rank: why for rank, why in (rebutted or {}).items() if kept[rank]}
    candidates = tuple(edition for rank in RANKS if rank not in reasons for edition in kept[rank])
    ladder = tuple(
        LadderStep(rank, "rebutted", reasons[rank])
        if rank in reasons
        else _unconfirmed_step(rank, passed_over[rank])
        if passed_over[rank] and not kept[rank]
        else _step(rank, kept[rank], by_rank[rank], rank in expired, day)
        for rank in RANKS
    )
    if confirmed_only:
        ladder = tuple(_with_left_out(step, kept[rank]) for step, rank in zip(ladder, RANKS, strict=True))
    return Selection(topic, candidates, _until_applies(ladder))


def _unconfirmed_step(rank: Rank, editions: Sequence[Edition]) -> LadderStep:
    """A rank all of whose texts for the request were passed over."""
    why = (
        f"The {_RANK_TITLES[rank]} speaks to the request ({editions[0].source.guideline}), but every criterion of it "
        "that could decide is unconfirmed, and only confirmed ones are asked."
    )
    return LadderStep(rank, "silent", why)


def _with_left_out(step: LadderStep, editions: Sequence[Edition]) -> LadderStep:
    count = len(left_out(editions[0])) if editions else 0
    if step.outcome != "applies" or not count:
        return step
    said = "1 criterion of it is" if count == 1 else f"{count} criteria of it are"
    return replace(step, why=f"{step.why} Only confirmed criteria are asked: {said} left out.")


def _in_force(
    held: Sequence[Guideline],
    programme: str,
    day: dt.date,
    *,
    rfa_date: dt.date | None,
    service_date: dt.date | None,
) -> tuple[dict[Rank, list[Edition]], set[Rank]]:
    """The editions in force by rank, best first, and the ranks of which some guideline has none."""
    found = [each for each in held if each.programme == programme]
    found.sort(key=lambda each: (RANKS.index(each.rank), each.order, each.id))
    by_rank: dict[Rank, list[Edition]] = {rank: [] for rank in RANKS}
    expired: set[Rank] = set()
    for each in found:
        try:
            by_rank[each.rank].append(edition_in_force(each, day, rfa_date=rfa_date, service_date=service_date))
        except GuidelineNotInForceError:
            expired.add(each.rank)
    return by_rank, expired


def _step(rank: Rank, editions: list[Edition], in_force: list[Edition], is_expired: bool, day: dt.date) -> LadderStep:
    title = _RANK_TITLES[rank]
    if editions:
        first = editions[0]
        kind = f"the {title}" if first.source.is_cited else "reviewers' practice, for want of a guideline"
        why = f"The request is addressed by {kind}: {first.source.guideline}, in force on {day.isoformat()}."
        return LadderStep(rank, "applies", why)
    if in_force:
        return LadderStep(rank, "silent", f"The {title} does not speak to a request such as this one.")
    if is_expired:
        return LadderStep(rank, "silent", f"No text of the {title} in the rulebook was in force on {day.isoformat()}.")
    return LadderStep(rank, "silent", f"The rulebook holds no text of the {title} for this treatment.")


def _until_applies(ladder: tuple[LadderStep, ...]) -> tuple[LadderStep, ...]:
    """The search stops at the first rank that applies."""
    for count, step in enumerate(ladder, start=1):
        if step.outcome == "applies":
            return ladder[:count]
    return ladder
