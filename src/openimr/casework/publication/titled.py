"""Names that a title before them or a degree behind them announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import lexicon, people
from openimr.casework.publication.names import end_of, is_listed, is_name_like, name_from, short_name
from openimr.casework.publication.reading import Hit, Reading, Word
from openimr.casework.publication.standing import acts_after
from openimr.domain.publications import IdentifierKind

PHYSICIANS = frozenset({"dr", "drs", "doctor", "prof", "professor"})
JOINED = re.compile(r"[ \t]*(?:/\s*|(?:,|&|,? and|,? or)\s+)(?:(?:Dr|Mr|Mrs|Ms)\.?\s+)?")


def find_titled(reading: Reading) -> Iterator[Hit]:
    """Names behind "Dr.", "Mr." and the like; behind a plural title every name of the list."""
    known = lexicon()
    for index, word in enumerate(reading.words[:-1]):
        if word.low not in known.titles or not _is_title(reading, index):
            continue
        kind: IdentifierKind = "physician" if word.low in PHYSICIANS else "person"
        start = index + 1
        while True:
            found = name_from(reading, start, is_strong=True) or _initial_only(reading, start)
            if found is None:
                break
            yield Hit(reading.words[found[0]].start, end_of(reading, found[1]), kind, "title", 3)
            joined = JOINED.match(reading.text, end_of(reading, found[1]))
            following = reading.index_at(joined.end()) if joined and word.low in known.plural_titles else None
            if following is None:
                break
            start = following


def _initial_only(reading: Reading, index: int) -> tuple[int, int] | None:
    """ "Ms. L" for a person whose name is not told in full."""
    return (index, index) if reading.words[index].is_initial else None


def _is_title(reading: Reading, index: int) -> bool:
    word, following = reading.words[index], reading.words[index + 1]
    gap = reading.gap(index + 1)
    if not re.fullmatch(r"\.?\s{1,3}|\.", gap) or not (following.is_capital or following.low in lexicon().particles):
        return False
    if word.text in ("MS", "MR") and "." not in gap:  # MS Contin, MR arthrogram
        is_name = is_listed(following) or (is_name_like(reading, following) and following.text.isupper())
        return is_name and not reading.is_clinical(following)
    if reading.is_clinical(word) or (word.text == "ms" and reading.text[: word.start].rstrip(" ")[-1:].isdigit()):
        return False
    if not following.is_capital and not reading.words[min(index + 2, len(reading.words) - 1)].is_capital:
        return bool(re.fullmatch(r"(?:de|van|von)", following.low))
    if following.is_capital and word.low in (
        "nurse",
        "officer",
        "judge",
        "miss",
        "attorney",
        "doctor",
        "professor",
        "fr",
    ):
        acts = acts_after(reading, index + 1) and not following.text.isupper()
        ends = reading.text[following.end : following.end + 1] in (".", ",", ";", "\n")
        is_name = acts or is_name_like(reading, following) or (ends and following.low not in lexicon().roles)
        return (word.is_capital and is_name) or is_listed(following)
    return word.is_capital or "." in gap


@cache
def _degree() -> re.Pattern[str]:
    degrees = sorted(set(people()["credentials"].split()), key=lambda d: (-len(d), d))
    listed = "|".join(re.escape(degree) for degree in degrees)
    return re.compile(rf"(?<=[\w.])([ ]?,?)[ \t]{{0,2}}(?<=[ ,])(?P<degree>{listed})(?![\w]|\.\w)")


@cache
def _weak_degrees() -> frozenset[str]:
    return frozenset(people()["weak_credentials"].split())


def find_credentialed(reading: Reading) -> Iterator[Hit]:
    """Names before a degree or a licence: "Maria Lopez, M.D."."""
    ends = {end_of(reading, index): index for index in range(len(reading.words))}
    ends |= {word.end: index for index, word in enumerate(reading.words)}
    for match in _degree().finditer(reading.text):
        last = ends.get(match.start())
        first = None if last is None else _back(reading, last, is_weak=match["degree"] in _weak_degrees())
        if last is None or first is None or (match["degree"] in _weak_degrees() and not match[1]):
            continue
        kind: IdentifierKind = (
            "physician" if match["degree"].upper().rstrip(".") not in ("ESQ", "ESQUIRE", "JD") else "person"
        )
        yield Hit(reading.words[first].start, end_of(reading, last), kind, "degree", 4)


def _back(reading: Reading, last: int, *, is_weak: bool) -> int | None:
    """The first word of the name that ends at word *last*; None: it is none."""
    known, words = lexicon(), reading.words
    if not words[last].is_capital or words[last].low in known.not_a_name or len(words[last].text) < 2:
        return None
    first, has_listed = last, is_listed(words[last]) and not reading.is_clinical(words[last])
    likes = int(is_name_like(reading, words[last]))
    comma = False
    while first > 0 and last - first < 5:
        before = words[first - 1]
        if re.fullmatch(r",[ \t]{0,2}", reading.gap(first)):
            if comma or not (is_name_like(reading, before) or is_listed(before)) or not _is_given(reading, first, last):
                break
            comma = True
        elif not reading.joins(first):
            break
        if before.low in known.particles and first <= last:
            first -= 1
            continue
        if not _is_part(reading, before):
            break
        has_listed = has_listed or is_listed(before)
        likes += int(is_name_like(reading, before))
        first -= 1
    while (
        first < last
        and words[first].low in known.particles
        and not words[first].is_capital
        and not _begins_name(reading, first)
    ):
        first += 1
    if fills := _cell_before(reading, first, last):
        return fills
    if not is_weak and first == last and reading.text[: words[last].start].rstrip(" \t").endswith(":"):
        return first
    if is_weak and not (has_listed or likes >= 2):
        return None
    if first == last and not (likes or has_listed or words[last].low in known.eponyms):
        return None
    return first


def _cell_before(reading: Reading, first: int, last: int) -> int | None:
    """The first word of a line or field that holds nothing but a name before its degree: "Loan Vo RN"."""
    known, words = lexicon(), reading.words
    start = max(reading.text.rfind("\n", 0, words[last].start), reading.text.rfind("  ", 0, words[last].start)) + 1
    begin = reading.index_after(start)
    if reading.text[start : words[begin].start].strip(" \t") or not first >= begin >= last - 3:
        return None
    run = words[begin : last + 1]
    plain = known.not_a_name | known.roles | known.titles | known.not_in_label
    if short_name(reading, begin) == (begin, last):
        return begin
    if any(word.low in plain or not (word.is_capital or word.low in known.particles) for word in run):
        return None
    if any(reading.gap(at) not in (" ", ". ", "  ", "-") for at in range(begin + 1, last + 1)):
        return None
    return begin if any(is_listed(word) or is_name_like(reading, word) for word in run) and begin < last else None


def _is_part(reading: Reading, word: Word) -> bool:
    """Whether a word before a family name may belong to it."""
    known = lexicon()
    if word.is_initial or is_name_like(reading, word):
        return True
    return is_listed(word) and (known.is_given(word.low) or not reading.is_clinical(word))


def _begins_name(reading: Reading, index: int) -> bool:
    """Whether a small particle is part of the name rather than the "de"-less "del" of the sentence before it."""
    return reading.words[index].low not in (
        "st",
        "o",
        "y",
        "e",
        "do",
        "das",
        "la",
        "le",
        "las",
        "los",
        "san",
    ) and reading.words[index].low not in ("al",)


def _is_given(reading: Reading, first: int, last: int) -> bool:
    """Whether the words so far are given names: what stands before a comma is then the family's."""
    known = lexicon()
    return all(
        word.is_initial or word.low in known.given or (word.low not in known.surnames and is_name_like(reading, word))
        for word in reading.words[first : last + 1]
    )
