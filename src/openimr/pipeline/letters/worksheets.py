"""The methodology worksheet of one item, as the annex prints it."""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.worksheets import Recommendation, Study, Worksheet
from openimr.pipeline.letters.model import Block, Cell, Column, Heading, Paragraph, Run, Table
from openimr.pipeline.letters.wording import plain, wording
from openimr.rulebook.evidence_levels import Scale, scales
from openimr.rulebook.worksheets import QUESTIONS


def worksheet_blocks(worksheet: Worksheet) -> Iterator[Block]:
    """Question, recommendations, studies with applicability and level, and the one that is followed."""
    words = wording()["annex"]["worksheet"]
    scale = scales().get(worksheet.scale or "")
    yield Heading(words["title"], 3)
    question = QUESTIONS[worksheet.question]
    yield _labelled(words["question"], question[0].upper() + question[1:])
    if scale is not None:
        yield _labelled(words["measured"], words["scale"].format(title=scale.title, regulation=scale.regulation))
    columns = tuple(Column(title, share) for title, share in zip(words["columns"], (52, 30, 18), strict=True))
    rows = tuple(row for each in worksheet.competing for row in _rows(each, worksheet, scale))
    yield Table(words["title"], columns, rows)
    followed = next((each.source for each in worksheet.competing if each.id == worksheet.follows), words["nothing"])
    yield _labelled(words["follows"], plain(followed))
    if worksheet.why:
        yield _labelled(words["why"], plain(worksheet.why))


def _rows(recommendation: Recommendation, worksheet: Worksheet, scale: Scale | None) -> Iterator[tuple[Cell, ...]]:
    words = wording()["annex"]["worksheet"]
    notes = [plain(recommendation.says)]
    if not recommendation.studies and recommendation.searched:
        notes.append(words["no_study"].format(searched=plain(recommendation.searched)))
    head = f"{words['ranks'][recommendation.rank]}: {plain(recommendation.source)}"
    yield Cell(head, tuple(notes)), Cell(""), Cell("")
    for study in recommendation.studies:
        yield _study_row(study, worksheet, scale)


def _study_row(study: Study, worksheet: Worksheet, scale: Scale | None) -> tuple[Cell, ...]:
    words = wording()["annex"]["worksheet"]
    level = scale.level(worksheet.question, study.level) if scale else None
    applies = words["applies"]["open" if study.is_applicable is None else "yes" if study.is_applicable else "no"]
    designed = [level.design] if level else []
    if level is not None and level.status == "unconfirmed":
        designed.append(words["unconfirmed"])
    bias = (words["bias"].format(bias=plain(study.bias)),) if study.bias else ()
    explained = (plain(study.applicability),) if study.applicability else ()
    return Cell(plain(cite_study(study)), bias), Cell(applies, explained), Cell(study.level or "", tuple(designed))


def cite_study(study: Study) -> str:
    """The study as 8 CCR 9792.21.1(d)(3) cites one: authors, title, journal, volume, year, pages."""
    place = " ".join(each for each in (study.journal, study.volume) if each)
    year = f"({study.year})" if study.year else ""
    where = " ".join(each for each in (place, year) if each)
    pages = f"{where}: {study.pages}" if where and study.pages else where or study.pages
    return ". ".join(each.rstrip(".") for each in (study.authors, study.title, pages) if each) + "."


def _labelled(label: str, words: str) -> Paragraph:
    return Paragraph((Run(words),), label)
