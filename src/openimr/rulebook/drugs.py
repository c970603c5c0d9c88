"""Drugs by generic name, brand and the spellings that charts use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.text.terms import Mention, TermFinder

_FOLDER = "lexicons/drugs"


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug as one name of it says: "OxyContin" is long-acting oxycodone.

    `name` is the ingredients joined by "/". `mme` is the oral morphine milligram equivalent per mg of
    `mme_of` (fentanyl patch: per mcg/hr), None where no public factor exists; `mme_by_daily_mg` lists
    (up to this daily dose, factor) where the factor rises with the dose. `brand` is None for a generic name.
    """

    name: str
    ingredients: tuple[str, ...]
    drug_class: str
    topic: str | None = None
    brand: str | None = None
    form: str | None = None
    route: str | None = None
    is_long_acting: bool = False
    mme: float | None = None
    mme_of: str | None = None
    mme_by_daily_mg: tuple[tuple[float, float], ...] = ()
    is_topical: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    drug: Drug
    in_capitals: bool = False


_SALT = (
    r"(?:hcl|hydrochloride|sulfate|sulphate|sodium|sod\.?|potassium|citrate|bitartrate|bit\.?|tartrate|hbr|maleate|acetate|mag(?:nesium)?"
    r"|succinate|phosphate|fumarate|pamoate|besylate|tromethamine|mesylate|oxalate)"
)
_RELEASE = re.compile(
    rf"(?:\s+{_SALT})?(?P<release>[\s-]+(?:er|xr|cr|sr|la|xl|extended[\s-]release|long[\s-]acting|controlled[\s-]release|sustained[\s-]release))\b",
    re.IGNORECASE,
)
_SALT_AFTER = re.compile(rf"\s+{_SALT}(?![\w])", re.IGNORECASE)
_COMBINES = re.compile(rf"(?:\s+{_SALT})?\s*(?:/|-|\+|&|\band\b|\bwith\b|\bw/|\s)\s*", re.IGNORECASE)
_SKIN_FORM = re.compile(
    rf"(?:\s+{_SALT})?[\s,(-]*(?:topical|transdermal|(?:\d+(?:\.\d+)?\s*%\s*\)?,?\s*)?(?P<form>gel|cream|crm|ointment|oint|lotion|patch(?:es)?|solution|spray|roll-on)\b"
    r"|\d+(?:\.\d+)?\s*%)",
    re.IGNORECASE,
)
_WITH_ACETAMINOPHEN = re.compile(
    rf"(?:\s+{_SALT})?\s*\(?\d+(?:\.\d+)?\s*(?:mg)?\s*[-/]\s*(?:300|325|400|500|650|660|750)(?!\d)", re.IGNORECASE
)
_INJECTED = re.compile(r"inj|infus|\biv\b|\d+\s*(?:cc|ml)\b|local|epidural|block|intrathecal", re.IGNORECASE)
_SLOW_FENTANYL = re.compile(r".{0,16}?(?:mcg\s*/\s*h|patch|transdermal)", re.IGNORECASE)
_PATCH = re.compile(r"patch|pad\b", re.IGNORECASE)


def find_drugs(text: str) -> list[Mention[Drug]]:
    """The drugs that *text* names, in reading order; a combination ("hydrocodone/APAP") is one mention."""
    hits = [hit for hit in _names().find(text) if not hit.meaning.in_capitals or text[hit.start : hit.end].isupper()]
    found: list[Mention[Drug]] = []
    for hit in hits:
        mention = Mention(hit.start, hit.end, hit.meaning.drug)
        joined = _combine(text, found[-1], mention) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(mention)
    return [_with_form(text, mention) for mention in found]


def drugs_of_class(drug_class: str) -> tuple[str, ...]:
    """Names of the drugs of one class, sorted."""
    return tuple(sorted({name.drug.name for _, name in _terms() if name.drug.drug_class == drug_class}))


def drug_names(ingredients: str) -> tuple[str, ...]:
    """Every name of the drug with these ingredients ("hydrocodone/acetaminophen"), brands included, sorted."""
    return tuple(sorted({words for words, name in _terms() if name.drug.name == ingredients and not name.in_capitals}))


def skin_drug(drug: Drug) -> Drug | None:
    """*drug* as it is put on the skin, None if the table knows it in no such form."""
    return drug if drug.is_topical or drug.route == "topical" else _skin_faces().get(drug.name)


def _combine(text: str, first: Mention[Drug], second: Mention[Drug]) -> Mention[Drug] | None:
    """Both as one combination drug, if only a joint stands between and the table knows that combination."""
    gap = text[first.end : second.start]
    if len(gap) > 16 or not _COMBINES.fullmatch(gap):
        return None
    if first.meaning.ingredients == second.meaning.ingredients and not gap.strip():
        return None
    parts = frozenset(first.meaning.ingredients + second.meaning.ingredients)
    drug = _combinations().get(parts)
    if drug is None or len(parts) < 2 or drug.is_topical or len(first.meaning.ingredients) == len(parts):
        return None
    return Mention(first.start, second.end, drug)


