"""Names that their place gives away: behind a title, before a degree, behind a label or a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, lexicon, people
from openimr.casework.publication.names import end_of, is_listed, is_name_like, name_from, with_given_name
from openimr.casework.publication.reading import Hit, Reading, Word
from openimr.casework.publication.standing import acts_after
from openimr.domain.publications import IdentifierKind

_PHYSICIANS = frozenset({"dr", "drs", "doctor", "prof", "professor"})
_JOINED = re.compile(r"[ \t]*(?:,|/|&|,? and|,? or)\s+(?:(?:Dr|Mr|Mrs|Ms)\.?\s+)?")


def find_titled(reading: Reading) -> Iterator[Hit]:
    """Names behind "Dr.", "Mr." and the like; behind a plural title every name of the list."""
    known = lexicon()
    for index, word in enumerate(reading.words[:-1]):
        if word.low not in known.titles or not _is_title(reading, index):
            continue
        kind: IdentifierKind = "physician" if word.low in _PHYSICIANS else "person"
        start = index + 1
        while True:
            found = name_from(reading, start, is_strong=True) or _initial_only(reading, start)
            if found is None:
                break
            yield Hit(reading.words[found[0]].start, end_of(reading, found[1]), kind, "title", 3)
            joined = _JOINED.match(reading.text, end_of(reading, found[1]))
            following = reading.index_at(joined.end()) if joined and word.low in known.plural_titles else None
            if following is None:
                break
            start = following


def _initial_only(reading: Reading, index: int) -> tuple[int, int] | None:
    """ "Ms. L" for a person whose name is not told in full."""
    return (index, index) if reading.words[index].is_initial else None


_SMALL_TITLE = frozenset({"dr", "mr", "mrs", "ms", "doctor", "miss", "drs"})


def find_small(reading: Reading) -> Iterator[Hit]:
    """Names in small letters behind a title or a role: "per dr. okafor", "pt maria called"."""
    known, words = lexicon(), reading.words
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        if following.is_capital or len(following.low) < 2 or reading.is_clinical(following):
            continue
        gap = reading.gap(index + 1)
        if word.low in _SMALL_TITLE and re.fullmatch(r"\.?[ \t]{1,2}", gap) and _is_small_name(reading, index + 1):
            kind: IdentifierKind = "physician" if word.low in _PHYSICIANS else "person"
            yield Hit(following.start, words[_last_small(reading, index + 1)].end, kind, "title", 3)
        elif word.low in known.roles and gap == " " and _is_small_given(reading, index + 1):
            yield Hit(following.start, words[_last_small(reading, index + 1)].end, "person", "role", 6)


def _is_small_name(reading: Reading, index: int) -> bool:
    """Whether what stands behind a title in small letters is a name and no verb."""
    known, word = lexicon(), reading.words[index]
    if word.low in known.not_a_name | known.deeds | known.adverbs | known.roles:
        return False
    return known.is_listed(word.low) or not known.is_ordinary(word.low)


def _is_small_given(reading: Reading, index: int) -> bool:
    known, word = lexicon(), reading.words[index]
    return known.is_given(word.low) and not known.is_ordinary(word.low) and word.low not in known.not_a_name


def _last_small(reading: Reading, first: int) -> int:
    """The last word of a name in small letters: what follows is no ordinary word."""
    known, words, last = lexicon(), reading.words, first
    while last + 1 < len(words) and last - first < 3 and reading.gap(last + 1) == " ":
        word = words[last + 1]
        is_name = not known.is_ordinary(word.low) and not reading.is_clinical(word) and not word.is_capital
        if not (is_name and len(word.low) > 2 and word.low not in known.not_a_name | known.deeds | known.adverbs):
            break
        last += 1
    return last


def _is_title(reading: Reading, index: int) -> bool:
    word, following = reading.words[index], reading.words[index + 1]
    gap = reading.gap(index + 1)
    if not re.fullmatch(r"\.?\s{1,3}|\.", gap) or not (following.is_capital or following.low in lexicon().particles):
        return False
    if word.text in ("MS", "MR") and "." not in gap:  # MS Contin, MR arthrogram
        is_name = is_listed(following) or (is_name_like(reading, following) and following.text.isupper())
        return is_name and not reading.is_clinical(following)
    if reading.is_clinical(word):
        return False
    if word.low in ("nurse", "officer", "judge", "miss", "attorney", "doctor", "professor", "fr"):
        acts = acts_after(reading, index + 1) and not following.text.isupper()
        ends = reading.text[following.end : following.end + 1] in (".", ",", ";", "\n")
        is_name = acts or is_name_like(reading, following) or (ends and following.low not in lexicon().roles)
        return (word.is_capital and is_name) or is_listed(following)
    return word.is_capital or "." in gap


@cache
def _degree() -> re.Pattern[str]:
    degrees = sorted(set(people()["credentials"].split()), key=lambda d: (-len(d), d))
    listed = "|".join(re.escape(degree) for degree in degrees)
    return re.compile(rf"(,?)[ \t]{{0,2}}(?<=[ ,])(?P<degree>{listed})(?![\w]|\.\w)")


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
    if is_weak and not (has_listed or likes >= 2):
        return None
    if first == last and not (likes or has_listed or words[last].low in known.eponyms):
        return None
    return first


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


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, tuple[IdentifierKind, bool]]]:
    kinds: dict[str, tuple[IdentifierKind, bool]] = {}
    for group, is_strict in (("loose_labels", False), ("strict_labels", True)):
        for kind, listed in people()[group].items():
            kinds |= {_plain(label): (kind, is_strict) for label in alternatives(listed)}
    listed = "|".join(alternatives("|".join("|".join(people()[g].values()) for g in ("strict_labels", "loose_labels"))))
    listed = listed.replace(" ", "[ \t]+")
    table = people()["signs"]
    field = rf"(?P<label>{listed})(?:[ \t]*\((?:{table['after_label']})\))?[ \t]*(?:[:#]|\.{{3,}}|_{{3,}})[:\s_]{{0,4}}"
    signed = rf"(?P<signed>{table['signed']})[:\s]{{1,4}}"
    closing = rf"(?P<closing>{table['closing']}),?[ \t]*(?:\r?\n[ \t_]*)+"
    pattern = rf"(?<![\w-])(?:{field}|{signed}|(?P<dear>dear)[ \t]+|{closing}|(?P<slash>/s/)[ \t]*)"
    pattern = rf"(?:{pattern}|(?<=[.!?,s])[ \t\n]+(?P<dash>--|—|–)[ \t]*)"
    return re.compile(pattern, re.IGNORECASE), kinds


def _plain(label: str) -> str:
    return " ".join(label.replace("\\", "").lower().split())


def find_labelled(reading: Reading) -> Iterator[Hit]:
    """Names behind labels of forms, salutations and signatures."""
    pattern, kinds = _labels()
    for match in pattern.finditer(reading.text):
        label = _plain(match["label"] or "")
        kind, is_strict = kinds.get(label, ("person", True))
        if match["signed"]:
            kind, is_strict = "physician", False
        elif match["dear"] or match["closing"]:
            is_strict = False
        elif match["dash"] and not _ends_line(reading, match.end()):
            continue
        yield from _value(reading, match.end(), kind, is_strict, is_form=bool(match["label"]))


def _ends_line(reading: Reading, position: int) -> bool:
    """Whether one to three capitalised words, and nothing else, stand before the line's end: a signature."""
    rest = reading.text[position:].split("\n", 1)[0]
    return bool(re.fullmatch(r"(?:[A-Z][\w.'’-]*[ \t]*){1,3}(?:[,(].*)?", rest))


