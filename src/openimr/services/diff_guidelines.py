"""What changed between two texts of a guideline, two files, or the whole rulebook of two days, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from openimr.domain.guidelines import Criterion, Edition, FactTest, Group, Guideline, Source
from openimr.errors import GuidelineNotInForceError, UsageError
from openimr.rulebook.guidelines import all_guidelines, edition_in_force
from openimr.services.rule_folders import guideline_in_file
from openimr.services.say_tests import say_logic, say_tests

Kind = Literal[
    "edition_added", "edition_removed", "dates", "source", "recommendation", "asks", "applies",
    "criterion_added", "criterion_removed", "threshold", "tests", "question", "role", "silence", "status", "needs",
    "logic",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of what kind, of which criterion (None: of the edition), and in words."""

    kind: Kind
    criterion: str | None
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes from one text to another, each named by its guideline and edition; None: there was, or is, none."""

    guideline: str
    before: str | None
    after: str | None
    changes: tuple[Change, ...]


def diff_editions(name: str, keys: Sequence[str] = ()) -> tuple[Difference, ...]:
    """The changes between two editions of the guideline *name*; without *keys*, from each edition to the next.

    Raises:
        UsageError: the rulebook has no such guideline or edition.
    """
    of = _held(name)
    if not keys:
        if len(of.editions) < 2:
            raise UsageError(f"{of.id} has one edition only: there is nothing to compare.")
        return tuple(_difference(of.id, before, after) for before, after in pairwise(of.editions))
    chosen = [_edition(of, key) for key in keys]
    return (_difference(of.id, chosen[0], chosen[1]),)


def diff_files(before: Path, after: Path) -> tuple[Difference, ...]:
    """The changes from one guideline file to another, edition by edition; raises `UsageError` for what is none."""
    old, new = guideline_in_file(before), guideline_in_file(after)
    return tuple(each for each in _by_key(old, new) if each.changes)


def diff_days(before: dt.date, after: dt.date) -> tuple[Difference, ...]:
    """What changed in the rulebook from the texts in force on one day to those of another, guideline by guideline."""
    found = (_difference(of.id, _on(of, before), _on(of, after)) for of in all_guidelines())
    return tuple(each for each in found if each.changes)


def changes_between(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Every change from one edition to another."""
    return tuple(_changes(before, after))


def _held(name: str) -> Guideline:
    found = [each for each in all_guidelines() if name in (each.id, each.topic)]
    if len(found) > 1:
        raise UsageError(f"{name} has several guidelines: {', '.join(each.id for each in found)}. Name one.")
    if not found:
        raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
    return found[0]


def _edition(of: Guideline, key: str) -> Edition:
    for edition in of.editions:
        if key in (edition.key, edition.source.edition):
            return edition
    raise UsageError(f"{of.id} has no edition {key}: it has {', '.join(each.key for each in of.editions)}.")


def _on(of: Guideline, day: dt.date) -> Edition | None:
    try:
        return edition_in_force(of, day)
    except GuidelineNotInForceError:
        return None


def _by_key(old: Guideline, new: Guideline) -> Iterator[Difference]:
    before, after = ({each.key: each for each in of.editions} for of in (old, new))
    for key in sorted({*before, *after}):
        yield _difference(new.id, before.get(key), after.get(key))


def _difference(name: str, before: Edition | None, after: Edition | None) -> Difference:
    return Difference(
        name, before.key if before else None, after.key if after else None, tuple(_changes(before, after))
    )


