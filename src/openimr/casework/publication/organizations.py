"""Organizations: behind their labels, by the words they end in, and behind "works for" or "seen at"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, clinical_words, lexicon, people, places
from openimr.casework.publication.names import is_listed, is_name_like
from openimr.casework.publication.reading import Hit, Reading, Word
from openimr.domain.publications import IdentifierKind
from openimr.rulebook.files import read_yaml
from openimr.text.terms import TermFinder

_CONNECTORS = frozenset({"of", "and", "the", "for", "de", "del", "la", "los", "las", "el", "san", "santa", "y"})
_BETWEEN = re.compile(r"[ \t]{1,2}|\.[ \t]|[ \t]?[&+/][ \t]?|-|['’][sS]?[ \t]|[ \t]?\n[ \t]*")
_GUIDELINES = frozenset({"mtus", "acoem", "odg", "guidelines", "guideline"})
_LEGAL = frozenset({"inc", "llc", "llp", "corp", "corporation", "incorporated", "ltd", "pc", "apc", "lp", "co"})
_FIRM = re.compile(r"\b(?:Inc|LLC|L\.L\.C|LLP|Corp|Corporation|Incorporated|Ltd|Co)\b\.?")
_PART = (
    r"(?i:Spine|Bone|Joint|Brain|Hand|Wrist|Foot|Ankle|Pain|Sports?|Back|Neck|Head|Ear|Eye|Skin|Heart|Nerve"
    r"|Wellness|Rehab|Shoulder|Knee|Hip)"
)
_PARTS = re.compile(
    rf"(?<![\w&])(?P<first>[A-Z][\w'’-]{{2,}})(?:[ ][A-Z][\w'’-]+){{0,2}}?"
    rf"[ ]{_PART}[ ]?(?:&|and|AND)[ ]?{_PART}(?![\w-])"
)
_CAMEL_UR = re.compile(r"(?<![\w])(?P<name>[A-Z][a-z]+[A-Z][A-Za-z]+ (?:UR|URO|IMR|TPA|Review))(?![\w])")
_SMALL_INSURER = re.compile(
    r"(?:\bw/|\bwith|\bfrom|\bat|\bper|\bto|\bc/o|@)[ ]+"
    r"(?P<name>(?!the\b|a\b|our\b)(?:[a-z]{3,} ){1,2}(?:indemnity|mutual|casualty))(?![\w])"
)


@cache
def _care_words() -> tuple[frozenset[str], frozenset[str]]:
    """Endings that treatments and plain things have too, and words that make a clinic of an organization."""
    return frozenset(places()["clinical_ends"].split()), frozenset(places()["care"].split())


@cache
def _ends() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    tables = places()
    firm = frozenset(word.strip(".") for word in tables["firm_ends"].lower().split())
    return (
        firm,
        frozenset(tables["ends"].lower().split()) | firm | {"medical"},
        frozenset(tables["plain_ahead"].lower().split()),
    )


def find_by_ending(reading: Reading) -> Iterator[Hit]:
    """Runs of capitalised words that end as organizations do: "Valley Orthopaedic Group, Inc."."""
    index = 0
    while index < len(reading.words):
        run = _run(reading, index)
        if run is None:
            index += 1
            continue
        index = run[1] + 1
        yield from _judged(reading, *run)


def _run(reading: Reading, index: int) -> tuple[int, int] | None:
    """First and last word of the run of capitals and connectors from *index* on, cut behind its last ending."""
    words = reading.words
    if not words[index].is_capital:
        return None
    last, end, at = index, None, index
    _, ends, _ = _ends()
    while at < len(words) and at - index < 12:
        if at > index and not _joins(reading, at):
            break
        if words[at].is_capital:
            last = at
            if words[at].low.strip(".") in ends and not reading.text[words[at].end : words[at].end + 1].isdigit():
                end = at
        elif words[at].low not in _CONNECTORS:
            break
        at += 1
    del last
    return None if end is None else (index, end)


def _joins(reading: Reading, index: int) -> bool:
    gap = reading.gap(index)
    if "\n" in gap and not reading.joins(index):
        return False
    if gap == ", ":
        return reading.words[index].low in _LEGAL
    if (
        gap.startswith(".")
        and reading.words[index - 1].low not in ("st", "inc", "dr", "mt", "ft")
        and not reading.words[index - 1].is_initial
    ):
        return False
    return bool(_BETWEEN.fullmatch(gap))


def _judged(reading: Reading, first: int, last: int) -> Iterator[Hit]:
    firm, ends, plain = _ends()
    words = reading.words
    while first < last and (
        words[first].low in ("the", "a", "an", "at", "of", "and", "for", "from", "in", "on", "by", "to")
        or words[first].low in lexicon().titles
    ):
        first += 1
    first = _behind_name(reading, first, last)
    own = [
        word
        for word in words[first : last + 1]
        if word.low not in plain and word.low not in ends and word.low not in _CONNECTORS
    ]
    ending = words[last].low
    is_firm = any(word.low.strip(".") in firm for word in words[max(first + 1, last - 2) : last + 1]) or bool(
        _FIRM.search(reading.text[words[first].start : words[last].end + 1])
    )
    telling = [word for word in own if not reading.is_clinical(word) and word.low not in lexicon().stays]
    if _is_public(reading, first, last):
        own = telling = words[first : last + 1]
    if not telling or first == last or any(word.low in _GUIDELINES for word in words[first : last + 1]):
        return
    if _is_learned(reading, first, last):
        return
    end = words[last].end + (
        1
        if reading.text[words[last].end : words[last].end + 1] == "." and ending in ("inc", "corp", "co", "ltd")
        else 0
    )
    kind: IdentifierKind = (
        "clinic" if any(word.low in _care_words()[1] for word in words[first : last + 1]) else "organization"
    )
    is_care = ending in _care_words()[0]
    has_name = any(_names_it(reading, word, is_care) for word in telling) or _has_city(reading, first, last)
    if (
        (
            is_firm
            and ending not in ("university", "college", "institute", "foundation", "associates", "partners", "group")
        )
        or has_name
    ) or (_is_led(reading, first) and not _is_capital_line(reading, first)):
        yield Hit(words[first].start, end, kind, "ending", 6)
    elif ending not in _care_words()[0] and not reading.begins_sentence(first) and not _is_capital_line(reading, first):
        yield Hit(words[first].start, end, kind, "ending", 6, is_doubtful=True)


def _is_learned(reading: Reading, first: int, last: int) -> bool:
    """Whether the run is a learned society, a public body or a book: "North American Spine Society"."""
    words = [word.low for word in reading.words[first : last + 1]]
    tables = places()
    if words[0] in ("other", "additional", "non-mtus", "mtus"):
        return True
    return not set(words[:2]).isdisjoint(tables["national"].split()) and words[-1] in tables["learned"].split()


@cache
def _bodies() -> TermFinder[IdentifierKind]:
    listed: dict[IdentifierKind, str] = read_yaml("deidentification/bodies.yaml")
    return TermFinder((name, kind) for kind, names in listed.items() for name in alternatives(names))


_POLICY = re.compile(
    r",? (?:19|20)\d\d\b"
    r"|\W{0,3}(?:[A-Z][\w ]{0,30})?(?i:clinical|medical|coverage|policy|bulletin|guideline|health library)",
    re.ASCII,
)


def find_bodies(reading: Reading) -> Iterator[Hit]:
    """Organizations that are known by name: "Sedgwick", "U.S. HealthWorks"; not where their guidelines are cited."""
    for start, end, kind in _bodies().find(reading.text):
        index = reading.index_at(start)
        is_capital = reading.text[start].isupper() and (end - start > 4 or reading.text[start:end].isupper())
        if not is_capital or index is None or _is_in_title(reading, index, end):
            continue
        last = reading.index_after(end) - 1
        while last + 1 < len(reading.words) and reading.joins(last + 1) and _belongs(reading, last + 1):
            last += 1
        yield Hit(start, max(end, reading.words[last].end), kind, "known body", 6)


def _is_in_title(reading: Reading, index: int, end: int) -> bool:
    return reading.is_clinical(reading.words[index]) or bool(_POLICY.match(reading.text, end))


def _belongs(reading: Reading, index: int) -> bool:
    word = reading.words[index]
    return word.is_capital and not reading.is_clinical(word) and (word.low in _ends()[1] or is_name_like(reading, word))


def _names_it(reading: Reading, word: Word, is_care: bool) -> bool:
    always, weakly = _named_after()
    if word.low in weakly:
        return not is_care
    return is_name_like(reading, word) or is_listed(word) or word.low in always or _is_no_clinical_word(word.low)


_DESCRIBES = re.compile(r"(?:ed|ing|ly|al|ic|ive|ous|ary|ory|tion|sion|ment|ity|ance|ence|able|ible)$")


def _is_no_clinical_word(word: str) -> bool:
    """Whether a word that describes nothing is in no lexicon of the rulebook: what a treatment is not called after."""
    if "-" in word:
        return any(map(_is_no_clinical_word, word.split("-")))
    return len(word) > 3 and word not in clinical_words() and not _DESCRIBES.search(word)


@cache
def _named_after() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(places()["named_after"].split()), frozenset(places()["weakly_named_after"].split())


def _behind_name(reading: Reading, first: int, last: int) -> int:
    """Where the organization begins in "Sandy Shore of Tamarack Indemnity"."""
    words = reading.words
    at = next((at for at in range(first + 1, last) if words[at].low == "of"), None)
    return at + 1 if at is not None and at - first <= 3 and lexicon().is_given(words[first].low) else first


def _is_public(reading: Reading, first: int, last: int) -> bool:
    words = [word.low for word in reading.words[first : last + 1]]
    return bool({"county", "city"} & set(words)) and "of" in words


def _has_city(reading: Reading, first: int, last: int) -> bool:
    span = " ".join(word.low for word in reading.words[first : last + 1])
    return any(re.search(rf"\b{re.escape(city)}\b", span) for city in _cities() if city in span)


@cache
def _cities() -> tuple[str, ...]:
    return tuple(alternatives(places()["cities"]))


@cache
def _leads() -> re.Pattern[str]:
    tables = places()
    listed = "|".join(alternatives("|".join((tables["treated_at"], tables["employed"], tables["insured_by"])))).replace(
        " ", r"\s+"
    )
    return re.compile(rf"(?:{listed}|\b(?:at|from))\s+(?:the\s+)?$", re.IGNORECASE)


def _is_led(reading: Reading, first: int) -> bool:
    start = reading.words[first].start
    return bool(_leads().search(reading.text[max(0, start - 40) : start]))


def _is_capital_line(reading: Reading, index: int) -> bool:
    start = reading.text.rfind("\n", 0, reading.words[index].start) + 1
    stop = reading.text.find("\n", reading.words[index].end)
    return reading.text[start : stop if stop >= 0 else None].isupper()


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, IdentifierKind]]:
    table: dict[IdentifierKind, str] = people()["organization_labels"]
    kinds = {label: kind for kind, labels in table.items() for label in alternatives(labels)}
    listed = "|".join(sorted(kinds, key=lambda label: (-len(label), label))).replace(" ", "[ \t]+")
    ends = r"[ \t]{2,}|[|;\t\n]|$|,?[ \t]+[A-Z][\w/ .]{1,24}:|[,.] (?:[Pp]hone|[Ff]ax|[Tt]el)\b"
    value = rf"(?P<value>[^\s|;][^|;\t\n]*?)(?={ends})"
    pattern = rf"(?<![\w-])(?P<label>{listed})[ \t]*(?:\([^)\n]{{0,30}}\))?[ \t]*[:#][ \t_]{{0,8}}{value}"
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE), kinds


def find_labelled_organizations(reading: Reading) -> Iterator[Hit]:
    """Organizations behind the labels of forms: the whole value."""
    pattern, kinds = _labels()
    for match in pattern.finditer(reading.text):
        start, end = match.span("value")
        words = reading.words[reading.index_after(start) : reading.index_after(end)]
        if words and _is_named(reading, words) and not _is_running_text(reading, match.start("label"), words[0]):
            kind = kinds[" ".join(match["label"].lower().split())]
            yield Hit(start, _trimmed(reading.text, start, end), kind, "label", 2)


def _is_running_text(reading: Reading, label: int, first: Word) -> bool:
    """Whether a colon parts two pieces of one sentence: "given in office: lidocaine"."""
    return not first.is_capital and bool(re.search(r"\w $", reading.text[:label][-2:]))


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without a sentence's full stop and what follows it."""
    stop = re.search(r"(?<![A-Z])(?<!Inc)(?<!Corp)(?<!Co)(?<!St)(?<!Dr)(?<!Ltd)\.\s+(?=[A-Z])", text[start:end])
    end = start + stop.start() if stop else end
    while end > start and text[end - 1] in " ,":
        end -= 1
    return end


