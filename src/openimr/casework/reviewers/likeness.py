"""Whether two written names mean the same: surely, possibly, or not."""

from __future__ import annotations

from functools import lru_cache

from openimr.casework.reviewers.groups import compare_groups
from openimr.casework.reviewers.names import GroupName, Likeness, Name, read_name, words
from openimr.casework.reviewers.people import compare_people, is_common, is_human


@lru_cache(maxsize=4096)
def compare_names(left: str, right: str) -> Likeness:
    """Whether the names mean the same person or organization, as far as names tell.

    "same": nobody in the field would take them for two. "possible": a person must look, for the name is common,
    an initial, a family name alone, or written otherwise in a way that people write it.
    """
    ours, theirs = read_name(left), read_name(right)
    readings = _readings(ours, theirs)
    if "same" in readings:
        is_common = ours.kind != theirs.kind and (_is_common_person(ours) or _is_common_person(theirs))
        return "possible" if is_common else "same"
    return "possible" if "possible" in readings else "none"


def _is_common_person(name: Name) -> bool:
    person = name.person
    return (
        person is not None
        and len(person.words) > 1
        and any(is_common(given, person.family[-1]) for given in person.given)
    )


def _readings(ours: Name, theirs: Name) -> list[Likeness]:
    is_group = "organization" in (ours.kind, theirs.kind)
    if ours.person and theirs.person and not is_group and is_human(ours.person) and is_human(theirs.person):
        return [compare_people(ours.person, theirs.person)]
    found = [compare_groups(one, other, is_sure=is_group) for one in ours.groups for other in theirs.groups]
    if ours.person and theirs.person:
        if ours.kind == theirs.kind == "unknown":
            found.append(compare_people(ours.person, theirs.person))
        elif ours.kind != theirs.kind:
            group, person = (ours, theirs) if ours.kind == "organization" else (theirs, ours)
            found.append(_compare_with_group(person, group))
    return found


def _compare_with_group(person: Name, group: Name) -> Likeness:
    """A person with an organization that bears a name: the person's own corporation, an office, a family business."""
    own, embedded = person.person, group.person
    if own is None or embedded is None or not own.given:
        return "none"
    if len(embedded.words) >= 2:
        likeness = compare_people(own, embedded)
        if likeness != "none" and all(len(word) > 1 for word in embedded.given):
            return likeness
    family = own.family[-1]
    if len(family) < 4 or family in words().common_family or family in words().weak:
        return "none"
    return "possible" if any(family in each.telling and _is_practice(each) for each in group.groups) else "none"


def _is_practice(group: GroupName) -> bool:
    """Whether it is what a person may have founded under their own name: who treats, or practises law."""
    return group.trades <= words().practices