def _changes(before: Edition | None, after: Edition | None) -> Iterator[Change]:
    if before is after:
        return
    if before is None or after is None:
        only = before or after
        assert only is not None
        kind: Kind = "edition_added" if before is None else "edition_removed"
        what = "now in force" if before is None else "no longer there"
        yield Change(kind, None, f"The text of {_window(only)} is {what} ({_cited(only.source)}).")
        return
    yield from _whole(before, after)
    old, new = ({each.id.rpartition("/")[2]: each for each in edition.criteria} for edition in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _criterion(name, old.get(name), new.get(name))
    said = say_logic(before.logic), say_logic(after.logic)
    if said[0] != said[1]:
        yield Change("logic", None, f"Favourable if {said[1]} (before: {said[0]}).")


def _whole(before: Edition, after: Edition) -> Iterator[Change]:
    if _window(before) != _window(after):
        yield Change("dates", None, f"In force {_window(after)} (before: {_window(before)}).")
    if before.source != after.source:
        yield Change("source", None, f"Source: {_cited(after.source)} (before: {_cited(before.source)}).")
    if before.recommendation != after.recommendation:
        said = f"Recommendation: {after.recommendation} (before: {before.recommendation})."
        yield Change("recommendation", None, said)
    if before.asks != after.asks:
        yield Change("asks", None, f"Asks: {after.asks}")
    if before.applies != after.applies:
        said = f"Is for: {say_tests(after.applies)} (before: {say_tests(before.applies)})."
        yield Change("applies", None, said.replace("nothing", "every request of the topic"))


def _criterion(name: str, old: Criterion | None, new: Criterion | None) -> Iterator[Change]:
    if old is None or new is None:
        only = old or new
        assert only is not None
        is_added = old is None
        said = f"{'Added' if is_added else 'Removed'} ({only.role}): {only.ask}"
        yield Change("criterion_added" if is_added else "criterion_removed", name, said)
        return
    if old.ask != new.ask:
        yield Change("question", name, f"Asks: {new.ask} (before: {old.ask})")
    for kind in ("role", "silence", "status"):
        was, now = getattr(old, kind), getattr(new, kind)
        if was != now:
            yield Change(
                kind, name, f"{kind.capitalize()}: {now or 'does not count'} (before: {was or 'does not count'})."
            )
    yield from _tests(name, old, new)
    if old.needs != new.needs:
        yield Change("needs", name, f"Needs: {new.needs or 'nothing can be supplied'}")


def _tests(name: str, old: Criterion, new: Criterion) -> Iterator[Change]:
    for what, words in (
        ("met", "Met by"),
        ("not_met", "Not met by"),
        ("when", "Asked when"),
        ("untestable", "Untestable by"),
    ):
        was, now = getattr(old, what), getattr(new, what)
        if was != now:
            kind: Kind = "threshold" if _without_numbers(was) == _without_numbers(now) else "tests"
            yield Change(kind, name, f"{words}: {say_tests(now)} (before: {say_tests(was)}).")


def _without_numbers(tree: Any) -> Any:
    """The tests with every threshold taken out: two that are equal then differ in their numbers only."""
    if isinstance(tree, Group):
        return replace(tree, parts=tuple(_without_numbers(part) for part in tree.parts), n=0)
    if isinstance(tree, FactTest):
        days = None if tree.within_days is None else 0
        return replace(tree, bounds=tuple((key, how, 0.0) for key, how, _ in tree.bounds), within_days=days, count=1)
    return tree if tree is None or tree.limit is None else replace(tree, limit=0.0)


def _window(edition: Edition) -> str:
    return (
        f"{edition.effective_from.isoformat()} to {edition.effective_to.isoformat() if edition.effective_to else 'now'}"
    )


def _cited(source: Source) -> str:
    pages = f"p. {', '.join(map(str, source.pages))}" if source.pages else None
    return ", ".join(
        each for each in (source.guideline, source.edition, source.section, pages, source.regulation) if each
    )


def differences_to_list(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """The differences as JSON-ready values."""
    return [asdict(each) for each in differences]


def write_differences(differences: Sequence[Difference]) -> str:
    """The differences as text: a heading a text, a line a change, criteria by name."""
    import textwrap

    lines: list[str] = []
    for each in differences:
        lines.append(f"{each.guideline}: {each.before or 'none'} -> {each.after or 'none'}")
        for change in each.changes:
            said = f"{change.criterion}: {change.says}" if change.criterion else change.says
            lines += textwrap.wrap(said, 100, initial_indent="  - ", subsequent_indent="    ")
        lines += ["  no change", ""] if not each.changes else [""]
    count = sum(len(each.changes) for each in differences)
    lines.append("Nothing differs." if not count else f"{count} change{'s' if count > 1 else ''}.")
    return "\n".join(lines) + "\n"
