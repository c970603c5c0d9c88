"""What keeps clinical words in a copy, whatever a list of names says: where they stand, and of what they consist."""

from __future__ import annotations

import re
from functools import cache

from openimr.casework.publication.lexicon import clinical_words, lexicon, people, places
from openimr.casework.publication.reading import PEOPLE, Hit, Reading, Word

_CARE = frozenset({"clinic", "organization"})
_ONLY_NAMES = frozenset({"title", "degree", "known", "initials", "full name"})
"""By these rules even ordinary words are names: "Dr. Long"."""
_DOSE = re.compile(r"\d[ ]?(?:%|mg|mcg|ug|cc|ml|gm|units?|tabs?|caps?)(?![\w])", re.IGNORECASE)
_RESULT = re.compile(
    r"[ ]?(?:\([+-]\)|\+{1,3}(?![\w+])|-(?=[,;.])|=)"
    r"|(?:['’]s)?[ ,:]{1,2}(?:(?:is|was) )?(?i:neg|pos|nl|wnl|negative|positive|absent|equivocal)\b"
)
_SCORE = re.compile(r"[ :]{1,2}(?:\d{1,3}(?:\.\d+)?(?:/\d{1,3})?%?(?=[\s,;.)]|$)|[IV]{1,3}[AaBb]?(?=[\s,;.)]|$))")


def is_kept(reading: Reading, hit: Hit) -> bool:
    """Whether what a rule found consists of clinical or ordinary words alone, in a place where these stand too."""
    if hit.how in _ONLY_NAMES or hit.kind not in PEOPLE | _CARE:
        return False
    words = reading.words[reading.index_after(hit.start) : reading.index_after(hit.end)]
    if hit.kind in PEOPLE:
        return bool(words) and hit.how in ("label", "pattern") and all(_is_plain(reading, word) for word in words)
    if hit.how == "lead":
        return _is_diagnosis(reading, words)
    return hit.how in ("label", "letterhead") and _is_treatment(reading, hit, words)


def _is_plain(reading: Reading, word: Word) -> bool:
    known = lexicon()
    if word.is_initial or known.is_listed(word.low):
        return False
    return known.is_ordinary(word.low) or word.low in clinical_words() or reading.is_clinical(word)


def _is_diagnosis(reading: Reading, words: list[Word]) -> bool:
    """Whether a run names a disease: "silicosis vs Hypersensitivity Pneumonitis"."""
    return all(lexicon().is_ordinary(word.low) for word in words) and bool(
        words and (_DISEASE.search(words[-1].low) or reading.is_clinical(words[-1]))
    )


_DISEASE = re.compile(r"(?:itis|osis|oses|pathy|algia|emia|uria|trophy|plegia|paresis|oma|syndrome|disease)$")


def _is_treatment(reading: Reading, hit: Hit, words: list[Word]) -> bool:
    """Whether an organization's place holds a treatment or test: "Right shoulder MRI", "lidocaine 1% 5 cc"."""
    if words and reading.is_clinical(words[0]) and _DOSE.search(reading.text, hit.start, hit.end):
        return True
    if not all(reading.is_clinical(word) or word.low in clinical_words() for word in words):
        return False
    bodies = set(places()["care"].split()) - set(places()["clinical_ends"].split()) | {"clinic", "center", "hospital"}
    return hit.how == "letterhead" or bodies.isdisjoint(word.low for word in words)


def is_thing(reading: Reading, first: int, last: int) -> bool:
    """Whether a run that looks like a name is a test, device or point: a result follows, or a thing's label is ahead.

    A score alone tells it only where no given name begins the run: "Philips Alice 6", but "Maria Lopez 41".
    """
    words = reading.words[first : last + 1]
    after = reading.text[words[-1].end : words[-1].end + 24]
    if _RESULT.match(after) and "\n" not in after[:2]:
        return True
    if words[0].text in ("R", "L") and reading.text[words[0].end : words[0].end + 1] != ".":
        return True  # "R Sural": the side, not a name's initial
    is_given = lexicon().is_given(words[0].low)
    return not is_given and (bool(_SCORE.match(after)) or is_behind_thing(reading, first))


def describes(reading: Reading, last: int) -> bool:
    """Whether a clinical word in small letters goes on behind a run: "Phonak Audeo hearing aid"."""
    if last + 1 >= len(reading.words) or not reading.joins(last + 1):
        return False
    following = reading.words[last + 1]
    is_free = following.low in _function_words() | lexicon().deeds | lexicon().adverbs
    return following.text.islower() and not is_free and following.low in clinical_words()


def is_behind_thing(reading: Reading, index: int) -> bool:
    """Whether the label of the field is that of things: "Machine:", "Points:", "Allergies:"."""
    start = reading.words[index].start
    line = reading.text[max(reading.text.rfind("\n", 0, start) + 1, start - 90) : start]
    return bool(_things().search(line))


@cache
def _things() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{people()['things']})[ \t]*[:=](?:[^:.\n]|\.(?=\d))*$", re.IGNORECASE)


def may_be_told_alone(reading: Reading, index: int) -> bool:
    """Whether a lone name that no deed tells is surely one: a given name that describes nothing behind it.

    Tests, devices, points and cases of law are called after families: those wait for a person.
    """
    known, word = lexicon(), reading.words[index]
    if is_thing(reading, index, index) or is_behind_thing(reading, index):
        return False
    if any(at in "/&^" for at in reading.gap(index).strip()) and reading.gap(index).strip():
        return True  # "Yoo/Trujillo", "Quintero & Abbasi"
    if _BEFORE_ANOTHER.match(reading.text, word.end):
        return True
    following = reading.words[index + 1] if index + 1 < len(reading.words) and reading.joins(index + 1) else None
    is_free = following is None or following.is_capital or following.low in _function_words()
    if index > 1 and is_free and (reading.words[index - 1].low in ("in", "near") or _is_office_of(reading, index)):
        return True  # "born in Lima", "at the office of Price"
    acts = following is not None and following.low.endswith("ed")  # "bumped her"
    return known.is_given(word.low) and (is_free or acts)


_BEFORE_ANOTHER = re.compile(r"/(?:(?:de|la|del|van|von|der|den) )+[A-Z]")


def _is_office_of(reading: Reading, index: int) -> bool:
    return reading.words[index - 1].low == "of" and reading.words[index - 2].low in (
        "office",
        "offices",
        "care",
        "death",
    )


@cache
def _function_words() -> frozenset[str]:
    return frozenset(people()["function_words"].split())
