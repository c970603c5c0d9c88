"""Determination to letter: what is said, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from openimr.domain.determinations import Correction, Determination, Header, Item
from openimr.domain.documents import Document, files_of_others
from openimr.domain.spans import Problem
from openimr.pipeline.letters.annex import annex
from openimr.pipeline.letters.evidence import Exhibit, exhibit_of_item, exhibit_of_summary, name_kind, sentence_runs
from openimr.pipeline.letters.model import (
    Banner,
    Block,
    Cell,
    Column,
    Fields,
    Heading,
    Issue,
    Letter,
    Paragraph,
    Points,
    Run,
    Signature,
    Table,
    Title,
    Tone,
)
from openimr.pipeline.letters.wording import (
    or_not_stated,
    plain,
    say_author,
    say_day,
    say_days,
    say_page_list,
    say_pages,
    say_title,
    wording,
)

_SHARES = (6, 33, 21, 15, 25)
"""Widths of the columns of the documents' tables."""

_MOST_ROWS = 600
"""Rows of a table in a letter; each takes two to five lines on the page."""

_NO_DAY = dt.date(2013, 1, 1)
"""The first day of Independent Medical Review: the date of files whose determination states none at all."""


def compose(determination: Determination) -> Letter:
    """The letter of *determination*."""
    words = wording()
    if determination.status == "signed":
        determination = replace(determination, items=tuple(_without_departed(item) for item in determination.items))
    is_draft = determination.status == "draft"
    summary = exhibit_of_summary(determination)
    items = [exhibit_of_item(determination, number) for number in range(1, len(determination.items) + 1)]
    has_annex = determination.status != "published"
    blocks = (*_front(determination), *_body(determination, summary if has_annex else None, items if has_annex else ()))
    back = tuple(annex(determination, summary, items))
    numbers = tuple(pair for exhibit in (summary, *items) for pair in exhibit.numbers())
    return Letter(
        title=words["draft_title"] if is_draft else words["title"],
        language=words["language"],
        is_draft=is_draft,
        day=letter_day(determination),
        case=plain(determination.header.case_number) or words["running"]["no_case"],
        running=words["running"]["draft" if is_draft else "final"],
        foot=words["running"]["foot"],
        blocks=blocks + back,
        numbers=numbers,
    )


def _without_departed(item: Item) -> Item:
    """A signed item without a proposal that the reviewer departed from: it is no reason for the decision."""
    is_departed = item.decision and item.proposal and item.proposal.decision != item.decision
    return replace(item, proposal=None) if is_departed else item


def letter_day(determination: Determination) -> dt.date:
    """The day that the letter's files carry: the decision's, else the latest that header and record show."""
    header = determination.header
    if determination.correction:
        return determination.correction.day
    if header.decision_date:
        return header.decision_date
    stated = [header.date_assigned, header.application_received, header.ur_denial_date]
    dates = [day for day in (*stated, *(doc.date for doc in determination.documents)) if day]
    return max(dates, default=_NO_DAY)


def _front(determination: Determination) -> Iterator[Block]:
    words = wording()
    yield Title(words["title"], words["subtitle"])
    if determination.status == "draft":
        yield Banner(words["banner"])
    yield _header(determination.header)
    if determination.correction:
        yield _correction(determination.correction)
    yield Heading(words["headings"]["made"])
    yield from _made(determination)


def _header(header: Header) -> Fields:
    labels = wording()["header"]
    said = {
        "case_number": plain(header.case_number),
        "date_assigned": say_day(header.date_assigned),
        "dates_of_injury": say_days(header.dates_of_injury),
        "decision_date": say_day(header.decision_date),
        "ur_denial_date": say_day(header.ur_denial_date),
        "application_received": say_day(header.application_received),
        "priority": (header.priority or "").capitalize(),
    }
    pairs = {name: (f"{labels[name]}:", or_not_stated(value)) for name, value in said.items()}
    return Fields(
        (
            (pairs["case_number"], pairs["priority"]),
            (pairs["date_assigned"], pairs["dates_of_injury"]),
            (pairs["decision_date"], pairs["ur_denial_date"]),
            (pairs["application_received"],),
        )
    )


def _correction(correction: Correction) -> Paragraph:
    """That this letter takes the place of an earlier one, and what was wrong with it."""
    words = wording()["correction"]
    slots = {"day": say_day(correction.day), "replaces": say_day(correction.replaces), "version": correction.version}
    says = words["says"].format(**slots, reason=plain(correction.reason).rstrip("."))
    return Paragraph((Run(says),), label=words["label"].format(**slots))


def _made(determination: Determination) -> Iterator[Paragraph]:
    words, reviewer = wording(), determination.reviewer
    is_assigned = bool(reviewer.licensure or reviewer.specialties)
    if determination.status == "draft":
        yield _said(words["made"]["draft"])
        yield _said(words["made"]["selected" if is_assigned else "unassigned"])
    else:
        yield _said(words["made"]["final"])
    credentials = words["credentials"]
    yield _said(credentials["lead"])
    for label, names in (("licensure", reviewer.licensure), ("specialties", reviewer.specialties)):
        value = ", ".join(plain(name) for name in names) or credentials["none"]
        yield Paragraph((Run(value),), label=credentials[label])


def _body(determination: Determination, summary: Exhibit | None, items: Sequence[Exhibit]) -> Iterator[Block]:
    headings = wording()["headings"]
    if determination.status != "published":
        yield Heading(headings["documents"])
        yield from _documents(determination.documents)
    if determination.status == "draft":
        yield from _problems(determination.problems, files_of_others(determination.documents))
    yield Heading(headings["summary"])
    runs = sentence_runs(determination.summary, summary)
    yield _said(wording()["summary"]["lead" if runs else "none"])
    if runs:
        yield Paragraph(runs)
    yield Heading(headings["issues"])
    yield from _issues(determination, items)
    yield Heading(headings["effect"])
    yield from (_said(text) for text in wording()["effect"])
    yield from _signature(determination)


