"""A replay as one self-contained page: what flips, by topic, and what the flips turn on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openimr.corpus.backtest.charts import Bar, stacked
from openimr.corpus.backtest.page import page, page_style, percent, title_of
from openimr.rulebook.files import read_yaml

_MOST_TURNS = 8


def write_html(replay: Mapping[str, Any], before: str, after: str) -> str:
    """The page of a replay, from its JSON-ready values and both sides in words. Every word of it is escaped."""
    items, known = replay["items"], replay["reviewers"]["items"]
    return page("reports/replay.html.j2").render(
        words=read_yaml("reports/words.yaml"),
        style=page_style(),
        replay=replay,
        before=before,
        after=after,
        crossed=replay["decisions"],
        share=lambda count: f"{100 * count / items:.2g} %" if items else "–",
        rate=lambda count: percent(count / known if known else None),
        turns=_turns(replay["by_topic"]),
        topics=list(_topic_bars(replay["by_topic"])),
    )


def _turns(topics: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The criteria that most flips turn on, of all topics."""
    found = [turn for topic in topics.values() for turn in topic["turns_on"]]
    return sorted(found, key=lambda turn: (-turn["flips"], turn["criterion"], turn["how"]))[:_MOST_TURNS]


def _topic_bars(topics: Mapping[str, Any]) -> Iterator[Bar]:
    """One bar a topic in which anything came out otherwise, in the order of the replay."""
    counts = {name: _changes(topic) for name, topic in topics.items()}
    most = max((sum(each.values()) for each in counts.values()), default=0)
    for name, changes in counts.items():
        if sum(changes.values()):
            flips = changes["overturned"] + changes["differs"]
            note = f"{flips:,} flips of {topics[name]['items']:,} items"
            yield Bar(title_of(name), stacked(changes.items(), most), note)


def _changes(topic: Mapping[str, Any]) -> dict[str, int]:
    crossed = topic["decisions"]
    return {
        "overturned": crossed["upheld"]["overturned"],
        "differs": crossed["overturned"]["upheld"],
        "uncounted": topic["proposals_gained"],
        "abstained": topic["proposals_lost"],
    }
