"""Names that labels of forms, greetings and signatures announce."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, lexicon, one_of, people
from openimr.casework.publication.names import end_of, is_listed, is_name_like, name_from, short_name, with_given_name
from openimr.casework.publication.reading import Hit, Reading
from openimr.domain.publications import IdentifierKind


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, tuple[IdentifierKind, bool]]]:
    kinds: dict[str, tuple[IdentifierKind, bool]] = {}
    for group, is_strict in (("loose_labels", False), ("strict_labels", True)):
        for kind, listed in people()[group].items():
            kinds |= {_plain(label): (kind, is_strict) for label in alternatives(listed)}
    labels = alternatives("|".join("|".join(people()[g].values()) for g in ("strict_labels", "loose_labels")))
    listed = one_of(label.replace(" ", "[ \t]+") for label in labels)
    table = people()["signs"]
    sign = r"[ \t]*(?:[:#]|\.{3,}|_{3,})[: \t_]{0,12}(?:\n[ \t_]{0,8})?"
    field = rf"(?P<label>{listed})(?:[ \t]*\((?:{table['after_label']})\))?{sign}"
    box = rf"(?:(?<=\d\.[ ])|(?<=\d[a-z]\.[ ]))(?P<box>{table['boxes']})[ ]+(?=[A-Z])"
    signed = rf"(?P<signed>{table['signed']})[:\s]{{1,4}}"
    closing = rf"(?P<closing>{table['closing']})[,!.]?[ \t]*(?:\r?\n[ \t_]*)+"
    thanks = rf"(?P<thanks>{table['thanks']})[,!.]?[ \t]+(?=[A-Z])"
    dear = rf"(?P<dear>{table['greeting']})[ \t]+"
    copied = r"(?P<copied>(?<=\n)[ \t]*cc[ \t]+(?=[A-Z]))"
    ways = "|".join((field, box, copied, signed, dear, closing, thanks, r"(?P<slash>/s/)[ \t]*"))
    pattern = rf"(?<![\w-])(?:{ways})"
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
        elif match["dear"] or match["closing"] or match["thanks"]:
            is_strict = False
            yield from _first_name(reading, match.end())
        elif match["dash"] and not _ends_line(reading, match.end()):
            continue
        yield from _value(reading, match.end(), kind, is_strict, is_form=bool(match["label"]))


_COPIES = re.compile(
    r"^[ \t]*(?i:cc|c\.c\.|copy to|copies to|copies|distribution)[ \t]*:[ \t]*(?P<items>\S.*)$", re.MULTILINE
)
_ITEM = re.compile(r"[^;,\s()][^;,\n()]*")


def find_copied(reading: Reading) -> Iterator[Hit]:
    """Names alone in the list of those who get a copy: "cc: Fitch; Lowell"."""
    plain = lexicon().not_a_name | lexicon().not_in_label | lexicon().roles
    for match in _COPIES.finditer(reading.text):
        for item in _ITEM.finditer(reading.text, *match.span("items")):
            end = item.start() + len(item.group().rstrip(" ."))
            words = reading.words[reading.index_after(item.start()) : reading.index_after(end)]
            is_plain = any(word.low in plain or reading.is_clinical(word) for word in words)
            if not 1 <= len(words) <= 3 or is_plain or not all(word.is_capital for word in words):
                continue
            if all(word.is_initial or is_listed(word) or is_name_like(reading, word) for word in words):
                yield Hit(words[0].start, max(end, words[-1].end), "person", "copied to", 6)


def _first_name(reading: Reading, position: int) -> Iterator[Hit]:
    """A lone given name behind a greeting or a farewell, also one that is a word: "Hi April,"."""
    index = reading.index_at(position)
    if index is None or not reading.words[index].is_capital:
        return
    word = reading.words[index]
    stop = reading.text[word.end : word.end + 1]
    if word.low in lexicon().titles:
        return
    if (stop in ",:!\n-." or not stop) and not reading.is_clinical(word) and word.low not in lexicon().not_a_name:
        yield Hit(word.start, word.end, "person", "greeting", 5)


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
    found = short_name(reading, index) or name_from(reading, index, is_strong=True)
    if found is None and (small := _small_name(reading, index, is_strict)):
        yield Hit(reading.words[small[0]].start, end_of(reading, small[1]), kind, "label", 2 if is_strict else 5)
    if found is None or _is_next_label(reading, found, is_form):
        return
    found = _to_field_end(reading, with_given_name(reading, found)) if is_form else with_given_name(reading, found)
    listed = [reading.words[at] for at in range(found[0], found[1] + 1)]
    is_shaped = any(is_listed(word) or is_name_like(reading, word) for word in listed) or _fills_field(reading, found)
    if is_shaped or (is_strict and not all(reading.is_clinical(word) for word in listed)):
        yield Hit(reading.words[found[0]].start, end_of(reading, found[1]), kind, "label", 2 if is_strict else 5)


def _to_field_end(reading: Reading, found: tuple[int, int]) -> tuple[int, int]:
    """The name with the capitalised words behind it, if these end the field: "Scribe: Hung Do"."""
    known, words, last = lexicon(), reading.words, found[1]
    while last + 1 < len(words) and last - found[0] < 4 and reading.gap(last + 1) in (" ", ". "):
        word = words[last + 1]
        is_plain = word.low in known.not_a_name | known.not_in_label | known.roles | known.titles
        if not word.is_capital or is_plain or reading.is_clinical(word):
            break
        last += 1
    stop = reading.text[end_of(reading, last) : end_of(reading, last) + 2]
    return (found[0], last) if stop[:1] in ("", "\n", ",", ";", "(", "\t") or stop == "  " else found


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
    stop = reading.text[words[last].end : words[last].end + 2]
    if len(listed) < 2 or not (
        stop[:1] in ("", "\n", "\t", ",", ";", "|") or stop in ("  ", " /", " (", " |", " -", " \n")
    ):
        return None
    plain = [word for word in listed if known.is_ordinary(word.low) or reading.is_clinical(word)]
    if not is_strict and (any(map(reading.is_clinical, listed)) or not any(known.is_listed(w.low) for w in listed)):
        return None
    return None if len(plain) == len(listed) and not known.is_given(listed[0].low) else (index, last)


def _is_next_label(reading: Reading, found: tuple[int, int], is_form: bool) -> bool:
    """Whether what stands there is the next label of an empty form field."""
    return is_form and reading.text[reading.words[found[1]].end : reading.words[found[1]].end + 2].lstrip().startswith(
        ":"
    )
