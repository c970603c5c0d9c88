"""Why each item came out as it did: criteria, the facts they rest on, and what would change the outcome."""

from __future__ import annotations

import string
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from openimr.domain.absences import Certificate, Search
from openimr.domain.contradictions import Contradiction
from openimr.domain.determinations import (
    CriterionFinding,
    Determination,
    Footing,
    Item,
    LadderStep,
    Need,
    Proposal,
    Settlement,
)
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.errors import UsageError
from openimr.pipeline.letters import name_guideline, name_kind

WIDTH = 96
_TERMS = 6
_NEAREST = 1
_SIGNS = {"met": "✓", "not_met": "✗", "unknown": "?"}
_RESULTS = {"met": "met", "not_met": "not met", "unknown": "unknown"}
_SILENCE = {
    "silent": "the record is silent",
    "contradicted": "the records disagree",
    "untestable": "could not be tested",
    "mentioned": "words on it have to be read",
}
_CLOSED = {"fail": "counts against the request", "pass": "does not count against the request"}
_STATUS = {
    "absent": " (stated as absent)",
    "possible": " (as possible)",
    "historical": " (in the past)",
    "hypothetical": " (as a condition)",
    "family": " (in the family)",
    "planned": " (as planned)",
}
_DECISIONS = {
    "upheld": "Upheld",
    "overturned": "Overturned",
    "partially_overturned": "Partially overturned",
    "abstain": "No proposal",
}


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact with the place and the words that it was read from; `page` None: it has no source.

    `date` is when the statement was true, `title` the kind of its document and `document_date` the date of that.
    `doubtful`: OCR was unsure of its words. `copied_from`: the earlier record that the words repeat, and its page.
    """

    id: str
    status: str
    date: str | None
    document: str | None
    title: str | None
    page: int | None
    quote: str
    document_date: str | None = None
    doubtful: bool = False
    copied_from: str | None = None


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """One criterion with its result and its facts."""

    id: str
    question: str
    result: str
    role: str
    is_decisive: bool
    is_confirmed: bool
    silence: str | None
    closed_as: str | None
    why: str
    facts: tuple[ShownFact, ...]
    absence: Certificate | None = None


@dataclass(frozen=True, slots=True)
class ItemExplanation:
    """One item: what was asked, what came out, by which guideline, and why."""

    number: int
    request: str
    decision: str | None
    proposed: str | None
    guideline: str | None
    guideline_title: str | None
    edition: str | None
    why: str
    ladder: tuple[LadderStep, ...]
    criteria: tuple[ShownCriterion, ...]
    would_change: tuple[tuple[Need, ...], ...]
    hangs_on: tuple[Footing, ...] = ()
    would_settle: tuple[Settlement, ...] = ()
    beyond_documents: tuple[Need, ...] = ()
    has_more_ways: bool = False
    rests_on_unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a determination, or of one of its items."""

    case_number: str | None
    items: tuple[ItemExplanation, ...]
    search: Search | None = None
    contradictions: tuple[Contradiction, ...] = ()


def explain(determination: Determination, item: int | None = None) -> Explanation:
    """Explain every item, or the one in place *item* (from 1).

    Raises:
        UsageError: there is no such item.
    """
    count = len(determination.items)
    if item is not None and not 1 <= item <= count:
        raise UsageError(f"There is no item {item}: the determination has {count}.")
    chosen = range(1, count + 1) if item is None else (item,)
    reader = _Reader(determination)
    return Explanation(
        determination.header.case_number,
        tuple(reader.item(number, determination.items[number - 1]) for number in chosen),
        determination.search,
        determination.contradictions,
    )


def explanation_to_dict(explanation: Explanation) -> dict[str, Any]:
    """The explanation as JSON-ready values."""
    content = asdict(explanation)
    for side in (side for each in content["contradictions"] for side in each["sides"]):
        side["date"] = side["date"].isoformat() if side["date"] else None
    return content


