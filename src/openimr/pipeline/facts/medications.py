"""Medications: each drug the record names, with strength, quantity, directions, purpose and what was done about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.nearby import status_here
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.plans import PLAN_SECTIONS, in_review
from openimr.pipeline.facts.responses import relief_in, response_in
from openimr.pipeline.facts.since import duration_in, since_in
from openimr.rulebook.drugs import Drug
from openimr.text.dates import DateMention
from openimr.text.sigs import read_quantity, read_refills, read_sig, read_strength
from openimr.text.stems import stemmed
from openimr.text.terms import Mention

_PURPOSE = stemmed(
    r"\b(?:for|prn|as needed(?: for)?|p\.r\.n\.|to (?:help (?:with )?|treat |reduce |control |manage |relieve "
    r"|decrease ))\s+(?:the |his |her |their |acute |severe |chronic |reduction of |relief of |management of "
    r"|treatment of |control of |symptoms of |breakthrough |moderate (?:to severe )?|(?:for )?)*"
    r"(?P<words>(?:[a-z][a-z'-]*[ /]){0,3}?(?:spasms?|anxiety|sleep|insomnia|pain|nausea|constipation|depression"
    r"|inflammation|cramp(?:s|ing)|neuropath\w+|numbness|tingling|headaches?|migraines?|gerd|reflux|"
    r"gi upset|gi prophylaxis|stomach|gastritis|heartburn|panic|seizures?|muscle tension|swelling|itching|mood"
    r"|stress|dyspepsia|symptoms|tightness|burning))\b"
)
_PURPOSES = (
    "spasm",
    "cramp",
    "anxiety",
    "sleep",
    "insomnia",
    "depression",
    "nausea",
    "constipation",
    "inflammation",
    "headache",
    "migraine",
    "seizure",
    "panic",
    "neuropath",
)
_FORWARD = (
    (
        "stopped",
        r"discontinu(?:e|ed|ing)|d/c(?:'?e?d)?|dc'?d?|stop(?:ped|ping)?|hold|cease|failed|failure of"
        r"|no longer (?:taking|on|uses|using|takes)",
    ),
    ("increased", r"increase|increasing|titrate up|increased"),
    (
        "decreased",
        r"(?:decreas|reduc)(?:e|ed|ing)(?!\s+(?:\w+\s+){0,2}?(?:pain|symptoms|spasms?|inflammation|swelling|anxiety"
        r"|cramp))|cut(?:s|ting)?(?: back| down)?(?: on)?"
        r"|lower|wean(?:ing|ed)?(?: off| from| down)?|taper(?:ing|ed)?(?: off| from| down)?",
    ),
    (
        "started",
        r"start(?:ed|ing)?|add(?:ed|ing)?|begin|began|initiat(?:e|ed|ing)|trial(?: of)?|try|switch(?:ed)? to"
        r"|chang(?:e|ed) to|replace with|resume",
    ),
    ("refilled", r"(?<!\d )(?<!one )(?<!two )(?<!three )(?<!no )(?<!with )refill(?:s|ed|ing)?|renew(?:ed|al)?"),
    ("continued", r"continu(?:e|es|ed|ing|ation of)|cont\.?|maintain(?:ed)?|remains? on"),
    (
        "prescribed",
        r"rx(?: given)?|prescri(?:be|bed|bes|bing|ption|ptions)(?: (?:for|of|given))?|dispensed?|given|provided"
        r"|issued|written for|order(?:ed)?|request(?:s|ed|ing)?|authoriz(?:e|ation)|appeal(?: denial of)?|auth"
        r"|recommend(?:s|ed|ing)?",
    ),
    (
        "listed",
        r"takes|taking|took|uses|using|utiliz(?:es|ed|ing)|on|include[sd]?|including|consum(?:es"
        r"|ing)|currently|depending on|relies on",
    ),
)
_CUE = re.compile(
    r"(?<![\w/])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _FORWARD) + r")(?![\w/])", re.IGNORECASE
)
_AFTER = stemmed(
    r"(?<![\w/])(?:(?P<stopped>(?:was |were |been |has been |is |being |had been |will be )?(?:discontinued|stopped"
    r"|d/c'?e?d|held|tapered off|weaned off|self-discontinued)|(?:failed|ineffective|trial failed)\b)"
    r"|(?P<increased>(?:dose )?(?:was |were |been |is |being )increased|(?:dose )?increased(?= (?:to|from|by|dose))"
    r"|titrated up)"
    r"|(?P<decreased>(?:dose )?(?:was |were |been |is |being |has been )(?:decreased|reduced|lowered|tapered"
    r"|weaned)|(?:dose )?(?:decreased|reduced|lowered|tapered|weaned)(?= (?:to|from|by|down|dose|\d)))"
    r"|(?P<started>(?:was |were |been )?(?:started|initiated|begun|start(?= \d)|added))"
    r"|(?P<refilled>(?:was |were |been |is )?(?:refilled|renewed))"
    r"|(?P<continued>(?:was |were |is |to be |be )?(?:continued|cont\.?|ongoing|unchanged))"
    r"|(?P<prescribed>(?:was |were |is )(?:prescribed|dispensed|provided|given|requested|ordered)))(?![\w/])"
)
_BREAKS_SCOPE = re.compile(r"\b(?:but|however|instead|while|although|until|which)\b", re.IGNORECASE)
_REQUESTED = stemmed(r"\b(?:request(?:s|ed|ing)?|authoriz(?:e|ation)|auth|appeal(?:ed|ing)?)\b")
_OTHER_USE_BEFORE = stemmed(
    r"\b(?:positive for|negative for|(?:unable|not able|could not|cannot|did not|does not|can not|couldn't|can't"
    r"|didn't) (?:to )?tolerate|not tolerat(?:e|ing)|(?:detected|present|consistent with|screen(?:ed)? for"
    r"|tested for|presence of"
    r"|metabolites? of|for the presence of|cc|ml|cc's|cc of|ml of|injected with|injection of|injected w/"
    r"|injection with|mixture of|"
    r"anesthesia with|equivalent(?: of)?|allergic to|allergy to|allergies?:?|intoleran\w+ (?:to"
    r"|of))(?: \d[\w.%]*)?)\s*(?:\d[\w.%/]*\s*(?:cc|ml|mg)?\s*(?:of\s)?)?$"
)
_OTHER_USE_AFTER = re.compile(
    r"\s*(?:(?:milligram\s|mg\s)?equivalents?|equiv\b|level|metabolite|injections?|inj\b|block|positive|negative"
    r"|not detected|detected|\(?[+-]\)?\s|-?free|agreement|contract|allergy|toxicity|\d+\s?%\s*(?:and|w/"
    r"|with)\s+\d+\s?cc)",
    re.IGNORECASE,
)
_DRUG_TEST = stemmed(
    r"\b(?:uds|udt|utox|urine (?:drug|tox)\w*|drug screen|drug test\w*|toxicology|urinalysis|metabolites?|cutoff"
    r"|ng/ml)\b"
)
_START_HEAD = re.compile(
    r"\s*[^\n\d]*\b(?:start(?:ed)?|date started|start date|since|begun)\b[^\n\d]*\n", re.IGNORECASE
)
_LEADS_TO = re.compile(
    r"\b(?:relief|improve\w*|benefi\w+|helped?|help|better|reduction|decrease)\s+(?:in \w+ )?(?:with|from|on|by"
    r"|using|taking|due to|of)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_TRIED = re.compile(r"\b(?:tried|trial(?:ed|s)?|failed)\b", re.IGNORECASE)
_NOT_TAKEN = stemmed(
    r"\b(?:not|never|denies|denied)\s+(?:\w+\s+)?(?:tak(?:e|es|ing|en)|us(?:e|es|ed|ing)|on|been on|prescribed"
    r"|been prescribed)\s+(?:of\s+|any\s+)?$"
)
_WITHOUT = re.compile(r"(?:\A|[.;,:]\s*|\n\s*|\d\s+)(?:and |but )?without\s+(?:the |his |her )?$", re.IGNORECASE)
_SCORED_WITHOUT = re.compile(
    r"\d(?:\s?/\s?10)?\s+(?:(?:when|if|while|at best|at worst|pain)\s+)*(?:without|w/o|off(?: of)?)\s+"
    r"(?:the |his |her |any )?\Z",
    re.I,
)
"""What pain is like without the drug tells that it is taken at other times."""

_BY_MEANS = re.compile(
    r"\b(?:with|by|on|after|using|taking|due to|from|thanks to|when)\s+(?:(?!\d)\w+\s+){0,3}\Z", re.IGNORECASE
)
_PAIN_BEFORE = re.compile(
    r"\b(?:pain|vas|scores?|symptoms?|spasms?|function|sleep|headaches?|activit\w+|levels?)\b(?:\s+(?!and\b|so\b|but\b|will\b)[\w/]+){0,4}\s*\Z",
    re.IGNORECASE,
)
_LONG_AGO = stemmed(r"\b(?:previously|formerly|in the past|prior)\s+(?:\w+\s+){0,3}$")
_ANY_DOSE = re.compile(
    r"\d|\b(?:p\.?r\.?n|[btq]\.?i\.?d|q\.?d|qhs|hs|daily|nightly|needed|directed|bed|night|morning|once|twice|every"
    r"|one|two|three|half|refills?|for|to|po|by)\b",
    re.IGNORECASE,
)
"""Words after a drug's name that may tell of a dose; where there are none, none is looked for."""