def _documents(documents: Sequence[Document]) -> Iterator[Block]:
    words = wording()["documents"]
    if not documents:
        yield _said(words["none"])
        return
    numbered = list(enumerate(documents, start=1))
    used = tuple(_document_row(number, it) for number, it in numbered if it.set_aside is None)
    aside = tuple(_aside_row(number, it) for number, it in numbered if it.set_aside is not None)
    if used:
        yield _table(wording()["headings"]["documents"].capitalize(), words["columns"], used)
    if aside:
        yield Heading(words["set_aside"], 2)
        yield _table(words["set_aside"], words["set_aside_columns"], aside)


def _table(name: str, titles: Sequence[str], rows: tuple[tuple[Cell, ...], ...]) -> Table | Points:
    """The rows as a table; so many that it would fill hundreds of pages as lines."""
    if len(rows) > _MOST_ROWS:
        return Points(tuple((_line(row), ()) for row in rows))
    columns = tuple(Column(title, share) for title, share in zip(titles, _SHARES, strict=True))
    return Table(name, columns, rows)


def _line(row: Sequence[Cell]) -> str:
    """A row of the documents' table in one line."""
    number, *others = (", ".join(filter(None, (cell.text, *cell.notes))) for cell in row)
    return f"{number}. {'; '.join(others)}"


def _document_row(number: int, document: Document) -> tuple[Cell, ...]:
    author = Cell(
        or_not_stated(say_author(plain(document.author))), (plain(document.specialty),) if document.specialty else ()
    )
    return (Cell(str(number)), _named(document), author, *_filed(document))


def _aside_row(number: int, document: Document) -> tuple[Cell, ...]:
    """Another patient's record by its kind and date alone: its title, author or file name may tell who that is."""
    why = Cell(plain(document.set_aside))
    if not document.is_another_patients:
        return (Cell(str(number)), _named(document), why, *_filed(document))
    date, file = _filed(document)
    return (
        Cell(str(number)),
        Cell(name_kind(document)),
        why,
        date,
        replace(file, text=wording()["documents"]["withheld"]),
    )


def _named(document: Document) -> Cell:
    kind, title = name_kind(document), say_title(plain(document.title))
    return Cell(kind, (title,) if title and title.lower() != kind.lower() else ())


def _filed(document: Document) -> tuple[Cell, Cell]:
    """The date; the file with its pages and the first digits of its SHA-256, of which annex and JSON have more."""
    place = f"{say_page_list(document.page_numbers)}, SHA-256 {document.sha256[:8]}"
    return Cell(or_not_stated(say_day(document.date))), Cell(plain(document.file), (place,))


def _problems(problems: Iterable[Problem], withheld: Collection[str]) -> Iterator[Block]:
    """What was handed in and could not be read or used, so that the reviewer knows what was not seen."""
    said = [(_where(problem, withheld), (plain(problem.message),)) for problem in problems]
    if said:
        yield Heading(wording()["documents"]["problems"], 2)
        yield Points(tuple(said))


def _where(problem: Problem, withheld: Collection[str]) -> str:
    words = wording()["documents"]
    page = f", {say_pages((problem.page, problem.page))}" if problem.page is not None else ""
    file = words["withheld"] if problem.file in withheld else plain(problem.file)
    return f"{file or words['whole_case']}{page}"


def _issues(determination: Determination, exhibits: Sequence[Exhibit]) -> Iterator[Block]:
    words = wording()["issues"]
    if not determination.items:
        yield _said(words["none"])
        return
    yield _said(words["lead"])
    count = len(determination.items)
    for number, (item, exhibit) in enumerate(zip_longest(determination.items, exhibits), start=1):
        yield from _item(item, words["issue"].format(number=number, count=count), f"issue-{number}", exhibit)


def _item(item: Item, place: str, anchor: str, exhibit: Exhibit | None) -> Iterator[Block]:
    words = wording()["issues"]
    decision, tone = say_decision(item)
    yield Issue(place, plain(item.request), decision, tone, anchor)
    if item.original_request:
        yield Paragraph((Run(plain(item.original_request)),), label=words["original_request"])
    for name in ("claims_administrator_guideline", "reviewer_guideline"):
        text = plain(getattr(item, name).text)
        yield Paragraph((Run(or_not_stated(text)),), label=words[name])
    runs = sentence_runs(item.rationale, exhibit)
    yield Paragraph(runs or (Run(or_not_stated("")),), label=words["rationale"])


def say_decision(item: Item) -> tuple[str, Tone]:
    """The decision as the letter prints it, else the proposal marked as one, and which way it goes."""
    words = wording()["decisions"]
    if item.decision is not None:
        return words[item.decision], "upheld" if item.decision == "upheld" else "overturned"
    if item.proposal is None:
        return words["none"], "open"
    if item.proposal.decision == "abstain":
        return words["abstain"], "open"
    return words[f"proposed_{item.proposal.decision}"], item.proposal.decision


def _signature(determination: Determination) -> Iterator[Block]:
    words = wording()["signature"]
    if determination.status == "published":
        return
    yield Heading(wording()["headings"]["signature"])
    if determination.status == "draft":
        yield Signature(words["draft"], tuple(words["lines"]))
    else:
        day = say_day(letter_day(determination))
        yield Signature(words["final"].format(day=day))


def _said(text: str) -> Paragraph:
    return Paragraph((Run(text),))
