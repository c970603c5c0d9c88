"""How many visits of a therapy there were, and would be with what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.record import Record, family, requested_regions


def cumulative_visits(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Visits of the option `concept` done for the body part, plus those requested.

    Counts on record are running totals as a rule, so the largest is the least that was done; the most is their
    sum. Therapy mentioned without a count leaves the total open above. No mention: none was done.
    """
    done = treatments_given(record, question, "therapy", options["concept"])
    counts = [(fact, float(fact.value["visits"])) for fact in done if fact.value.get("visits") is not None]
    requested = question.treatment.visits or _whole(question.treatment.quantity)
    least = max((count for _, count in counts), default=0.0)
    most = None if len(counts) < len(done) and not counts else _distinct_sum(counts)
    low = least + (requested or 0)
    high = None if most is None or requested is None else most + requested
    values = {"value": low, "done": least if done else None, "requested": requested}
    facts = [fact for fact, _ in counts] or done[:1]
    return Reading(low, high, facts=facts, values={k: v for k, v in values.items() if v is not None})


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
