"""Names that nothing announces: recognised by their own words and by what people do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.casework.publication.guard import describes, is_thing, may_be_told_alone
from openimr.casework.publication.lexicon import lexicon, people, places
from openimr.casework.publication.names import (
    end_of,
    is_citation,
    is_listed,
    is_name_like,
    name_from,
    short_name,
    with_given_name,
)
from openimr.casework.publication.reading import Hit, Reading, Word


def find_standing(reading: Reading) -> Iterator[Hit]:
    """Full names, and lone ones where what follows is a person's deed."""
    words, index = reading.words, 0
    while index < len(words):
        word = words[index]
        found = _name_at(reading, index) if word.is_capital else None
        if found is None:
            index += 1
            continue
        index = found[1] + 1
        if not is_citation(reading, *found):
            yield from _judged(reading, found)


def _name_at(reading: Reading, index: int) -> tuple[int, int] | None:
    """A run of words that may be a name; after a given name any capitalised word may be the family's."""
    word = reading.words[index]
    if reading.text[word.end : word.end + 1] == ":" and not _is_told_of(reading, index):
        return None
    if backwards := _word_backwards(reading, index):
        return backwards
    if short := _short_here(reading, index):
        return short
    if known_first := _given_first(reading, index):
        return known_first
    if word_name := _word_name(reading, index):
        return word_name
    if word.low in lexicon().particles and is_listed(word) and acts_after(reading, index) and len(word.text) > 1:
        return index, index
    is_eponym_led = word.low in lexicon().eponyms and reading.words[index - 1].low in (
        "von",
        "van",
        "der",
        "den",
        "del",
    )
    if is_eponym_led and reading.joins(index):
        return index, index
    if not (word.is_initial or is_name_like(reading, word) or (is_listed(word) and not reading.is_clinical(word))):
        return None
    return name_from(reading, index, is_strong=False)


def _is_told_of(reading: Reading, index: int) -> bool:
    """Whether "by" or the like stands before a word: "count by Imani: 41"."""
    return index > 0 and reading.words[index - 1].low in lexicon().by and reading.joins(index)


def _word_backwards(reading: Reading, index: int) -> tuple[int, int] | None:
    """An ordinary word before a comma and a name that can only be a given one: "Hand, Norman"."""
    known, words = lexicon(), reading.words
    word = words[index]
    if index + 1 >= len(words) or reading.gap(index + 1) != ", " or word.is_initial or is_name_like(reading, word):
        return None
    given = words[index + 1]
    is_alike = given.is_capital and given.text.isupper() == word.text.isupper()
    fills_line = reading.line_of(index).strip(" .") == reading.text[word.start : given.end]
    if not is_alike or not known.is_given(given.low) or word.low in known.stays:
        return None
    if not fills_line and not is_name_like(reading, given):
        return None
    following = words[index + 2] if index + 2 < len(words) else None
    if following is not None and following.is_capital and not following.is_initial and reading.joins(index + 2):
        return None
    return index, index + 1


_ALONE = re.compile(
    r"(?:(?<=\n)|(?<=[ ]{2})|(?<=\t)|^)(?P<name>[A-Z]\. (?P<family>[A-Z][a-z'’]+))(?=[ \t]*(?:\n|$|[ \t]{2}))"
)


def find_alone(reading: Reading) -> Iterator[Hit]:
    """An initial and one word that fill a line or field: "D. Hand"."""
    for match in _ALONE.finditer(reading.text):
        if match["family"].lower() not in lexicon().not_a_name:
            yield Hit(*match.span("name"), "person", "full name", 7)


def _short_here(reading: Reading, index: int) -> tuple[int, int] | None:
    """A name of listed or short words behind "by", "to" or the time of an entry: "scored by Ai Ho"."""
    words = reading.words
    before = words[index - 1].low if index and reading.joins(index) else ""
    is_place = (
        before in lexicon().by
        or before in ("to", "is", "cc")
        or bool(_TIME.search(reading.text[max(0, words[index].start - 6) : words[index].start]))
    )
    return short_name(reading, index) if is_place else None


_TIME = re.compile(r"\d\d:\d\d[ ]$")


