"""Each page of a file by itself: what it may be, whose, of which day, and whether a document begins on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openimr.domain.documents import ASIDE_KINDS, Page
from openimr.pipeline.records.addressed import find_addressed
from openimr.pipeline.records.authors import signer
from openimr.pipeline.records.identities import (
    Identity,
    claim_key,
    identity_in,
    is_alike,
    is_another,
    names_in,
    read_identity,
)
from openimr.pipeline.records.kinds import Recognition, is_section_title, recognise
from openimr.pipeline.records.margins import CLAIM, Margin, as_transmission, joined, read_margins
from openimr.pipeline.records.notes import stated_day
from openimr.text.flow import Flow, mend

_STRONG = 8.0
"""A title line among the first dozen lines that is a heading and mostly title."""
_HEAD = 4
_SALUTATION = re.compile(r"^\s*(?:Dear\s+[A-Z]|To\s+Whom\s+It\s+May\s+Concern)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: `text` is its mended text without margins, `head` its first lines, `day` the day a label gives.

    `identity` is whom labels name, `running` whom the line beside the page's number may name.
    """

    index: int
    page: Page
    margin: Margin
    text: str
    kind: Recognition
    identity: Identity
    running: Identity
    day: dt.date | None
    head: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether the page holds nothing."""
        return self.kind.kind == "blank"

    @property
    def is_titled(self) -> bool:
        """Whether a heading near the top names a kind of document."""
        return self.kind.strength >= _STRONG

    @property
    def title(self) -> str:
        """The words of the title, empty without one."""
        return self.text[self.kind.title_start : self.kind.title_end]

    @property
    def names_somebody(self) -> bool:
        """Whether labels on the page say whose it is."""
        return bool(self.identity.names or self.identity.born or self.identity.claim)

    def names_patient(self, patient: Identity) -> bool:
        """Whether the page says whose it is."""
        named = self.identity.names or self.identity.born
        return bool(named) or is_alike(self.running.claim, patient.claim)

    def is_of_another(self, patient: Identity) -> bool:
        """Whether the page names another patient than *patient*; a bare name on a bill or cover may be anybody's."""
        if self.kind.kind in ASIDE_KINDS and not (self.identity.born or self.identity.claim):
            return False
        if self.identity.names or self.identity.born:
            return is_another(self.identity, patient)
        return is_alike(self.running.claim, patient.claim) and is_another(self.running, patient)

    @property
    def is_letter(self) -> bool:
        """Whether the page has a salutation."""
        return _SALUTATION.search(self.text, 0, 2000) is not None

    @property
    def is_signed(self) -> bool:
        """Whether somebody with a degree signed on the page."""
        return signer(self.text) is not None


def read_sheets(pages: Sequence[Page]) -> tuple[Sheet, ...]:
    """The pages of one file in the order in which they were sent, else in that of the file."""
    sheets = [_sheet(index, page, margin) for index, (page, margin) in enumerate(_with_margins(pages))]
    begins = [sheet.is_titled and not is_section_title(sheet.title) for sheet in sheets]
    margins = as_transmission([sheet.margin for sheet in sheets], begins)
    return _as_sent([replace(sheet, margin=margin) for sheet, margin in zip(sheets, margins, strict=True)])


def _with_margins(pages: Sequence[Page]) -> list[tuple[Page, Margin]]:
    found: list[tuple[Page, Margin]] = []
    for page, margin in zip(pages, read_margins(pages), strict=True):
        ranges = (*page.margins, *margin.ranges, *find_addressed(page.text))
        found.append((replace(page, margins=joined(page.text, ranges)), margin) if ranges else (page, margin))
    return found


def _sheet(index: int, page: Page, margin: Margin) -> Sheet:
    flow = mend("", (page,))
    text = flow.text
    lines = [line.strip() for line in text[:1200].split("\n") if line.strip()]
    kind = recognise(text)
    return Sheet(
        index=index,
        page=page,
        margin=margin,
        text=text,
        kind=kind,
        identity=_identity(page, margin, flow),
        running=_running(margin.words),
        day=stated_day(text, kind.kind),
        head=tuple(lines[:_HEAD]),
    )


def _identity(page: Page, margin: Margin, flow: Flow) -> Identity:
    """Whom the page names, if need be in its running lines."""
    identity = identity_in(flow)
    if identity.names or identity.born or not margin.ranges:
        return identity
    words = "\n".join(page.text[start:end] for start, end in margin.ranges)
    running = read_identity((Page(page.number, words),))
    return running if running.names or running.born else identity


def _running(words: str) -> Identity:
    """Whom a running line may name beside the page's number: a name and a claim number."""
    claim = CLAIM.search(words)
    if claim is None:
        return Identity()
    names = names_in(words[: claim.start()]) or names_in(words[claim.end() :])
    return Identity(names, None, claim_key(claim.group()))


def _as_sent(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """In the order of a numbering that runs through the whole file, where there is one and it is sound."""
    places = [sheet.margin.sent for sheet in sheets]
    numbers = [place[0] for place in places if place is not None]
    totals = {place[1] for place in places if place is not None}
    if len(numbers) < len(sheets) or len(totals) != 1 or len(set(numbers)) != len(numbers):
        return tuple(sheets)
    ordered = sorted(sheets, key=lambda sheet: sheet.margin.sent or (0, 0))
    return tuple(replace(sheet, index=index) for index, sheet in enumerate(ordered))
