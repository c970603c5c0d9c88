"""The words that tell names from what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from openimr.rulebook.files import list_yaml, read_text, read_yaml

_FOLDER = "deidentification"
_CLINICAL = re.compile(
    r"(?:itis|osis|oses|ectomy|otomy|ostomy|pathy|pathic|algia|gram|graphy|scopy|scopic|plasty|emia|uria|desis|lysis|lytic|trophic|trophy|plegia|paresis|esthesia|genic|"
    r"tion|sion|ment|ness|ology|ologic|ological|ical|ally|ible|able|ous|ance|ence|tive|zole|pril|sartan|statin|oxetine|azepam|codone|morphone|profen|cillin|mycin|olol|idine|amine|azine|caine|"
    r"triptan|gabalin|fenac|oxicam|profan|barbital|setron|dipine|parin|xaban|tidine|lukast|coxib|oxin|azole)s?$"
)
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
    ("ly", ""), ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("ness", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Sets of small-letter words by what they are to a name."""

    given: frozenset[str]
    surnames: frozenset[str]
    ordinary: frozenset[str]
    eponyms: frozenset[str]
    after_eponym: frozenset[str]
    after_eponym_only: frozenset[str]
    stays: frozenset[str]
    cases: frozenset[str]
    not_a_name: frozenset[str]
    not_in_label: frozenset[str]
    particles: frozenset[str]
    before_family: frozenset[str]
    titles: frozenset[str]
    plural_titles: frozenset[str]
    suffixes: frozenset[str]
    shortened: frozenset[str]
    roles: frozenset[str]
    named: frozenset[str]
    by: frozenset[str]
    deeds: frozenset[str]
    adverbs: frozenset[str]
    done_by_things: frozenset[str]
    speech: frozenset[str]
    spoken: frozenset[str]

    def is_listed(self, word: str) -> bool:
        """Whether *word* stands in a list of names."""
        return (
            word in self.given or word in self.surnames or ("-" in word and any(map(self.is_listed, word.split("-"))))
        )

    def is_given(self, word: str) -> bool:
        """Whether *word* is a given name, or two joined by a hyphen."""
        return word in self.given or ("-" in word and any(part in self.given for part in word.split("-")))

    def is_ordinary(self, word: str) -> bool:
        """Whether *word*, in small letters, is an ordinary or clinical word, or a place or body that may stay."""
        return _is_ordinary(word)


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon."""
    names, people, stay = (read_yaml(f"{_FOLDER}/{file}.yaml") for file in ("names", "people", "stay"))
    return Lexicon(
        given=_words(" ".join(names["given"].values())) | _listed("census_given.txt"),
        surnames=_words(" ".join(names["surnames"].values())) | _listed("census_family.txt"),
        ordinary=_listed("ordinary_words.txt"),
        eponyms=_words(stay["eponyms"]),
        after_eponym=_words(stay["after_eponym"]) | _words(stay["after_eponym_only"]),
        after_eponym_only=_words(stay["after_eponym_only"]),
        cases=_words(stay["cases"]),
        stays=_words(stay["abbreviations"]) | _words(stay["places"]) | _words(stay["products"]),
        **{
            name: _words(people[name])
            for name in (
                "not_a_name",
                "not_in_label",
                "particles",
                "before_family",
                "titles",
                "plural_titles",
                "suffixes",
                "shortened",
                "roles",
                "named",
                "by",
                "deeds",
                "adverbs",
                "done_by_things",
                "speech",
                "spoken",
            )
        },
    )


def alternatives(listed: str) -> list[str]:
    """The entries of a list parted by bars, longest first."""
    return sorted({" ".join(entry.split()) for entry in listed.split("|") if entry.strip()}, key=lambda e: (-len(e), e))


def one_of(expressions: Iterable[str]) -> str:
    """An expression that matches the longest of *expressions*, whose common beginnings are tried once: it is faster."""
    tree: dict[str, Any] = {}
    for expression in expressions:
        node = tree
        for sign in _SIGNS.findall(expression):
            node = node.setdefault(sign, {})
        node[""] = {}
    return _branches(tree)


_SIGNS = re.compile(r"\[[^\]]*\]\+|\\.|.")


def _branches(node: Mapping[str, Any]) -> str:
    ways = [sign + _branches(behind) for sign, behind in sorted(node.items()) if sign]
    if not ways:
        return ""
    listed = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(ways)})"
    return listed + "?" if "" in node else listed


@cache
def people() -> Mapping[str, Any]:
    """Where names of people stand: the packaged tables as they are."""
    tables: Mapping[str, Any] = read_yaml(f"{_FOLDER}/people.yaml")
    return tables


@cache
def places() -> Mapping[str, Any]:
    """What addresses and organizations are made of: the packaged tables as they are."""
    tables: Mapping[str, Any] = read_yaml(f"{_FOLDER}/places.yaml")
    return tables


@cache
def stay_phrases() -> tuple[str, ...]:
    """Names of bodies, books and programmes that stay."""
    return tuple(read_yaml(f"{_FOLDER}/stay.yaml")["phrases"])


@cache
def law_words() -> re.Pattern[str]:
    """What stands around the names of cases of law."""
    return re.compile(read_yaml(f"{_FOLDER}/stay.yaml")["law"], re.IGNORECASE)


@cache
def clinical_words() -> frozenset[str]:
    """Every word of the rulebook's lexicons, in small letters, with its plural."""
    found = {
        word for path in list_yaml("lexicons") for text in _strings(read_yaml(path)) for word in _LETTERS.findall(text)
    }
    return frozenset(found | {word + "s" for word in found})


_LETTERS = re.compile(r"[a-z]{3,}")


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content.lower()
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield str(key).lower()
            yield from _strings(value)
    elif isinstance(content, list):
        for each in content:
            yield from _strings(each)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.lower().split())


def _listed(file: str) -> frozenset[str]:
    lines = read_text(f"{_FOLDER}/{file}").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


@lru_cache(maxsize=20_000)
def _is_ordinary(word: str) -> bool:
    known = lexicon()
    if word in known.ordinary or word in known.stays:
        return True
    if "-" in word:
        return all(_is_ordinary(part) for part in word.split("-"))
    if known.is_listed(word):
        return False
    return bool(_CLINICAL.search(word)) or any(
        word.endswith(ending) and _is_stem(word[: -len(ending)] + put, known.ordinary) for ending, put in _ENDINGS
    )


def _is_stem(stem: str, ordinary: frozenset[str]) -> bool:
    return len(stem) > 2 and (stem in ordinary or (stem[-1] == stem[-2] and stem[:-1] in ordinary))
