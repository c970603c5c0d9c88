"""A back-test as one self-contained page that a medical director can show a board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from openimr.corpus.backtest.charts import Bar, bar, gauge, most_of
from openimr.corpus.backtest.compared import Compared
from openimr.corpus.backtest.figures import Figures, Results
from openimr.corpus.backtest.intervals import SEED, draws_of
from openimr.corpus.backtest.report import confusion_to_dict
from openimr.corpus.backtest.verdicts import Left
from openimr.rulebook.files import read_text, read_yaml

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE, WORDS = "reports/backtest.html.j2", "reports/backtest.yaml"


def write_html(items: Sequence[Compared], results: Results, left_out: Left) -> str:
    """The report's page. Every word of it is escaped; it asks nothing of a network."""
    differing = [item for item in items if item.is_counted and not item.agrees]
    overall = results.overall
    return _template().render(
        words=read_yaml(WORDS),
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
        differing=differing,
        differing_topics=sorted({_title(item.topic) for item in differing}),
        abstained=[item for item in items if not item.is_covered],
    )


def _topic_bars(groups: Mapping[str, Figures]) -> list[Bar]:
    """One bar a topic, the largest first."""
    most = most_of(list(groups.values()))
    ranked = sorted(groups.items(), key=lambda pair: (-pair[1].items, _title(pair[0])))
    return [bar(_title(name), group, most, _share(group)) for name, group in ranked]


def _reason_bars(groups: Mapping[str, Figures]) -> list[Bar]:
    most = most_of(list(groups.values()))
    labels = read_yaml(WORDS)["reasons"]
    return [bar(labels[name], group, most, _share(group)) for name, group in groups.items()]


def _share(group: Figures) -> str:
    """ "12 of 15", of the counted items; a dash where none is counted."""
    alike = group.tally.upheld_alike + group.tally.overturned_alike
    return f"{alike} of {group.counted}" if group.counted else "–"


def _title(topic: str | None) -> str:
    if topic is None or topic == "no_topic":
        return str(read_yaml(WORDS)["no_topic"])
    return _titles().get(topic, topic)


@cache
def _titles() -> dict[str, str]:
    return {row["slug"]: row["title"] for row in read_yaml("topics.yaml")}


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f} %"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    filters: dict[str, Any] = {"percent": _percent, "title_of": _title}
    environment.filters.update(filters)
    return environment.from_string(read_text(TEMPLATE))
