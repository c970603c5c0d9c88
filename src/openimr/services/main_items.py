"""In which order the disputed items of one case are judged: main items first, then what goes along with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from openimr.domain.determinations import ProposedDecision
from openimr.domain.treatments import Treatment
from openimr.rulebook.associated_services import goes_along, main_items

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Main:
    """What is known of the item that a request goes along with: none, open, or its outcome."""

    is_there: bool = False
    is_favourable: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is one on which nothing could be proposed."""
        return self.is_there and self.is_favourable is None


NO_MAIN = Main()


def judge_in_order(
    treatments: Sequence[Treatment], judge: Callable[[int, Main], T], decision: Callable[[T], ProposedDecision]
) -> tuple[T, ...]:
    """What *judge* gives for each treatment, in the order given.

    *judge* takes the position of a treatment and what is known of its main item; a service that goes along with an
    operation of the same request is judged after it and told its outcome, which *decision* reads.
    """
    mains = main_items(treatments)
    judged = {number: judge(number, NO_MAIN) for number in mains}
    outcomes = {number: decision(judged[number]) for number in mains}
    for number, treatment in enumerate(treatments):
        if number not in judged:
            main = _main_of(treatment, treatments, outcomes) if goes_along(treatment) else NO_MAIN
            judged[number] = judge(number, main)
    return tuple(judged[number] for number in range(len(treatments)))


def _main_of(treatment: Treatment, treatments: Sequence[Treatment], outcomes: Mapping[int, ProposedDecision]) -> Main:
    """The outcome of the item that *treatment* goes along with: of the same body part where one is, else of any."""
    if not outcomes:
        return NO_MAIN
    same = [number for number in outcomes if treatments[number].body_part == treatment.body_part is not None]
    decisions = {outcomes[number] for number in same or outcomes}
    if "overturned" in decisions:
        return Main(is_there=True, is_favourable=True)
    return Main(is_there=True, is_favourable=None if "abstain" in decisions else False)