class _Reader:
    """Looks up facts and documents of one determination."""

    def __init__(self, determination: Determination) -> None:
        self._facts: Mapping[str, Fact] = {fact.id: fact for fact in determination.facts}
        self._documents: Mapping[str, Document] = {each.id: each for each in determination.documents}

    def item(self, number: int, item: Item) -> ItemExplanation:
        proposal = item.proposal
        shown = proposal or Proposal("abstain", None, None, (), ())
        return ItemExplanation(
            number=number,
            request=item.request,
            decision=item.decision,
            proposed=proposal.decision if proposal else None,
            guideline=shown.guideline,
            guideline_title=name_guideline(shown),
            edition=shown.edition,
            why=shown.why,
            ladder=shown.ladder,
            criteria=tuple(self._criterion(finding) for finding in shown.criteria),
            would_change=shown.would_change,
            hangs_on=shown.hangs_on,
            would_settle=shown.would_settle,
            beyond_documents=shown.beyond_documents,
            has_more_ways=shown.has_more_ways,
            rests_on_unconfirmed=shown.rests_on_unconfirmed,
        )

    def _criterion(self, finding: CriterionFinding) -> ShownCriterion:
        return ShownCriterion(
            id=finding.id,
            question=finding.question,
            result=finding.result,
            role=finding.role,
            is_decisive=finding.is_decisive,
            is_confirmed=finding.status != "unconfirmed",
            silence=finding.silence,
            closed_as=finding.closed_as,
            why=finding.why,
            facts=tuple(self._fact(self._facts[name]) for name in finding.facts if name in self._facts),
            absence=finding.absence,
        )

    def _fact(self, fact: Fact) -> ShownFact:
        source = fact.sources[0] if fact.sources else None
        document = self._documents.get(source.document) if source else None
        return ShownFact(
            id=fact.id,
            status=fact.status,
            date=fact.date.isoformat() if fact.date else None,
            document=source.document if source else None,
            title=name_kind(document) if document else None,
            page=source.page if source else None,
            quote=" ".join(" ".join(span.quote for span in fact.sources).split()) or fact.text,
            document_date=document.date.isoformat() if document and document.date else None,
            doubtful=fact.doubtful,
            copied_from=self._copied_from(fact),
        )

    def _copied_from(self, fact: Fact) -> str | None:
        if fact.copied_from is None:
            return None
        document = self._documents.get(fact.copied_from.document)
        name = name_kind(document) if document else fact.copied_from.document
        when = f" of {fact.first_said.isoformat()}" if fact.first_said else ""
        return f"{name}{when}, page {fact.copied_from.page}"


def write_explanation(explanation: Explanation) -> str:
    """The explanation as text, at most `WIDTH` columns, ending with a line end."""
    lines = [f"Case {explanation.case_number or 'without a number'}"]
    for item in explanation.items:
        lines += ["", *_item_lines(item)]
    lines += [*_search_lines(explanation.search), *_contradiction_lines(explanation.contradictions)]
    return "\n".join(lines) + "\n"


def _item_lines(item: ItemExplanation) -> Iterator[str]:
    yield from _wrapped(f"{item.number}. {item.request}", "", "   ")
    if item.decision:
        yield f"   Decided: {_DECISIONS[item.decision]}"
    if item.proposed:
        yield f"   Proposed: {_DECISIONS[item.proposed]}"
    if item.decision is None and item.proposed is None:
        yield "   Neither decided nor proposed."
    if item.why:
        yield from _wrapped(item.why, "   Why: ", "        ")
    if item.guideline:
        edition = f" [{item.guideline}, edition of {item.edition}]"
        yield from _wrapped((item.guideline_title or "") + edition, "   Guideline: ", "        ")
    if item.rests_on_unconfirmed:
        yield from _wrapped(_unconfirmed_words(item.rests_on_unconfirmed), "   Caution: ", "        ")
    yield from _ladder_lines(item.ladder)
    yield from _tree_lines(item.criteria)
    yield from _change_lines(item)


