"""Whether two written names mean the same person: initials, nicknames, other spellings, another order."""

from __future__ import annotations

from functools import cache

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

from openimr.casework.reviewers.names import Likeness, PersonName, words

_LIKE_SOUND = 0.85
"""Jaro-Winkler likeness from which two words of one sound count as spellings of one another."""


def is_human(person: PersonName) -> bool:
    """Whether a given name is one that many people have."""
    known = words()
    return any(name in known.given or name in known.common_given for name in person.given)


def compare_people(one: PersonName, other: PersonName) -> Likeness:
    """Whether the two are one: "possible" where many bear the name, or one of them writes it shorter or otherwise."""
    if one.generation and other.generation and one.generation != other.generation:
        return "none"
    if one.words == other.words and len(one.words) == 1:
        return "possible" if one.family[0] in words().common_family else "same"
    straight = _compare_ordered(one, other)
    if straight == "same" and one.generation != other.generation:
        return "possible"
    if straight != "none" or not other.given:
        return straight
    return _compare_words(one, other)


def _compare_ordered(one: PersonName, other: PersonName) -> Likeness:
    """Family name with family name, given names with given names."""
    family, given = _compare_family(one.family, other.family), _compare_given(one.given, other.given)
    if not family or not given:
        return "none"
    are_common = any(is_common(given_name, one.family[-1]) for given_name in (*one.given, *other.given))
    if family == given == 2:
        if _middles_differ(one, other):
            return "none" if are_common else "possible"
        return "possible" if are_common else "same"
    return "none" if family == given == 1 and are_common else "possible"


def is_common(given: str, family: str) -> bool:
    """Whether so many people have this name that it alone does not tell them apart."""
    known = words()
    forms = known.given.get(given, frozenset())
    return family in known.common_family and (given in known.common_given or bool(forms & _common_forms()))


@cache
def _common_forms() -> frozenset[int]:
    known = words()
    return frozenset().union(*(known.given.get(name, ()) for name in known.common_given))


def _compare_family(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """2: the same; 1: written otherwise, or one part of a double name; 0: another."""
    if "".join(ours) == "".join(theirs):
        return 2
    if set(ours) & set(theirs) and 1 in (len(ours), len(theirs)):
        return 1
    if len(ours) == len(theirs) and set(ours) == set(theirs):
        return 1
    one, other = "".join(ours), "".join(theirs)
    if min(len(one), len(other)) >= 7 and OSA.distance(one, other) == 1:
        return 2
    return int(_is_misspelt(one, other))


def _is_misspelt(one: str, other: str, *, shortest_slip: int = 5) -> bool:
    """A slip of the pen in a word of at least that length, or the same sound."""
    slips = OSA.distance(one, other)
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if slips == 1 and shortest >= shortest_slip:
        return True
    if slips == 2 and shortest >= 8:
        return True
    if one[0] != other[0] and {one[0], other[0]} not in ({"c", "k"}, {"f", "p"}, {"g", "j"}, {"i", "y"}):
        return False
    is_like_sound = jellyfish.metaphone(one) == jellyfish.metaphone(other)
    return is_like_sound and (slips <= 1 or (longest >= 4 and JaroWinkler.similarity(one, other) >= _LIKE_SOUND))


def _compare_given(ours: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """2: the same; 1: an initial, none, or written otherwise; 0: another."""
    if not ours or not theirs:
        return 1
    if "".join(ours) == "".join(theirs):
        return 2
    first = _compare_given_word(ours[0], theirs[0])
    if first == 2:
        return 0 if _middles_conflict(ours, theirs) else 2
    for (leading, *rest), others in ((ours, theirs), (theirs, ours)):
        if rest and _compare_given_word(rest[0], others[0]) == 2 and len(rest[0]) > 1:
            return 2 if len(leading) == 1 else 1
    if first == 1 and _middles_conflict(ours, theirs):
        return 0
    return first


def _compare_given_word(one: str, other: str) -> int:
    if one == other:
        return 1 if len(one) == 1 else 2
    if len(one) == 1 or len(other) == 1:
        return int(one[0] == other[0])
    known = words()
    if known.given.get(one, frozenset()) & known.given.get(other, frozenset()):
        return 2
    if all(name in known.given or name in known.common_given for name in (one, other)):
        return 0
    return int(_is_misspelt(one, other, shortest_slip=6))


def _middles_conflict(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Two middle names written out that are not one another's."""
    if len(ours) < 2 or len(theirs) < 2 or len(ours[1]) == 1 or len(theirs[1]) == 1:
        return False
    return not _compare_given_word(ours[1], theirs[1])


def _middles_differ(one: PersonName, other: PersonName) -> bool:
    """Whether both have a middle name or initial, and not the same."""
    if len(one.given) < 2 or len(other.given) < 2:
        return False
    return not _compare_given_word(one.given[1], other.given[1])


def _compare_words(one: PersonName, other: PersonName) -> Likeness:
    """The same words in another order: family name first without a comma, a maiden name taken for a middle name."""
    ours, theirs = one.words, other.words
    if sorted(ours) == sorted(theirs):
        are_common = any(is_common(given, family) for given in ours for family in ours if given != family)
        return "possible" if are_common else "same"
    swapped = PersonName(other.family, (other.given[0],)) if len(other.given) == 1 else None
    if swapped and len(one.given) >= 1 and _compare_ordered(one, swapped) == "same":
        return "same"
    shared = [word for word in ours if len(word) > 1 and word in theirs]
    shorter = min(len(ours), len(theirs))
    return "possible" if len(shared) >= 2 and len(shared) == shorter else "none"
