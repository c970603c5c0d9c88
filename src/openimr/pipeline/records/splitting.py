"""The documents in one file: where each begins, which pages go on with it, and in what order they belong."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from openimr.domain.documents import ASIDE_KINDS
from openimr.pipeline.records.identities import is_another
from openimr.pipeline.records.kinds import is_section_title, later_kinds, later_page_of
from openimr.pipeline.records.sheets import Sheet
from openimr.text.dates import find_dates

_FORM_KINDS = frozenset({"application", "rfa", "ur_decision", "determination"})
_NEAR = 60
"""A stray page is looked for a document among so many that begin before it and after it."""
_ENOUGH = 1.0
_MOST_OF_SHARE = 3.0
"""What words in common can add to the fit of a page."""
_MANY = 40
"""A page with so many different longer words can be known by them."""
_CLOSED_ENDS = ("", ".", "!", "?", ":", ";", ")", "]")
_MORE = re.compile(r"continued\s+(?:on|next)|see\s+next\s+page|over\s*\Z|\(continued\)|\(cont", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """A document as far as it is put together."""

    start: Sheet
    sheets: list[Sheet] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    total: int | None = None
    last: Sheet = field(init=False)

    def __post_init__(self) -> None:
        self.last = self.start

    def add(self, sheet: Sheet) -> None:
        if not self.sheets or _place_of(sheet) > _place_of(self.last):
            self.last = sheet
        self.sheets.append(sheet)
        self.total = self.total or sheet.margin.total or None
        if sheet.margin.number is not None:
            self.numbers.add(sheet.margin.number)


def _place_of(sheet: Sheet) -> tuple[int, int]:
    return sheet.margin.number or 1, sheet.index


def split(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], ...]:
    """The sheets of each document in reading order; documents in the order of their first pages."""
    if not sheets:
        return ()
    begins = _beginnings(sheets)
    drafts: dict[int, _Draft] = {}
    view = _View(sheets)
    for sheet in sheets:
        if sheet.index in begins:
            _own(_Draft(sheet), sheet, drafts, view)
    rest = [sheet for sheet in sheets if sheet.index not in begins]

    _place_numbered([sheet for sheet in rest if sheet.margin.number is not None], drafts, view)
    for sheet in rest:
        if sheet.margin.number is None:
            _place(sheet, drafts, view)
    if sum(not draft.start.is_blank for draft in drafts.values()) == 1:
        return (tuple(_in_order(_with_blanks(drafts.values()))),)
    documents = [tuple(_in_order(draft)) for draft in drafts.values()]
    return tuple(sorted(documents, key=lambda document: min(sheet.index for sheet in document)))


def _own(draft: _Draft, sheet: Sheet, drafts: dict[int, _Draft], view: _View) -> None:
    draft.add(sheet)
    drafts[draft.start.index] = draft
    view.owner[sheet.index] = draft


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
        return _title_begins(sheet, before, start)
    if sheet.is_letter:
        return True
    return sheet.names_somebody and sheet.day is not None and sheet.day != start.day


def _title_begins(sheet: Sheet, before: Sheet, start: Sheet) -> bool:
    """Whether the title is that of a document and not of one of its sections."""
    if is_section_title(sheet.title):
        is_new_day = sheet.day is not None and sheet.day != start.day
        return sheet.names_somebody and (is_new_day or sheet.head[:1] != before.head[:1])
    if sheet.kind.kind in _FORM_KINDS:
        return not _is_later_page(sheet)
    if sheet.kind.kind in ASIDE_KINDS:
        return True
    if _is_of_same_visit(sheet, start):
        return False
    return sheet.names_somebody or sheet.day is not None or sheet.is_letter


def _is_of_same_visit(sheet: Sheet, start: Sheet) -> bool:
    """Whether a titled page is a section of the document before: its kind and day, without its letterhead."""
    is_same = sheet.day is not None and sheet.day == start.day and sheet.kind.kind == start.kind.kind
    return is_same and sheet.head[:1] != start.head[:1]


def _is_later_page(sheet: Sheet) -> bool:
    """Whether a page that seems to begin a form is full of what stands on later pages of another form."""
    later = later_page_of(sheet.text)
    others = max((later.get(kind, 0) for kind in _FORM_KINDS if kind != sheet.kind.kind), default=0)
    return others > max(2, later.get(sheet.kind.kind, 0))


def _goes_on_alike(sheet: Sheet, before: Sheet) -> bool:
    """Whether the page opens with the same lines as the page before and speaks of no other day."""
    same = len(sheet.head) > 1 and sheet.head[:2] == before.head[:2]
    is_titled_above = sheet.title == before.title or not sheet.is_titled
    return same and is_titled_above and sheet.day in (None, before.day) and sheet.kind.kind not in ASIDE_KINDS


class _View:
    """What is known of the sheets together: their words, and whose pages they have become."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._sheets = sheets
        self._words: dict[int, frozenset[str]] = {}
        self._days: dict[int, frozenset[dt.date]] = {}
        self._later: dict[int, Mapping[str, int]] = {}
        self._weights: dict[int, tuple[Mapping[str, float], float]] = {}
        self._signed: dict[int, bool] = {}
        self._ends: dict[int, bool] = {}
        self._starts: Sequence[int] = ()
        self._counts: Counter[str] | None = None
        self.owner: dict[int, _Draft] = {}
        self.trust = _trust(sheets)
        """How much it means that a page follows another in the file."""

    def document_before(self, sheet: Sheet) -> _Draft | None:
        """The document of the page before, blank backs of pages and copies left out."""
        for index in range(sheet.index - 1, -1, -1):
            draft = self.owner.get(index)
            if draft is not None and not draft.start.is_blank:
                return draft
        return None

    def later(self, sheet: Sheet) -> Mapping[str, int]:
        """Of which kinds of documents the sheet may be a later page."""
        if sheet.index not in self._later:
            self._later[sheet.index] = later_page_of(sheet.text)
        return self._later[sheet.index]

    def days(self, sheet: Sheet) -> frozenset[dt.date]:
        """Every day that the sheet names."""
        if sheet.index not in self._days:
            self._days[sheet.index] = frozenset(mention.date for mention in find_dates(sheet.text))
        return self._days[sheet.index]

    def share(self, sheet: Sheet, other: Sheet) -> float:
        """How much of the sheet's words the other has, from 0 to 1: rare words count more, a short page less."""
        if sheet.index not in self._weights:
            weights = {word: 1 / self._count(word) for word in sorted(self._of(sheet))}
            self._weights[sheet.index] = weights, sum(weights.values())
        mine, whole = self._weights[sheet.index]
        shared = sum(map(mine.__getitem__, sorted(self._of(sheet) & self._of(other))))
        return shared / whole * min(1.0, len(mine) / _MANY) if whole else 0.0

    def is_signed(self, sheet: Sheet) -> bool:
        """Whether somebody signed the sheet and nothing says that it goes on."""
        if sheet.index not in self._signed:
            self._signed[sheet.index] = sheet.is_signed and not _MORE.search(sheet.text[-200:])
        return self._signed[sheet.index]

    def ends(self, sheet: Sheet) -> bool:
        """Whether the sheet ends with the end of a sentence, or with nothing."""
        if sheet.index not in self._ends:
            self._ends[sheet.index] = sheet.text.rstrip()[-1:] in _CLOSED_ENDS
        return self._ends[sheet.index]

    def near(self, sheet: Sheet, drafts: Mapping[int, _Draft]) -> Iterator[_Draft]:
        """Documents that begin near the sheet and may take pages."""
        if len(self._starts) != len(drafts):
            self._starts = sorted(drafts)
        at = bisect_left(self._starts, sheet.index)
        after = at + (self._starts[at : at + 1] == [sheet.index])
        for start in (*self._starts[max(at - _NEAR, 0) : at], *self._starts[after : after + _NEAR]):
            if not drafts[start].start.is_blank:
                yield drafts[start]

    def _of(self, sheet: Sheet) -> frozenset[str]:
        if sheet.index not in self._words:
            self._words[sheet.index] = frozenset(re.findall(r"[a-z]{5,}", sheet.text.lower()))
        return self._words[sheet.index]

    def _count(self, word: str) -> int:
        if self._counts is None:
            self._counts = Counter(each for sheet in self._sheets for each in self._of(sheet))
        return self._counts[word]


