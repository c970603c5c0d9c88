"""A back-test as JSON-ready values: the shape of the outside contract and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from openimr.corpus.backtest.compared import Compared
from openimr.corpus.backtest.figures import ACTUALS, PROPOSALS, Figures, Results
from openimr.corpus.backtest.intervals import SEED, Interval, draws_of
from openimr.corpus.backtest.verdicts import Left


def to_dict(items: Sequence[Compared], results: Results, left_out: Left) -> dict[str, Any]:
    """The whole back-test: every item, then the summary."""
    return {"items": [item_to_dict(item) for item in items], "summary": summary_to_dict(results, left_out)}


def item_to_dict(item: Compared) -> dict[str, Any]:
    """One item; the reviewer's reasons are given where they and the rulebook differ."""
    proposal = item.proposal
    content: dict[str, Any] = {
        "case_number": item.case_number,
        "request": item.request,
        "topic": item.topic,
        "actual": item.actual,
        "proposed": item.proposed,
        "guideline": proposal.guideline,
        "edition": proposal.edition,
        "reason": item.reason,
        "why": proposal.why,
        "criteria": [
            {**asdict(finding), "quotes": [item.quotes[name] for name in finding.facts if name in item.quotes]}
            for finding in proposal.criteria
        ],
    }
    if item.half is not None:
        content["half"] = item.half
    if item.is_counted and not item.agrees:
        content["reviewer"] = {"guideline": item.theirs.guideline, "rationale": item.theirs.rationale}
    return content


def summary_to_dict(results: Results, left_out: Left) -> dict[str, Any]:
    """The figures in all and by group, and how they were come by."""
    content = figures_to_dict(results.overall)
    content["by_topic"] = {name: figures_to_dict(each) for name, each in results.by_topic.items()}
    content["by_reason"] = {name: reason_to_dict(each) for name, each in results.by_reason.items()}
    if results.by_half:
        content["by_half"] = {name: figures_to_dict(each) for name, each in results.by_half.items()}
    content["intervals"] = {
        "level": 0.95,
        "method": "bootstrap by letter",
        "draws": draws_of(results.overall.letters),
        "seed": SEED,
    }
    content["sentences_left_out"] = asdict(left_out)
    return content


def figures_to_dict(figures: Figures) -> dict[str, Any]:
    """One set of figures; rates are rounded to four places, null where they cannot be told."""
    return {
        "letters": figures.letters,
        "items": figures.items,
        "covered": figures.covered,
        "coverage": _rate(figures.coverage),
        "counted": figures.counted,
        "accuracy": _rate(figures.accuracy),
        "accuracy_interval": _bounds(figures.accuracy_interval),
        "balanced_accuracy": _rate(figures.balanced_accuracy),
        "balanced_accuracy_interval": _bounds(figures.balanced_accuracy_interval),
        "balanced_accuracy_abstentions_wrong": _rate(figures.balanced_accuracy_of_all),
        "always_upheld_accuracy": _rate(figures.always_upheld),
        "confusion": confusion_to_dict(figures),
    }


def reason_to_dict(figures: Figures) -> dict[str, Any]:
    """How often the proposals of one kind of reason are the decision: all of them propose the same, or nothing."""
    return {
        "letters": figures.letters,
        "items": figures.items,
        "counted": figures.counted,
        "accuracy": _rate(figures.accuracy),
        "accuracy_interval": _bounds(figures.accuracy_interval),
    }


def confusion_to_dict(figures: Figures) -> dict[str, dict[str, int]]:
    """Actual decision to proposal to how many; actual decisions that never occur are left out."""
    rows = {actual: {each: figures.confusion.get((actual, each), 0) for each in PROPOSALS} for actual in ACTUALS}
    return {actual: row for actual, row in rows.items() if any(row.values()) or actual in ("upheld", "overturned")}


def _rate(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _bounds(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 4), round(interval.high, 4)]