_LIST_MARK = re.compile(r"[ \t]*(?:\d{1,2}[.)]|[-*•·])?[ \t]*")
_OLD_DOSE = re.compile(r"\bfrom\s+[^.;()]{1,25}?\bto\b", re.IGNORECASE)
"""In "from 40 mg to 30 mg" the first is no longer the dose."""

_JOINED = re.compile(r"\s?(?:/|\+|&|and|with|w/|,)\s?(?:\d[\w.%]*\s?(?:cc|ml|mg|%)?\s?(?:of\s)?)?", re.IGNORECASE)
"""What joins the parts of one injection or of one list of test results."""

_TRIM = " \t\n,;:.-–(/"
_WINDOW = 180
_NEAR = 30
"""A strength further from the name belongs to something else."""

_FATE = ("response", "relief_percent", "action")
_IN_USE = ("started", "continued", "refilled", "increased", "decreased")
_SIG_KEYS = ("times_per_day", "units_per_dose", "as_needed", "route", "max_per_day")


def find(note: Note) -> Iterable[Found]:
    """Each drug that *note* names as taken, prescribed or stopped."""
    found = list(_medications(note))
    for index in reversed(range(len(found) - 1)):
        if _JOINED.fullmatch(note.text, found[index].end, found[index + 1].start):
            found[index] = _share_fate(found[index], found[index + 1])
    return found


