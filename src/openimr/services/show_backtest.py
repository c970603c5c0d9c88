"""A back-test as a reader wants it: JSON, a table for a terminal, a folder with the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openimr.corpus.backtest.figures import Figures
from openimr.corpus.backtest.intervals import Interval
from openimr.corpus.backtest.report import to_dict
from openimr.services.backtest import Backtest
from openimr.wire import dump_json

JSON_FILE = "backtest.json"
REPORT_FILE = "report.html"


def write_json(result: Backtest) -> str:
    """The back-test as JSON; see docs/reference/backtest-json.md."""
    return dump_json(to_dict(result.items, result.results, result.left_out))


def write_backtest(result: Backtest, out: Path) -> None:
    """Write backtest.json and report.html into the folder *out*."""
    from openimr.corpus.backtest.html import write_html

    out.mkdir(parents=True, exist_ok=True)
    (out / JSON_FILE).write_bytes(write_json(result).encode())
    (out / REPORT_FILE).write_bytes(write_html(result.items, result.results, result.left_out).encode())


def write_table(result: Backtest) -> str:
    """The figures as text: in all, by half, by topic."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Backtest) -> Iterator[str]:
    overall = result.results.overall
    yield f"{overall.items} disputed items of {overall.letters} letters, {overall.covered} with a proposal"
    yield f"balanced accuracy  {_spoken(overall.balanced_accuracy, overall.balanced_accuracy_interval)}"
    yield f"agreement          {_spoken(overall.accuracy, overall.accuracy_interval)}"
    yield f"always upheld      {_percent(overall.always_upheld)}"
    yield ""
    yield f"{'':34}{'ITEMS':>7}{'COVERED':>9}{'AGREE':>9}{'BALANCED':>10}{'UPHELD':>9}{'OVERTURNED':>12}"
    for name, each in result.results.by_half.items():
        yield _row(f"half {name}", each)
    for name, each in result.results.by_topic.items():
        yield _row(name, each)


def _row(name: str, figures: Figures) -> str:
    tally = figures.tally
    alike = f"{tally.upheld_alike}/{tally.upheld}", f"{tally.overturned_alike}/{tally.overturned}"
    rates = f"{_percent(figures.accuracy):>9}{_percent(figures.balanced_accuracy):>10}"
    return f"{name[:33]:34}{figures.items:>7}{figures.covered:>9}{rates}{alike[0]:>9}{alike[1]:>12}"


def _spoken(value: float | None, interval: Interval | None) -> str:
    if value is None or interval is None:
        return _percent(value)
    return f"{_percent(value)}  (95 % interval {_percent(interval.low)} to {_percent(interval.high)}, by letter)"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value * 100:.1f} %"