def _with_form(text: str, mention: Mention[Drug]) -> Mention[Drug]:
    """Read on after the name: salt, extended release, a skin form, the strength of a combination."""
    drug, end = mention.meaning, mention.end
    release = _RELEASE.match(text, end)
    if release:
        return Mention(mention.start, release.end(), replace(drug, is_long_acting=True))
    if drug.ingredients in (("hydrocodone",), ("oxycodone",)) and not drug.is_long_acting:
        if _WITH_ACETAMINOPHEN.match(text, end):
            drug = _combinations()[frozenset((*drug.ingredients, "acetaminophen"))]
    elif drug.name == "fentanyl" and _SLOW_FENTANYL.match(text, end):
        drug = replace(drug, is_long_acting=True)
    elif not drug.is_topical and drug.route != "topical":
        drug = _on_skin(text, end, drug)
    salt = _SALT_AFTER.match(text, end)
    return Mention(mention.start, salt.end() if salt else end, drug)


def _on_skin(text: str, end: int, drug: Drug) -> Drug:
    skin = _skin_faces().get(drug.name)
    if skin is None or (drug.brand and not drug.brand.lower().startswith("voltaren")):
        return drug
    form = _SKIN_FORM.match(text, end)
    if form is None or _INJECTED.search(text, form.end(), form.end() + 20):
        return drug
    if drug.name == "lidocaine" and (_PATCH.search(form.group()) or _PATCH.match(text, form.end() + 1)):
        return next(d for d in _drugs() if d.topic == "lidocaine_patch")
    return replace(skin, brand=drug.brand, form=_plain_form(form.group("form")) or skin.form)


def _plain_form(written: str | None) -> str | None:
    if written is None:
        return None
    low = written.lower()
    return {"crm": "cream", "oint": "ointment", "patches": "patch"}.get(low, low)


@cache
def _names() -> TermFinder[_Name]:
    return TermFinder(_terms())


@cache
def _drugs() -> tuple[Drug, ...]:
    return tuple(dict.fromkeys(name.drug for _, name in _terms()))


@cache
def _combinations() -> Mapping[frozenset[str], Drug]:
    table: dict[frozenset[str], Drug] = {}
    for drug in _drugs():
        if len(drug.ingredients) > 1 and drug.brand is None:
            table.setdefault(frozenset(drug.ingredients), drug)
    return table


@cache
def _skin_faces() -> Mapping[str, Drug]:
    table: dict[str, Drug] = {}
    for drug in _drugs():
        if drug.is_topical and drug.brand is None and len(drug.ingredients) == 1:
            table.setdefault(drug.name, drug)
    return table


@cache
def _terms() -> Sequence[tuple[str, _Name]]:
    """Every name with its drug. The skin's entries come last: a plain name means the drug that is swallowed."""
    rows: list[tuple[str, _Name]] = []
    for path in sorted(list_yaml(_FOLDER), key=lambda path: (path.endswith("topicals.yaml"), path)):
        content = read_yaml(path)
        try:
            for key, entry in content["drugs"].items():
                rows += _entry_terms(str(key), {**content, **(entry or {})})
        except (KeyError, TypeError, AttributeError) as error:
            raise RulebookError(path, f"not a drug table: {error}") from error
    return tuple(rows)


def _entry_terms(key: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, _Name]]:
    """The names of one entry; abbreviations of the list `caps` count only in capitals."""
    drug = _drug(key, entry)
    capitals = {str(term).lower() for term in entry.get("caps", ())}
    slow = replace(drug, is_long_acting=True)
    brands = [str(brand) for brand in entry.get("brands", ())]
    named = [(key, drug)]
    named += [(term, _branded(drug, term, brands)) for term in map(str, entry.get("also", ()))]
    named += [(brand, _branded(drug, brand, brands)) for brand in brands]
    named += [(term, _branded(slow, term, (term,))) for term in map(str, entry.get("long_acting", ()))]
    for term, meaning in named:
        yield term, _Name(meaning, term.lower() in capitals)


def _branded(drug: Drug, term: str, brands: Iterable[str]) -> Drug:
    """*drug* under the brand that *term* begins with; names without a capital are spellings, not brands."""
    brand = next((b for b in brands if b[0].isupper() and term.lower().startswith(b.lower())), None)
    return replace(drug, brand=brand) if brand else drug


def _drug(key: str, entry: Mapping[str, Any]) -> Drug:
    name = str(entry.get("ingredient", key))
    return Drug(
        name=name,
        ingredients=tuple(name.split("/")),
        drug_class=entry["class"],
        topic=entry.get("topic"),
        form=entry.get("form"),
        route=entry.get("route"),
        is_long_acting=bool(entry.get("is_long_acting", False)),
        mme=entry.get("mme"),
        mme_of=entry.get("mme_of") or (name if entry.get("mme") else None),
        mme_by_daily_mg=tuple((float(a), float(b)) for a, b in entry.get("mme_by_daily_mg", ())),
        is_topical=bool(entry.get("topical", False)),
    )
