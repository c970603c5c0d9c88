"""How many visits of a therapy there were, and would be with what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.record import Record, family, requested_regions


def cumulative_visits(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Visits of the option `concept` done for the body part, those requested, and those of it granted already.

    Counts on record are running totals as a rule, so the largest is the least that was done; the most is their
    sum. Therapy mentioned without a count leaves the total open above. No mention: none was done. Where the request
    states a range ("1 to 2 a week"), the total is a range; the option `fewest` takes its lower end, and has no number
    where no range is stated.
    """
    done = treatments_given(record, question, "therapy", options["concept"])
    counts = [(fact, float(fact.value["visits"])) for fact in done if fact.value.get("visits") is not None]
    fewest = bool(options.get("fewest"))
    if fewest and question.treatment.visits_min is None:
        return Reading()
    requested = _asked_for(question, fewest=fewest)
    least = max((count for _, count in counts), default=0.0)
    most = None if len(counts) < len(done) and not counts else _distinct_sum(counts)
    low = least + (_asked_for(question, fewest=True) or requested or 0)
    high = None if most is None or requested is None else most + requested
    values = {"value": least + (requested or 0), "done": least if done else None, "requested": requested}
    facts = [fact for fact, _ in counts] or done[:1]
    return Reading(low, high, facts=facts, values={k: v for k, v in values.items() if v is not None})


def _asked_for(question: Question, *, fewest: bool) -> float | None:
    """The visits of the whole request: those in dispute, and those of it that are granted already."""
    treatment = question.treatment
    asked = treatment.visits_min if fewest else treatment.visits or _whole(treatment.quantity)
    return None if asked is None else asked + (question.granted or 0)


def _whole(quantity: float | None) -> float | None:
    return quantity if quantity is not None and quantity == int(quantity) else None


def _distinct_sum(counts: Sequence[tuple[Fact, float]]) -> float:
    """A count repeated in a later note is the same visits."""
    return sum({count for _, count in counts})


def treatments_given(record: Record, question: Question, kind: str, concept: Any) -> list[Fact]:
    """Earlier treatments of the named concepts in the requested region, oldest first."""
    concepts = concept if isinstance(concept, tuple) else (concept,)
    given = [fact for fact in record.of(kind, concepts) if fact.status in ("present", "historical")]
    wanted = requested_regions(question.treatment) if given else frozenset()
    if not wanted:
        return given
    reach: frozenset[str] = frozenset().union(*(family(region) for region in wanted))
    return [fact for fact in given if not record.regions(fact) or record.regions(fact) & reach]
