"""A name in its parts: whose family, which group, what is left out before names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Literal

from jellyfish import metaphone

from openimr.rulebook.files import read_yaml

_INITIALS = re.compile(r"(?<![a-z0-9])(?:[a-z]\.\s?){2,}")
_DEGREES = re.compile(r"\b(?:(ph|psy|ed|pharm)\.?\s?d|(l)\.?\s?(ac))\b\.?")
_OTHER_NAME = re.compile(
    r"\b(?:d/b/a|dba|doing business as|f/k/a|fka|formerly|a/k/a|aka|on behalf of|c/o|in care of|administered by"
    r"|insured by|an? (?:division|subsidiary|affiliate|member) of)\b|[()]"
)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters that are no other letter with an accent."""
_LETTERS_IN_DIGITS = str.maketrans("015", "ols")

Kind = Literal["organization", "unknown"]

Likeness = Literal["same", "possible", "none"]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person: given names in order, the parts of the family name, and the generation ("jr") where one is written."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """All of it, given names first."""
        return (*self.given, *self.family)


@dataclass(frozen=True, slots=True)
class GroupName:
    """An organization: the words that tell it from others, what it does, and what kind of body it is.

    `initials` is what an acronym of it would be, with its kind of body and without; `pairs` each two words written
    as one.
    """

    telling: tuple[str, ...]
    trades: frozenset[str]
    fillers: frozenset[str]
    initials: frozenset[str]
    pairs: frozenset[str]
    plain: str


@dataclass(frozen=True, slots=True)
class Name:
    """One written name, read as each thing that it may be; `person` is None where only an organization is so called."""

    kind: Kind
    person: PersonName | None
    groups: tuple[GroupName, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What words mean in names (`data/reviewers/names.yaml`)."""

    titles: frozenset[str]
    generations: dict[str, str]
    particles: frozenset[str]
    legal: frozenset[str]
    fillers: frozenset[str]
    trades: dict[str, frozenset[str]]
    weak: frozenset[str]
    places: frozenset[str]
    directions: frozenset[str]
    practices: frozenset[str]
    abbreviations: dict[str, str]
    aliases: dict[str, str]
    given: dict[str, frozenset[int]]
    common_given: frozenset[str]
    common_family: frozenset[str]


@cache
def words() -> Words:
    """The packaged words."""
    data = read_yaml("reviewers/names.yaml")
    sets = (
        "titles",
        "particles",
        "legal",
        "fillers",
        "weak",
        "places",
        "directions",
        "practices",
        "common_given",
        "common_family",
    )
    trades: dict[str, set[str]] = {}
    for trade, names in data["trades"].items():
        for name in names:
            trades.setdefault(name, set()).add(trade)
    given: dict[str, set[int]] = {}
    for number, names in enumerate(data["given"]):
        for name in names:
            given.setdefault(name, set()).add(number)
    return Words(
        **{name: frozenset(data[name]) for name in sets},
        generations=data["generations"],
        abbreviations={short: str(full) for short, full in data["abbreviations"].items()},
        trades={name: frozenset(found) for name, found in trades.items()},
        aliases={other: _kept(name, data) for name, others in data["aliases"].items() for other in others},
        given={name: frozenset(found) for name, found in given.items()},
    )


def _kept(name: str, data: Any) -> str:
    return " ".join(word for word in name.split() if word not in data["legal"])


@lru_cache(maxsize=8192)
def read_name(text: str) -> Name:
    """The name in its parts."""
    plain = _plain(text)
    pieces = [piece for piece in _OTHER_NAME.split(plain) if _WORD.search(piece)]
    groups = tuple(dict.fromkeys(group for piece in pieces for group in (_group(piece),) if group.plain))
    is_known = any(" ".join(_WORD.findall(piece)) in words().aliases for piece in pieces)
    is_group = is_known or len(pieces) > 1 or any(_is_group_word(word) for word in _WORD.findall(plain))
    return Name("organization" if is_group else "unknown", _person(plain, is_group=is_group), groups)


def titles_of(text: str) -> frozenset[str]:
    """Titles and degrees that the name is written with."""
    return frozenset(_WORD.findall(_plain(text))) & words().titles


