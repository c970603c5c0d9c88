"""The content of a letter, before it takes a form: blocks in reading order, words only.

Every form (PDF, DOCX, HTML, text) prints the same blocks, so that they cannot say different things.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone = Literal["upheld", "overturned", "open"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words; `refs` are the anchors of the annex entries that it rests on."""

    text: str
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """The letter's name and the programme it belongs to."""

    text: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Banner:
    """A warning that no reader can miss."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a section of the letter, 2 and 3 stand in the annex."""

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value pairs, two to a row."""

    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, after a bold `label` if there is one; a note is said more quietly."""

    runs: tuple[Run, ...]
    label: str = ""
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Issue:
    """The head of a disputed item: its place, the request in its own words, and the decision."""

    place: str
    request: str
    decision: str
    tone: Tone
    anchor: str


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a table's column; `share` is its part of the width."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `notes` are quieter lines below its words."""

    text: str
    notes: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    tone: Literal["", "met", "not_met", "unknown"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that repeats on every page; `name` is said to those who cannot see it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of evidence: its number, and the words of the record."""

    anchor: str
    number: str
    quote: str


@dataclass(frozen=True, slots=True)
class Group:
    """The pieces of evidence that stand on one page of one document."""

    place: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Pieces of evidence, in the record's order."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which sentence of a passage rests on which evidence, for a form that cannot mark the sentences themselves."""

    title: str
    sentences: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list; each point may have points of its own."""

    points: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Where the reviewer signs, or why there is nothing to sign."""

    words: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block: TypeAlias = (
    Title | Banner | Heading | Fields | Paragraph | Issue | Table | Evidence | Sources | Points | Signature | NewPage
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter.

    `day` is the date that its files carry, taken from the determination. `running` stands at the head of
    every page beside `case`, `foot` at its foot beside the page number.
    """

    title: str
    language: str
    is_draft: bool
    day: dt.date
    case: str
    running: str
    foot: str
    blocks: tuple[Block, ...]
    numbers: tuple[tuple[str, str], ...] = ()
    """Anchor of each annex entry to its number as printed."""


def marks(refs: Sequence[str], numbers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Numbers of *refs* as they are printed, neighbours as a range ("3–5"), each with the anchor of its first."""
    runs: list[list[str]] = []
    for ref in refs:
        if runs and int(numbers[ref]) == int(numbers[runs[-1][-1]]) + 1:
            runs[-1].append(ref)
        else:
            runs.append([ref])
    return tuple((_range([numbers[ref] for ref in run]), run[0]) for run in runs)


def _range(numbers: Sequence[str]) -> str:
    joint = "–" if len(numbers) > 2 else ", "
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}{joint}{numbers[-1]}"
