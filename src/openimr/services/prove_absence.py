"""Silence of the record proved before anything rests on it: certificates for every "not documented" of a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from openimr.domain.absences import Certificate, Mention, Search
from openimr.domain.cases import CaseFile
from openimr.domain.determinations import CriterionFinding, Determination
from openimr.domain.documents import CLINICAL_KINDS, Document, Page, SourceFile
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Evaluation, Question
from openimr.domain.spans import Span
from openimr.pipeline.absences import Seeker, extent, states_something, texts, weakened
from openimr.pipeline.checks import stated_absences
from openimr.pipeline.criteria import reopened
from openimr.pipeline.facts.status import status
from openimr.pipeline.letters.evidence import name_document
from openimr.text.flow import Flow

_SHOWN = 2
"""Hits quoted in the sentence of a finding; all stand in its certificate."""


class Prover:
    """Searches the pages of one case for what its criteria did not find."""

    def __init__(self, case: CaseFile, flows: Mapping[str, Flow], facts: Sequence[Fact]) -> None:
        pages = {document.id: _pages(document, case) for document in case.documents}
        searched = [
            text for document in case.documents for text in texts(document, pages[document.id], flows.get(document.id))
        ]
        self._documents = {document.id: document for document in case.documents}
        self._facts = {fact.id: fact for fact in facts}
        self._seeker = Seeker(searched, facts, status, _requests(case))
        self.search: Search = extent(case.documents, pages, case.problems)

    def settle(self, evaluation: Evaluation, question: Question) -> Evaluation:
        """*evaluation* with its silences proved; open where words that could not be judged may turn it."""
        criteria = {criterion.id: criterion for criterion in evaluation.edition.criteria}
        silent = [criteria[finding.id] for finding in evaluation.findings if finding.silence == "silent"]
        certificates = self._seeker.certify(silent, question)
        return reopened(evaluation, [self._proved(each, certificates) for each in evaluation.findings])

    def _proved(self, finding: CriterionFinding, certificates: Mapping[str, Certificate]) -> CriterionFinding:
        certificate = certificates.get(finding.id)
        if certificate is None:
            return finding
        if certificate.hits:
            hits = sorted(certificate.hits, key=self._order)
            records = [hit for hit in hits if self._is_record(hit)]
            why = self._mentioned(finding, records) if records else self._said_elsewhere(finding, hits)
            closed_as = None if records else finding.closed_as
            return replace(finding, silence="mentioned", closed_as=closed_as, why=why, absence=certificate)
        why = weakened(finding.why, self.search.readable, self.search.unreadable)
        return replace(finding, why=why, absence=certificate)

    def _mentioned(self, finding: CriterionFinding, hits: Sequence[Mention]) -> str:
        shown = "; ".join(self._place(hit) for hit in hits[:_SHOWN])
        return (
            f"Words that may answer the question could not be judged and have to be read by a person: {shown}. "
            f"The question is: {finding.question}"
        )

    def _order(self, hit: Mention) -> tuple[dt.date, str, int, str]:
        """By day and words, whatever the files are called."""
        span = hit.sources[0]
        document = self._documents.get(span.document)
        day = document.date if document else None
        return day or dt.date.min, document.kind if document else "", span.page, span.quote

    def _is_record(self, hit: Mention) -> bool:
        """Whether a medical record says it as something that is so: no form, no plan, no mere word on the subject."""
        document = self._documents.get(hit.sources[0].document)
        if document is None or document.kind not in CLINICAL_KINDS or document.set_aside or hit.is_bare:
            return False
        words = " ".join(span.quote for span in hit.sources)
        fact = self._facts.get(hit.fact or "")
        return states_something(words, fact.status if fact else None, status)

    def _said_elsewhere(self, finding: CriterionFinding, hits: Sequence[Mention]) -> str:
        """Where words stand that do not keep the question open; they are no record, so they are not quoted."""
        places = dict.fromkeys(self._page_of(hit) for hit in hits[:_SHOWN])
        return (
            f"No medical record that was read answers this question (words on the subject: {'; '.join(places)}): "
            f"{finding.question}"
        )

    def _page_of(self, hit: Mention) -> str:
        span = hit.sources[0]
        document = self._documents.get(span.document)
        return f"{name_document(document) if document else span.document}, page {span.page}"

    def _place(self, hit: Mention) -> str:
        return f'"{" ".join(" ".join(each.quote for each in hit.sources).split())}" ({self._page_of(hit)})'


def prove_stated(determination: Determination, record: Mapping[str, SourceFile]) -> dict[str, Certificate]:
    """What the pages of *record* (by document id) say on each absence that a person states, by its place."""
    stated = [each for each in stated_absences(determination) if each.things]
    if not stated:
        return {}
    documents = [each for each in determination.documents if each.id in record]
    searched = [text for each in documents for text in texts(each, record[each.id].pages)]
    seeker = Seeker(searched, determination.facts, status)
    day = max((each.date for each in documents if each.date), default=dt.date.max)
    return {
        each.place: seeker.certify_things(each.things, Question(determination.items[each.item - 1].treatment, (), day))
        for each in stated
    }


def _requests(case: CaseFile) -> list[Span]:
    """Where the forms name what is in dispute."""
    items = case.forms.items
    decided = [span for item in items if item.ur for span in item.ur.sources]
    return [span for item in items for span in (*item.sources, *item.rfa_sources)] + decided


def _pages(document: Document, case: CaseFile) -> list[Page]:
    file = next(file for file in case.files if file.name == document.file)
    if len(document.page_numbers) == len(file.pages) and not document.page_list:
        return list(file.pages)
    by_number = {page.number: page for page in file.pages}
    return [by_number[number] for number in document.page_numbers if number in by_number]
