"""The documents in one file: where each begins, which pages go on with it, and in what order they belong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openimr.domain.documents import ASIDE_KINDS
from openimr.pipeline.records.identities import is_another
from openimr.pipeline.records.kinds import is_section_title
from openimr.pipeline.records.sheets import Sheet

_FORM_KINDS = frozenset({"application", "rfa", "ur_decision", "determination"})
_NEAR = 60
"""A stray page is looked for a document among so many that begin before it and after it."""
_ENOUGH = 1.0
_OPEN_END = re.compile(r"[^.!?:;)\]]\Z")
_MORE = re.compile(r"continued\s+(?:on|next)|see\s+next\s+page|over\s*\Z|\(continued\)|\(cont", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A document as far as it is put together."""

    start: Sheet
    sheets: list[Sheet] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)

    def add(self, sheet: Sheet) -> None:
        self.sheets.append(sheet)
        if sheet.margin.number is not None:
            self.numbers.add(sheet.margin.number)

    @property
    def total(self) -> int | None:
        return next((sheet.margin.total for sheet in self.sheets if sheet.margin.total), None)

    @property
    def last(self) -> Sheet:
        return max(self.sheets, key=lambda sheet: (sheet.margin.number or 1, sheet.index))


def split(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], ...]:
    """The sheets of each document in reading order; documents in the order of their first pages."""
    if not sheets:
        return ()
    begins = _beginnings(sheets)
    drafts: dict[int, _Draft] = {}
    owner: dict[int, _Draft] = {}
    for sheet in sheets:
        if sheet.index in begins:
            _own(_Draft(sheet), sheet, drafts, owner)
    rest = [sheet for sheet in sheets if sheet.index not in begins]
    words = _Vocabulary(sheets)
    _place_numbered([sheet for sheet in rest if sheet.margin.number is not None], drafts, owner, words)
    for sheet in rest:
        if sheet.margin.number is None:
            _place(sheet, drafts, owner, words)
    documents = [tuple(_in_order(draft)) for draft in drafts.values()]
    return tuple(sorted(documents, key=lambda document: min(sheet.index for sheet in document)))


def _own(draft: _Draft, sheet: Sheet, drafts: dict[int, _Draft], owner: dict[int, _Draft]) -> None:
    draft.add(sheet)
    drafts[draft.start.index] = draft
    owner[sheet.index] = draft


def _beginnings(sheets: Sequence[Sheet]) -> frozenset[int]:
    """The sheets on which a document begins."""
    found: set[int] = set()
    before: Sheet | None = None
    start: Sheet | None = None
    for sheet in sheets:
        is_first = start is None or before is None or _begins(sheet, before, start)
        if sheet.is_blank or (is_first and sheet.margin.number in (None, 1)):
            found.add(sheet.index)
            start = start if sheet.is_blank else sheet
        before = before if sheet.is_blank else sheet
    return frozenset(found)


def _begins(sheet: Sheet, before: Sheet, start: Sheet) -> bool:
    """Whether a document begins on *sheet*, after *before*, the last page of the document that began on *start*."""
    if sheet.margin.number is not None:
        return sheet.margin.number == 1
    if before.margin.number is not None and before.margin.number == before.margin.total:
        return True
    if is_another(sheet.identity, start.identity):
        return True
    if _goes_on_alike(sheet, before):
        return False
    if sheet.is_titled:
        return _title_begins(sheet, start)
    if sheet.is_letter:
        return True
    return sheet.names_somebody and sheet.day is not None and sheet.day != start.day


def _title_begins(sheet: Sheet, start: Sheet) -> bool:
    """Whether the title is that of a document and not of one of its sections."""
    if is_section_title(sheet.title):
        return sheet.names_somebody and sheet.day is not None and sheet.day not in (start.day, None)
    if sheet.kind.kind in _FORM_KINDS or sheet.kind.kind in ASIDE_KINDS:
        return True
    return sheet.names_somebody or sheet.day is not None or sheet.is_letter


def _goes_on_alike(sheet: Sheet, before: Sheet) -> bool:
    """Whether the page opens with the same lines as the page before and speaks of no other day."""
    same = len(sheet.head) > 1 and sheet.head[:2] == before.head[:2]
    is_titled_above = sheet.title == before.title or not sheet.is_titled
    return same and is_titled_above and sheet.day in (None, before.day) and sheet.kind.kind not in ASIDE_KINDS


