"""Names behind the words for what people are, and names in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.casework.publication.lexicon import lexicon
from openimr.casework.publication.names import end_of, is_listed, is_name_like, name_from, short_name
from openimr.casework.publication.reading import Hit, Reading, Word
from openimr.casework.publication.titled import JOINED, PHYSICIANS
from openimr.domain.publications import IdentifierKind

_SMALL_TITLE = frozenset({"dr", "mr", "mrs", "ms", "doctor", "miss", "drs"})


def find_by_role(reading: Reading) -> Iterator[Hit]:
    """Names behind a role or "named": "the adjuster, Ana Ruiz", "his wife Maria"."""
    known, words = lexicon(), reading.words
    for index in range(len(words) - 1):
        word = words[index]
        is_role, is_named = word.low in known.roles, word.low in known.named
        is_role = is_role or word.low.rsplit("-", 1)[-1] in known.roles
        is_gap = _ROLE_GAP.fullmatch(reading.gap(index + 1)) or (
            word.low in _SHORTENED and reading.gap(index + 1) == ". "
        )
        if not (is_role or is_named) or not is_gap:
            continue
        found = name_from(reading, index + 1, is_strong=False) or _given_word(reading, index + 1)
        found = max(filter(None, (found, short_name(reading, index + 1))), key=lambda one: one[1], default=None)
        if (
            found
            and (is_role or is_listed(words[found[0]]))
            and not (word.text.isupper() and len(word.text) > 4 and _is_lone_unknown(reading, found))
            and not (words[found[0]].text.isupper() and ("(" in reading.gap(found[0]) or _is_code(words[found[0]])))
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
    for match in _IN_BRACKETS.finditer(reading.text):
        for found_name in _NAME_IN.finditer(reading.text, *match.span("names")):
            at = reading.index_at(found_name.start())
            if at is not None and not reading.is_clinical(words[at]) and words[at].low not in known.not_a_name:
                yield Hit(*found_name.span(), "person", "role", 6)


_NAME_IN = re.compile(r"(?:(?:de|la|del|van|von|der|den|al)[ -])*[A-Z][\w'’-]+")
_IN_BRACKETS = re.compile(
    r"\b(?:MD|M\.D\.|DO|PTP|QME|AME|PQME|DC|NP|PA-C|surgeons?|prescribers?|providers?|doctors?|Surgeons?)[ ]\("
    r"(?P<names>[A-Z][a-z'’][\w'’-]+(?:(?:, |/| and )[A-Zdv][\w'’-]+(?: [\w'’-]+){0,2}?){0,3})\)"
)


def _is_code(word: Word) -> bool:
    return len(word.text) < 5 and not is_listed(word)


_ROLE_GAP = re.compile(r"s?,?[ \t]{1,2}[\"“'‘(]?|,?[ \t]?\n[ \t]*|[ ]?[\"“(]")
_SHORTENED = frozenset(("adj", "atty", "supv", "pt", "tech", "mgr", "rep", "asst", "dtr"))


def _given_word(reading: Reading, index: int) -> tuple[int, int] | None:
    """A given name that is a word as well, with nothing behind it that it could belong to: "MA Angel re the visit"."""
    word = reading.words[index]
    following = reading.words[index + 1] if index + 1 < len(reading.words) and reading.joins(index + 1) else None
    is_listed_word = lexicon().is_given(word.low) or (
        lexicon().is_listed(word.low)
        and reading.words[index - 1].text.isupper()
        and len(reading.words[index - 1].text) < 5
    )
    if not word.is_capital or word.text.isupper() or not is_listed_word or reading.is_clinical(word):
        return None
    if following is not None and following.low not in _BEHIND_NAMES | lexicon().deeds:
        return None
    return index, index


_BEHIND_NAMES = frozenset(
    ("re", "at", "for", "with", "to", "of", "and", "or", "from", "in", "on", "who", "about", "by")
)


def _is_listed_item(reading: Reading, index: int) -> bool:
    """Whether a word that is a family name too is an item of a list of names by itself."""
    word = reading.words[index]
    stop = reading.text[word.end : word.end + 1]
    is_end = stop in ",;)./" or not stop or reading.text[word.start - 1] == "/"
    if word.low in lexicon().particles and index + 1 < len(reading.words):
        return is_listed(reading.words[index + 1])
    return is_listed(word) and not reading.is_clinical(word) and is_end and not word.text.isupper()


def _joined(reading: Reading, found: tuple[int, int], kind: IdentifierKind) -> Iterator[Hit]:
    """The names that go on a list: "his children, Ana, Luis and Pia"."""
    while True:
        joined = JOINED.match(reading.text, end_of(reading, found[1]))
        following = reading.index_at(joined.end()) if joined else None
        if following is None or not (
            is_name_like(reading, reading.words[following]) or _is_listed_item(reading, following)
        ):
            return
        more = name_from(reading, following, is_strong=False) or (following, following)
        if more is None or reading.words[more[0]].text.isupper():
            return
        yield Hit(reading.words[more[0]].start, end_of(reading, more[1]), kind, "role", 6)
        found = more


_EMPLOYEES = frozenset({"patient", "claimant", "applicant", "employee", "worker"})


def _is_lone_unknown(reading: Reading, found: tuple[int, int]) -> bool:
    """Whether it is one word that no list has."""
    return found[0] == found[1] and not is_listed(reading.words[found[0]])


def find_small(reading: Reading) -> Iterator[Hit]:
    """Names in small letters behind a title or a role: "per dr. okafor", "pt maria called"."""
    known, words = lexicon(), reading.words
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        if following.is_capital or len(following.low) < 2 or reading.is_clinical(following):
            continue
        gap = reading.gap(index + 1)
        if word.low in _SMALL_TITLE and re.fullmatch(r"\.?[ \t]{1,2}", gap) and _is_small_name(reading, index + 1):
            if word.low == "ms" and reading.text[: word.start].rstrip(" ")[-1:].isdigit():
                continue  # "2.1 ms"
            kind: IdentifierKind = "physician" if word.low in PHYSICIANS else "person"
            yield Hit(following.start, words[_last_small(reading, index + 1)].end, kind, "title", 3)
        elif word.low in known.roles and gap == " " and _is_small_given(reading, index + 1):
            yield Hit(following.start, words[_last_small(reading, index + 1)].end, "person", "role", 6)


def find_small_pairs(reading: Reading) -> Iterator[Hit]:
    """A given and a family name in small letters, as messages are written: "its keiko matsumoto"."""
    known, words = lexicon(), reading.words
    for index in range(len(words) - 1):
        first, second = words[index], words[index + 1]
        if first.is_capital or len(first.low) < 3 or not _is_small_given(reading, index) or reading.is_clinical(first):
            continue
        last = index + 1
        while last + 1 < len(words) and words[last].low in known.particles and reading.gap(last) == " ":
            last += 1
        second = words[last]
        is_name = known.is_listed(second.low) or (not known.is_ordinary(second.low) and len(second.low) > 2)
        is_pair = reading.gap(last) == " " and is_name and not reading.is_clinical(second)
        if is_pair and not second.is_capital and second.low not in known.deeds | known.not_a_name | known.adverbs:
            yield Hit(first.start, second.end, "person", "full name", 7)
        elif words[index - 1].low in ("its", "it's", "name", "am", "i'm") and reading.joins(index):
            yield Hit(first.start, first.end, "person", "lone name", 9)


def _is_small_name(reading: Reading, index: int) -> bool:
    """Whether what stands behind a title in small letters is a name and no verb."""
    known, word = lexicon(), reading.words[index]
    if word.low in known.not_a_name | known.deeds | known.adverbs | known.roles:
        return False
    return known.is_listed(word.low) or not known.is_ordinary(word.low) or known.is_listed(word.low.rstrip("s"))


def _is_small_given(reading: Reading, index: int) -> bool:
    known, word = lexicon(), reading.words[index]
    return known.is_given(word.low) and not known.is_ordinary(word.low) and word.low not in known.not_a_name


def _last_small(reading: Reading, first: int) -> int:
    """The last word of a name in small letters: what follows is no ordinary word."""
    known, words, last = lexicon(), reading.words, first
    while last + 1 < len(words) and last - first < 3 and reading.gap(last + 1) == " ":
        word = words[last + 1]
        is_name = not known.is_ordinary(word.low) and not reading.is_clinical(word) and len(word.low) > 2
        is_listed_word = known.is_listed(word.low) or known.is_listed(word.low.rstrip("s"))
        is_name = is_name or (is_listed_word and not reading.is_clinical(word))
        if not (is_name and len(word.low) > 1 and word.low not in known.not_a_name | known.deeds | known.adverbs):
            break
        last += 1
    return last
