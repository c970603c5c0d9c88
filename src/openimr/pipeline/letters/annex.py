"""The evidence annex: for each item its criteria, the words they rest on, and what would change the proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openimr.domain.determinations import CriterionFinding, Determination, Item, Passage, Proposal
from openimr.domain.facts import Fact
from openimr.pipeline.letters.evidence import Exhibit, fact_spans, has_annex
from openimr.pipeline.letters.guideline_names import name_guideline
from openimr.pipeline.letters.model import (
    Block,
    Cell,
    Column,
    Evidence,
    Heading,
    NewPage,
    Paragraph,
    Points,
    Run,
    Table,
)
from openimr.pipeline.letters.wording import plain, wording

_OPENING = 12
"""Words of a sentence that are shown."""


def annex(determination: Determination, summary: Exhibit, items: Sequence[Exhibit]) -> Iterator[Block]:
    """The annex of a draft or signed determination; nothing for a published one."""
    if determination.status == "published":
        return
    words = wording()
    yield NewPage()
    yield Heading(words["headings"]["annex"])
    yield _said(words["annex"]["lead"])
    facts = {fact.id: fact for fact in determination.facts}
    for number, (item, exhibit) in enumerate(zip(determination.items, items, strict=True), start=1):
        if has_annex(item):
            yield from _item(number, item, exhibit, facts)
    if summary.entries():
        yield Heading(words["annex"]["summary"], 2)
        yield from _sentences(words["annex"]["summary_sources"], determination.summary, summary)
        yield Evidence(summary.entries())
    yield from _files(determination)


def _item(number: int, item: Item, exhibit: Exhibit, facts: Mapping[str, Fact]) -> Iterator[Block]:
    words = wording()["annex"]
    yield Heading(words["issue"].format(number=number, request=plain(item.request)), 2, f"annex-{number}")
    proposal = item.proposal
    if proposal is not None:
        yield from _proposal(proposal)
        yield from _criteria(proposal, exhibit, facts)
    yield from _sentences(words["rationale_sources"], item.rationale, exhibit)
    entries = exhibit.entries()
    if entries:
        yield Heading(words["evidence"], 3)
        yield Evidence(entries)
    elif proposal is not None and proposal.criteria:
        yield _said(words["no_evidence"])
    if proposal is not None and proposal.criteria:
        yield from _change(proposal)


def _proposal(proposal: Proposal) -> Iterator[Block]:
    words, decisions = wording()["annex"], wording()["decisions"]
    yield _labelled(words["proposal"], decisions[proposal.decision])
    if proposal.guideline:
        named = name_guideline(proposal) or proposal.guideline
        said = words["governing_value"].format(name=named, guideline=proposal.guideline, edition=proposal.edition)
        yield _labelled(words["governing"], said)
    if proposal.why:
        yield _labelled(words["why"], plain(proposal.why))
    if proposal.ladder:
        yield Heading(words["ladder"], 3)
        yield Points(
            tuple(
                (f"{words['ranks'].get(step.rank, step.rank)}: {words['outcomes'][step.outcome]}", (plain(step.why),))
                for step in proposal.ladder
            )
        )


def _criteria(proposal: Proposal, exhibit: Exhibit, facts: Mapping[str, Fact]) -> Iterator[Block]:
    if not proposal.criteria:
        return
    words = wording()["annex"]
    yield Heading(words["criteria"], 3)
    columns = tuple(Column(title, share) for title, share in zip(words["criteria_columns"], (54, 26, 20), strict=True))
    rows = tuple(_criterion_row(finding, exhibit, facts) for finding in proposal.criteria)
    yield Table(words["criteria"], columns, rows)


def _criterion_row(finding: CriterionFinding, exhibit: Exhibit, facts: Mapping[str, Fact]) -> tuple[Cell, ...]:
    words = wording()["annex"]
    asked = [plain(finding.why)] if finding.why else []
    if finding.status == "unconfirmed":
        asked.append(words["unconfirmed"])
    notes = [words["decisive"]] if finding.is_decisive else []
    if finding.silence:
        notes.append(words["silence"][finding.silence])
    if finding.closed_as:
        notes.append(words["closed_as"][finding.closed_as])
    return (
        Cell(plain(finding.question), tuple(asked)),
        Cell(words["results"][finding.result], tuple(notes), tone=finding.result),
        Cell("", refs=exhibit.refer(fact_spans(finding.facts, facts))),
    )


def _sentences(title: str, passage: Passage, exhibit: Exhibit) -> Iterator[Block]:
    """Which sentence rests on which evidence."""
    if not passage.sentences:
        return
    words = wording()["annex"]
    columns = (Column(title, 70), Column(words["rests_on"], 30))
    rows = tuple(
        (
            Cell(f"{number}. {_opening(plain(sentence.text))}"),
            Cell("" if sentence.sources else words["rests_on_rule"], refs=exhibit.refer(sentence.sources)),
        )
        for number, sentence in enumerate(passage.sentences, start=1)
        if sentence.sources or sentence.criteria
    )
    if rows:
        yield Table(title, columns, rows)


def _opening(text: str) -> str:
    """The first words of a sentence, enough to find it again."""
    kept = text.split()
    return text if len(kept) <= _OPENING + 3 else f"{' '.join(kept[:_OPENING])} …"


def _change(proposal: Proposal) -> Iterator[Block]:
    words = wording()["annex"]
    yield Heading(words["change"], 3)
    ways = tuple(
        (plain(way[0].needs), ()) if len(way) == 1 else (words["together"], tuple(plain(need.needs) for need in way))
        for way in proposal.would_change
        if way
    )
    yield _said(words["change_lead" if ways else "change_none"])
    if ways:
        yield Points(ways)


def _files(determination: Determination) -> Iterator[Block]:
    words = wording()["annex"]
    by_file: dict[tuple[str, str], list[str]] = {}
    for number, document in enumerate(determination.documents, start=1):
        by_file.setdefault((document.file, document.sha256), []).append(str(number))
    if not by_file:
        return
    yield Heading(words["files"], 2)
    columns = tuple(Column(title, share) for title, share in zip(words["files_columns"], (52, 20, 28), strict=True))
    rows = tuple(
        (Cell(plain(file)), Cell(", ".join(numbers)), Cell(sha256[:16])) for (file, sha256), numbers in by_file.items()
    )
    yield Table(words["files"], columns, rows)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), label=label)


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))
