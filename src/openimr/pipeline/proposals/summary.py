"""The clinical case summary of a draft, written from facts alone: every sentence leads back to the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from openimr.domain.cases import CaseForms, DisputedItem
from openimr.domain.determinations import Passage, Patient, Sentence
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.pipeline.proposals.wording import join_words, place_in_prose, say_date, say_fact
from openimr.rulebook.files import read_yaml

_VISITS = ("progress_report", "first_report", "consultation", "emergency", "hospital", "medical_record")
_MOST = 12
"""Parts of one sentence beyond which a reader loses the thread."""
_MOST_STUDIES = 24
"""Sentences about studies, the newest, beyond which the summary is none; the list of documents has them all."""

_UR_WORDS = {"denied": "non-certified", "modified": "modified", "approved": "certified"}


def summarize(
    forms: CaseForms,
    patient: Patient,
    patient_sources: tuple[Span, ...],
    documents: Sequence[Document],
    facts: Sequence[Fact],
) -> Passage:
    """The summary: who and when, diagnoses, the newest visit, studies, treatment, medication, work, and the dispute."""
    by_document = _by_document(facts)
    visits = [doc for doc in _newest_first(documents) if doc.kind in _VISITS and by_document.get(doc.id)]
    sentences = [
        _opening(forms, patient, patient_sources),
        *_diagnoses(documents, by_document),
        *_visit(visits, by_document),
        *_studies(documents, facts),
        *_treatment(facts),
        *_medications(documents, by_document),
        *_work(visits, by_document),
        *_dispute(forms),
    ]
    return Passage(" ".join(sentence.text for sentence in sentences), tuple(sentences))


def _by_document(facts: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.sources:
            grouped.setdefault(fact.sources[0].document, []).append(fact)
    return grouped


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda doc: doc.date or dt.date.min, reverse=True)


def _opening(forms: CaseForms, patient: Patient, sources: tuple[Span, ...]) -> Sentence:
    who = "The injured worker"
    if patient.age is not None or patient.sex is not None:
        age = f"{patient.age}-year-old " if patient.age is not None else ""
        article = "an" if age.startswith(("8", "11-", "18-")) else "a"
        who += f" is {article} {age}{patient.sex or 'person'}"
    days = join_words([say_date(day) for day in forms.dates_of_injury])
    link = " who sustained" if " is " in who else " sustained"
    text = f"{who}{link} an industrial injury on {days}." if days else f"{who}{link} an industrial injury."
    return Sentence(text, _each(sources + forms.sources.get("dates_of_injury", ())))


def _diagnoses(documents: Sequence[Document], by_document: Mapping[str, list[Fact]]) -> Iterable[Sentence]:
    found = [
        fact
        for doc in _newest_first(documents)
        for fact in by_document.get(doc.id, ())
        if fact.kind == "diagnosis" and fact.status in ("present", "possible")
    ]
    return _listing("Diagnoses include", _fullest(found))


def _visit(visits: Sequence[Document], by_document: Mapping[str, list[Fact]]) -> Iterable[Sentence]:
    """The newest visit: complaints, pain scores, and the examination region by region."""
    if not visits:
        return
    newest = visits[0]
    facts = by_document[newest.id]
    named = _document_words(newest)
    complaints = [f for f in facts if f.kind == "symptom" and f.status == "present"]
    yield from _listing(f"The {named} notes complaints of", _telling(complaints))
    yield from _listing("Pain was rated", [f for f in facts if f.kind == "pain_score"])
    findings = [f for f in facts if f.kind == "finding" and f.status in ("present", "absent") and _is_told(f)]
    lead = "Examination" if complaints else f"In the {named}, examination"
    for region, shown in _by_region(findings).items():
        of = f" of {region}" if region else ""
        yield from _listing(f"{lead}{of} revealed", shown, with_place=False)
        lead = "Examination"


def _telling(complaints: Sequence[Fact]) -> list[Fact]:
    """Without bare complaints ("pain") that another fact places."""
    complaints = [fact for fact in complaints if fact.value["concept"] != "overall_condition"]
    placed = {fact.value["concept"] for fact in complaints if fact.value.get("body_part")}
    if any(fact.value["concept"] == "radiating_pain" for fact in complaints):
        placed.add("pain")
    return [fact for fact in complaints if fact.value.get("body_part") or fact.value["concept"] not in placed]


def _is_told(fact: Fact) -> bool:
    """Motion in degrees without a judgement of them says nothing in words."""
    return fact.value["concept"] != "range_of_motion" or "result" in fact.value


def _by_region(findings: Iterable[Fact]) -> Mapping[str, list[Fact]]:
    """Findings under the place they were made at, in reading order; what names no place comes last."""
    grouped: dict[str, list[Fact]] = {}
    for fact in findings:
        grouped.setdefault(place_in_prose(fact.value), []).append(fact)
    return dict(sorted(grouped.items(), key=lambda entry: entry[0] == ""))


def _document_words(document: Document) -> str:
    named = read_yaml("lexicons/wording.yaml")["documents"].get(document.kind, "record")
    return f"{named} dated {say_date(document.date)}" if document.date else str(named)


def _studies(documents: Sequence[Document], facts: Sequence[Fact]) -> Iterable[Sentence]:
    acronyms = read_yaml("lexicons/wording.yaml")["acronyms"]
    studies: dict[tuple[str, str, dt.date | None], list[Fact]] = {}
    for fact in facts:
        if fact.kind == "imaging" and fact.status in ("present", "absent") and fact.value["concept"] != "study_done":
            modality = str(fact.value.get("modality") or "imaging")
            studies.setdefault((modality, place_in_prose(fact.value), fact.date), []).append(fact)
    in_order = sorted(studies.items(), key=lambda entry: str(entry[0][2] or ""))
    earlier = [fact for _, shown in in_order[:-_MOST_STUDIES] for fact in shown]
    if earlier:
        text = f"{len(in_order) - _MOST_STUDIES} earlier readings of studies are on record."
        yield Sentence(text, _each(span for fact in earlier[-_MOST:] for span in fact.sources))
    for (modality, part, day), shown in in_order[-_MOST_STUDIES:]:
        named = str(acronyms.get(modality, "imaging"))
        where = f" of {part}" if part else ""
        when = f" dated {say_date(day)}" if day else ""
        yield from _listing(f"{named[0].upper()}{named[1:]}{where}{when} showed", shown, with_place=False)


def _treatment(facts: Sequence[Fact]) -> Iterable[Sentence]:
    done = [f for f in facts if f.kind in ("therapy", "procedure") and f.status in ("present", "historical")]
    return _listing("Treatment to date has included", _fullest(done))


def _medications(documents: Sequence[Document], by_document: Mapping[str, list[Fact]]) -> Iterable[Sentence]:
    for document in _newest_first(documents):
        taken = [
            fact
            for fact in by_document.get(document.id, ())
            if fact.kind == "medication" and fact.status == "present" and fact.value.get("action") != "stopped"
        ]
        if taken:
            return _listing("Medications include", _fullest(taken))
    return ()


def _fullest(stated: Sequence[Fact]) -> list[Fact]:
    """One fact a drug or therapy, one a diagnosis or procedure and place: the one that says most."""
    best: dict[tuple[str, str], Fact] = {}
    for fact in stated:
        is_placed = fact.kind in ("procedure", "diagnosis")
        key = (str(fact.value["concept"]), place_in_prose(fact.value) if is_placed else "")
        if key not in best or len(fact.value) > len(best[key].value):
            best[key] = fact
    return list(best.values())


def _work(visits: Sequence[Document], by_document: Mapping[str, list[Fact]]) -> Iterable[Sentence]:
    for document in visits:
        stated = [f for f in by_document[document.id] if f.kind == "work_status" and f.value["concept"] != "unchanged"]
        if stated:
            return _listing("Work status:", stated[:1])
    return ()


def _dispute(forms: CaseForms) -> Iterable[Sentence]:
    when = f" dated {say_date(forms.ur_denial_date)}" if forms.ur_denial_date else ""
    by_outcome: dict[str, list[DisputedItem]] = {}
    for item in forms.items:
        if item.ur is not None:
            by_outcome.setdefault(item.ur.outcome, []).append(item)
    for outcome, items in by_outcome.items():
        asked = join_words([item.request for item in items])
        sources = [span for item in items if item.ur for span in item.ur.sources]
        noun = "request" if len(items) == 1 else "requests"
        yield Sentence(
            f"The utilization review decision{when} {_UR_WORDS[outcome]} the {noun} for {asked}.", _each(sources)
        )


def _listing(lead: str, facts: Sequence[Fact], *, with_place: bool = True) -> Iterable[Sentence]:
    """One sentence that lists what *facts* say, each thing once, in their order."""
    said: dict[str, list[Span]] = {}
    for fact in facts:
        phrase = say_fact(fact, with_place=with_place)
        said.setdefault(phrase, []).extend(fact.sources)
    if not said:
        return
    kept = list(said)[:_MOST]
    sources = [span for phrase in kept for span in said[phrase]]
    yield Sentence(f"{lead} {join_words(kept)}.", _each(sources))


def _each(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(spans))