def _given_first(reading: Reading, index: int) -> tuple[int, int] | None:
    """A given name that is also a test's ("Patrick") before a word that can only be a family name."""
    words = reading.words
    if not lexicon().is_given(words[index].low) or not reading.is_clinical(words[index]) or index + 1 >= len(words):
        return None
    if not reading.joins(index + 1) or not is_name_like(reading, words[index + 1]):
        return None
    found = name_from(reading, index + 1, is_strong=False)
    return (index, found[1]) if found else None


def _word_name(reading: Reading, index: int) -> tuple[int, int] | None:
    """A given name before a family name that is an ordinary or clinical word: "Grace Foot", "Frank J. Pain"."""
    known, words = lexicon(), reading.words
    if not known.is_given(words[index].low) or reading.is_clinical(words[index]):
        return None
    last = index + 1
    while last < len(words) and last - index < 4 and reading.joins(last):
        if not (words[last].is_initial or (words[last].low in known.particles and words[last].text.islower())):
            break
        last += 1
    if last >= len(words) or not reading.joins(last) or not _may_be_family(reading, index, last):
        return None
    return index, last


def _may_be_family(reading: Reading, first: int, last: int) -> bool:
    known, words = lexicon(), reading.words
    family, following = words[last], words[last + 1] if last + 1 < len(words) else None
    if not family.is_capital or family.is_initial or family.low in known.not_a_name:
        return False
    if family.low in _not_family() and not _is_person_between(reading, first, last):
        return False
    if family.low in known.after_eponym and words[first].low in known.eponyms:
        return False
    if known.is_given(family.low) or (
        is_name_like(reading, family) or (is_listed(family) and not reading.is_clinical(family))
    ):
        return False  # the usual rules reach further
    if family.text.isupper() != words[first].text.isupper():
        return False
    if reading.text[family.end : family.end + 1] == ":" and not _DATED.search(reading.text[: words[first].start][-14:]):
        return False
    if family.text.isupper() and reading.line_of(last).isupper():
        return False
    is_heading = following is not None and following.is_capital and reading.joins(last + 1)
    return not is_heading or (known.is_given(words[first].low) and not known.is_ordinary(words[first].low))


_DATED = re.compile(r"\d\d?[/-]\d\d?[/-]\d{2,4}[,:]?\s+$")


def _is_person_between(reading: Reading, first: int, last: int) -> bool:
    """Whether what stands around a name like "Holly Day" belongs to a person: "by", a deed, "(wife)"."""
    known, words = lexicon(), reading.words
    if words[first].low in _MONTHS or not words[first].text[1:].islower():
        return False
    before = words[first - 1].low if first and reading.joins(first) else ""
    following = words[last + 1] if last + 1 < len(words) else None
    if following is None:
        return before in known.by
    is_told = reading.gap(last + 1) in (" (", ", ", " ") and following.low in known.roles
    acts = reading.joins(last + 1) and following.low in known.deeds - known.done_by_things
    return is_told or acts or (before in known.by and following.low in known.deeds)


_MONTHS = frozenset({"april", "may", "june", "august", "january"})


def _not_family() -> frozenset[str]:
    return frozenset(people()["not_family"].split()) | frozenset(places()["ends"].split())


def _judged(reading: Reading, found: tuple[int, int]) -> Iterator[Hit]:
    known = lexicon()
    words = reading.words[found[0] : found[1] + 1]
    listed = [word for word in words if not word.is_initial and word.low not in known.particles]
    start, end = words[0].start, end_of(reading, found[1])
    if not listed:
        return
    if ", " in reading.text[start:end]:
        yield Hit(start, end, "person", "full name", 7)
    elif len(listed) + sum(word.is_initial for word in words) == 1 and len(words) == 1:
        backwards = with_given_name(reading, found)
        if backwards != found and _is_backwards(reading, found, backwards):
            yield Hit(start, end_of(reading, backwards[1]), "person", "full name", 7)
        elif backwards != found and all(is_name_like(reading, word) for word in reading.words[found[0] : found[1] + 2]):
            both = reading.words[found[0] : found[1] + 2]
            is_short = any(word.text.isupper() and len(word.text) < 5 and not is_listed(word) for word in both)
            is_sure = (any(map(is_listed, both)) and not is_short) or _is_entry(reading, found[0], backwards[1])
            if is_sure or not is_short:
                yield Hit(start, end_of(reading, backwards[1]), "person", "unknown words", 8, is_doubtful=not is_sure)
            else:
                yield from _lone(reading, found[0], listed[0])
        else:
            yield from _lone(reading, found[0], listed[0])
    elif (
        _short_here(reading, found[0]) == found
        or _is_full_name(reading, listed)
        or (len(words) > len(listed) and _has_particle(words))
    ):
        is_with = reading.gap(found[0]).strip() == "/" or _is_told_of(reading, found[0])
        is_doubtful = is_thing(reading, *found) and not (is_with or acts_after(reading, found[1]))
        is_doubtful = is_doubtful or (len(listed) == 1 and describes(reading, found[1]))
        yield Hit(start, end, "person", "full name", 7, is_doubtful)
    elif len(listed) > 1 and all(is_name_like(reading, word) for word in listed):
        if any(word.text.isupper() and len(word.text) < 5 for word in listed) and not any(map(is_listed, listed)):
            return  # "UTD Rx"
        fills_line = reading.line_of(found[0]).strip(" ,.") == reading.text[start:end].strip(" ,.")
        is_telling = all(len(word.text) > 2 and (not word.text.isupper() or len(word.text) > 3) for word in listed)
        is_doubtful = not (fills_line or is_telling) or is_thing(reading, *found)
        is_doubtful = is_doubtful or (not any(map(is_listed, listed)) and describes(reading, found[1]))
        yield Hit(start, end, "person", "unknown words", 8, is_doubtful)


