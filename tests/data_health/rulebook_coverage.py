"""Writes docs/reference/rulebook-coverage.md; run it as a script after a change of the rulebook."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from openimr.domain.guidelines import Edition, Guideline
from openimr.rulebook.files import read_yaml
from openimr.rulebook.guidelines import all_guidelines

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rulebook-coverage.md"
_LEFT_OUT = Path(__file__).with_name("rows_not_represented.yaml")
_HEAD = """# What the rulebook covers

One row a topic: the files that speak to it, their editions, the criteria of all editions with the status of what they
rest on, and how many rows of the domain table of criteria they ask, of all the rows of the topic. Rows that no
criterion asks are listed below with the reason. `PYTHONPATH=src python tests/data_health/rulebook_coverage.py` writes
this page; a test keeps it true.

"""


def rows_left_out() -> Mapping[str, str]:
    """The rows that no criterion asks, each with the reason."""
    content: Mapping[str, str] = yaml.safe_load(_LEFT_OUT.read_text(encoding="utf-8"))
    return content


def rows_asked() -> frozenset[str]:
    """The rows that some criterion names."""
    return frozenset(row for each in all_guidelines() for e in each.editions for c in e.criteria for row in c.rows)


def page() -> str:
    """The whole page."""
    return _HEAD + "\n".join([*_table(), "", *_periods(), "", *_unasked()]) + "\n"


def _table() -> Iterator[str]:
    yield "| topic | texts and editions | criteria | confirmed | secondary | unconfirmed | rows asked |"
    yield "|---|---|---|---|---|---|---|"
    totals: Counter[str] = Counter()
    for topic in read_yaml("topics.yaml"):
        texts = [each for each in all_guidelines() if each.topic == topic["slug"]]
        editions = [edition for each in texts for edition in each.editions]
        statuses: Counter[str] = Counter(criterion.status for edition in editions for criterion in edition.criteria)
        asked, left = _rows_of(topic["key"])
        totals.update(
            {"texts": len(texts), "editions": len(editions), "asked": asked, "rows": asked + left, **statuses}
        )
        names = "; ".join(_named(each) for each in texts)
        yield _row(topic["title"], names, statuses, asked, left)
    named = f"{totals['texts']} texts, {totals['editions']} editions"
    yield _row("**all**", named, totals, totals["asked"], totals["rows"] - totals["asked"])


def _row(title: str, names: str, statuses: Counter[str], asked: int, left: int) -> str:
    shares = [statuses["confirmed"], statuses["secondary"], statuses["unconfirmed"]]
    return (
        f"| {title} | {names} | {sum(shares)} | {shares[0]} | {shares[1]} | {shares[2]} | {asked} of {asked + left} |"
    )


def _rows_of(key: str) -> tuple[int, int]:
    """How many rows of a topic are asked and left out; a rule that stands only among the confirmations is no row."""
    asked = sum(row.rpartition(".")[0].partition(".")[0] == key and row.count(".") == 2 for row in rows_asked())
    return asked, sum(row.partition(".")[0] == key for row in rows_left_out())


def _named(each: Guideline) -> str:
    return f"`{each.id}` ({', '.join(_span(edition) for edition in each.editions)})"


def _span(edition: Edition) -> str:
    return f"{edition.effective_from} to {edition.effective_to or 'now'}"


def _periods() -> Iterator[str]:
    yield "## Days without a text"
    yield ""
    yield "On these days the rulebook holds no text in force for the topic. The ladder of an item says so, and the item"
    yield "is left open. Most are topics of the ACOEM chapters of December 2017, of which no public text was found."
    yield ""
    days = (
        "2013-06-01",
        "2014-06-01",
        "2016-01-15",
        "2016-09-01",
        "2017-06-01",
        "2018-06-01",
        "2020-06-01",
        "2024-06-01",
    )
    gaps: dict[str, list[str]] = defaultdict(list)
    for topic in read_yaml("topics.yaml"):
        editions = [e for each in all_guidelines() if each.topic == topic["slug"] for e in each.editions]
        for day in days:
            if not any(str(e.effective_from) <= day <= str(e.effective_to or "9999") for e in editions):
                gaps[topic["title"]].append(day[:7])
    for title, months in gaps.items():
        yield f"- {title}: {', '.join(months)}"


def _unasked() -> Iterator[str]:
    yield "## Rows that no criterion asks"
    yield ""
    yield "| row | why |"
    yield "|---|---|"
    for row, why in sorted(rows_left_out().items()):
        yield f"| {row} | {why} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