def _is_named(reading: Reading, words: list[Word]) -> bool:
    """Whether the value names somebody: not "not stated", and not only clinical or plain words."""
    plain = _ends()[2] | lexicon().not_a_name
    if words[0].low in (
        "not",
        "none",
        "no",
        "n",
        "unknown",
        "unspecified",
        "see",
        "same",
        "self",
        "denied",
        "declined",
        "unemployed",
        "retired",
        "pending",
    ):
        return False
    if not any(word.is_capital for word in words):
        return False
    return any(word.low not in plain and not reading.is_clinical(word) for word in words)


@cache
def _working() -> re.Pattern[str]:
    tables = places()
    listed = "|".join(alternatives("|".join((tables["employed"], tables["insured_by"])))).replace(" ", r"\s+")
    treated = "|".join(alternatives(tables["treated_at"])).replace(" ", r"\s+")
    return re.compile(
        rf"\b(?:(?P<employer>{listed})|(?P<clinic>{treated}))\s+(?:(?:the|a|an)\s+)?(?=[A-Z])", re.IGNORECASE
    )


_OFFICES = re.compile(
    r"\b(?:The[ ]|THE[ ])?(?:Law|LAW)[ ](?:Offices?|OFFICES?|Firm|FIRM|Group|GROUP|Corporation)[ ](?:of|OF)[ ]"
    r"[A-Z][\w.'’-]*(?:,?[ ](?:&|and|AND)?[ ]?[A-Z][\w.'’-]*){0,5}"
)
_SAINT = re.compile(
    r"(?<![\w])(?:Saint|SAINT|St\.|ST\.|Our Lady of|OUR LADY OF|Sacred Heart|Mount|MOUNT|Mt\.)[ ]"
    r"(?P<name>[A-Z][\w]+)(?:['’][sS]|['’])?(?![\w-])(?![ ]wort)"
)
_PARTNERS = re.compile(r"(?<![\w&])(?P<first>[A-Z][\w'’-]+)(?:,[ ][A-Z][\w'’-]+)*,?[ ]&[ ](?P<last>[A-Z][\w'’-]+)")
_CAMEL = re.compile(
    r"(?:(?<=\bby )|(?<=\bof )|(?<=\bfrom )|(?<=\bat )|(?<=\bper )|(?<=\bto )|(?<=\bthe )|^)"
    r"(?!Mc|Mac|De|La|Di|Le|Du|Van|Von|Fitz)(?P<name>[A-Z][a-z]{2,}[A-Z][a-z]{2,}(?:[ ][A-Z][a-z]{3,})?)(?!\w)"
)
_PUBLIC = re.compile(
    r"\b(?:County|City|Town|Port|Diocese|Archdiocese|COUNTY|CITY|TOWN) (?:of|OF) (?!Hope\b)"
    r"(?P<name>[A-Z][\w'’.-]+(?: (?:[A-Z][\w'’-]+)){0,2})"
)


