"""A notice of a case as a letter of the same family as the determination."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.domain.clocks import DueDate
from openimr.pipeline.letters.model import (
    Block,
    Cell,
    Column,
    Fields,
    Heading,
    Letter,
    Paragraph,
    Points,
    Run,
    Signature,
    Table,
    Title,
)
from openimr.rulebook.files import read_yaml
from openimr.rulebook.notices import Notice, notice_words


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice says of its case. `addressee` is a name; `slots` fill the braces of the notice's words."""

    case_number: str
    addressee: str | None
    role: str
    day: dt.date
    fields: Mapping[str, str | None]
    items: tuple[str, ...]
    grounds: tuple[str, ...] = ()
    deadlines: tuple[DueDate, ...] = ()
    slots: Mapping[str, str] | None = None


def compose_notice(notice: Notice, facts: NoticeFacts) -> Letter:
    """The notice's letter; a slot that the case does not fill is said to be not stated."""
    words = notice_words()
    frame = read_yaml("letters/ca_wc/final_determination.yaml")
    return Letter(
        title=notice.title,
        language=frame["language"],
        is_draft=False,
        day=facts.day,
        case=facts.case_number,
        running=frame["running"]["final"],
        foot=frame["running"]["foot"],
        blocks=tuple(_blocks(notice, facts, words)),
    )


def _blocks(notice: Notice, facts: NoticeFacts, words: Mapping[str, object]) -> Sequence[Block]:
    frame = read_yaml("letters/ca_wc/final_determination.yaml")
    found: list[Block] = [Title(notice.title, frame["subtitle"]), _fields(facts)]
    found += [Paragraph((Run(_filled(says, facts)),)) for says in notice.says]
    if facts.grounds and notice.has_grounds:
        found += [Heading(str(words["grounds_heading"])), Points(tuple((ground, ()) for ground in facts.grounds))]
    if facts.items:
        found += [Heading(str(words["items_heading"])), Points(tuple((item, ()) for item in facts.items))]
    if facts.deadlines:
        found += [Heading(str(words["deadlines_heading"])), _deadlines(facts.deadlines)]
    found.append(Paragraph((Run(notice.source),), is_note=True))
    found.append(Signature(str(words["signature"]), (str(words["from"]),)))
    return found


def _fields(facts: NoticeFacts) -> Fields:
    words = notice_words()
    labels, missing = words["labels"], words["not_stated"]
    to = facts.addressee or facts.role.replace("_", " ").capitalize()
    pairs = [(labels["to"], to), (labels["date"], f"{facts.day:%m/%d/%Y}"), (labels["case_number"], facts.case_number)]
    pairs += [(labels[name], value or missing) for name, value in facts.fields.items()]
    return Fields(tuple(tuple(pairs[at : at + 2]) for at in range(0, len(pairs), 2)))


def _filled(says: str, facts: NoticeFacts) -> str:
    """The words with their slots filled; braces in what fills them are left alone."""
    filled = says
    for name, value in (facts.slots or {}).items():
        filled = filled.replace("{" + name + "}", value)
    return filled


def _deadlines(deadlines: Sequence[DueDate]) -> Table:
    words = notice_words()
    titles = words["deadline_columns"]
    columns = tuple(Column(title, share) for title, share in zip(titles, (2, 3, 5, 4), strict=True))
    return Table(str(words["deadlines_heading"]), columns, tuple(_row(due) for due in deadlines))


def _row(due: DueDate) -> tuple[Cell, ...]:
    rule = f"{due.rule}: {due.citation}"
    shown = rule if due.confirmation == "confirmed" else notice_words()["unconfirmed"].format(rule=rule)
    return (Cell(f"{due.due:%m/%d/%Y}"), Cell(due.who.capitalize()), Cell(due.what.capitalize()), Cell(shown))
