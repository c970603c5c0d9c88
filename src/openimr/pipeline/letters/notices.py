"""A notice of a case as a letter of the same family as the determination."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
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
    """What a notice says of its case. `addressee` is a name; `slots` fill the braces of the notice's words.

    `items` are in the words of the request, each with what became of it where that matters. `asked` is who must act on
    a date of "party asked"; `organization` is the review organization.
    """

    case_number: str
    addressee: str | None
    role: str
    day: dt.date
    fields: Mapping[str, str | None]
    items: tuple[tuple[str, str | None], ...]
    grounds: tuple[str, ...] = ()
    reason: str | None = None
    deadlines: tuple[DueDate, ...] = ()
    slots: Mapping[str, str] | None = None
    asked: str | None = None
    organization: str | None = None
    address: str | None = None


def compose_notice(notice: Notice, facts: NoticeFacts) -> Letter:
    """The notice's letter; a slot that the case does not fill is said to be not stated."""
    frame = read_yaml("letters/ca_wc/final_determination.yaml")
    return Letter(
        title=notice.title,
        language=frame["language"],
        is_draft=False,
        day=facts.day,
        case=facts.case_number,
        running=frame["running"]["final"],
        foot=frame["running"]["foot"],
        blocks=tuple(_blocks(notice, facts, frame["subtitle"])),
    )


def _blocks(notice: Notice, facts: NoticeFacts, subtitle: str) -> Iterator[Block]:
    words = notice_words()
    yield Title(notice.title, subtitle)
    yield _fields(facts)
    yield from (Paragraph((Run(_filled(says, facts)),)) for says in notice.says)
    if facts.grounds and notice.has_grounds:
        yield from _listed(words["grounds_heading"], [_spelled(ground) for ground in facts.grounds])
    if facts.reason:
        yield Paragraph((Run(words["reason"].format(reason=facts.reason)),))
    if facts.items:
        yield from _listed(words["items_heading"], [_item(*item) for item in facts.items])
    if notice.points:
        yield from _listed(notice.points_heading, notice.points)
    if facts.deadlines:
        yield Heading(words["deadlines_heading"])
        yield _deadlines(facts)
    yield Paragraph((Run(words["rests_on"].format(source=_spelled(notice.source))),), is_note=True)
    yield Signature(words["signature"].format(organization=facts.organization or words["from"]))


def _listed(heading: str, points: Iterable[str]) -> tuple[Heading, Points]:
    return Heading(heading), Points(tuple((point, ()) for point in points))


def _item(request: str, state: str | None) -> str:
    says = notice_words()["item_states"].get(state)
    return f"{request} ({says})" if says else request


def _fields(facts: NoticeFacts) -> Fields:
    words = notice_words()
    labels, missing = words["labels"], words["not_stated"]
    name = facts.addressee or facts.role.replace("_", " ").capitalize()
    to = f"{name}, {facts.address}" if facts.address else name
    pairs = [(labels["to"], to), (labels["date"], f"{facts.day:%m/%d/%Y}"), (labels["case_number"], facts.case_number)]
    pairs += [(labels[name], value or missing) for name, value in facts.fields.items()]
    pairs = [(label, _LONG.sub("\\g<0>\u200b", value)) for label, value in pairs]
    return Fields(tuple(tuple(pairs[at : at + 2]) for at in range(0, len(pairs), 2)))


def _filled(says: str, facts: NoticeFacts) -> str:
    """The words with their slots filled; braces in what fills them are left alone."""
    slots = {"organization": facts.organization or notice_words()["from"], **(facts.slots or {})}
    missing = notice_words()["not_stated"]
    return _SLOT.sub(lambda slot: slots.get(slot[1]) or missing, says)


_LONG = re.compile(r"\w{24}(?=\w)")
"""As much of one word as fits into a field."""

_SLOT = re.compile(r"\{(\w+)\}")


def _deadlines(facts: NoticeFacts) -> Table:
    words = notice_words()
    columns = tuple(Column(title, share) for title, share in zip(words["deadline_columns"], (3, 3, 5, 4), strict=True))
    return Table(words["deadlines_heading"], columns, tuple(_row(due, facts.asked) for due in facts.deadlines))


def _row(due: DueDate, asked: str | None) -> tuple[Cell, ...]:
    rule = f"{due.rule}: {_spelled(due.citation)}"
    shown = rule if due.confirmation == "confirmed" else notice_words()["unconfirmed"].format(rule=rule)
    who = asked if asked and due.who == "party asked" else due.who
    return (Cell(_by(due)), Cell(_capital(who.removeprefix("the "))), Cell(_capital(due.what)), Cell(shown))


def _by(due: DueDate) -> str:
    """The last day, or the hour where the time is counted in hours."""
    day = f"{due.due:%m/%d/%Y}"
    if due.hour is None:
        return day
    clock = f"{dt.time.fromisoformat(due.hour):%I:%M %p}".lstrip("0")
    return f"{day}, {notice_words()['hour'].format(hour=clock)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _spelled(citation: str) -> str:
    """The citation with its law's name in full."""
    for short, full in notice_words()["spelled"].items():
        citation = re.sub(rf"\b{short}\b", full, citation)
    return citation