def _unconfirmed_words(criteria: Sequence[str]) -> str:
    names = ", ".join(name.rpartition("/")[2] for name in criteria)
    return f"this rests on what has not been confirmed against the guideline's text: {names}."


def _ladder_lines(ladder: Sequence[LadderStep]) -> Iterator[str]:
    if ladder:
        yield ""
        yield "   Search of the medical evidence (8 CCR 9792.21.1)"
    for count, step in enumerate(ladder, start=1):
        yield from _wrapped(f"{step.outcome.capitalize()}. {step.why}", f"   {count}. ", "      ")


def _tree_lines(criteria: Sequence[ShownCriterion]) -> Iterator[str]:
    if criteria:
        yield ""
        yield "   Criteria"
    for count, criterion in enumerate(criteria, start=1):
        is_last = count == len(criteria)
        below = "   │  " if not is_last else "      "
        yield from _wrapped(_criterion_head(criterion), "   └─ " if is_last else "   ├─ ", below)
        if criterion.why:
            yield from _wrapped(criterion.why, f"{below}   ", f"{below}   ")
        yield from _fact_lines(criterion.facts, below)
        yield from _absence_lines(criterion, below)


def _criterion_head(criterion: ShownCriterion) -> str:
    marks = [_RESULTS[criterion.result]]
    if criterion.silence:
        marks.append(_SILENCE[criterion.silence])
    if criterion.closed_as:
        marks.append(_CLOSED[criterion.closed_as])
    if criterion.is_decisive:
        marks.append("decisive")
    if not criterion.is_confirmed:
        marks.append("rule not confirmed against its source")
    return f"{_SIGNS[criterion.result]} {criterion.question} [{'; '.join(marks)}]"


def _fact_words(fact: ShownFact) -> str:
    where = (fact.title or fact.document or "").strip()
    if not where:
        return f"“{fact.quote}”{_STATUS.get(fact.status, '')}"
    when = f" of {fact.document_date}" if fact.document_date else ", undated"
    page = f", page {fact.page}" if fact.page is not None else ""
    own = f", on {fact.date}" if fact.date and fact.date != fact.document_date else ""
    return f"{where}{when}{page}{own}{_STATUS.get(fact.status, '')}: “{fact.quote}”"


def _doubt_words(fact: ShownFact) -> str:
    if not fact.doubtful:
        return ""
    return f" (read by OCR with doubt: look at page {fact.page})" if fact.page else " (read by OCR with doubt)"


def _copy_words(fact: ShownFact) -> str:
    return f" (copied forward from: {fact.copied_from})" if fact.copied_from else ""


def _fact_lines(facts: Sequence[ShownFact], below: str) -> Iterator[str]:
    """Each fact once, with its number: statements in the same words on one page are one line."""
    names: dict[str, list[str]] = {}
    for fact in facts:
        names.setdefault(_fact_words(fact) + _doubt_words(fact) + _copy_words(fact), []).append(fact.id)
    for words, ids in names.items():
        yield from _wrapped(f"{words} [{', '.join(ids)}]", f"{below}   • ", f"{below}     ")


def _absence_lines(criterion: ShownCriterion, below: str) -> Iterator[str]:
    """What was looked for and what came nearest, where the record is called silent."""
    certificate = criterion.absence
    if certificate is None or criterion.silence != "silent" or not certificate.terms:
        return
    shown = ", ".join(certificate.terms[:_TERMS]).replace("*", "…")
    more = len(certificate.terms) - _TERMS
    said = f"Looked for: {shown}" + (f" and {more} more." if more > 0 else ".")
    yield from _wrapped(said, f"{below}   ", f"{below}   ")
    for miss in certificate.near_misses[:_NEAREST]:
        why = (miss.shortfall or "").replace("_", " ")
        words = f"Nearest, page {miss.sources[0].page} ({why}): “{miss.sources[0].quote}”"
        yield from _wrapped(words, f"{below}   ", f"{below}     ")


