"""Texts of a case without what identifies anybody: typed placeholders, the same person always under the same one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from openimr.casework.publication.beside import doubted_by_others, find_beside
from openimr.casework.publication.columns import find_in_columns
from openimr.casework.publication.dates import Change, capped_ages, coarser_dates
from openimr.casework.publication.guard import is_kept
from openimr.casework.publication.known import find_known, find_parts, name_parts, split_name
from openimr.casework.publication.labels import find_copied, find_labelled
from openimr.casework.publication.lexicon import lexicon
from openimr.casework.publication.names import is_listed
from openimr.casework.publication.numbers import find_addresses, find_initials, find_numbers
from openimr.casework.publication.organizations import (
    find_bodies,
    find_by_ending,
    find_by_lead,
    find_labelled_organizations,
    find_letterhead,
    find_public,
)
from openimr.casework.publication.profiles import oldest_age, small_areas
from openimr.casework.publication.reading import Hit, Reading, Word, folded
from openimr.casework.publication.roles import find_by_role, find_small, find_small_pairs
from openimr.casework.publication.standing import find_alone, find_standing
from openimr.casework.publication.titled import find_credentialed, find_titled
from openimr.domain.publications import Finding, IdentifierKind, Identity, Profile, Scrubbed

_RULES = (
    find_numbers,
    find_initials,
    find_addresses,
    find_titled,
    find_credentialed,
    find_labelled,
    find_copied,
    find_labelled_organizations,
    find_in_columns,
    find_by_lead,
    find_by_ending,
    find_public,
    find_bodies,
    find_letterhead,
    find_by_role,
    find_small,
    find_small_pairs,
    find_standing,
    find_alone,
)
_NUMBERED: frozenset[IdentifierKind] = frozenset({"physician", "person", "clinic", "organization"})
_PEOPLE: frozenset[IdentifierKind] = frozenset({"employee", "physician", "person"})


def scrub(
    texts: Sequence[str],
    identities: Sequence[Identity],
    profile: Profile,
    *,
    drop: Sequence[int] = (),
    others: Sequence[Sequence[tuple[int, int]]] = (),
) -> Scrubbed:
    """The texts with placeholders for whatever identifies anybody.

    Args:
        texts: Parts of one document: a name found in one of them is looked for in all.
        identities: What is known to identify somebody of the case.
        profile: How dates, ages, case numbers and postal codes are treated.
        drop: Numbers of doubtful findings, from 1, which a person has decided to remove.
        others: Places of names in each text by another recogniser: those that the rules have not found are doubtful.
    """
    readings = [Reading(text) for text in texts]
    hits = [_hits(reading, identities) for reading in readings]
    learnt = _learnt(readings, [_merge(own) for own in hits])
    names = Names(identities)
    found: list[Finding] = []
    for number, (reading, own) in enumerate(zip(readings, hits, strict=True)):
        merged = _merge(
            (
                *own,
                *(_whole(reading, hit) for hit in find_beside(reading, own)),
                *(doubted_by_others(reading, others[number]) if others else ()),
                *(_with_particles(reading, hit) for hit in find_parts(reading, learnt)),
            )
        )
        kept = [hit for hit in merged if not (hit.kind == "case number" and profile.case_number == "keep")]
        findings = [_finding(number, reading, hit, names, profile) for hit in kept]
        findings += _coarser(number, reading, merged, profile)
        found += sorted(findings, key=lambda finding: finding.start)
    found = _decided(found, drop)
    copies = (
        _written(reading.text, [finding for finding in found if finding.text == number])
        for number, reading in enumerate(readings)
    )
    return Scrubbed(tuple(copies), tuple(found))


def _decided(found: Sequence[Finding], drop: Sequence[int]) -> list[Finding]:
    """The findings with the doubtful ones of those numbers made certain."""
    doubtful = [finding for finding in found if finding.is_doubtful]
    certain = {id(doubtful[number - 1]) for number in drop if 0 < number <= len(doubtful)}
    return [replace(one, is_doubtful=False) if id(one) in certain else one for one in found]


def identities_in(texts: Iterable[str]) -> tuple[Identity, ...]:
    """What the papers of a case say surely of its people: names, numbers and addresses behind labels and titles."""
    found: dict[Identity, None] = {}
    for text in texts:
        reading = Reading(text)
        for rule in (
            find_numbers,
            find_addresses,
            find_labelled,
            find_labelled_organizations,
            find_credentialed,
            find_titled,
        ):
            for hit in rule(reading):
                is_sure = not hit.is_doubtful and hit.rank <= 4 and not is_kept(reading, hit)
                if is_sure and hit.kind != "case number" and hit.how != "town":
                    found.setdefault(Identity(hit.kind, " ".join(text[hit.start : hit.end].split())))
    return tuple(found)


def _hits(reading: Reading, identities: Sequence[Identity]) -> list[Hit]:
    hits = [hit for rule in _RULES for hit in rule(reading) if not is_kept(reading, hit)]
    hits += find_known(reading, identities)
    return [_whole(reading, hit) for hit in hits]


_TAIL = re.compile(
    r"(?:\.?,?\s+|\.\s*)(?:(?:an?\s+)?(?:california\s+)?(?:professional|medical|prof\.?|dental|chiropractic|law)\s+"
    r"(?:medical\s+)?(?:corp(?:oration)?\b\.?|group\b|partnership\b|association\b)"
    r"|(?:inc|llc|llp|ltd|corp|pc|apc|apmc|plc|lp|co)\b\.?"
    r"|(?:p\.c|l\.l\.c|l\.l\.p|a\.p\.c|m\.c|l\.p|p\.l\.c)\.)(?:[ ]?#[ ]?\d{1,5})?|[ ]?#[ ]?\d{1,5}",
    re.IGNORECASE,
)
_OF_TOWN = re.compile(r"[ ](?:of|OF)[ ](?!the\b)[A-Z][\w'’-]+(?:[ ][A-Z][\w'’-]+){0,2}")
_BODIES = frozenset({"employer", "clinic", "claims administrator", "organization"})


def _whole(reading: Reading, hit: Hit) -> Hit:
    """A name with its particles; an organization with "The" before it and "A Medical Corporation" behind."""
    if hit.kind in _PEOPLE:
        return _with_particles(reading, hit)
    if hit.kind not in _BODIES:
        return hit
    tail = _TAIL.match(reading.text, hit.end)
    if tail and not reading.text[hit.end : tail.start()].strip() and "\n" not in tail.group():
        hit = hit._replace(end=tail.end())
    town = _OF_TOWN.match(reading.text, hit.end)
    if town:
        hit = hit._replace(end=town.end())
    index = reading.index_at(hit.start)
    if index and reading.words[index - 1].text == "The" and reading.joins(index):
        hit = hit._replace(start=reading.words[index - 1].start)
    return hit


def _learnt(readings: Sequence[Reading], hits: Sequence[Sequence[Hit]]) -> dict[str, IdentifierKind]:
    """Parts of the names found with certainty, to be looked for alone everywhere."""
    found = (
        Identity(hit.kind, " ".join(reading.text[hit.start : hit.end].split()))
        for reading, own in zip(readings, hits, strict=True)
        for hit in own
        if hit.kind in _PEOPLE and not hit.is_doubtful and hit.how != "known part"
    )
    return _partners(readings, hits) | name_parts(found)


def _partners(readings: Sequence[Reading], hits: Sequence[Sequence[Hit]]) -> dict[str, IdentifierKind]:
    """The families that firms are called after: "Lowell" of "Lowell & Crane"."""
    return {
        word.low: hit.kind
        for reading, own in zip(readings, hits, strict=True)
        for hit in own
        if hit.how == "partners"
        for word in reading.words[reading.index_after(hit.start) : reading.index_after(hit.end)]
        if is_listed(word) and not lexicon().is_ordinary(word.low)
    }


def _merge(hits: Iterable[Hit]) -> list[Hit]:
    """Hits without overlaps: those that overlap become one, of the best rule's kind; doubt yields to certainty."""
    sure = sorted(hit for hit in set(hits) if not hit.is_doubtful)
    merged: list[Hit] = []
    for hit in sure:
        if merged and hit.start < merged[-1].end:
            last = merged[-1]
            best = min(last, hit, key=lambda one: (one.rank, one.start))
            merged[-1] = best._replace(start=last.start, end=max(last.end, hit.end))
        else:
            merged.append(hit)
    doubtful = sorted(hit for hit in set(hits) if hit.is_doubtful)
    for hit in doubtful:
        if not any(hit.start < one.end and one.start < hit.end for one in merged):
            merged.append(hit)
    return sorted(merged)


