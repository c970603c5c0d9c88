"""Is the audit trail whole: nothing changed, removed, added or put in another order."""

from __future__ import annotations

from dataclasses import dataclass

from openimr.casework.workflow import apply
from openimr.domain.casework import Case, CaseId, Event
from openimr.errors import UsageError
from openimr.services.ports import CaseStore


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What was found: how many events, the last seal, and each fault in words. No faults: the trail is whole."""

    events: int
    last_seal: str
    faults: tuple[str, ...]


def verify_trail(store: CaseStore, *, known_seal: str | None = None) -> TrailReport:
    """Recompute every seal and every case from its events.

    Args:
        store: Where the trail is.
        known_seal: A seal noted earlier, kept outside the database: it must still be in the trail.
    """
    faults: list[str] = []
    standing: dict[CaseId, Case] = {}
    last, position, seen = "", 0, known_seal is None
    for link in store.trail():
        position += 1
        if link.position != position:
            faults.append(f"Events {position} to {link.position - 1} of the trail are missing or out of order.")
            position = link.position
        if not link.holds:
            faults.append(f"Event {link.position} of the trail was changed or does not follow the one before it.")
        last = link.seal
        seen = seen or last == known_seal
        _follow(standing, link.event, faults)
    if not seen:
        faults.append("The noted seal is not in the trail: events were removed or replaced.")
    faults.extend(_standing_faults(store, standing, position, last))
    return TrailReport(position, store.chain_end()[1], tuple(faults))


def _follow(standing: dict[CaseId, Case], event: Event, faults: list[str]) -> None:
    case = standing.get(event.case, Case(event.case))
    try:
        standing[event.case] = apply(case, event)
    except UsageError:
        faults.append(f"Event {event.number} of case {event.case} does not follow the ones before it.")


def _standing_faults(store: CaseStore, standing: dict[CaseId, Case], position: int, last: str) -> list[str]:
    faults = []
    end = store.chain_end()
    if end[0] != position or last not in ("", end[1]):
        faults.append("The end of the trail is not where it was last written: events were removed or added.")
    stored = {case.id: case for case in store.all_cases()}
    for case in sorted(standing.keys() | stored.keys()):
        if standing.get(case) != stored.get(case):
            faults.append(f"Case {case} does not stand where its events have brought it.")
    return faults