def _share_fate(first: Found, second: Found) -> Found:
    """In "tried ibuprofen and naproxen without relief" what befell the last befell the others."""
    if "response" in first.value or "response" not in second.value:
        return first
    shared: dict[str, Any] = {key: second.value[key] for key in _FATE if key in second.value}
    return replace(first, value={**first.value, **shared}, status=second.status)


def _medications(note: Note) -> Iterator[Found]:
    drugs = note.drugs
    index, left_out = 0, -1
    while index < len(drugs):
        mention = drugs[index]
        after = index + 1
        while after < len(drugs) and _same_named_twice(note.text, mention, drugs[after]):
            mention = Mention(mention.start, drugs[after].end, mention.meaning)
            after += 1
        is_joined = left_out >= 0 and _JOINED.fullmatch(note.text, left_out, mention.start) is not None
        if is_joined or not _is_medication(note, mention):
            left_out = mention.end
        else:
            limit = drugs[after].start if after < len(drugs) else len(note.text)
            yield _medication(note, mention, limit)
        index = after


def _same_named_twice(text: str, first: Mention[Drug], second: Mention[Drug]) -> bool:
    """ "Norco (hydrocodone/APAP)" is one drug."""
    shared = set(first.meaning.ingredients) & set(second.meaning.ingredients)
    return bool(shared) and text[first.end : second.start].strip() in ("(", "/", "-", "[", "or")


def _is_medication(note: Note, mention: Mention[Drug]) -> bool:
    text, start = note.text, mention.start
    if note.section_at(start) == "allergies":
        return False
    if _OTHER_USE_BEFORE.search(text, max(start - 48, 0), start) or _OTHER_USE_AFTER.match(
        text, mention.end, mention.end + 28
    ):
        return False
    low, high = note.sentence_at(start)
    return _DRUG_TEST.search(text, low, high) is None