@dataclass
class Names:
    """Which placeholder stands for whom, in order of first mention."""

    identities: Sequence[Identity]
    _counts: dict[str, int] = field(default_factory=dict)
    _given: dict[tuple[str, str], str] = field(default_factory=dict)

    def placeholder(self, kind: IdentifierKind, words: str) -> str:
        """ "[employee]", "[physician 2]": the same for the same name, also when only a part of it is told."""
        if kind not in _NUMBERED:
            return f"[{kind}]"
        family = "person" if kind in _PEOPLE else "organization"
        for key in _keys(kind, words):
            if (family, key) in self._given:
                return self._remember(family, kind, words, self._given[family, key])
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._remember(family, kind, words, f"[{kind} {self._counts[kind]}]")

    def _remember(self, family: str, kind: IdentifierKind, words: str, put: str) -> str:
        for key in _keys(kind, words):
            self._given.setdefault((family, key), put)
        return put


def _keys(kind: IdentifierKind, words: str) -> list[str]:
    """By which a name is known again: a person's family name first, then the whole; an organization's telling words."""
    if kind in _PEOPLE:
        given, last = split_name(folded(words))
        family = " ".join(last).lower().strip(" .,")
        known = lexicon()
        single = (
            [word.lower() for word in given if len(word) > 2 and word.lower() not in known.particles]
            if not family
            else []
        )
        halves = [half for half in family.split("-") if len(half) > 2] if "-" in family else []
        return [key for key in (family, *halves, *single) if key] or [words.lower()]
    return [" ".join(re.findall(r"\w+", words.lower())[:2])]


