"""Whether two written names mean the same organization: short forms, acronyms, sites, what each of them does."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from openimr.casework.reviewers.names import GroupName, Likeness, words


def compare_groups(one: GroupName, other: GroupName, *, is_sure: bool) -> Likeness:
    """Whether two organizations are one; `is_sure`: at least one is known to be an organization."""
    if one.plain == other.plain:
        return "same" if is_sure else "none"  # two people of one name are compared as people
    if _is_acronym(one, other) or _is_acronym(other, one):
        return "same"
    if not is_sure and min(len(one.telling), len(other.telling)) < 2:
        return "none"
    likeness = _compare_telling(one, other)
    return "possible" if likeness == "same" and not is_sure else likeness


def _is_acronym(short: GroupName, long: GroupName) -> bool:
    is_one_word = len(short.telling) == 1 and " " not in short.plain
    return is_one_word and 3 <= len(short.plain) <= 7 and short.plain in long.initials and len(long.plain.split()) > 2


def _compare_telling(one: GroupName, other: GroupName) -> Likeness:
    if one.trades and other.trades and not one.trades & other.trades:
        return "none"
    ours, theirs = _unmatched(one, other), _unmatched(other, one)
    known = words()
    matched = [[word for word in one.telling if word not in ours], [w for w in other.telling if w not in theirs]]
    is_strong = any(word not in known.weak and word not in known.places for side in matched for word in side)
    shared = max(matched, key=len)
    if not shared or (known.directions & set(ours) and known.directions & set(theirs)):
        return "none"
    ours, theirs = _without_acronym(ours, other), _without_acronym(theirs, one)
    if ours and theirs:
        are_places = set(ours) | set(theirs) <= known.places
        return "possible" if are_places and is_strong else "none"
    if ours or theirs:
        is_strong = is_strong and (len(shared) > 1 or one.telling[:1] == other.telling[:1])
        return _compare_part(shared, ours or theirs, is_strong=is_strong)
    return _compare_whole(one, other, shared, is_strong=is_strong)


def _compare_whole(one: GroupName, other: GroupName, shared: list[str], *, is_strong: bool) -> Likeness:
    """All that tells them is alike: the kind of body decides. One word alike, not the same, is not enough."""
    is_exact = not {*one.telling, *one.pairs}.isdisjoint(other.telling) or not other.pairs.isdisjoint(one.telling)
    if len(shared) == 1 and not is_exact:
        return "possible"
    if one.fillers and other.fillers and not one.fillers & other.fillers:
        return "possible"
    if one.trades != other.trades and not (one.trades <= other.trades or other.trades <= one.trades):
        return "possible"
    if is_strong:
        return "same"
    return "same" if len(shared) > 1 and one.trades & other.trades else "possible"


def _compare_part(shared: list[str], rest: tuple[str, ...], *, is_strong: bool) -> Likeness:
    """All that tells one is part of the other."""
    known = words()
    if set(rest) <= known.places:
        return "possible"
    if len(shared) >= 2 and is_strong:
        return "same"
    return "possible" if is_strong else "none"


def _without_acronym(rest: tuple[str, ...], other: GroupName) -> tuple[str, ...]:
    """What is left of *rest* without an acronym of the other's last words: Sedgwick CMS."""
    if not any(2 <= len(word) <= 5 for word in rest):
        return rest
    tail = other.plain.split()
    endings = {"".join(word[0] for word in tail[start:]) for start in range(len(tail) - 1)}
    return tuple(word for word in rest if word not in endings)


def _unmatched(one: GroupName, other: GroupName) -> tuple[str, ...]:
    """Words that tell *one* and that no word of *other* is like; two words may be written as one."""
    joined = one.pairs.intersection(other.telling)
    return tuple(
        word
        for word in one.telling
        if word not in other.pairs
        and not any(_is_like(word, theirs) for theirs in other.telling)
        and not any(pair.startswith(word) or pair.endswith(word) for pair in joined)
    )


def _is_like(one: str, other: str) -> bool:
    if one == other or one + "s" == other or other + "s" == one:
        return True
    shortest = min(len(one), len(other))
    if one[0] != other[0] or shortest < 5 or one.isdigit() or other.isdigit():
        return False
    slips = OSA.distance(one, other, score_cutoff=2)
    return slips == 1 or (slips == 2 and shortest >= 8)
