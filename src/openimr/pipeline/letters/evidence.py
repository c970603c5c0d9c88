"""Numbered evidence: each piece of the record that a letter rests on, once per section of the annex."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from openimr.domain.determinations import Determination, Item, Passage
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.pipeline.letters.model import Entry, Run
from openimr.pipeline.letters.wording import plain, say_day, wording

_Key = tuple[str, int, str]


class Exhibit:
    """The evidence of one section: spans in, anchors out, in the order in which they were first named."""

    def __init__(self, prefix: str, documents: Mapping[str, Document]) -> None:
        self._prefix = prefix
        self._documents = documents
        self._numbers: dict[_Key, int] = {}

    def refer(self, spans: Iterable[Span]) -> tuple[str, ...]:
        """Anchors of the entries that show *spans*, each once; new entries are made as needed."""
        return tuple(dict.fromkeys(self._anchor(span) for span in spans))

    def entries(self) -> tuple[Entry, ...]:
        """All entries so far."""
        return tuple(self._entry(key, number) for key, number in self._numbers.items())

    def number(self, anchor: str) -> str:
        """The number that an anchor of this exhibit prints as."""
        return f"{self._prefix}{anchor.rsplit('-', 1)[1]}"

    def _anchor(self, span: Span) -> str:
        key = (span.document, span.page, plain(span.quote))
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        return self._named(number)

    def _named(self, number: int) -> str:
        return f"evidence-{self._prefix.strip('.').lower()}-{number}"

    def _entry(self, key: _Key, number: int) -> Entry:
        document, page, quote = key
        return Entry(self._named(number), f"{self._prefix}{number}", self._place(document, page), quote)

    def _place(self, name: str, page: int) -> str:
        document = self._documents.get(name)
        said = name_document(document) if document else name
        return f"{said}, {wording()['annex']['page']} {page}"


def name_document(document: Document) -> str:
    """ "Progress report of 08/19/2015"; the kind alone where no date is stated."""
    kind = name_kind(document)
    return f"{kind} of {say_day(document.date)}" if document.date else kind


def name_kind(document: Document) -> str:
    """The kind of a document as a letter says it."""
    return str(wording()["document_kinds"].get(document.kind, document.kind.replace("_", " ")))


def exhibit_of(determination: Determination, prefix: str) -> Exhibit:
    """A fresh exhibit over the documents of *determination*."""
    return Exhibit(prefix, {document.id: document for document in determination.documents})


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


def fact_spans(names: Iterable[str], facts: Mapping[str, Fact]) -> Sequence[Span]:
    """The words that the facts called *names* were read from."""
    return [span for name in names if name in facts for span in facts[name].sources]


def prefix_of(number: int) -> str:
    """The prefix of the evidence numbers of the item in place *number*."""
    return f"{number}."


def has_annex(item: Item) -> bool:
    """Whether there is anything to show behind the item."""
    return item.proposal is not None or any(sentence.sources for sentence in item.rationale.sentences)
