"""What stands behind a "not documented", and where the records disagree, as the annex prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openimr.domain.absences import Certificate, Mention
from openimr.domain.contradictions import Contradiction, Side
from openimr.domain.determinations import Determination
from openimr.domain.documents import Document
from openimr.pipeline.letters.evidence import name_document
from openimr.pipeline.letters.model import Block, Cell, Column, Heading, Paragraph, Run, Table
from openimr.pipeline.letters.wording import plain, say_day, wording

_TERMS = 8
_NEAREST = 2


def certificate_notes(certificate: Certificate, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """The certificate in a line or two: what was looked for, and what came nearest."""
    words = wording()["annex"]["absence"]
    if not certificate.terms:
        return ()
    shown = ", ".join(certificate.terms[:_TERMS])
    more = len(certificate.terms) - _TERMS
    terms = f"{shown} {words['more'].format(count=more)}" if more > 0 else shown
    notes = [words["looked_for"].format(terms=plain(terms).replace("*", "…"))]
    nearest = "; ".join(_nearest(each, documents) for each in certificate.near_misses[:_NEAREST])
    return (*notes, words["nearest"].format(nearest=nearest)) if nearest else tuple(notes)


def _nearest(mention: Mention, documents: Mapping[str, Document]) -> str:
    words = wording()["annex"]
    span = mention.sources[0]
    document = documents.get(span.document)
    said = name_document(document) if document else span.document
    why = words["absence"]["shortfall"].get(mention.shortfall or "", "")
    return f"“{plain(span.quote)}” ({said}, {words['page']} {span.page}: {why})"


def search_extent(determination: Determination) -> Iterator[Block]:
    """Where everything that is called absent was looked for."""
    search = determination.search
    if search is None:
        return
    words = wording()["annex"]["absence"]
    evidence = [each for each in search.documents if each.part == "evidence"]
    said = words["extent"].format(pages=search.readable, documents=len(evidence))
    if search.unreadable:
        said += " " + words["unreadable"].format(pages=search.unreadable)
    doubtful = sum(len(each.doubtful) for each in evidence)
    if doubtful:
        said += " " + words["doubtful"].format(pages=doubtful)
    aside = sum(each.pages for each in search.documents if each.part == "set_aside")
    if aside:
        said += " " + words["aside"].format(pages=aside)
    yield Heading(words["title"], 2)
    yield Paragraph((Run(said),))


def disagreements(determination: Determination) -> Iterator[Block]:
    """The records that disagree, side by side."""
    if not determination.contradictions:
        return
    words = wording()["annex"]["contradictions"]
    yield Heading(words["title"], 2)
    columns = tuple(Column(title, share) for title, share in zip(words["columns"], (20, 52, 28), strict=True))
    documents = {document.id: document for document in determination.documents}
    rows = tuple(_row(each, documents) for each in determination.contradictions)
    yield Table(words["title"], columns, rows)


def _row(contradiction: Contradiction, documents: Mapping[str, Document]) -> tuple[Cell, ...]:
    words = wording()["annex"]["contradictions"]
    sides = [_side(side, documents) for side in contradiction.sides]
    used = words["used"].format(side=contradiction.used + 1) if contradiction.used is not None else words["open"]
    return (
        Cell(contradiction.about),
        Cell(f"1. {sides[0]}", tuple(f"{number}. {said}" for number, said in enumerate(sides[1:], start=2))),
        Cell(used, (contradiction.why,)),
    )


def _side(side: Side, documents: Mapping[str, Document]) -> str:
    words = wording()["annex"]
    document = documents.get(side.document or "")
    said = name_document(document) if document else words["contradictions"]["forms"]
    when = f", {say_day(side.date)}" if side.date and (document is None or document.date != side.date) else ""
    by = f", {side.author}" if side.author else ""
    page = f", {words['page']} {side.sources[0].page}" if side.sources else ""
    return f"“{plain(side.statement)}” ({said}{by}{page}{when})"