def _plain(text: str) -> str:
    """Lower case without accents and apostrophes; initials and degrees without points."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = re.sub(r"[‘’'`]", "", plain).replace("&", " and ")
    plain = _DEGREES.sub(lambda found: "".join(filter(None, found.groups())) + ("d" if found[1] else ""), plain)
    return _INITIALS.sub(_joined_initials, plain)


def _joined_initials(found: re.Match[str]) -> str:
    """ "m.d." is one word, "w. e. " two initials."""
    joined = re.sub(r"[.\s]", "", found[0])
    if " " in found[0].strip() and joined not in words().titles:
        return " ".join(joined) + " "
    return joined + (" " if found[0][-1].isspace() else "")


def _is_group_word(word: str) -> bool:
    known = words()
    word = known.abbreviations.get(word, word) if len(word) > 2 else word
    is_form = word in known.legal and len(word) > 2 and word not in {"for", "and", "the", "usa"}
    return is_form or word in known.fillers or word in known.trades or any(sign.isdigit() for sign in word[1:])


def _person(plain: str, *, is_group: bool) -> PersonName | None:
    """Read as a person: a comma parts the family name from the given ones, else the last word is the family name."""
    known = words()
    generation: str | None = None
    segments: list[list[str]] = []
    for segment in plain.split(","):
        kept = []
        for word in _WORD.findall(segment):
            if word in known.generations:
                generation = known.generations[word]
            elif word not in known.titles and not (is_group and _is_left_out(word)):
                kept.append(word)
        if kept:
            segments.append(kept)
    if not segments or len(segments) > 3:
        return None
    if len(segments) == 1:
        joined = _join_particles(segments[0])
        given, family = joined[:-1], joined[-1:]
    else:
        family, given = _join_particles(segments[0]), _join_particles([w for each in segments[1:] for w in each])
    if any(any(sign.isdigit() for sign in word) for word in family):
        return None
    return PersonName(_parts(given), _parts(family), generation)


def _is_left_out(word: str) -> bool:
    known = words()
    return word in known.legal or word in known.fillers or word in known.trades or word in known.abbreviations


def _join_particles(tokens: list[str]) -> list[str]:
    """ "van der meer" is one word; a particle that ends the name stands for itself."""
    known, joined, front = words(), [], ""
    for number, token in enumerate(tokens):
        token = "saint" if token == "st" else token.replace("-", "") if _is_joined(token) else token
        if token in known.particles and 0 < number < len(tokens) - 1:
            front += token
        else:
            joined.append(front + token)
            front = ""
    return joined


def _is_joined(token: str) -> bool:
    return token.split("-")[0] in words().particles


def _parts(tokens: list[str]) -> tuple[str, ...]:
    """Hyphens part; a digit that OCR read for a letter is the letter."""
    parts = (part for token in tokens for part in token.split("-") if part)
    return tuple(part.translate(_LETTERS_IN_DIGITS) for part in parts)


def _group(piece: str) -> GroupName:
    """Read as an organization."""
    known = words()
    spoken = _WORD.findall(piece.replace("-", " "))
    tokens = [full for word in spoken for full in _in_full(word)]
    plain = " ".join(token for token in tokens if token not in known.legal)
    plain = known.aliases.get(plain, plain)
    kept = plain.split()
    telling = tuple(token for token in kept if token not in known.fillers and token not in known.trades)
    every = "".join(token[0] for token in tokens)
    return GroupName(
        telling=tuple(dict.fromkeys(telling)),
        trades=frozenset(trade for token in kept for trade in known.trades.get(token, ())),
        fillers=frozenset(token for token in kept if token in known.fillers),
        initials=frozenset(
            {every, "".join(token[0] for token in kept), "".join(token[0] for token in kept if token in telling)}
        ),
        pairs=frozenset(first + second for first, second in pairwise(spoken)),
        plain=plain,
    )


def _in_full(word: str) -> list[str]:
    known = words()
    if word in known.titles and word not in known.abbreviations:
        return []
    return known.abbreviations.get(word, word).split()


@lru_cache(maxsize=8192)
def search_keys(text: str) -> frozenset[str]:
    """What two names that may be alike have in common at least once: of words both ends and the sound, and initials."""
    name = read_name(text)
    found = {name.person.family[-1]} if name.person and name.person.family else set()
    people = name.person.words if name.person else ()
    spoken = {word for word in (*people, *(word for group in name.groups for word in group.telling)) if len(word) > 1}
    found |= {word for group in name.groups for word in (*group.pairs, *group.telling) if len(word) > 5}
    found |= {word[:3] for word in spoken} | {f"-{word[-3:]}" for word in spoken if len(word) > 4}
    found |= {metaphone(word) for word in spoken if len(word) > 2}
    found.update(*({group.plain, *group.initials} for group in name.groups))
    return frozenset(found - {""})