def _is_entry(reading: Reading, first: int, last: int) -> bool:
    """Whether two words of small letters with a comma stand at the head of a line, before what is told of a person."""
    words = reading.words[first : last + 1]
    if not all(word.text[1:].islower() and len(word.text) > 3 for word in words if not word.is_initial):
        return False
    start = reading.text.rfind("\n", 0, words[0].start) + 1
    after = reading.text[end_of(reading, last) : end_of(reading, last) + 6]
    return not reading.text[start : words[0].start].strip() and bool(re.match(r"\s*(?:[;(|:]|DOB|\d\d?/|$)", after))


def _has_particle(words: list[Word]) -> bool:
    return any(word.low in lexicon().particles and not word.is_initial for word in words[1:])


def _is_full_name(reading: Reading, listed: list[Word]) -> bool:
    """A given name and a family name, of which one is listed."""
    known = lexicon()
    first = listed[0]
    if len(listed) == 1:  # "J. Okafor"
        is_shaped = is_name_like(reading, first) and not _is_trade_name(first.text) and len(first.text) > 2
        return is_shaped or (known.is_listed(first.low) and (len(first.low) > 2 or first.low in known.surnames))
    if any(is_name_like(reading, word) and is_listed(word) for word in listed):
        return True
    return known.is_given(first.low)


def _is_backwards(reading: Reading, found: tuple[int, int], both: tuple[int, int]) -> bool:
    """ "Garcia, Maria": a family name, and behind the comma nothing but given names."""
    known = lexicon()
    family, behind = reading.words[found[1]], reading.words[found[1] + 1 : both[1] + 1]
    given = [word for word in behind if not word.is_initial]
    if not given or not all(known.is_given(word.low) for word in given):
        return False
    return is_listed(family) or is_name_like(reading, family)


def _lone(reading: Reading, index: int, word: Word) -> Iterator[Hit]:
    before = reading.words[index - 1].low if index else ""
    is_led = before in ("re", "von", "van", "der", "den", "del", "dela", "dos") and reading.joins(index)
    is_led = is_led and word.low in lexicon().eponyms and not reading.tested(index)
    if len(word.text) < 2 or not (is_name_like(reading, word) or is_led or _is_person_here(reading, index)):
        return
    acts = acts_after(reading, index)
    owns = owns_after(reading, index)
    is_told, begins = before in lexicon().by and not describes(reading, index), reading.begins_sentence(index)
    if _SPOKEN.search(reading.text[max(0, word.start - 14) : word.start]):
        yield Hit(word.start, word.end, "person", "lone name", 9)
        return
    is_led = before in ("re", "von", "van", "der", "den", "del", "dela", "dos") and reading.joins(index)
    is_given = lexicon().is_given(word.low) and len(word.text) > 3 and is_name_like(reading, word)
    is_given = (
        is_given and index + 1 < len(reading.words) and reading.words[index + 1].low in ("at", "from", "with", "who")
    )
    if is_listed(word) and (acts or owns or is_given or not begins) and (not word.text.isupper() or len(word.text) > 3):
        is_evident = acts or owns or is_told or _is_spoken_with(reading, index)
        is_doubtful = not is_evident and (word.text.isupper() or not may_be_told_alone(reading, index))
        if is_doubtful and not re.search("[a-z]", reading.line_of(index)):
            return  # every word of the line is in capitals: nothing tells a name there
        yield Hit(word.start, word.end, "person", "lone name", 9, is_doubtful)
    elif not _is_trade_name(word.text) and len(word.text) > 3 and (acts or is_led or (is_told and not begins)):
        is_sure = is_led or (acts and reading.words[index + 1].low not in lexicon().done_by_things)
        is_sure = is_sure or _is_spoken_with(reading, index) or before in _ONLY_PEOPLE_ARE
        yield Hit(word.start, word.end, "person", "unknown word", 9, is_doubtful=not is_sure)