def _medication(note: Note, mention: Mention[Drug], limit: int) -> Found:
    low, end = _scope_start(note, mention), _window_end(note, mention, limit)
    value = _identity(note.text, mention)
    words = note.text[mention.end : end]
    last = mention.end
    if _ANY_DOSE.search(words):
        last += _dose(words, value)
    if "strength" not in value and (strength := read_strength(value["name"])):
        value["strength"] = strength.text
    action, said = _action(note, mention, low, end)
    if action:
        value["action"] = action
    since = since_in(note, mention.end, end)
    if since:
        value["since"] = since
    elif started := _start_column(note, mention.end):
        value["since"], last = f"{started.date:%Y-%m}", max(last, started.end)
    duration = duration_in(note.text, mention.end, end)
    if duration:
        value["duration"] = duration
    _effect(note.text, mention, low, end, value)
    if said or "since" in value or "response" in value:
        last = max(last, _reach(note.text, mention.end, end))
    status = _status(note, mention, low, value.get("action"))
    if status == "absent":
        value.pop("action", None)
    return Found("medication", mention.start, last, value, status=status)


def _start_column(note: Note, start: int) -> DateMention | None:
    """The date in a table of medicines whose head has a column for the start ("Drug Dose Sig Qty Start")."""
    section = next((section for section in reversed(note.sections) if section.start <= start), None)
    if section is None or not _START_HEAD.match(note.flow.text, section.body):
        return None
    line_end = note.flow.text.find("\n", start)
    dates = note.dates_between(start, line_end if line_end >= 0 else len(note.text))
    return dates[-1] if dates else None


def _scope_start(note: Note, mention: Mention[Drug]) -> int:
    """From where words speak of the drug: its sentence, its own line in a list, the treatment named before it."""
    low = note.sentence_at(mention.start)[0]
    line = note.text.rfind("\n", low, mention.start) + 1
    if line > low and _LIST_MARK.fullmatch(note.text, line, mention.start):
        return line
    for other in note.mentions_between(low, mention.start):
        is_other = any(term.kind in ("therapy", "procedure", "imaging") for term in other.meaning)
        if is_other and _JOINED.fullmatch(note.text, other.end, mention.start) is None:
            low = other.end
    return low


def _identity(text: str, mention: Mention[Drug]) -> dict[str, Any]:
    drug = mention.meaning
    end = (
        mention.end + 1
        if text[mention.end : mention.end + 1] == ")" and "(" in text[mention.start : mention.end]
        else mention.end
    )
    value: dict[str, Any] = {
        "concept": drug.name,
        "drug_class": drug.drug_class,
        "name": " ".join(text[mention.start : end].split()),
    }
    if drug.form:
        value["form"] = drug.form
    if drug.route:
        value["route"] = drug.route
    if drug.is_long_acting:
        value["is_long_acting"] = True
    return value


def _window_end(note: Note, mention: Mention[Drug], limit: int) -> int:
    """Where the words about a drug end: the next drug or treatment, a semicolon, the sentence."""
    end = min(limit, max(note.sentence_at(mention.start)[1], mention.end), mention.end + _WINDOW)
    for other in note.mentions_between(mention.end, end):
        if any(term.kind in ("therapy", "procedure", "imaging") for term in other.meaning):
            end = other.start
            break
    cut = note.text.find(";", mention.end, end)
    return cut if cut >= 0 else end


def _reach(text: str, start: int, end: int) -> int:
    """Where the words about the drug end, without the joining words before the next drug."""
    words = re.sub(
        r"(?:[,;/+&\s(]|\b(?:and|with|or|when|which|while|but|because"
        r"|as|since|for|to|the|plus|as well as|rx|cont|continue|start|started|refill|stop|d/c|add"
        r"|\d{1,2}[.)]))+$",
        "",
        text[start:end],
        flags=re.IGNORECASE,
    )
    return start + len(words.rstrip(_TRIM))


def _dose(words: str, value: dict[str, Any]) -> int:
    """Fill in strength, quantity, refills, directions and purpose from the *words* after the name; where they end."""
    last = 0
    words = _OLD_DOSE.sub(lambda old: " " * len(old.group()), words)
    strength = read_strength(words)
    if strength and strength.start <= _NEAR and _is_strength(strength.text, value):
        value["strength"] = strength.text
        last = strength.end
    quantity = read_quantity(words)
    if quantity:
        value["quantity"] = quantity.count
        last = max(last, quantity.end)
    refills = read_refills(words)
    if refills is not None:
        value["refills"] = refills
    sig = read_sig(words)
    if sig:
        value |= {key: told for key in _SIG_KEYS if (told := getattr(sig, key))}
        value["sig"] = " ".join(sig.text.split()).removesuffix(".")
        last = max(last, sig.end)
    purpose = _PURPOSE.search(words)
    if purpose:
        value["purpose"] = _purpose(purpose)
        last = max(last, purpose.end())
    return last