def _with_particles(reading: Reading, hit: Hit) -> Hit:
    """A person's name with the small words that belong to it: "de la" before "Cruz"."""
    index = reading.index_at(hit.start)
    while index is not None and index > 0 and _is_particle(reading.words[index - 1]) and reading.joins(index):
        index -= 1
    return hit if index is None else hit._replace(start=reading.words[index].start)


def _is_particle(word: Word) -> bool:
    """Whether a word is a small word of names, or such a one misspelt."""
    known = lexicon()
    if word.low in known.before_family:
        return True
    return len(word.low) == 3 and not known.is_ordinary(word.low) and word.low in _MISSPELT


_MISSPELT = frozenset(["dee", "dde", "dle", "dla", "vna", "vonn", "vann", "dell", "laa"])


def _finding(number: int, reading: Reading, hit: Hit, names: Names, profile: Profile) -> Finding:
    words = reading.text[hit.start : hit.end]
    put = names.placeholder(hit.kind, words)
    if hit.kind == "address" and profile.postal_codes == "three_figures":
        code = re.search(r"(\d{3})\d{2}(?:-\d{4})?$", words)
        if code:
            put += f" {'000' if code[1] in small_areas() else code[1]}"
    return Finding(number, hit.start, hit.end, hit.kind, put, hit.how, hit.is_doubtful)


def _coarser(number: int, reading: Reading, merged: Sequence[Hit], profile: Profile) -> list[Finding]:
    changes: list[Change] = []
    if profile.dates == "year":
        changes += coarser_dates(reading)
    if profile.ages == "cap":
        changes += capped_ages(reading, oldest_age())
    found: list[Finding] = []
    taken = [(hit.start, hit.end) for hit in merged]
    for change in changes:
        if not any(change.start < end and start < change.end for start, end in taken):
            taken.append((change.start, change.end))
            kind: IdentifierKind = "age" if change.kind == "age" else "date"
            found.append(Finding(number, change.start, change.end, kind, change.put, "profile"))
    return found


def _written(text: str, findings: Sequence[Finding]) -> str:
    pieces, at = [], 0
    for finding in findings:
        if not finding.is_doubtful:
            pieces += [text[at : finding.start], finding.placeholder]
            at = finding.end
    return "".join((*pieces, text[at:]))
