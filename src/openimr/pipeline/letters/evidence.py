"""Numbered evidence: each piece of the record that a letter rests on, once per section of the annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from openimr.domain.determinations import Determination, Item, Passage
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.pipeline.letters.model import Entry, Group, Run
from openimr.pipeline.letters.wording import plain, say_day, wording

_Place = tuple[str, int, int, int]

MOST_PLACES = 12
"""Places of one statement beyond which nobody looks them up; `openimr explain` and the JSON have them all."""


class Exhibit:
    """The evidence of one section: words of the record, numbered in the record's order, each shown once.

    Words that stand inside longer words of the same place are shown as part of those. Of the many places of one
    statement (each of *statements* is its spans) the newest are shown.
    """

    def __init__(self, name: str, documents: Mapping[str, Document], statements: Iterable[Iterable[Span]]) -> None:
        self._name = name
        self._documents = documents
        order = {document: place for place, document in enumerate(documents)}
        self._numbers: dict[_Place, int] = {}
        self._shown: list[Span] = []
        known: dict[tuple[str, int, str], int] = {}
        shown = [span for spans in statements for span in self._newest(spans)]
        for span in sorted(
            shown, key=lambda it: (order.get(it.document, len(order)), it.document, it.page, it.start, -it.end)
        ):
            self._take(span, known)

    def _take(self, span: Span, known: dict[tuple[str, int, str], int]) -> None:
        words = (span.document, span.page, plain(span.quote))
        last = self._shown[-1] if self._shown else None
        if last and last.document == span.document and last.page == span.page and span.end <= last.end:
            number = known.get(words, len(self._shown)) if plain(span.quote) in plain(last.quote) else None
        else:
            number = known.get(words)
        if number is None:
            self._shown.append(span)
            number = known[words] = len(self._shown)
        self._numbers[_place(span)] = number

    def refer(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """Anchors of the entries that show *spans*, each once, in the record's order; of many the newest."""
        shown = self._newest(spans)
        return tuple(self._anchor(number) for number in sorted({self._numbers[_place(span)] for span in shown}))

    def _newest(self, spans: Iterable[Span]) -> Sequence[Span]:
        """At most `MOST_PLACES` places, those of the newest documents."""
        places = list(dict.fromkeys(spans))
        return sorted(places, key=self._day)[-MOST_PLACES:] if len(places) > MOST_PLACES else places

    def _day(self, span: Span) -> dt.date:
        document = self._documents.get(span.document)
        return document.date if document and document.date else dt.date.min

    def groups(self) -> tuple[Group, ...]:
        """All entries, those of one page together."""
        found: dict[tuple[str, int], list[Entry]] = {}
        for number, span in enumerate(self._shown, start=1):
            entry = Entry(self._anchor(number), str(number), plain(span.quote))
            found.setdefault((span.document, span.page), []).append(entry)
        return tuple(Group(self._say(*place), tuple(entries)) for place, entries in found.items())

    def numbers(self) -> tuple[tuple[str, str], ...]:
        """Anchor and number of every entry."""
        return tuple((self._anchor(number), str(number)) for number in range(1, len(self._shown) + 1))

    def _anchor(self, number: int) -> str:
        return f"evidence-{self._name}-{number}"

    def _say(self, name: str, page: int) -> str:
        document = self._documents.get(name)
        said = name_document(document) if document else name
        return f"{said}, {wording()['annex']['page']} {page}"


def _place(span: Span) -> _Place:
    return span.document, span.page, span.start, span.end


def name_document(document: Document) -> str:
    """ "Progress report of 08/19/2015"; the kind alone where no date is stated."""
    kind = name_kind(document)
    return f"{kind} of {say_day(document.date)}" if document.date else kind


def name_kind(document: Document) -> str:
    """The kind of a document as a letter says it."""
    return str(wording()["document_kinds"].get(document.kind, document.kind.replace("_", " ")))


def exhibit_of_item(determination: Determination, number: int) -> Exhibit:
    """The evidence behind the item in place *number*: of its rationale, and of its criteria."""
    item = determination.items[number - 1]
    facts = {fact.id: fact for fact in determination.facts}
    statements: list[Sequence[Span]] = [sentence.sources for sentence in item.rationale.sentences]
    criteria = item.proposal.criteria if item.proposal else ()
    statements += [fact_spans(finding.facts, facts) for finding in criteria]
    return Exhibit(str(number), _by_id(determination), statements)


def exhibit_of_summary(determination: Determination) -> Exhibit:
    """The evidence behind the case summary."""
    return Exhibit("s", _by_id(determination), [sentence.sources for sentence in determination.summary.sentences])


def _by_id(determination: Determination) -> Mapping[str, Document]:
    return {document.id: document for document in determination.documents}


def sentence_runs(passage: Passage, exhibit: Exhibit | None) -> tuple[Run, ...]:
    """The passage as runs, one a sentence with its references; one run where its sentences do not make it up.

    Without an *exhibit* there is no annex to refer to.
    """
    text = plain(passage.text)
    if exhibit is None:
        return (Run(text),) if text else ()
    runs = tuple(
        Run(plain(sentence.text), exhibit.refer(sentence.sources)) for sentence in passage.sentences if sentence.text
    )
    if " ".join(run.text for run in runs) != text:
        return (Run(text),) if text else ()
    return runs


def fact_spans(names: Iterable[str], facts: Mapping[str, Fact], *, only_doubtful: bool = False) -> Sequence[Span]:
    """The words that the facts called *names* were read from; *only_doubtful*: those OCR was unsure of."""
    found = [facts[name] for name in names if name in facts]
    return [span for fact in found if fact.doubtful or not only_doubtful for span in fact.sources]


def has_annex(item: Item) -> bool:
    """Whether there is anything to show behind the item."""
    is_judged = item.proposal is not None or item.worksheet is not None
    return is_judged or any(sentence.sources for sentence in item.rationale.sentences)
