"""How near specialties are to the condition and to each disputed item, and whether the profession may act."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from openimr.domain.reviewers import ItemMatch, Match
from openimr.domain.treatments import Treatment
from openimr.rulebook.files import read_yaml

RANK: Mapping[Match, int] = {"same": 0, "similar": 1, "none": 2}

_PARTS = re.compile(r"\s*(?:[,;/]|\s-\s)\s*")


_ANOTHER = re.compile(r"[;\n]|\s(?:and|with)\s")

_REGIONAL = frozenset({"surgery", "imaging", "injection", "procedure", "evaluation", "diagnostic_test", "dme"})
"""Categories in which whoever operates on a part of the body is at home for it."""


def match_specialties(specialties: Sequence[str], treatments: Sequence[Treatment]) -> Match:
    """How near *specialties* are, the weakest match over all items: one reviewer decides the whole case."""
    return weakest(match_items(specialties, treatments))


def weakest(matches: Sequence[ItemMatch]) -> Match:
    """The least near of *matches*; "similar" where nothing says what is in dispute."""
    return max((each.match for each in matches), key=RANK.__getitem__, default="similar")


def match_items(
    specialties: Sequence[str], treatments: Sequence[Treatment], conditions: Sequence[str] = ()
) -> tuple[ItemMatch, ...]:
    """How near *specialties* are to each item, and (item 0) to each condition that not every specialty evaluates."""
    held = dict.fromkeys(name for specialty in specialties for name in canonical(specialty))
    return _match_all(tuple(held), tuple(treatments), tuple(conditions))


@lru_cache(maxsize=1024)  # of two thousand reviewers most hold what another holds
def _match_all(
    held: tuple[str, ...], treatments: tuple[Treatment, ...], conditions: tuple[str, ...]
) -> tuple[ItemMatch, ...]:
    found = [
        _nearest(held, row["same"], row["similar"], 0, f"the condition ({name})") for name, row in _rows_of(conditions)
    ]
    for number, treatment in enumerate(treatments, start=1):
        found.append(_match_item(held, number, treatment))
    return tuple(found)


def _match_item(held: Collection[str], number: int, treatment: Treatment) -> ItemMatch:
    treats = _table()["treats"]
    what = (treatment.topic or treatment.category or "").replace("_", " ")
    row = treats.get(treatment.topic) or treats.get(treatment.category)
    regions = regions_of(treatment)
    if row is None and not regions:
        # nothing says who treats it: every physician specialty is as near as any other
        return ItemMatch(number, "similar", None, f"item {number} (no specialty is named for it)")
    same, similar = list(row["same"]) if row else [], list(row["similar"]) if row else []
    if treatment.category in _REGIONAL:
        for name in regions:
            same += [near for near in _table()["regions"][name]["same"] if near not in same]
    only = [name for region in regions for name in _table()["regions"][region]["only"]]
    if treatment.category == "surgery" and only and treatment.topic != "surgical_consultation":
        same, similar = only, []
    said = ", ".join(dict.fromkeys([what or "treatment", *regions]))
    return _nearest(held, same, similar, number, f"item {number} ({said})")


def _nearest(held: Collection[str], same: Sequence[str], similar: Sequence[str], item: int, what: str) -> ItemMatch:
    ranked: tuple[tuple[Match, Sequence[str], str], ...] = (
        ("same", same, "treats"),
        ("similar", similar, "is near to"),
    )
    for match, names, near in ranked:
        for name in held:
            if name in names:
                return ItemMatch(item, match, name, f"{name} {near} {what}")
    return ItemMatch(item, "none", None, f"{what}: treated by {_several(same)}")


def _several(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(names[:4]))


def regions_of(treatment: Treatment) -> tuple[str, ...]:
    """Parts of the body, as `regions` of the table names them, that the item speaks of."""
    parts = (treatment.body_part, *treatment.body_parts, treatment.name)
    spoken = set(re.findall(r"[a-z]+", " ".join(part for part in parts if part).lower()))
    regions = _table()["regions"]
    return tuple(name for name, row in regions.items() if spoken & set(row["parts"]))


def _rows_of(conditions: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    return tuple((name, row) for name, row in _table()["conditions"].items() if any(_names(c, row) for c in conditions))


def _names(diagnosis: str, row: Any) -> bool:
    """Whether the row is of the diagnosis, or of the first where several are written together."""
    diagnosis = _ANOTHER.split(diagnosis)[0]
    plain = diagnosis.lower()
    if any(word in plain for word in row.get("except", ())):
        return False
    if any(re.search(rf"\b{re.escape(word)}\b", plain) for word in row["words"]):
        return True
    codes = re.findall(r"\b[A-Z]\d[0-9A-Z](?:\.\w+)?\b|\b\d{3}(?:\.\d+)?\b", diagnosis)
    return any(code.startswith(prefix) for code in codes for prefix in row["codes"])


@lru_cache(maxsize=4096)
def canonical(name: str) -> tuple[str, ...]:
    """The specialties that *name* means: a registry may write several in one, "Anesthesiology, Pain Medicine"."""
    plain = " ".join(name.lower().replace(" and ", " & ").split())
    known = _spellings()
    if plain in known:
        return (known[plain],)
    parts = [known[part] for part in _PARTS.split(re.sub(r"[()]", ",", plain)) if part in known]
    return tuple(dict.fromkeys(parts)) or (name,)


@cache
def _spellings() -> dict[str, str]:
    found = {}
    for name, entry in _table()["specialties"].items():
        for written in (name, *entry["spelled"]):
            found[" ".join(written.lower().replace(" and ", " & ").split())] = str(name)
    return found


def profession_of(titles: Collection[str]) -> str | None:
    """The profession whose title is among *titles*; a physician's comes before all others."""
    professions = _table()["professions"]
    return next((str(name) for name, row in professions.items() if set(titles) & set(row["titles"])), None)


def needs_board(profession: str) -> bool:
    """Whether the law asks this profession for a board certification."""
    return bool(_table()["professions"][profession].get("needs_board"))


def own_specialty(profession: str) -> str | None:
    """The specialty that the licence itself is."""
    specialty = _table()["professions"][profession].get("specialty")
    return None if specialty is None else str(specialty)


def professions() -> tuple[str, ...]:
    """Every profession that may hold a case."""
    return tuple(_table()["professions"])


def beyond_scope(profession: str, treatments: Sequence[Treatment]) -> tuple[tuple[int, ...], str]:
    """Numbers of the items that the profession may not act on, and the law that says so."""
    row = _table()["professions"][profession]
    may, regions = row.get("may", "all"), set(row.get("regions", ()))
    if may == "all" and not regions:
        return (), ""
    beyond = []
    for number, treatment in enumerate(treatments, start=1):
        is_within = may == "all" or treatment.topic in may or treatment.category in may
        if regions and not regions & set(regions_of(treatment)):
            is_within = False
        if not is_within:
            beyond.append(number)
    return tuple(beyond), str(row.get("source", ""))


def _table() -> Any:
    return read_yaml("reviewers/specialties.yaml")
