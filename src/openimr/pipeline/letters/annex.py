"""The evidence annex: for each item its criteria, the words they rest on, and what would change the proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from openimr.domain.determinations import CriterionFinding, Determination, Item, Need, Passage, Proposal
from openimr.domain.documents import Document, files_of_others
from openimr.domain.facts import Fact
from openimr.pipeline.letters.evidence import MOST_PLACES, Exhibit, fact_spans, has_annex
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
    Sources,
    Table,
)
from openimr.pipeline.letters.proofs import certificate_notes, disagreements, search_extent
from openimr.pipeline.letters.wording import plain, say_day, wording
from openimr.pipeline.letters.worksheets import worksheet_blocks


def annex(determination: Determination, summary: Exhibit, items: Sequence[Exhibit]) -> Iterator[Block]:
    """The annex of a draft or signed determination; nothing for a published one."""
    if determination.status == "published":
        return
    words = wording()
    yield NewPage()
    yield Heading(words["headings"]["annex"])
    yield _said(words["annex"]["lead"])
    facts = {fact.id: fact for fact in determination.facts}
    documents = {document.id: document for document in determination.documents}
    for number, (item, exhibit) in enumerate(zip(determination.items, items, strict=True), start=1):
        if has_annex(item):
            yield from _item(number, item, exhibit, facts, documents, is_draft=determination.status == "draft")
    if summary.groups():
        yield Heading(words["annex"]["summary"], 2)
        yield from _sentences(words["annex"]["summary_sources"], determination.summary, summary)
        yield Evidence(summary.groups())
    yield from search_extent(determination)
    yield from disagreements(determination)
    yield from _files(determination)


def _item(
    number: int,
    item: Item,
    exhibit: Exhibit,
    facts: Mapping[str, Fact],
    documents: Mapping[str, Document],
    *,
    is_draft: bool,
) -> Iterator[Block]:
    """Of a signed item only what the decision rests on: what would have turned a proposal is past."""
    words = wording()["annex"]
    yield Heading(words["issue"].format(number=number, request=plain(item.request)), 2, f"annex-{number}")
    proposal = item.proposal
    if proposal is not None:
        yield from _proposal(proposal, is_draft=is_draft)
        yield from _criteria(proposal, exhibit, facts, documents)
    if item.worksheet is not None:
        yield from worksheet_blocks(item.worksheet)
    yield from _sentences(words["rationale_sources"], item.rationale, exhibit)
    groups = exhibit.groups()
    if groups:
        yield Heading(words["evidence"], 3)
        yield Evidence(groups)
    elif proposal is not None and proposal.criteria:
        yield _said(words["no_evidence"])
    if is_draft and proposal is not None and proposal.criteria:
        yield from _change(proposal)


def _proposal(proposal: Proposal, *, is_draft: bool) -> Iterator[Block]:
    words, decisions = wording()["annex"], wording()["decisions"]
    if is_draft:
        yield _labelled(words["proposal"], decisions[proposal.decision])
    if proposal.guideline:
        named = name_guideline(proposal) or proposal.guideline
        said = words["governing_value"].format(
            name=named, guideline=proposal.guideline, day=_say_edition(proposal.edition)
        )
        yield _labelled(words["governing"], said)
    if proposal.why and not proposal.criteria:
        yield _labelled(words["why"], plain(proposal.why))
    if is_draft and proposal.rests_on_unconfirmed:
        caution = words["rests_on_unconfirmed"]
        yield _labelled(caution["title"], caution["says"])
    if proposal.ladder:
        yield Heading(words["ladder"], 3)
        yield Points(
            tuple(
                (f"{words['ranks'].get(step.rank, step.rank)}: {words['outcomes'][step.outcome]}", (plain(step.why),))
                for step in proposal.ladder
            )
        )


def _say_edition(key: str | None) -> str:
    """The date under which an edition is filed, as letters print dates."""
    try:
        return say_day(dt.date.fromisoformat(key or ""))
    except ValueError:
        return key or ""


def _criteria(
    proposal: Proposal, exhibit: Exhibit, facts: Mapping[str, Fact], documents: Mapping[str, Document]
) -> Iterator[Block]:
    if not proposal.criteria:
        return
    words = wording()["annex"]
    yield Heading(words["criteria"], 3)
    columns = tuple(Column(title, share) for title, share in zip(words["criteria_columns"], (58, 30, 12), strict=True))
    rows = tuple(_criterion_row(finding, exhibit, facts, documents) for finding in proposal.criteria)
    yield Table(words["criteria"], columns, rows)


def _criterion_row(
    finding: CriterionFinding, exhibit: Exhibit, facts: Mapping[str, Fact], documents: Mapping[str, Document]
) -> tuple[Cell, ...]:
    words = wording()["annex"]
    asked: tuple[str, ...] = (plain(finding.why),) if finding.why else ()
    if finding.absence is not None and finding.silence == "silent":
        asked += certificate_notes(finding.absence, documents)
    notes = [words["decisive"]] if finding.is_decisive else []
    if finding.silence:
        notes.append(words["silence"][finding.silence])
    if finding.closed_as:
        notes.append(words["closed_as"][finding.closed_as])
    if finding.status == "unconfirmed":
        notes.append(words["unconfirmed"])
    doubtful = sorted({span.page for span in fact_spans(finding.facts, facts, only_doubtful=True)})
    if doubtful:
        notes.append(words["doubtful"].format(pages=_say_numbers(doubtful)))
    spans = fact_spans(finding.facts, facts)
    if len(set(spans)) > MOST_PLACES:
        notes.append(words["newest"].format(shown=MOST_PLACES, count=len(set(spans))))
    return (
        Cell(plain(finding.question), asked),
        Cell(words["results"][finding.result], tuple(notes), tone=finding.result),
        Cell("", refs=exhibit.refer(spans)),
    )


def _sentences(title: str, passage: Passage, exhibit: Exhibit) -> Iterator[Block]:
    """Which sentence rests on which evidence."""
    rows = tuple(Run(plain(sentence.text), exhibit.refer(sentence.sources)) for sentence in passage.sentences)
    if any(row.refs for row in rows):
        yield Sources(title, rows)


def _change(proposal: Proposal) -> Iterator[Block]:
    """What would turn the proposal, on what it hangs, or what would settle an open one."""
    words = wording()["annex"]
    if proposal.would_settle:
        yield Heading(words["settle"], 3)
        for side in proposal.would_settle:
            yield _said(words["settle_leads"][side.decision])
            yield Points(_ways(side.ways))
        if all(proposal.would_change != side.ways for side in proposal.would_settle):
            yield from _listed("establish_lead", proposal.would_change)
    elif proposal.decision == "overturned":
        yield Heading(words["footing"], 3)
        yield from _footing(proposal)
    else:
        yield Heading(words["change"], 3)
        yield from _listed("change_lead", proposal.would_change)
        if not proposal.would_change:
            yield _said(words["change_none"])
            if proposal.beyond_documents:
                yield _said(words["beyond"])
                yield Points(_ways([(need,) for need in proposal.beyond_documents]))
    if proposal.has_more_ways:
        yield _said(words["more_ways"])


def _footing(proposal: Proposal) -> Iterator[Block]:
    """The findings without which a favourable proposal turns, then what else would turn it."""
    why = {finding.id: finding.why or finding.question for finding in proposal.criteria}
    footings = [tuple(Need(name, why.get(name, name)) for name in footing.criteria) for footing in proposal.hangs_on]
    held = {frozenset(footing.criteria) for footing in proposal.hangs_on}
    others = [way for way in proposal.would_change if frozenset(need.criterion for need in way) not in held]
    yield from _listed("footing_lead", footings)
    yield from _listed("footing_else" if footings else "footing_lead", others)
    if not footings and not others:
        yield _said(wording()["annex"]["change_none"])


def _listed(lead: str, ways: Sequence[Sequence[Need]]) -> Iterator[Block]:
    if ways:
        yield _said(wording()["annex"][lead if len(ways) > 1 else f"{lead}_one"])
        yield Points(_ways(ways))


def _ways(ways: Sequence[Sequence[Need]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each way as a point, in the same words only once; what belongs together stands under it."""
    together = wording()["annex"]["together"]
    said = dict.fromkeys(tuple(dict.fromkeys(plain(need.needs) for need in way)) for way in ways)
    return tuple((way[0], ()) if len(way) == 1 else (together, way) for way in said if way)


def _files(determination: Determination) -> Iterator[Block]:
    words = wording()["annex"]
    by_file: dict[tuple[str, str], list[int]] = {}
    for number, document in enumerate(determination.documents, start=1):
        by_file.setdefault((document.file, document.sha256), []).append(number)
    if not by_file:
        return
    yield Heading(words["files"], 2)
    columns = tuple(Column(title, share) for title, share in zip(words["files_columns"], (52, 20, 28), strict=True))
    withheld = dict.fromkeys(files_of_others(determination.documents), wording()["documents"]["withheld"])
    rows = tuple(
        (Cell(withheld.get(file, plain(file))), Cell(_say_numbers(numbers)), Cell(sha256[:16]))
        for (file, sha256), numbers in by_file.items()
    )
    yield Table(words["files"], columns, rows)


def _say_numbers(numbers: Sequence[int]) -> str:
    """Rising numbers, three and more that run on as "4–9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(said)


def _labelled(label: str, text: str) -> Paragraph:
    return Paragraph((Run(text),), label=label)


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))
