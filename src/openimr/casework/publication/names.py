"""How far a name reaches once it is known where one begins."""

from __future__ import annotations

import re

from openimr.casework.publication.lexicon import lexicon
from openimr.casework.publication.reading import Reading, Word

LONGEST = 6
_GRADE = re.compile(r"[IVX]{2,4}[ABC]?")
_LAST_FIRST = re.compile(r",[ \t\xa0]{0,2}")


def is_name_like(reading: Reading, word: Word) -> bool:
    """Whether a capitalised word may be a name by its looks alone: listed, or in no list of words."""
    known = lexicon()
    if not word.is_capital or reading.is_clinical(word) or word.low in known.not_a_name | known.titles:
        return False
    if (word.text.isupper() and _GRADE.fullmatch(word.text)) or word.low.endswith(("'d", "’d")):
        return False  # "IIIB", "Rec'd"
    return not known.is_ordinary(word.low) and (
        word.low in known.given or not known.eponyms.intersection((word.low, *word.low.split("-")))
    )


def is_listed(word: Word) -> bool:
    """Whether a capitalised word stands in a list of names."""
    return word.is_capital and lexicon().is_listed(word.low)


def name_from(reading: Reading, index: int, *, is_strong: bool) -> tuple[int, int] | None:
    """First and last word (both included) of the name that begins at word *index*; None: there is none.

    With *is_strong* the place says that a name must stand there, so that any capitalised word begins one.
    """
    known, words = lexicon(), reading.words
    last: int | None = None
    at = index
    while at < len(words) and at - index < LONGEST:
        word = words[at]
        if at > index and not reading.joins(at):
            break
        if word.is_initial:
            if (
                (at == index and _is_no_initial(reading, word))
                or reading.text[word.end : word.end + 1].isdigit()
                or reading.text[word.end : word.end + 1] == "-"
            ):
                break
            last = at if last is not None or _goes_on(reading, at) else last
        elif word.low in known.particles and _goes_on(reading, at):
            pass
        elif at > index and word.is_capital and _is_surely_family(reading, at):
            last = at
        elif not (
            _continues(reading, word, is_first=last is None, is_strong=is_strong)
            or (is_strong and _is_second(reading, index, at))
        ):
            break
        else:
            last = at
        at += 1
    return None if last is None else (index, _with_suffix(reading, last))


def _is_surely_family(reading: Reading, at: int) -> bool:
    """Whether an eponym or an ordinary word is a family name for what stands before: "van der Berg", "D. Hawkins"."""
    known, word, before = lexicon(), reading.words[at], reading.words[at - 1]
    if word.is_initial or word.low in known.not_a_name or not (word.low in known.eponyms or known.is_listed(word.low)):
        return False
    if before.is_initial:
        is_side = before.text in "RL" and reading.is_clinical(word)
        return reading.gap(at).startswith(".") and not is_side and word.low not in known.after_eponym
    return before.low in known.particles and before.text.islower() and len(before.low) > 1


def _is_no_initial(reading: Reading, word: Word) -> bool:
    """Whether a capital stands for itself: "A", "I", or the last of "Q.M.E."."""
    if reading.text[word.end : word.end + 1].isdigit():
        return True  # "ESI C7"
    is_word = word.text in "AIRLB" and reading.text[word.end : word.end + 1] != "."
    before = reading.text[max(0, word.start - 1) : word.start]
    return is_word or before == "." or before.isdigit()


def _is_second(reading: Reading, first: int, at: int) -> bool:
    """Whether a word that is ordinary or clinical is the family name behind a given name: "Dr. May Hand"."""
    known, words = lexicon(), reading.words
    between = words[first + 1 : at]
    word = words[at]
    ends = not reading.text[word.end : word.end + 1].strip(" .,;)(\n")
    is_given = known.is_given(words[first].low) or (is_name_like(reading, words[first]) and ends)
    if not is_given or not all(one.is_initial or (ends and is_name_like(reading, one)) for one in between):
        return False
    is_alike = word.text.isupper() == words[first].text.isupper()
    return at > first and word.is_capital and is_alike and word.low not in known.not_a_name | known.deeds | known.roles


