"""The timeline as text, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from openimr.domain.timelines import Encounter, Place, Row, Timeline
from openimr.pipeline.timelines.sheet import Day, sheet_of
from openimr.pipeline.timelines.wording import name_concept, name_document_kind, plain, say_site, wording

WIDTH = 100
_INDENT = 14
_SAID_KINDS = frozenset({"work_status", "request"})
"""Kinds whose concept alone does not tell what it is."""


def write_text(timeline: Timeline) -> str:
    """The timeline, ending with a line end."""
    lines = [f"Case {timeline.case_number or 'without a number'}", *_head(timeline)]
    for phase, days in sheet_of(timeline):
        lines += ["", wording()["phases"][phase].upper() if timeline.injuries else "", ""]
        for day in days:
            lines += _day(day)
    lines += _set_aside(timeline)
    return "\n".join(_closed_up(lines)) + "\n"


def _closed_up(lines: Sequence[str]) -> Iterator[str]:
    """The lines without trailing blanks and without two empty ones in a row."""
    before = "x"
    for line in lines:
        line = line.rstrip()
        if line or before:
            yield line
        before = line


def _head(timeline: Timeline) -> Iterator[str]:
    words = wording()["milestones"]
    used = [injury.date.isoformat() for injury in timeline.injuries if injury.is_used]
    yield f"Date of injury {', '.join(used) or 'not stated'}"
    for injury in timeline.injuries:
        if not injury.is_used:
            pages = _pages(injury.sources)
            yield from _wrapped(f"Another date of injury is stated: {injury.date} ({pages})", "  ")
    for step in timeline.milestones:
        source = f" ({step.document})" if step.document else ""
        yield f"{words[step.kind]} {step.date}{source}"
    encounters = sum(each.is_evidence for each in timeline.encounters)
    statements = sum(row.count for row in timeline.rows)
    yield f"{encounters} encounters, {statements} statements in {len(timeline.rows)} rows"
    if timeline.left_out:
        yield f"{timeline.left_out} documents and statements dated after {timeline.until} are left out"


def _day(day: Day) -> Iterator[str]:
    said = day.date.isoformat() if day.date else "no date"
    for encounter in day.encounters:
        yield from _wrapped(_said_encounter(encounter), f"{said:<11}", _INDENT - 3)
        said = ""
    for row in day.rows:
        yield from _wrapped(_said_row(row), f"{said:<11}   ", _INDENT + 2)
        said = ""


def _said_encounter(encounter: Encounter) -> str:
    who = ", ".join(word for word in (encounter.author, encounter.specialty) if word)
    pages = ", ".join(str(page) for page in encounter.pages[:1]) + (
        f"–{encounter.pages[-1]}" if len(encounter.pages) > 1 else ""
    )
    kind = name_document_kind(encounter.kind).upper()
    return f"{kind}{f', {who}' if who else ''} [{encounter.document}: {encounter.file}, p. {pages}]"


def _said_row(row: Row) -> str:
    site = say_site(row.body_parts, row.laterality, row.levels)
    concept = name_concept(row.concept)
    name = f"{wording()['kinds'][row.kind]}: {concept.lower()}" if row.kind in _SAID_KINDS else concept
    head = name + (f", {site}" if site else "") + (f": {row.detail}" if row.detail else "")
    marks = "".join(f" ({word})" for word in marks_of(row))
    return f"- {head}{marks} “{row.statement}” [{_pages(row.sources) or 'no source'}]"


def marks_of(row: Row) -> tuple[str, ...]:
    """What a reader has to know of a row: its status, doubts, copies, how many statements it stands for."""
    status = wording()["statuses"][row.status]
    marks = [status] if status else []
    if row.count > 1:
        marks.append(f"{row.count} statements")
    if row.until:
        marks.append(f"repeated on {row.days} days until {row.until}")
    if row.doubtful:
        marks.append("doubtful reading")
    if row.copied_from:
        marks.append(f"copied from {row.copied_from}")
    return (*marks, *row.remarks)


def _pages(sources: Sequence[Place]) -> str:
    pages: dict[str, list[int]] = {}
    for place in sources:
        pages.setdefault(place.document, [])
        if place.page not in pages[place.document]:
            pages[place.document].append(place.page)
    shown = [f"{document} p. {', '.join(map(str, numbers))}" for document, numbers in pages.items()]
    return "; ".join(shown[:6]) + (f"; and {len(shown) - 6} more documents" if len(shown) > 6 else "")


def _set_aside(timeline: Timeline) -> Iterator[str]:
    if timeline.set_aside:
        yield from ("", "SET ASIDE, NOT EVIDENCE", "")
    for each in timeline.set_aside:
        day = each.date.isoformat() if each.date else "no date"
        pages = f"p. {each.pages[0]}" + (f"–{each.pages[-1]}" if len(each.pages) > 1 else "")
        said = f"{name_document_kind(each.kind)} [{each.document}: {each.file}, {pages}]: {each.reason}"
        yield from _wrapped(said, f"{day:<11}", _INDENT - 3)


def _wrapped(said: str, first: str, indent: int = 4) -> list[str]:
    kept = plain(said).replace(" p. ", "\u00a0p.\u00a0")  # a document and its page stay on one line
    lines = textwrap.wrap(kept, WIDTH, initial_indent=first, subsequent_indent=" " * indent)
    return [line.replace("\u00a0", " ") for line in lines]
