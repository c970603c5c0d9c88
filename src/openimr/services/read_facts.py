"""The facts of many documents, extracted on all cores; the result is the same for any number of them.

Children are copies of this process, so that documents and lexicons need not be sent to them. They send back plain
rows, from which the facts are made anew: that is several times faster than sending facts.
"""

from __future__ import annotations

import datetime as dt
import gc
import marshal
import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.pipeline.facts import extract
from openimr.services.read_case import cores
from openimr.text.doubt import Doubts
from openimr.text.flow import Flow

Record = tuple[Document, Flow]

_WORTH_A_CHILD = 120_000
"""So many characters take a quarter of a second: less is done here before a child has begun."""

_CHUNK = 40_000


def facts_of(records: Sequence[Record], *, workers: int | None = None) -> list[Fact]:
    """The facts of every record in order, numbered through from "f1"; *workers* is by default one a core."""
    size = sum(len(flow.text) for _, flow in records)
    count = workers or min(cores(), size // _WORTH_A_CHILD)
    chunks = list(_chunks(records))
    facts: list[Fact] = []
    for found in _by_children(chunks, count) if count > 1 and _may_fork() else map(_extracted, chunks):
        facts.extend(replace(fact, id=f"f{number}") for number, fact in enumerate(found, start=len(facts) + 1))
    return facts


def _may_fork() -> bool:
    """A copy of a process with threads may find their locks taken for ever."""
    return sys.platform == "linux" and threading.active_count() == 1


def _chunks(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """The records in runs of about the same size."""
    run: list[Record] = []
    size = 0
    for record in records:
        run.append(record)
        size += len(record[1].text)
        if size >= _CHUNK:
            yield run
            run, size = [], 0
    if run:
        yield run


def _extracted(chunk: Sequence[Record]) -> list[Fact]:
    return [fact for record in chunk for fact in _facts_in(record)]


def _facts_in(record: Record) -> tuple[Fact, ...]:
    document, flow = record
    facts = extract(flow, date=document.date, kind=document.kind)
    doubts = Doubts(flow.pages)
    return tuple(replace(fact, doubtful=doubts.touch(fact.sources)) for fact in facts) if doubts else facts


def _by_children(chunks: Sequence[Sequence[Record]], count: int) -> Iterator[list[Fact]]:
    """The facts of each chunk, which the children take in turns; what a lost child leaves is done here."""
    extract(chunks[0][0][1])  # reads the lexicons once for all children
    children = [_Child(chunks[number::count]) for number in range(count)]
    words: dict[str, str] = {}
    try:
        for number, chunk in enumerate(chunks):
            rows = children[number % count].rows()
            yield _extracted(chunk) if rows is None else list(_facts(rows, chunk, words))
    finally:
        for child in children:
            child.end()


class _Child:
    """A copy of this process that extracts the facts of its chunks, one after another."""

    def __init__(self, chunks: Sequence[Sequence[Record]]) -> None:
        context = multiprocessing.get_context("fork")
        self._answers, writes = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(chunks, writes), daemon=True)
        self._process.start()
        writes.close()

    def rows(self) -> list[Any] | None:
        """The rows of the next chunk; None where the child is lost."""
        try:
            rows: list[Any] = marshal.loads(self._answers.recv_bytes())
        except EOFError:
            return None
        return rows

    def end(self) -> None:
        """Stop the child if it still works, and forget it."""
        self._answers.close()
        self._process.terminate()
        self._process.join()


def _work(chunks: Iterable[Sequence[Record]], answers: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends its children
    gc.freeze()  # what the parent holds is never looked through, and so stays shared with it
    gc.disable()  # extraction leaves no cycles behind: what it needs no more is given back at once
    for chunk in chunks:
        try:
            content = marshal.dumps([[_row(fact) for fact in _facts_in(record)] for record in chunk])
        except Exception:  # noqa: BLE001 (the parent does this chunk itself, and meets the fault where it can be told)
            return
        answers.send_bytes(content)


def _row(fact: Fact) -> tuple[Any, ...]:
    """The fact in plain values; quotes are left out, for the pages have them."""
    day = fact.date.toordinal() if fact.date else None
    places = [(span.page, span.start, span.end) for span in fact.sources]
    return fact.kind, fact.text, fact.status, dict(fact.value), day, fact.section, places, fact.doubtful


def _facts(rows: Iterable[Iterable[Any]], chunk: Sequence[Record], words: dict[str, str]) -> Iterator[Fact]:
    """The facts of *rows*, with each of the *words* that many of them share kept once."""
    for listed, (_, flow) in zip(rows, chunk, strict=True):
        pages = {page.number: page.text for page in flow.pages}
        for kind, text, status, value, day, section, places, doubtful in listed:
            sources = tuple(
                Span(flow.document, page, start, end, _shared(pages[page][start:end], text))
                for page, start, end in places
            )
            date = dt.date.fromordinal(day) if day is not None else None
            kept = words.setdefault(section, section) if section else section
            yield Fact("", kind, text, status, _kept(value, words), date, kept, sources, doubtful)


def _shared(quote: str, text: str) -> str:
    return text if quote == text else quote


def _kept(value: Mapping[str, Any], words: dict[str, str]) -> dict[str, Any]:
    return {
        words.setdefault(key, key): words.setdefault(told, told) if isinstance(told, str) else told
        for key, told in value.items()
    }