def _search_lines(search: Search | None) -> Iterator[str]:
    if search is None:
        return
    evidence = [each for each in search.documents if each.part == "evidence"]
    said = f"What is called absent was looked for in all {search.readable} readable pages of {len(evidence)} documents."
    if search.unreadable:
        said += f" {search.unreadable} page{'s' if search.unreadable > 1 else ''} could not be read."
    yield ""
    yield from _wrapped(said, "", "   ")


def _contradiction_lines(contradictions: Sequence[Contradiction]) -> Iterator[str]:
    if contradictions:
        yield ""
        yield "Records that disagree"
    for each in contradictions:
        used = "" if each.used is None else f" Believed: statement {each.used + 1}."
        yield from _wrapped(f"{each.about}.{used} {each.why}", "   ", "      ")
        for number, side in enumerate(each.sides, start=1):
            when = f" of {side.date.isoformat()}" if side.date else ""
            page = f", page {side.sources[0].page}" if side.sources else ""
            place = f"{side.document or 'the forms'}{when}{page}"
            yield from _wrapped(f"{number}. {place}: “{side.statement}”", "      ", "         ")


def _change_lines(item: ItemExplanation) -> Iterator[str]:
    if not item.criteria:
        return
    yield ""
    if item.proposed == "overturned":
        yield from _footing_lines(item)
    elif item.would_settle:
        sides = {"overturned": "for", "upheld": "against"}
        for side in item.would_settle:
            yield f"   What would settle it {sides[side.decision]} the request{_one_of(side.ways)}"
            yield from _way_lines(side.ways)
        if item.would_change and all(item.would_change != side.ways for side in item.would_settle):
            yield f"   What would establish it beyond these words{_one_of(item.would_change)}"
            yield from _way_lines(item.would_change)
    elif item.would_change:
        yield f"   What would change it{_one_of(item.would_change)}"
        yield from _way_lines(item.would_change)
    else:
        yield "   No set of further documents or facts was found that would turn it."
        if item.beyond_documents:
            yield "   What stands against it, beyond any document"
            yield from _way_lines([(need,) for need in item.beyond_documents])
    if item.has_more_ways:
        yield "   There are more ways than are shown, none of them shorter."


def _one_of(ways: Sequence[object]) -> str:
    return ": any one of" if len(ways) > 1 else ""


def _way_lines(ways: Sequence[Sequence[Need]]) -> Iterator[str]:
    """One way a point; what belongs together is lettered."""
    for said in dict.fromkeys(tuple(dict.fromkeys(need.needs for need in way)) for way in ways):
        if len(said) == 1:
            yield from _wrapped(said[0], "   - ", "     ")
            continue
        yield "   - all of these together:"
        for letter, needs in zip(string.ascii_lowercase, said, strict=False):
            yield from _wrapped(needs, f"     {letter}) ", "        ")


def _footing_lines(item: ItemExplanation) -> Iterator[str]:
    """For a favourable proposal: the findings and facts without which it would turn, and what else would turn it."""
    said = {criterion.id: criterion for criterion in item.criteria}
    if item.hangs_on:
        each = "any one of these" if len(item.hangs_on) > 1 else "this"
        yield f"   What it hangs on: without {each} it would turn"
    for footing in item.hangs_on:
        words = dict.fromkeys(said[name].why or said[name].question for name in footing.criteria if name in said)
        facts = f" [{', '.join(footing.facts)}]" if footing.facts else " [by the request and the dates of the case]"
        yield from _wrapped("; together with ".join(words) + facts, "   - ", "     ")
    held = {frozenset(footing.criteria) for footing in item.hangs_on}
    others = [way for way in item.would_change if frozenset(need.criterion for need in way) not in held]
    if others:
        yield f"   What {'else ' if held else ''}would turn it, if the record no longer bore it out{_one_of(others)}"
        yield from _way_lines(others)
    elif not held:
        yield "   No single set of findings was found on which it hangs."


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