def _value(reading: Reading, position: int, kind: IdentifierKind, is_strict: bool, *, is_form: bool) -> Iterator[Hit]:
    index = reading.index_at(position)
    if index is None:
        return
    if reading.words[index].low in lexicon().titles and index + 1 < len(reading.words):
        index += 1  # the title's own rule finds the name; with its list of degrees both agree
    found = name_from(reading, index, is_strong=True) or _small_name(reading, index, is_strict)
    if found is None or _is_next_label(reading, found, is_form):
        return
    found = with_given_name(reading, found)
    listed = [reading.words[at] for at in range(found[0], found[1] + 1)]
    is_shaped = any(is_listed(word) or is_name_like(reading, word) for word in listed) or _fills_field(reading, found)
    if is_shaped or (is_strict and not all(reading.is_clinical(word) for word in listed)):
        yield Hit(reading.words[found[0]].start, end_of(reading, found[1]), kind, "label", 2 if is_strict else 5)


def _fills_field(reading: Reading, found: tuple[int, int]) -> bool:
    """Whether two or three words that are not all clinical or of the office fill the field alone."""
    words = reading.words[found[0] : found[1] + 1]
    plain = lexicon().not_in_label | lexicon().not_a_name
    if not 2 <= len(words) <= 4 or any(word.low in plain for word in words) or all(map(reading.is_clinical, words)):
        return False
    return not reading.text[words[-1].end : words[-1].end + 2].strip(" \t,;|\n")


