"""How near two spellings are: for slips of a typist and of a machine that reads pictures."""

from __future__ import annotations


def slips_between(one: str, other: str, most: int) -> int | None:
    """How many letters are to be put in, left out or changed to make *one* of *other*; None: more than *most*."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return None
    if len(one) > len(other):
        one, other = other, one
    row = list(range(len(one) + 1))
    for number, letter in enumerate(other, start=1):
        before, row[0] = row[0], number
        for place, mine in enumerate(one, start=1):
            changed = before + (mine != letter)
            before = row[place]
            row[place] = min(changed, before + 1, row[place - 1] + 1)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def is_near(one: str, other: str) -> bool:
    """Whether two words may be one: up to one slip for each five letters, none where both are shorter."""
    most = max(len(one), len(other)) // 5
    return slips_between(one, other, most) is not None
