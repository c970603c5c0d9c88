"""The rulebook as a reader sees it: a list of its topics, and one topic on a screen."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from openimr.domain.guidelines import Criterion, Edition, Group, Guideline, Tree
from openimr.errors import GuidelineNotInForceError, UsageError
from openimr.rulebook.guideline_cases import packaged_cases
from openimr.rulebook.guideline_schema import guideline_schema
from openimr.rulebook.guidelines import RANKS, all_guidelines, edition_in_force
from openimr.services.diff_guidelines import changes_between
from openimr.services.say_tests import say_tests
from openimr.wire import dump_json

_WIDTH = 96
_RANKS = {"mtus": "MTUS", "acoem_odg": "ACOEM/ODG", "other": "other"}
_STATUS_MARK = {"confirmed": "", "secondary": "  [secondary source]", "unconfirmed": "  [UNCONFIRMED]"}
_SILENCE = {"pass": "silence does not count against it", "fail": "silence counts against it", None: "never decides"}
_ROLES = {"required": "required", "limit": "limit", "excluded": "exclusion", "advisory": "advice"}
_MOST_CHANGES = 12


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
            "editions": [_listed(edition) for edition in each.editions],
            "cases": len(packaged_cases(each)),
        }
        for each in all_guidelines()
    ]


def _listed(edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition.key,
        "from": edition.effective_from.isoformat(),
        "to": edition.effective_to.isoformat() if edition.effective_to else None,
        "criteria": len(edition.criteria),
        "unconfirmed": sum(criterion.status == "unconfirmed" for criterion in edition.criteria),
    }


def write_list() -> str:
    """The list as text: topic by topic, a line an edition, those of the highest rank first."""
    rows = sorted(all_guidelines(), key=lambda each: (each.topic, RANKS.index(each.rank), each.id))
    width = max(len(row.id) for row in rows) + 2
    lines = [f"  {'GUIDELINE':{width}}{'IN FORCE':26}{'RANK':11}{'CRITERIA':>8}{'UNCONFIRMED':>13}"]
    topic = None
    for row in rows:
        if row.topic != topic:
            topic = row.topic
            lines.append(topic)
        for edition in row.editions:
            listed, rank = _listed(edition), _RANKS[row.rank]
            unconfirmed = listed["unconfirmed"] or ""
            lines.append(f"  {row.id:{width}}{_window(edition):26}{rank:11}{listed['criteria']:>8}{unconfirmed:>13}")
    editions = sum(len(row.editions) for row in rows)
    lines.append(f"{len({row.topic for row in rows})} topics, {len(rows)} guidelines, {editions} editions.")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def write_guideline(name: str, *, on: dt.date | None = None, is_full: bool = False) -> str:
    """One guideline on a screen: its editions, and what each asks, criterion by criterion.

    Args:
        name: A guideline id, or a topic (then all its guidelines, the highest rank first).
        on: Show only the editions in force on this day.
        is_full: Say too by what each criterion is met, and what would meet it.

    Raises:
        UsageError: the rulebook holds neither, or nothing of it was in force that day.
    """
    found = _found(name)
    shown = [(each, _editions(each, on)) for each in found]
    shown = [(each, editions) for each, editions in shown if editions]
    if not shown:
        raise UsageError(f"No text on {name} was in force on {on}.")
    lines = [*_overview(shown)]
    for each, editions in shown:
        lines += ["", *_guideline_lines(each, editions, is_full=is_full)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def show_guideline(name: str, *, on: dt.date | None = None) -> list[dict[str, Any]]:
    """The same as JSON-ready values."""
    return [
        {"id": each.id, "title": each.title, "rank": each.rank, "editions": [_shown(e) for e in _editions(each, on)]}
        for each in _found(name)
    ]


def _shown(edition: Edition) -> dict[str, Any]:
    criteria = [
        {
            "id": each.id,
            "ask": each.ask,
            "role": each.role,
            "silence": each.silence,
            "status": each.status,
            "source": each.source,
            "met": say_tests(each.met),
            "not_met": say_tests(each.not_met),
            "when": say_tests(each.when) if each.when is not None else None,
            "needs": each.needs,
        }
        for each in edition.criteria
    ]
    source = {"citation": _cited(edition), "recommendation": edition.recommendation, "asks": edition.asks}
    return {**_listed(edition), **source, "criteria": criteria, "logic": list(_logic_lines(edition.logic, ""))}


def _found(name: str) -> list[Guideline]:
    found = [each for each in all_guidelines() if name in (each.id, each.topic)]
    if not found:
        raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
    return sorted(found, key=lambda each: (RANKS.index(each.rank), each.order, each.id))


def _editions(of: Guideline, on: dt.date | None) -> tuple[Edition, ...]:
    if on is None:
        return of.editions
    try:
        return (edition_in_force(of, on),)
    except GuidelineNotInForceError:
        return ()


def _overview(shown: Sequence[tuple[Guideline, Sequence[Edition]]]) -> Iterator[str]:
    yield f"{'IN FORCE':26}{'RANK':11}TEXT"
    for each, editions in shown:
        for edition in editions:
            unconfirmed = sum(one.status == "unconfirmed" for one in edition.criteria)
            mark = f"  [{unconfirmed} of {len(edition.criteria)} UNCONFIRMED]" if unconfirmed else ""
            head = f"{_window(edition):26}{_RANKS[each.rank]:11}"
            yield from _wrapped(f"{_named(edition)}{mark}", head, " " * len(head))


def _named(edition: Edition) -> str:
    return " ".join(part for part in (edition.source.guideline, edition.source.edition) if part)


def _guideline_lines(of: Guideline, editions: Sequence[Edition], *, is_full: bool) -> Iterator[str]:
    yield f"{of.title}  ({of.id})"
    yield from _wrapped(of.description)
    yield ""
    yield from _edition_lines(editions[0], is_full=is_full)
    for before, edition in pairwise(editions):
        yield ""
        yield from _next_lines(before, edition, is_full=is_full)
    yield ""
    cases = len(packaged_cases(of))
    yield f"  {cases} example cases: openimr guidelines test {of.id} --each"


def _next_lines(before: Edition, edition: Edition, *, is_full: bool) -> Iterator[str]:
    """A later edition by what changed, where that is little; otherwise whole."""
    changes = [each for each in changes_between(before, edition) if each.kind not in ("dates", "source", "asks")]
    if len(changes) > _MOST_CHANGES or any(each.kind.startswith("criterion") for each in changes):
        yield from _edition_lines(edition, is_full=is_full)
        return
    yield from _head_lines(edition)
    same = "but for" if changes else "without a change"
    yield from _wrapped(f"Asks the same as the edition of {before.key}, {same}{':' if changes else '.'}", "    ")
    for each in changes:
        said = f"{each.criterion}: {each.says}" if each.criterion else each.says
        yield from _wrapped(said, "    - ", "      ")


def _head_lines(edition: Edition) -> Iterator[str]:
    yield f"  Edition {edition.key}, in force {_window(edition)}"
    yield from _wrapped(f"Source: {_cited(edition)}", "    ", "      ")


def _edition_lines(edition: Edition, *, is_full: bool) -> Iterator[str]:
    yield from _head_lines(edition)
    yield from _wrapped(f"{edition.recommendation}. {edition.asks}", "    ")
    if edition.applies is not None:
        yield from _wrapped(f"For: {say_tests(edition.applies)}", "    ", "      ")
    yield ""
    for number, criterion in enumerate(edition.criteria, start=1):
        yield from _criterion_lines(number, criterion, is_full=is_full)
    yield "    Favourable if"
    yield from _logic_lines(edition.logic, "      ")


def _criterion_lines(number: int, criterion: Criterion, *, is_full: bool) -> Iterator[str]:
    name = criterion.id.rpartition("/")[2]
    limit = f" of {criterion.limit:g} {criterion.unit}" if criterion.limit is not None and criterion.unit else ""
    yield from _wrapped(f"{criterion.ask}", f"    {number:>2}. ", "        ")
    kind = f"{name}: {_ROLES[criterion.role]}{limit}; {_SILENCE[criterion.silence]}{_STATUS_MARK[criterion.status]}"
    yield from _wrapped(kind, "        ", "          ")
    if criterion.source:
        yield from _wrapped(f"Read in: {criterion.source}", "        ", "          ")
    if is_full:
        yield from _full_lines(criterion)


def _full_lines(criterion: Criterion) -> Iterator[str]:
    told = (
        ("Asked when", criterion.when),
        ("Met by", criterion.met),
        ("Not met by", criterion.not_met),
        ("Untestable by", criterion.untestable),
    )
    for label, tests in told:
        if tests is not None:
            yield from _wrapped(f"{label}: {say_tests(tests)}.", "        ", "          ")
    if criterion.needs:
        yield from _wrapped(f"Would be met by: {criterion.needs}", "        ", "          ")


def _logic_lines(tree: Tree[str], indent: str) -> Iterator[str]:
    """The logic as an indented list: which criteria, how many of them, and what lifts one."""
    if not isinstance(tree, Group):
        yield f"{indent}{str(tree).rpartition('/')[2]}"
        return
    if len(tree.parts) == 1 and tree.op in ("all", "any"):
        yield from _logic_lines(tree.parts[0], indent)
        return
    if tree.op == "unless":
        first = list(_logic_lines(tree.parts[0], indent))
        yield from first
        yield f"{indent}  unless lifted by"
        for part in tree.parts[1:]:
            yield from _logic_lines(part, indent + "    ")
        return
    head = {"all": "all of", "any": "one of", "not": "not", "at_least": f"at least {tree.n} of"}[tree.op]
    yield f"{indent}{head}"
    for part in tree.parts:
        yield from _logic_lines(part, indent + "  ")


def _window(edition: Edition) -> str:
    return (
        f"{edition.effective_from.isoformat()} to {edition.effective_to.isoformat() if edition.effective_to else 'now'}"
    )


def _cited(edition: Edition) -> str:
    source = edition.source
    if not source.is_cited:
        return f"{source.guideline} (a rule of practice; no guideline is cited)"
    pages = f"p. {', '.join(map(str, source.pages))}" if source.pages else None
    parts = [source.authority, source.guideline, source.edition, source.section, pages, source.regulation]
    return ", ".join(part for part in parts if part)


def _wrapped(text: str, first: str = "  ", rest: str | None = None) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest)