def _is_family(reading: Reading, word: Word) -> bool:
    return not reading.is_clinical(word) and (is_name_like(reading, word) or is_listed(word))


def _may_name_parts(reading: Reading, word: Word) -> bool:
    """Whether a clinic may be called after the word: "Foothill Spine & Joint", but "Chronic Back and Neck"."""
    known = lexicon()
    is_clinical = reading.is_clinical(word) or word.low in clinical_words() or word.low in _ends()[2]
    return not is_clinical and word.low not in known.not_a_name | known.deeds | known.titles | known.roles


def find_public(reading: Reading) -> Iterator[Hit]:
    """Counties, cities and the like by their form: "County of San Diego"."""
    for match in _SAINT.finditer(reading.text):
        index = reading.index_at(match.start("name"))
        if index is not None and not reading.is_clinical(reading.words[index]):
            yield Hit(match.start(), match.end(), "clinic", "saint", 6)
    for match in _PARTS.finditer(reading.text):
        words = reading.words[reading.index_after(match.start()) : reading.index_after(match.end())]
        first = next((word for word in words[:-2] if _may_name_parts(reading, word)), None)
        if first is not None:
            yield Hit(first.start, match.end(), "clinic", "parts", 6)
    for pattern in (_CAMEL_UR, _SMALL_INSURER):
        for match in pattern.finditer(reading.text):
            yield Hit(*match.span("name"), "organization", "ending", 6)
    for match in _PARTNERS.finditer(reading.text):
        if re.match(r",? \(?(?:19|20)\d\d|,? et al", reading.text[match.end() :][:9]):
            continue  # authors
        both = [reading.index_at(match.start(name)) for name in ("first", "last")]
        if all(at is not None and _is_family(reading, reading.words[at]) for at in both):
            yield Hit(match.start(), match.end(), "organization", "partners", 6)
    for match in _CAMEL.finditer(reading.text):
        index = reading.index_at(match.start("name"))
        if (
            index is not None
            and not reading.is_clinical(reading.words[index])
            and reading.words[index].low not in lexicon().stays
        ):
            yield Hit(*match.span("name"), "organization", "lead", 7)
    for match in _OFFICES.finditer(reading.text):
        yield Hit(match.start(), match.end(), "organization", "ending", 6)
    for match in _PUBLIC.finditer(reading.text):
        yield Hit(match.start(), match.end(), "organization", "public body", 6)


