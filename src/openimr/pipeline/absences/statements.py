"""Whole statements that answer what a criterion asks, told by words that stand together and not by a fact's keys.

Apart from the names of things with their values, this is the second half of the net: it knows, for each subject, the
words on it and the groups of words (better, failed, unable, a percentage) of which one must stand beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from openimr.rulebook.files import list_yaml, read_yaml

_FOLDER = "lexicons/absence/statements"
_GROUPS = f"{_FOLDER}/groups.yaml"
_EVENT = "event"
_ASKED = "asked:"
_STEM = 6


def asked_key(criterion: str) -> tuple[str, str]:
    """The thing under which statements that answer a criterion are sought, by the end of its id."""
    return (_EVENT, f"{_ASKED}{criterion.rpartition('/')[2]}")


def is_asked(key: tuple[str, str]) -> bool:
    """Whether *key* stands for statements and not for facts."""
    return key[0] == _EVENT and key[1].startswith(_ASKED)


def statements_of(key: tuple[str, str]) -> Sequence[str]:
    """The ways to state what the criterion behind *key* asks; nothing for the keys of facts."""
    return _by_criterion().get(key[1].removeprefix(_ASKED), ()) if is_asked(key) else ()


def group_pattern(names: str) -> re.Pattern[str]:
    """Finds a word of any of the groups *names*, which are joined by "|"."""
    return _group_pattern(names)


@cache
def common_words() -> frozenset[str]:
    """Words of the subjects that stand in every record, and by themselves point at none."""
    return frozenset(read_yaml(_GROUPS)["common"])


def subject_words(ask: str) -> Sequence[str]:
    """The stems of the words of a criterion's question, without those that every question has."""
    stems = dict.fromkeys(word[:_STEM] for word in re.findall(r"[a-z]{5,}", ask.lower()))
    return tuple(f"{stem}*" for stem in stems if not any(word.startswith(stem) for word in common_words()))


def statement_words() -> Iterator[str]:
    """The words of all statements."""
    return (words for ways in _by_criterion().values() for words in ways)


@cache
def _group_pattern(names: str) -> re.Pattern[str]:
    groups: Mapping[str, Sequence[str]] = read_yaml(_GROUPS)["groups"]
    forms = (form for name in names.split("|") for form in groups[name])
    return re.compile("|".join(f"(?:{form})" for form in forms))


@cache
def _by_criterion() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = {}
    for path in list_yaml(_FOLDER):
        for entry in read_yaml(path).get("statements", ()):
            ways = dict.fromkeys(_ways(entry))
            for criterion in entry["of"]:
                found.setdefault(criterion, {}).update(ways)
    return {criterion: tuple(ways) for criterion, ways in found.items()}


def _ways(entry: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Each of the words with the groups that must stand beside it, in the notation of the net's other names."""
    beside = "".join(f" & {{{group}}}" for group in entry.get("with", ()))
    mark = "~" if entry.get("holds_its_no") else ""
    return (f"{mark}{words}{beside}" for words in entry["words"])