def _trust(sheets: Sequence[Sheet]) -> float:
    """High where second pages follow first ones; low where pages stand in any order."""
    good = bad = 0
    for before, sheet in pairwise(sheets):
        if sheet.margin.number is None or sheet.margin.number == 1:
            continue
        if before.margin.number in (sheet.margin.number - 1, None):
            good += before.margin.number is not None
        else:
            bad += 1
    return 1.0 + 4.0 * (good + 2) / (good + bad + 2)


def _place_numbered(sheets: Sequence[Sheet], drafts: dict[int, _Draft], view: _View) -> None:
    """Second pages first, then third ones: each to the document that it fits best."""
    for number in sorted({sheet.margin.number or 0 for sheet in sheets}):
        waiting = [sheet for sheet in sheets if sheet.margin.number == number]
        pairs = sorted(
            (-fit, sheet.index, draft.start.index)
            for sheet in waiting
            for draft in view.near(sheet, drafts)
            if (fit := _fit(sheet, draft, view)) is not None and fit >= _ENOUGH
        )
        by_index = {sheet.index: sheet for sheet in waiting}
        for _, index, start in pairs:
            if index in by_index and number not in drafts[start].numbers:
                sheet = by_index.pop(index)
                drafts[start].add(sheet)
                view.owner[index] = drafts[start]
        for sheet in by_index.values():
            _own(_Draft(sheet), sheet, drafts, view)


