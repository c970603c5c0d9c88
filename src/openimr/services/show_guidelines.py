"""The rulebook as a reader sees it: a list of its topics, and one topic on a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from openimr.domain.guidelines import Criterion, Edition, Group, Guideline, Tree
from openimr.errors import UsageError
from openimr.rulebook.guideline_schema import guideline_schema
from openimr.rulebook.guidelines import all_guidelines
from openimr.wire import dump_json

_WIDTH = 96
_STATUS_MARK = {"confirmed": "", "secondary": " [secondary source]", "unconfirmed": " [UNCONFIRMED]"}


def write_schema() -> str:
    """The JSON Schema of guideline files."""
    return dump_json(guideline_schema())


def list_guidelines() -> list[dict[str, Any]]:
    """Every guideline topic with its editions, by id, as JSON-ready values."""
    return [
        {
            "id": each.id,
            "topic": each.topic,
            "title": each.title,
            "rank": each.rank,
            "editions": [
                {
                    "edition": edition.key,
                    "from": edition.effective_from.isoformat(),
                    "to": edition.effective_to.isoformat() if edition.effective_to else None,
                    "criteria": len(edition.criteria),
                    "unconfirmed": sum(criterion.status == "unconfirmed" for criterion in edition.criteria),
                }
                for edition in each.editions
            ],
        }
        for each in all_guidelines()
    ]


def write_list() -> str:
    """The list as text, one line an edition."""
    rows = list_guidelines()
    width = max(len(row["id"]) for row in rows) + 2
    lines = [f"{'GUIDELINE':{width}}{'IN FORCE':26}{'CRITERIA':>10}{'UNCONFIRMED':>13}"]
    for row in rows:
        for edition in row["editions"]:
            window = f"{edition['from']} to {edition['to'] or 'now'}"
            lines.append(f"{row['id']:{width}}{window:26}{edition['criteria']:>10}{edition['unconfirmed']:>13}")
    return "\n".join(lines) + "\n"


def write_guideline(name: str) -> str:
    """One guideline on a screen: each edition, its source, what it asks, criterion by criterion.

    Args:
        name: A guideline id, or a topic (then all its guidelines).

    Raises:
        UsageError: the rulebook holds neither.
    """
    found = [each for each in all_guidelines() if name in (each.id, each.topic)]
    if not found:
        raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
    return "\n".join(line for each in found for line in _guideline_lines(each)) + "\n"


def _guideline_lines(guideline: Guideline) -> Iterator[str]:
    yield f"{guideline.title}  ({guideline.id})"
    yield from _wrapped(guideline.description)
    for edition in guideline.editions:
        yield ""
        yield from _edition_lines(edition)
    yield ""


def _edition_lines(edition: Edition) -> Iterator[str]:
    until = edition.effective_to.isoformat() if edition.effective_to else "now"
    yield f"  Edition {edition.key}, in force {edition.effective_from.isoformat()} to {until}"
    source = edition.source
    parts = [source.authority, source.guideline, source.edition, source.section, source.regulation]
    pages = f"p. {', '.join(map(str, source.pages))}" if source.pages else None
    yield from _wrapped("Source: " + ", ".join(part for part in (*parts, pages) if part), "    ")
    yield from _wrapped(f"Recommendation: {edition.recommendation}", "    ")
    yield from _wrapped(f"Asks: {edition.asks}", "    ")
    for criterion in edition.criteria:
        yield from _criterion_lines(criterion)
    yield from _wrapped(f"Favourable if {_logic(edition.logic)}", "    ")


def _criterion_lines(criterion: Criterion) -> Iterator[str]:
    name = criterion.id.rpartition("/")[2]
    silence = {"pass": "silence passes", "fail": "silence fails", None: "never decides"}[criterion.silence]
    head = f"- {name} ({criterion.role}; {silence}){_STATUS_MARK[criterion.status]}"
    yield from _wrapped(head, "    ", "      ")
    yield from _wrapped(criterion.ask, "      ")


def _logic(tree: Tree[str]) -> str:
    if isinstance(tree, Group):
        parts = [_logic(part) for part in tree.parts]
        if tree.op == "not":
            return f"not {parts[0]}"
        if tree.op == "at_least":
            return f"at least {tree.n} of ({', '.join(parts)})"
        return "(" + f" {'and' if tree.op == 'all' else 'or'} ".join(parts) + ")"
    return str(tree).rpartition("/")[2]


def _wrapped(text: str, first: str = "  ", rest: str | None = None) -> Iterable[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest or first)