_CELL = re.compile(r"[^\s|](?:[^|\n]*?[^\s|])??(?=[ \t]{3,}|[ \t]*\||[ \t]*\n|[ \t]*$)")


def find_letterhead(reading: Reading) -> Iterator[Hit]:
    """The organization that heads a paper, alone in its line or field: "INJURED WORKERS DRUG DEPOT"."""
    _, ends, _ = _ends()
    top = "\n".join(reading.text.lstrip().splitlines()[:2])
    offset = len(reading.text) - len(reading.text.lstrip())
    for match in _CELL.finditer(top):
        start, end = match.start() + offset, match.end() + offset
        words = reading.words[reading.index_after(start) : reading.index_after(end)]
        if not 1 <= len(words) <= 7 or words[0].start != start or words[-1].end != end:
            continue
        plain = frozenset(places()["headings"].split())
        is_named = words[-1].low in ends - plain and not plain.intersection(word.low for word in words)
        if len(words) == 1:
            is_named = bool(re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+", words[0].text))
        is_named = is_named and words[0].is_capital
        if is_named and not all(reading.is_clinical(word) or word.low in ends for word in words):
            yield Hit(start, end, "organization", "letterhead", 6)


def find_by_lead(reading: Reading) -> Iterator[Hit]:
    """Organizations behind "works for", "seen at", "insured by"."""
    plain = _ends()[2]
    for match in _working().finditer(reading.text):
        first = reading.index_at(match.end())
        if first is None or not reading.words[first].is_capital:
            continue
        last = _capitals(reading, first)
        words = reading.words[first : last + 1]
        telling = [
            word
            for word in words
            if word.low not in plain and not reading.is_clinical(word) and word.low not in lexicon().not_a_name
        ]
        if not telling or words[0].low in lexicon().titles or words[0].low in lexicon().stays:
            continue
        kind: IdentifierKind = "clinic" if match["clinic"] else "organization"
        is_doubtful = len(words) == 1 and not is_name_like(reading, words[0])
        yield Hit(words[0].start, words[-1].end, kind, "lead", 6, is_doubtful)


def _capitals(reading: Reading, first: int) -> int:
    last = at = first
    while at + 1 < len(reading.words) and at - first < 9 and _joins(reading, at + 1):
        at += 1
        if reading.words[at].is_capital:
            last = at
        elif reading.words[at].low not in _CONNECTORS:
            break
    return last
