"""A back-test as one self-contained page that a medical director can show a board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openimr.corpus.backtest.charts import Bar, bar, gauge, most_of
from openimr.corpus.backtest.compared import Compared
from openimr.corpus.backtest.figures import Figures, Results
from openimr.corpus.backtest.intervals import SEED, draws_of
from openimr.corpus.backtest.page import page, page_style, title_of
from openimr.corpus.backtest.report import confusion_to_dict
from openimr.corpus.backtest.verdicts import Left
from openimr.rulebook.files import read_yaml

WORDS = "reports/words.yaml"
MOST_SHOWN = 500
"""Disagreements on the page; a browser bears no more. The JSON has all."""


def write_html(items: Sequence[Compared], results: Results, left_out: Left) -> str:
    """The report's page. Every word of it is escaped; it asks nothing of a network."""
    differing = [item for item in items if item.is_counted and not item.agrees]
    overall = results.overall
    return page("reports/backtest.html.j2").render(
        words=read_yaml(WORDS),
        style=page_style(),
        results=results,
        overall=overall,
        left_out=left_out,
        draws=draws_of(overall.letters),
        seed=SEED,
        gauges={
            "balanced": gauge(overall.balanced_accuracy, overall.balanced_accuracy_interval, mark=0.5),
            "agreement": gauge(overall.accuracy, overall.accuracy_interval, mark=overall.always_upheld),
        },
        confusion=confusion_to_dict(overall),
        topics=_topic_bars(results.by_topic),
        reasons=_reason_bars(results.by_reason),
        differing=differing[:MOST_SHOWN],
        differing_count=len(differing),
        differing_topics=sorted({title_of(item.topic) for item in differing[:MOST_SHOWN]}),
        abstained=[item for item in items if not item.is_covered][:MOST_SHOWN],
    )


def _topic_bars(groups: Mapping[str, Figures]) -> list[Bar]:
    """One bar a topic, the largest first."""
    most = most_of(list(groups.values()))
    ranked = sorted(groups.items(), key=lambda pair: (-pair[1].items, title_of(pair[0])))
    return [bar(title_of(name), group, most, _share(group)) for name, group in ranked]


def _reason_bars(groups: Mapping[str, Figures]) -> list[Bar]:
    most = most_of(list(groups.values()))
    labels = read_yaml(WORDS)["reasons"]
    return [bar(labels[name], group, most, _share(group)) for name, group in groups.items()]


def _share(group: Figures) -> str:
    """ "12 of 15", of the counted items; a dash where none is counted."""
    alike = group.tally.upheld_alike + group.tally.overturned_alike
    return f"{alike} of {group.counted}" if group.counted else "–"