class _Vocabulary:
    """How much of a page's rarer words another page has."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = sheets
        self._words: dict[int, frozenset[str]] = {}
        self._counts: dict[str, int] | None = None

    def share(self, sheet: Sheet, other: Sheet) -> float:
        """From 0 to 1, rare words counting more."""
        mine = self._of(sheet)
        weights = {word: 1 / self._count(word) for word in mine}
        whole = sum(weights[word] for word in sorted(weights))
        shared = sum(weights[word] for word in sorted(mine & self._of(other)))
        return shared / whole if whole else 0.0

    def _of(self, sheet: Sheet) -> frozenset[str]:
        if sheet.index not in self._words:
            self._words[sheet.index] = frozenset(re.findall(r"[a-z]{5,}", sheet.text.lower()))
        return self._words[sheet.index]

    def _count(self, word: str) -> int:
        if self._counts is None:
            self._counts = {}
            for sheet in self._sheets:
                for each in self._of(sheet):
                    self._counts[each] = self._counts.get(each, 0) + 1
        return self._counts[word]


def _place_numbered(
    sheets: Sequence[Sheet], drafts: dict[int, _Draft], owner: dict[int, _Draft], words: _Vocabulary
) -> None:
    """Second pages first, then third ones: each to the document that it fits best."""
    for number in sorted({sheet.margin.number or 0 for sheet in sheets}):
        waiting = [sheet for sheet in sheets if sheet.margin.number == number]
        pairs = sorted(
            (-fit, sheet.index, draft.start.index)
            for sheet in waiting
            for draft in _near(sheet, drafts)
            if (fit := _fit(sheet, draft, owner, words)) is not None and fit >= _ENOUGH
        )
        by_index = {sheet.index: sheet for sheet in waiting}
        for _, index, start in pairs:
            if index in by_index and number not in drafts[start].numbers:
                sheet = by_index.pop(index)
                drafts[start].add(sheet)
                owner[index] = drafts[start]
        for sheet in by_index.values():
            _own(_Draft(sheet), sheet, drafts, owner)


def _place(sheet: Sheet, drafts: dict[int, _Draft], owner: dict[int, _Draft], words: _Vocabulary) -> None:
    """A page without a number to the document that it fits best, by preference the one before it."""
    fits = [
        (fit, -abs(sheet.index - draft.start.index), -draft.start.index)
        for draft in _near(sheet, drafts)
        if (fit := _fit(sheet, draft, owner, words)) is not None
    ]
    best = max(fits, default=None)
    if best is None or best[0] < _ENOUGH:
        _own(_Draft(sheet), sheet, drafts, owner)
        return
    draft = drafts[-best[2]]
    draft.add(sheet)
    owner[sheet.index] = draft


def _near(sheet: Sheet, drafts: dict[int, _Draft]) -> Iterator[_Draft]:
    """Documents that begin near the sheet and may take pages."""
    before = sorted(start for start in drafts if start < sheet.index)[-_NEAR:]
    after = sorted(start for start in drafts if start > sheet.index)[:_NEAR]
    for start in (*before, *after):
        if not drafts[start].start.is_blank:
            yield drafts[start]


def _fit(sheet: Sheet, draft: _Draft, owner: dict[int, _Draft], words: _Vocabulary) -> float | None:
    """How well the sheet goes on with the document; None: it cannot."""
    if not _may_join(sheet, draft):
        return None
    start, last = draft.start, draft.last
    fit = 3.0 if _before(sheet, owner) is draft else 0.0
    if sheet.margin.words and start.margin.words:
        fit += 2.0 if sheet.margin.words == start.margin.words else -3.0
    if sheet.margin.total:
        fit += 2.0 if sheet.margin.total == draft.total else -1.0
    elif sheet.margin.number and draft.numbers:
        fit += 1.0 if sheet.margin.number - 1 in draft.numbers else -1.0
    if sheet.day and start.day:
        fit += 2.0 if sheet.day == start.day else -4.0
    if sheet.head[:1] and sheet.head[:1] == start.head[:1]:
        fit += 1.0
    if last.is_signed and not _MORE.search(last.text[-200:]):
        fit -= 1.5
    if _OPEN_END.search(last.text.rstrip()) and sheet.text.lstrip()[:1].islower():
        fit += 2.0
    if start.kind.kind in ASIDE_KINDS and sheet.kind.kind != start.kind.kind:
        fit -= 2.5
    return fit + 3.0 * words.share(sheet, start) - min(abs(sheet.index - start.index), 50) * 0.01


def _may_join(sheet: Sheet, draft: _Draft) -> bool:
    number, total = sheet.margin.number, draft.total
    if number is not None and (number in draft.numbers or number == 1):
        return False
    if sheet.margin.total and total and sheet.margin.total != total:
        return False
    if total and (len(draft.sheets) >= total or (number or 0) > total):
        return False
    return not is_another(sheet.identity, draft.start.identity)


def _before(sheet: Sheet, owner: dict[int, _Draft]) -> _Draft | None:
    """The document of the page before, blank backs of pages and copies left out."""
    for index in range(sheet.index - 1, -1, -1):
        draft = owner.get(index)
        if draft is not None and not draft.start.is_blank:
            return draft
    return None


def _in_order(draft: _Draft) -> list[Sheet]:
    """By the document's own numbers; a page without one follows the page it follows in the file."""
    reached = draft.start.margin.number or 1
    keys: list[tuple[int, int, int]] = []
    others = sorted((sheet for sheet in draft.sheets if sheet is not draft.start), key=lambda sheet: sheet.index)
    ordered = [draft.start, *others]
    for place, sheet in enumerate(ordered):
        if sheet.margin.number is not None:
            reached = sheet.margin.number
        keys.append((reached, int(sheet.margin.number is None and place > 0), place))
    return [sheet for _, sheet in sorted(zip(keys, ordered, strict=True), key=lambda pair: pair[0])]