def _is_strength(written: str, value: dict[str, Any]) -> bool:
    """A percentage is a strength of what goes on the skin; of pills it is a change ("decreased by 10%")."""
    return not written.endswith("%") or "form" in value


def _purpose(match: re.Match[str]) -> str:
    words = " ".join(match.group("words").lower().split())
    return next((plain for plain in _PURPOSES if plain in words and plain not in ("neuropath", "cramp")), words)


def _action(note: Note, mention: Mention[Drug], low: int, end: int) -> tuple[str | None, bool]:
    """What is said to be done with the drug, and whether words after its name say so."""
    text = note.text
    after = _AFTER.search(text, mention.end, end)
    if after and not _leads_to_next(note, after, end):
        return after.lastgroup, True
    if in_review(note, mention.start):
        return None, False
    cue = _cue_before(text, low, mention.start)
    if cue and _is_of_pain(text, cue, low, mention.start):
        cue = None
    if cue and not _BREAKS_SCOPE.search(text, cue.end(), mention.start):
        return cue.lastgroup, False
    section = note.section_at(mention.start)
    if section == "medications" or note.kind == "medication_list":
        return "listed", False
    return ("prescribed" if section in PLAN_SECTIONS else None), False


def _is_of_pain(text: str, cue: re.Match[str], low: int, start: int) -> bool:
    """Whether what went up or down is the pain, the drug being what did it ("reduced from 8 to 4 with Norco")."""
    if cue.lastgroup not in ("decreased", "increased"):
        return False
    return bool(
        _BY_MEANS.search(text, cue.end(), start) or _PAIN_BEFORE.search(text, max(cue.start() - 45, low), cue.start())
    )


def _cue_before(text: str, low: int, start: int) -> re.Match[str] | None:
    """The last word before the drug that says what is done, asides about other drugs left out."""
    found: re.Match[str] | None = None
    for match in _CUE.finditer(text, low, start):
        opened = text.rfind("(", low, match.start())
        if opened < 0 or not (text.find(")", match.end(), start) >= 0 and text.find(")", opened, match.start()) < 0):
            found = match
    return found


def _leads_to_next(note: Note, cue: re.Match[str], end: int) -> bool:
    """Whether *cue*, bare, stands right before the next drug and so speaks of that one ("..., started Percocet")."""
    if " " in cue.group().strip() and not cue.group().lower().startswith(("cont", "start")):
        return False
    return re.fullmatch(r"\s*(?:on|the|a|him|her|patient)?\s*", note.text[cue.end() : end]) is not None and bool(
        note.drugs_between(end, end + 1)
    )


def _effect(text: str, mention: Mention[Drug], low: int, end: int, value: dict[str, Any]) -> None:
    """What the drug did, in the words after it or in those that lead to it ("50% relief with Norco")."""
    start, stop = mention.end, end
    response = response_in(text, start, stop)
    if response is None:
        start, stop = max(mention.start - 50, low), mention.start
        leads = value.get("action") == "stopped" or _LEADS_TO.search(text, start, stop)
        response = response_in(text, start, stop) if leads else None
    if response is None:
        return
    value["response"] = response
    percent = relief_in(text, start, stop).get("relief_percent")
    if percent is not None and value.get("action") not in ("decreased", "increased"):
        value["relief_percent"] = percent
    if response == "no_benefit" and _TRIED.search(text, low, mention.start):
        value["action"] = "stopped"


def _status(note: Note, mention: Mention[Drug], low: int, action: str | None) -> FactStatus:
    status = status_here(note, mention.start, mention.end)
    if in_review(note, mention.start):
        return "planned"
    if action == "listed" and status == "historical" and note.section_at(mention.start) == "medications":
        return "present"
    if _NOT_TAKEN.search(note.text, low, mention.start):
        return "absent"
    if status == "absent" and (
        _WITHOUT.search(note.text, low, mention.start) or _SCORED_WITHOUT.search(note.text, low, mention.start)
    ):
        return "present"
    if action in _IN_USE and status == "historical" and not _LONG_AGO.search(note.text, low, mention.start):
        return "present"
    if action == "stopped" and status in ("present", "planned", "absent", "historical"):
        return "historical"
    if status == "planned" and action in (*_IN_USE, "listed"):
        return "present"
    if status == "planned" and action == "prescribed" and not _REQUESTED.search(note.text, low, mention.start):
        return "present"
    if status == "present" and action == "prescribed" and _REQUESTED.search(note.text, low, mention.start):
        return "planned"
    return status