def _continues(reading: Reading, word: Word, *, is_first: bool, is_strong: bool) -> bool:
    known = lexicon()
    if not word.is_capital:
        return False
    if is_first and is_strong:
        return word.low not in known.not_a_name
    if is_name_like(reading, word):
        return True
    if word.low in known.eponyms and is_strong:
        return True
    figures = reading.text[word.end : word.end + 3].strip()
    return known.is_listed(word.low) and not reading.is_clinical(word) and not figures[:1].isdigit()


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether a capitalised word or another particle follows in the same breath."""
    following = index + 1
    if following >= len(reading.words) or not reading.joins(following):
        return False
    word = reading.words[following]
    return (word.is_capital and word.low not in lexicon().not_a_name) or word.low in lexicon().particles


def _with_suffix(reading: Reading, last: int) -> int:
    """*last*, or the "Jr." behind it."""
    following = last + 1
    if following >= len(reading.words) or reading.words[following].low not in lexicon().suffixes:
        return last
    return following if reading.gap(following) in (" ", ", ", ",") else last


def short_name(reading: Reading, index: int) -> tuple[int, int] | None:
    """Two capitalised words of two to four letters that are a name where one must stand: "Ai Ho", "Young Ja Park"."""
    known, words = lexicon(), reading.words
    last = index
    while last < len(words) and last - index < 3 and (last == index or reading.gap(last) == " "):
        word = words[last]
        is_plain = word.low in known.not_a_name | known.titles and word.low != "an"
        is_clinical = reading.is_clinical(word) and len(word.text) > 2
        is_code = word.text.isupper() and len(word.text) > 1
        if not word.text[0].isupper() or is_plain or is_clinical or is_code or word.is_initial:
            break
        last += 1
    run = words[index:last]
    if len(run) < 2:
        return None
    is_short = len(run) == 2 and all(len(word.text) < 4 for word in run) and not _is_no_name(reading, run)
    outer = (run[0], run[-1]) if len(run) == 3 and len(run[1].text) < 4 else run
    return (index, last - 1) if is_short or all(known.is_listed(word.low) for word in outer) else None


def _is_no_name(reading: Reading, run: list[Word]) -> bool:
    return any(word.low in lexicon().stays or word.low in lexicon().deeds for word in run)


def with_given_name(reading: Reading, found: tuple[int, int]) -> tuple[int, int]:
    """The name with the given name behind a comma: "Garcia, Maria L."."""
    following = found[1] + 1
    words = reading.words
    if following >= len(words) or not _LAST_FIRST.fullmatch(reading.gap(following)):
        return found
    if words[following].text.isupper() and len(words[following].text) > 1 and not words[found[1]].text.isupper():
        return found  # "Retro, DOS"
    more = name_from(reading, following, is_strong=True)
    return (found[0], more[1]) if more else found


def end_of(reading: Reading, last: int) -> int:
    """Where the word *last* ends, the full stop of an initial or of "Jr." included."""
    word = reading.words[last]
    is_short = word.is_initial or word.low in ("jr", "sr")
    return word.end + 1 if is_short and reading.text[word.end : word.end + 1] == "." else word.end


_PUBLISHED = re.compile(r"\bet\.? al\b|(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;\s?\d+|\b\d+\(\d+\):\s?\d+")
"""What marks the entry of a bibliography: "et al", "2001;344"."""


def is_citation(reading: Reading, first: int, last: int) -> bool:
    """Whether the name is that of an author of published work: "(Smith, 2008)", "Smith et al."."""
    after = reading.text[reading.words[last].end : reading.words[last].end + 14]
    if re.match(r"(?:,?\s+(?:and|&)\s+\w+)?,?\s+et\.?\s+al\b|\s*\(?,?\s*(?:19|20)\d\d[a-z]?\)", after):
        return True
    if reading.words[last].text.isupper() and len(reading.words[last].text) <= 3 and first < last:
        return bool(_PUBLISHED.search(reading.text[reading.words[last].end : reading.words[last].end + 300]))
    return reading.text[: reading.words[first].start].endswith("(") and bool(re.match(r",? (?:19|20)\d\d\b", after))
