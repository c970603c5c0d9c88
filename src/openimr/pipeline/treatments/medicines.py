"""A medication that a request asks for: ingredients, strength, form, quantity, refills, sig, days' supply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from openimr.domain.treatments import Treatment
from openimr.pipeline.treatments import wording
from openimr.pipeline.treatments.asked import Asked
from openimr.rulebook.drugs import Drug, skin_drug
from openimr.rulebook.services import narrower_topic
from openimr.text.courses import read_course
from openimr.text.numbers import whole
from openimr.text.sigs import (
    Quantity,
    Sig,
    Strength,
    read_days_supply,
    read_quantity,
    read_refills,
    read_sig,
    read_strength,
)
from openimr.text.terms import Mention

_ON_SKIN = re.compile(
    r"\b(?:creams?|ointments?|lotions?|compound\w*|transdermal|topical\w*|cream\s+base|gels?)\b", re.IGNORECASE
)
_BY_MOUTH = re.compile(r"\boral(?:ly)?\b|\bby\s+mouth\b|\bp\.?o\.?\b|\btab(?:let)?s?\b|\bcapsules?\b", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s*%")
_FORM = re.compile(
    r"\b(?P<tablet>tab(?:let)?s?|pills?)\b|\b(?P<capsule>cap(?:sule)?s?)\b|\b(?P<patch>patch(?:es)?|pads?)\b|\b(?P<cream>creams?|crm)\b|\b(?P<gel>gels?)\b"
    r"|\b(?P<ointment>ointments?|oint)\b|\b(?P<lotion>lotions?)\b|\b(?P<suspension>suspension)\b|\b(?P<solution>solution|liquid|elixir|syrup)\b"
    r"|\b(?P<spray>spray)\b|\b(?P<film>films?)\b|\b(?P<injection>inject\w*|vials?|im\b)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:mg|mcg|%|/\d{3})\s*,?\s*(?P<n>\d{1,3})\s*(?=$|[,;(]|\bwith\b|\brefill)", re.IGNORECASE)
_COUNTED_UNITS = frozenset({None, "tablet", "capsule", "pill", "patch", "film", "lozenge", "suppository"})
_MEASURES = {
    "gram": "grams",
    "ml": "ml",
    "box": "boxes",
    "bottle": "bottles",
    "tube": "tubes",
    "ounce": "ounces",
    "vial": "vials",
    "kit": "kits",
    "jar": "jars",
}
_NOT_NAME = re.compile(
    r"\b(?:compound\w*|medications?|prescriptions?|for|of|the|an?|one|request\w*|(?:retro|pro)spective|creams?|gels?|ointments?|lotions?|topical\w*)\b"
)
_UNNAMED = "compounded topical"


def medication(asked: Asked) -> Treatment:
    """The medication that *asked* names first, with the others as services and every ingredient listed."""
    drugs = _drugs(asked)
    lead = drugs[0].meaning
    is_compound = _is_compound(asked.text, drugs)
    others = drugs[1:] if not is_compound else ()
    words = _own_words(asked.text, drugs[0], others)
    treatment = _named(asked.text, drugs, is_compound)
    form = _form(asked.text[drugs[0].start : drugs[0].end], treatment.form, None)
    topic = narrower_topic(treatment.topic, asked.text, asked.circumstances, wording.is_initial(asked.text))
    treatment = replace(treatment, topic=topic, form=form, services=_names_of(others, lead))
    return supplied(treatment, words, "" if is_compound else drugs[0].meaning.name)


def supplied(treatment: Treatment, words: str, name: str) -> Treatment:
    """*treatment* with strength, quantity, refills, sig and supply as *words* state them."""
    quantity, sig = _quantity(words), read_sig(words)
    strength = read_strength(words) if name else None
    course = read_course(words, grid=False)
    if quantity is not None and quantity.unit == "unit":  # "vitamin D 50,000 units" is how strong, not how many
        strength = strength or Strength(f"{quantity.count} units", quantity.start, quantity.end)
        quantity = None
    treatment = replace(
        treatment,
        strength=strength.text if strength else None,
        quantity=quantity.count if quantity else None,
        form=_form(words, treatment.form, quantity),
        refills=read_refills(words),
        sig=sig.text if sig else None,
        times_per_day=sig.times_per_day if sig else None,
        frequency=_frequency(sig),
        duration=course.duration if not _is_interval(words, sig) else None,
        duration_weeks=course.duration_weeks if not _is_interval(words, sig) else None,
    )
    return replace(treatment, days_supply=_days_supply(words, quantity, sig))


def unknown_medicine(asked: Asked) -> Treatment | None:
    """A medication whose name no table knows, told by a strength or by grams of it; None if it is none."""
    strength, quantity = read_strength(asked.text), read_quantity(asked.text)
    in_grams = quantity is not None and quantity.unit == "gram"
    if strength is None and not in_grams:
        return None
    places = [place.start for place in (strength, quantity if in_grams else None) if place is not None]
    name = _unknown_name(asked.text[: min(places)])
    is_skin = (in_grams or bool(_ON_SKIN.search(asked.text))) and not _BY_MOUTH.search(asked.text)
    treatment = Treatment(
        topic="topical_analgesics" if is_skin else None,
        category="medication",
        name=name or None,
        ingredients=(name,) if name else (),
        drug_class="topical_compound" if is_skin else None,
    )
    return supplied(treatment, asked.text, name or "medication")


def _unknown_name(before: str) -> str:
    words = re.sub(r"[^a-z0-9 /-]", " ", before.lower())
    return re.sub(r"\s+", " ", _NOT_NAME.sub(" ", words)).strip(" -/")


def _drugs(asked: Asked) -> Sequence[Mention[Drug]]:
    """The drugs named, without "compound cream" where its ingredients are named, on the skin if the form says so."""
    named = [drug for drug in asked.drugs if drug.meaning.name != _UNNAMED] or list(asked.drugs)
    if not _is_for_skin(asked.text, named):
        return named
    return [Mention(drug.start, drug.end, skin_drug(drug.meaning) or drug.meaning) for drug in named]


def _is_for_skin(text: str, drugs: Sequence[Mention[Drug]]) -> bool:
    if not _ON_SKIN.search(text) and not (len(drugs) > 1 and len(_PERCENT.findall(text)) > 1):
        return False
    if _BY_MOUTH.search(text):
        return False
    known = [drug for drug in drugs if drug.meaning.is_topical or skin_drug(drug.meaning)]
    return len(known) * 2 > len(drugs)


def _is_compound(text: str, drugs: Sequence[Mention[Drug]]) -> bool:
    return len(drugs) > 1 and _is_for_skin(text, drugs) and any(drug.meaning.is_topical for drug in drugs)


def _named(text: str, drugs: Sequence[Mention[Drug]], is_compound: bool) -> Treatment:
    lead = drugs[0].meaning
    ingredients = tuple(dict.fromkeys(i for drug in drugs for i in drug.meaning.ingredients))
    if not is_compound:
        return Treatment(
            topic=lead.topic,
            category="medication",
            name=lead.name,
            drug_class=lead.drug_class,
            brand=lead.brand or _brand(text, drugs),
            form=lead.form,
            ingredients=ingredients,
        )
    return Treatment(
        topic="topical_analgesics",
        category="medication",
        name="/".join(ingredients),
        drug_class="topical_compound",
        form=lead.form,
        ingredients=ingredients,
    )


def _brand(text: str, drugs: Sequence[Mention[Drug]]) -> str | None:
    """The brand given beside the generic name: "Tramadol (Ultram)"."""
    lead = drugs[0].meaning
    return next((d.meaning.brand for d in drugs[1:] if d.meaning.brand and d.meaning.name == lead.name), None)


def _names_of(others: Sequence[Mention[Drug]], lead: Drug) -> tuple[str, ...]:
    return tuple(dict.fromkeys(drug.meaning.name for drug in others if drug.meaning.name != lead.name))


def _own_words(text: str, drug: Mention[Drug], others: Sequence[Mention[Drug]]) -> str:
    """The words about *drug* alone, its name taken out (names hold numbers: "Tylenol #3")."""
    different = [other for other in others if other.meaning.ingredients != drug.meaning.ingredients]
    end = different[0].start if different else len(text)
    name = text[drug.start : drug.end]
    strength = re.search(r"\d+(?:\.\d+)?\s*%.*", name)
    return f"{text[: drug.start]} {strength.group() if strength else ''} {text[drug.end : end]}"


def _quantity(words: str) -> Quantity | None:
    quantity = read_quantity(words)
    if quantity is not None:
        return quantity
    trailing = _TRAILING.search(words)
    if trailing is None:
        return None
    return Quantity(whole(float(trailing.group("n"))), None, trailing.start("n"), trailing.end("n"))


def _form(words: str, known: str | None, quantity: Quantity | None) -> str | None:
    match = _FORM.search(words)
    form = known or (match.lastgroup if match else None)
    measure = _MEASURES.get(quantity.unit or "") if quantity else None
    if measure is None:
        return form
    return f"{form}, {measure}" if form else measure


def _frequency(sig: Sig | None) -> str | None:
    """Times a day in normal form; for slower rates the interval in days."""
    if sig is None or not sig.times_per_day:
        return None
    high, low = sig.times_per_day, sig.times_per_day_min or sig.times_per_day
    if high < 1:
        return f"every {whole(round(1 / high, 1))} days"
    if low >= 1 and round(low) != round(high):
        return f"{whole(round(low, 1))}-{whole(round(high, 1))} times a day"
    return f"{whole(round(high, 1))} time{'' if high == 1 else 's'} a day"


def _is_interval(words: str, sig: Sig | None) -> bool:
    """Whether a stretch of time in *words* is the sig's interval ("every 3 days") or the supply, not a duration."""
    if read_days_supply(words) is not None:
        return True
    return sig is not None and sig.times_per_day is not None and sig.times_per_day < 1


def _days_supply(words: str, quantity: Quantity | None, sig: Sig | None) -> float | int | None:
    stated = read_days_supply(words)
    if stated is not None:
        return stated
    if quantity is None or sig is None or not sig.units_per_day or quantity.unit not in _COUNTED_UNITS:
        return None
    return whole(round(quantity.count / sig.units_per_day, 1))
