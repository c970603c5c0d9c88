"""Headings of notes and the cues that tell whether a mention holds, from `data/lexicons/`.

A cue file lists groups of terms that act alike:

    status: absent            # what the mention becomes; `stop` ends the scope of cues before it, `none` disarms
    groups:
      - reach: forward        # forward, backward or both: where the mentions are that the cue speaks of
        words: 4              # optional: at most so many words between cue and mention
        narrow: true          # optional: no comma, colon or "and" between cue and mention
        after: [for]          # optional: the word before the mention must be one of these
        terms: [(denies|denied) (any|), no evidence of]

`(a|b|)` in a term stands for each alternative; an empty one leaves the word out. A group of `stop` may say
which statuses it `ends` (all, if it does not say).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.text.sections import Headings
from openimr.text.terms import TermFinder

_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_FOLDER = "lexicons/context"


@dataclass(frozen=True, slots=True)
class Cue:
    """What words around a mention say of it.

    `status` is a fact status, "stop" (ends the scope of cues of the statuses in `ends`, any if empty) or "none"
    (looks like a cue and is none).
    """

    status: str
    is_forward: bool
    is_backward: bool
    words: int | None = None
    is_narrow: bool = False
    after: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@cache
def context_finder() -> TermFinder[tuple[Cue, ...]]:
    """One automaton over all cues of `data/lexicons/context/`; a term may speak in several ways."""
    table: dict[str, list[Cue]] = {}
    for path in list_yaml(_FOLDER):
        for term, cue in _cues_of(path):
            cues = table.setdefault(term.lower(), [])
            if cue not in cues:
                cues.append(cue)
    return TermFinder((term, tuple(cues)) for term, cues in table.items())


@cache
def section_headings() -> Headings:
    """The headings of `data/lexicons/sections.yaml`."""
    path = "lexicons/sections.yaml"
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for name, entry in read_yaml(path).items():
        for table, headings in ((whole, entry["whole"]), (begins, entry.get("begins", ()))):
            for heading in headings:
                if table.setdefault(str(heading), name) != name:
                    raise RulebookError(path, f"heading {heading!r} is listed under two sections")
    return Headings(whole, begins)


def _cues_of(path: str) -> Iterator[tuple[str, Cue]]:
    content = read_yaml(path)
    try:
        for group in content["groups"]:
            cue = _cue(content["status"], group)
            for term in _spelled_out(group["terms"]):
                yield term, cue
    except (KeyError, TypeError, AttributeError) as error:
        raise RulebookError(path, f"not a list of context cues: {error}") from error


def _cue(status: str, group: dict[str, Any]) -> Cue:
    reach = group.get("reach", "forward")
    return Cue(
        status,
        is_forward=reach in ("forward", "both"),
        is_backward=reach in ("backward", "both"),
        words=group.get("words"),
        is_narrow=group.get("narrow", False),
        after=tuple(group.get("after", ())),
        ends=tuple(group.get("ends", ())),
    )


def _spelled_out(terms: Iterable[str]) -> Iterator[str]:
    for term in terms:
        yield from _choices(str(term))


def _choices(term: str) -> Sequence[str]:
    parts = _CHOICE.split(term)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return tuple(" ".join("".join(chosen).split()) for chosen in product(*options))