_ONLY_PEOPLE_ARE = frozenset({"notified", "alerted", "emailed", "paged", "telephoned", "phoned", "informed"})


def _is_spoken_with(reading: Reading, index: int) -> bool:
    """ "discussed with", "a message for": what follows is a person."""
    if index < 2 or reading.words[index - 1].low not in ("with", "to", "from", "for", "w", "at"):
        return False
    following = reading.words[index + 1].low if index + 1 < len(reading.words) and reading.joins(index + 1) else ""
    if following in ("staff", "office", "team", "department", "clinic", "billing", "records", "scheduling"):
        return False
    return reading.words[index - 2].low in lexicon().spoken and reading.joins(index) and reading.joins(index - 1)


_SPOKEN = re.compile(
    r"(?<!\w)(?:[ds]/w|c/o|[tp]/c[ ](?:w/|to|from)|f/u"
    r"|(?:time-?out|spoke|met|appt|f/u|visit|seen|session|consult|eval|exam|ame|qme) w/|(?:f/u|appt) with)[ ]?$",
    re.IGNORECASE,
)
_INNER_CAPITAL = re.compile(r"(?!Mc|Mac|De|La|Di|Le|Du|Van|Von|O['’])[A-Z][a-z]+[A-Z]")


def _is_trade_name(text: str) -> bool:
    """Whether a word is written as products are: in capitals, or with a capital within."""
    return text.isupper() or bool(_INNER_CAPITAL.match(text))


def owns_after(reading: Reading, index: int) -> bool:
    """Whether a possessive s follows the word, and no test."""
    following = reading.words[index + 1].low if index + 1 < len(reading.words) else ""
    is_owner = reading.text[reading.words[index].end :][:2] in ("'s", "’s")
    return is_owner and following not in lexicon().after_eponym


def _is_person_here(reading: Reading, index: int) -> bool:
    """An ordinary word that is a name too, where only a person can be meant: "told that Rose requests"."""
    known, words = lexicon(), reading.words
    word, following = words[index], words[index + 1] if index + 1 < len(words) else None
    if not is_listed(word) or reading.is_clinical(word) or word.text.isupper() or following is None:
        return False
    if word.low in known.not_a_name:
        return False
    if owns_after(reading, index) and following.low in known.roles:
        return True
    after = reading.text[word.end : word.end + 10]
    at = index + 2 if following.low in known.adverbs and index + 2 < len(words) else index + 1
    if reading.joins(at) and (words[at].low in known.speech or after.startswith(" was born")):
        return True
    if not index or reading.begins_sentence(index):
        return False
    if _SPOKEN.search(reading.text[max(0, word.start - 14) : word.start]) or words[index - 1].text in ("Saw", "saw"):
        return True
    if words[index - 1].low in _ONLY_PEOPLE_ARE and not describes(reading, index):
        return True
    if _is_spoken_with(reading, index) or (words[index - 1].low == "per" and not reading.joins(index + 1)):
        return True
    if reading.joins(index + 1) and following.low in known.deeds - known.done_by_things:
        return not words[index - 1].is_capital
    return words[index - 1].low == "re" or (words[index - 1].low in known.by and acts_after(reading, index))


def acts_after(reading: Reading, index: int) -> bool:
    """Whether what only people do follows the word, with or without an adverb between."""
    known, words = lexicon(), reading.words
    at = index + 1
    if (
        at + 1 < len(words)
        and words[at].low in known.adverbs
        and words[at].low not in known.deeds
        and reading.joins(at)
    ):
        at += 1
    return at < len(words) and words[at].low in known.deeds and reading.joins(at)