def _small_name(reading: Reading, index: int, is_strict: bool) -> tuple[int, int] | None:
    """A name in small letters, as some programs fill in forms: two to four words that fill the line."""
    words, known = reading.words, lexicon()
    last = index
    while last + 1 < len(words) and last - index < 3 and reading.gap(last + 1) in (" ", ", "):
        last += 1
    listed = words[index : last + 1]
    if not is_strict or len(listed) < 2 or reading.text[words[last].end : words[last].end + 1].strip(" \n\t,;|"):
        return None
    plain = [word for word in listed if known.is_ordinary(word.low) or reading.is_clinical(word)]
    return None if len(plain) == len(listed) and not known.is_given(listed[0].low) else (index, last)


def _is_next_label(reading: Reading, found: tuple[int, int], is_form: bool) -> bool:
    """Whether what stands there is the next label of an empty form field."""
    return is_form and reading.text[reading.words[found[1]].end : reading.words[found[1]].end + 2].lstrip().startswith(
        ":"
    )


def find_by_role(reading: Reading) -> Iterator[Hit]:
    """Names behind a role or "named": "the adjuster, Ana Ruiz", "his wife Maria"."""
    known, words = lexicon(), reading.words
    for index in range(len(words) - 1):
        word = words[index]
        is_role, is_named = word.low in known.roles, word.low in known.named
        if not (is_role or is_named) or not re.fullmatch(r",?[ \t]{1,2}|,?[ \t]?\n[ \t]*", reading.gap(index + 1)):
            continue
        found = name_from(reading, index + 1, is_strong=False)
        if (
            found
            and (is_role or is_listed(words[found[0]]))
            and not (word.text.isupper() and len(word.text) > 1 and _is_lone_unknown(reading, found))
        ):
            kind: IdentifierKind = "employee" if word.low in _EMPLOYEES else "person"
            yield Hit(
                words[found[0]].start,
                end_of(reading, found[1]),
                kind,
                "role",
                6,
                _is_lone_unknown(reading, found) and not words[found[0]].text[1:].islower(),
            )
            yield from _joined(reading, found, kind)


def _joined(reading: Reading, found: tuple[int, int], kind: IdentifierKind) -> Iterator[Hit]:
    """The names that go on a list: "his children, Ana, Luis and Pia"."""
    while True:
        joined = _JOINED.match(reading.text, end_of(reading, found[1]))
        following = reading.index_at(joined.end()) if joined else None
        if following is None or not is_name_like(reading, reading.words[following]):
            return
        more = name_from(reading, following, is_strong=False)
        if more is None or reading.words[more[0]].text.isupper():
            return
        yield Hit(reading.words[more[0]].start, end_of(reading, more[1]), kind, "role", 6)
        found = more


_EMPLOYEES = frozenset({"patient", "claimant", "applicant", "employee", "worker"})


def _is_lone_unknown(reading: Reading, found: tuple[int, int]) -> bool:
    """Whether it is one word that no list has."""
    return found[0] == found[1] and not is_listed(reading.words[found[0]])