def _place(sheet: Sheet, drafts: dict[int, _Draft], view: _View) -> None:
    """A page without a number to the document that it fits best, by preference the one before it."""
    fits = [
        (fit, -abs(sheet.index - draft.start.index), -draft.start.index)
        for draft in view.near(sheet, drafts)
        if (fit := _fit(sheet, draft, view)) is not None
    ]
    best = max(fits, default=None)
    if best is None or best[0] < _ENOUGH:
        _own(_Draft(sheet), sheet, drafts, view)
        return
    draft = drafts[-best[2]]
    draft.add(sheet)
    view.owner[sheet.index] = draft


def _fit(sheet: Sheet, draft: _Draft, view: _View) -> float | None:
    """How well the sheet goes on with the document; None: it cannot, or not well enough."""
    if not _may_join(sheet, draft):
        return None
    start, last = draft.start, draft.last
    fit = view.trust if view.document_before(sheet) is draft else 0.0
    fit += _fit_of_numbers(sheet, draft) + _fit_of_kinds(view.later(sheet), start.kind.kind)
    if start.day:
        fit += 2.5 if start.day in view.days(sheet) else -3.0 if sheet.day and sheet.names_somebody else -0.5
    if sheet.head[:1] and sheet.head[:1] == start.head[:1]:
        fit += 1.0
    if view.is_signed(last):
        fit -= 1.5
    if not view.ends(last) and sheet.text.lstrip()[:1].islower():
        fit += 2.0
    if fit + _MOST_OF_SHARE < _ENOUGH:
        return None
    return fit + _MOST_OF_SHARE * view.share(sheet, start) - min(abs(sheet.index - start.index), 50) * 0.01


def _fit_of_numbers(sheet: Sheet, draft: _Draft) -> float:
    """What the page's number and the words beside it say."""
    fit = 0.0
    if sheet.margin.words and draft.start.margin.words:
        fit += 2.0 if sheet.margin.words == draft.start.margin.words else -3.0
    if sheet.margin.total:
        return fit + (2.0 if sheet.margin.total == draft.total else -1.0)
    if sheet.margin.number and draft.numbers:
        return fit + (1.0 if sheet.margin.number - 1 in draft.numbers else -1.0)
    return fit


def _fit_of_kinds(later: Mapping[str, int], kind: str) -> float:
    """What the page's words say of the kind of document that it may belong to."""
    if kind in ASIDE_KINDS:
        return -2.5
    key = kind if kind in later_kinds() else "clinical"
    mine = later.get(key, 0) if kind in _FORM_KINDS else max(later.get(key, 0), later.get("clinical", 0))
    others = max((count for each, count in later.items() if each != key), default=0)
    if not later:
        return 0.0
    return max(-3.0, min(3.0, 1.0 * (mine - others))) if mine else -3.0


def _may_join(sheet: Sheet, draft: _Draft) -> bool:
    number, total = sheet.margin.number, draft.total
    if number is not None and (number in draft.numbers or number == 1):
        return False
    if sheet.margin.total and total and sheet.margin.total != total:
        return False
    if total and (len(draft.sheets) >= total or (number or 0) > total):
        return False
    return not is_another(sheet.identity, draft.start.identity)


def _with_blanks(drafts: Iterable[_Draft]) -> _Draft:
    """The one document of a file, its blank pages included."""
    whole = next(draft for draft in drafts if not draft.start.is_blank)
    for draft in drafts:
        if draft is not whole:
            whole.add(draft.start)
    whole.start = min(whole.sheets, key=lambda sheet: (not sheet.is_blank and sheet is not whole.start, sheet.index))
    return whole


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
