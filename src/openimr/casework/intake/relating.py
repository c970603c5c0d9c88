"""Duplicates, cases for one determination, and the twelve months of a utilization review decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from openimr.domain.intake import Application, AskedTreatment, Relation, RelationKind
from openimr.text.names import is_same_name

_TWELVE_MONTHS_BAR = "LC 4610(k); 8 CCR 9792.9.1(h)"
_CONSOLIDATION = "8 CCR 9792.10.4(a)"
_DUPLICATE = "8 CCR 9792.10.3(a)"
_SAME = {
    "duplicate": "The same employee, decision and treatment.",
    "earlier_application": "The same employee, decision and treatment came in before and were not reviewed.",
}


def relations(new: Application, earlier: Iterable[Application]) -> tuple[Relation, ...]:
    """Every relation of *new* to each of *earlier*, in their order."""
    return tuple(relation for old in earlier if _is_same_employee(new, old) for relation in _relations(new, old))


def _relations(new: Application, old: Application) -> Iterator[Relation]:
    same = _same_items(new, old)
    if same and new.ur_denial_date == old.ur_denial_date is not None:
        kind: RelationKind = "duplicate" if old.was_reviewed else "earlier_application"
        yield _relation(kind, new, old, same, _SAME[kind], _DUPLICATE)
        return
    if same and _is_same_physician(new, old) and _is_barred(new, old):
        why = "Denied to the same physician or group less than twelve months before; new facts lift the bar."
        yield _relation("twelve_month_bar", new, old, same, why, _TWELVE_MONTHS_BAR)
    if old.can_be_joined and _may_be_joined(new, old):
        why = "The same employee, requesting physician and date of injury."
        yield _relation("consolidation", new, old, tuple(range(1, len(new.items) + 1)), why, _CONSOLIDATION)


def _relation(
    kind: RelationKind, new: Application, old: Application, items: tuple[int, ...], why: str, source: str
) -> Relation:
    return Relation(kind, old.case, old.number, items, why, source)


def _is_same_employee(new: Application, old: Application) -> bool:
    """The same claim, or the same birth date and name. A shared claim number with another birth date is an error."""
    if new.date_of_birth and old.date_of_birth and new.date_of_birth != old.date_of_birth:
        return False
    if new.claim_number and _plain(new.claim_number) == _plain(old.claim_number or ""):
        return True
    if not (new.employee and old.employee and new.date_of_birth and old.date_of_birth):
        return False
    return is_same_name(new.employee, old.employee)


def contradiction(new: Application, old: Application, *, is_joined: bool) -> str | None:
    """Why two applications are not one dispute or, *is_joined*, not decided together; None: nothing known says so."""
    if new.date_of_birth and old.date_of_birth and new.date_of_birth != old.date_of_birth:
        return "The other case is of another employee: the dates of birth differ."
    if new.employee and old.employee and not is_same_name(new.employee, old.employee):
        return "The other case is of another employee: the names differ."
    if not is_joined:
        return None
    ours, theirs = new.requesting_physician, old.requesting_physician
    if ours and theirs and not is_same_name(ours, theirs):
        return f"Another physician asked for the treatment ({_CONSOLIDATION})."
    if new.dates_of_injury and old.dates_of_injury and not set(new.dates_of_injury) & set(old.dates_of_injury):
        return f"The dates of injury differ ({_CONSOLIDATION})."
    return None


def _plain(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum())


def _is_same_physician(new: Application, old: Application) -> bool:
    """The same physician or group (LC 4610(k))."""
    names = ((new.requesting_physician, old.requesting_physician), (new.practice, old.practice))
    return any(ours and theirs and is_same_name(ours, theirs) for ours, theirs in names)


def _may_be_joined(new: Application, old: Application) -> bool:
    """The same physician, not only the same group, and the same day of injury (8 CCR 9792.10.4(a))."""
    names = new.requesting_physician, old.requesting_physician
    is_same = bool(names[0] and names[1] and is_same_name(names[0], names[1]))
    return is_same and bool(set(new.dates_of_injury) & set(old.dates_of_injury))


def _same_items(new: Application, old: Application) -> tuple[int, ...]:
    return tuple(
        number
        for number, asked in enumerate(new.items, start=1)
        if any(_is_same_treatment(asked, other) for other in old.items)
    )


def _is_same_treatment(new: AskedTreatment, old: AskedTreatment) -> bool:
    """The same thing for the same place; what one of them does not say does not part them."""
    if new.topic is None and new.name is None:
        return False
    if new.topic != old.topic or (new.name and old.name and new.name.lower() != old.name.lower()):
        return False
    places = ((new.body_part, old.body_part), (new.laterality, old.laterality))
    return all(ours is None or theirs is None or ours == theirs for ours, theirs in places)


def _is_barred(new: Application, old: Application) -> bool:
    if new.ur_denial_date is None or old.ur_denial_date is None:
        return False
    return dt.timedelta(0) < new.ur_denial_date - old.ur_denial_date < _year_after(old.ur_denial_date)


def _year_after(day: dt.date) -> dt.timedelta:
    try:
        return day.replace(year=day.year + 1) - day
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, month=3, day=1) - day
