"""Sending what is in the outbox: retried until it is handed over, and never handed over twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.deliveries import Delivery, DeliveryState
from openimr.errors import DeliveryError, DeliveryUnknownError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.make_notice import Made, make_notice
from openimr.services.ports import CaseStore, Clock, Files, Work

HOLD = dt.timedelta(minutes=10)
"""How long one sender may hold one letter."""

MOST_ATTEMPTS = 10

FOUND_SENT = "found to have gone"
"""The proof of a letter that a person has settled."""

_SENDER = Actor("system", "outbox")


class Channel(Protocol):
    """A way to the parties.

    `is_repeatable`: handing the same letter over again changes nothing, so that a letter whose fate is unknown may
    simply be tried again.
    """

    name: str
    is_repeatable: bool

    def hand_over(self, delivery: Delivery, made: Made) -> str:
        """Hand the letter over for good and give the proof.

        Raises:
            DeliveryError: it has certainly not been handed over.
        """


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many letters went out, are to be tried again, were given up, and need a person's look; `why`: what was in
    the way, each once."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    why: tuple[str, ...] = ()


def send_letters(store: CaseStore, files: Files, channel: Channel, *, now: Clock, most: int = 1000) -> Outcome:
    """Send up to *most* waiting letters, the longest due first."""
    outcome = Outcome(uncertain=settle_lost(store, channel, now=now))
    for _ in range(most):
        claimed = store.change(lambda work: work.claim_delivery(now(), now() + HOLD, channel.name))
        if claimed is None:
            break
        outcome = _counted(outcome, _send(store, files, channel, claimed, now))
    return outcome


def _counted(outcome: Outcome, letter: Delivery) -> Outcome:
    state = letter.state
    if state == "sent":
        return replace(outcome, sent=outcome.sent + 1)
    outcome = replace(outcome, why=tuple(sorted({*outcome.why, letter.proof or ""})))
    if state == "failed":
        return replace(outcome, failed=outcome.failed + 1)
    if state == "uncertain":
        return replace(outcome, uncertain=outcome.uncertain + 1)
    return replace(outcome, retried=outcome.retried + 1)


def _send(store: CaseStore, files: Files, channel: Channel, claimed: Delivery, now: Clock) -> Delivery:
    """What became of the letter."""
    made = make_notice(store, files, claimed)
    try:
        proof = channel.hand_over(claimed, made)
    except DeliveryError as error:
        again = _to_try_again(claimed, now(), str(error))
        store.change(lambda work: work.put_delivery(again))
        return again
    except DeliveryUnknownError as error:
        unknown = replace(claimed, state="uncertain", proof=str(error))
        store.change(lambda work: work.put_delivery(unknown))
        return unknown
    digest = hashlib.sha256(made.pdf).hexdigest()
    sent = replace(claimed, state="sent", proof=proof, digest=digest)
    store.change(lambda work: record_sent(work, sent, now))
    return sent


def _to_try_again(claimed: Delivery, now: dt.datetime, why: str) -> Delivery:
    """Waiting again, each time twice as long; given up after `MOST_ATTEMPTS`."""
    if claimed.attempts >= MOST_ATTEMPTS:
        return replace(claimed, state="failed", proof=why)
    return replace(claimed, state="waiting", due=now + dt.timedelta(minutes=2**claimed.attempts), proof=why)


def record_sent(work: Work, sent: Delivery, now: Clock, actor: Actor = _SENDER) -> None:
    """Store that a letter has gone, with its proof, as an event of the case."""
    work.put_delivery(sent)
    data = {"letter": sent.kind, "party": sent.role, "proof": sent.proof or ""}
    standing = work.lock(sent.case)
    at = max(now(), standing.last_at) if standing and standing.last_at else now()
    carry_out(work, sent.case, Command("record_delivery", actor, at, data=data), key=f"delivered {sent.name}")


def settle_lost(store: CaseStore, channel: Channel, *, now: Clock) -> int:
    """Letters whose sender died: tried again where that is harmless, else left to a person; how many are left so.

    Harmless is only the same way again: what may have gone by mail must not go into a folder as well.
    """

    def settle(work: Work) -> int:
        left = 0
        for delivery in work.lost_deliveries(now()):
            is_harmless = channel.is_repeatable and delivery.channel == channel.name
            state: DeliveryState = "waiting" if is_harmless else "uncertain"
            work.put_delivery(replace(delivery, state=state, due=now()))
            left += not is_harmless
        return left

    return store.change(settle)


def settle_uncertain(
    store: CaseStore, case: CaseId, *, was_sent: bool, only: Sequence[int] = (), actor: Actor, now: Clock
) -> int:
    """What a person found out about the uncertain and failed letters of a case; how many were settled.

    Args:
        store: Where the case is.
        case: Its id.
        was_sent: They had gone, which becomes an event of the case; else they are sent again.
        only: Which letters, numbered from 1 in the order of the case's letters; empty: all of them.
        actor: Who found it out.
        now: The time now.
    """

    def settle(work: Work) -> int:
        letters = [each for number, each in enumerate(work.deliveries(case), start=1) if not only or number in only]
        found = [each for each in letters if each.state in ("uncertain", "failed")]
        for each in found:
            if was_sent:
                record_sent(work, replace(each, state="sent", proof=FOUND_SENT), now, actor)
            else:
                work.put_delivery(replace(each, state="waiting", attempts=0, due=now()))
        return len(found)

    return store.change(settle)
