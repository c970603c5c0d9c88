"""Do the sentences quote and name what is there: the record's words, and criteria that were judged?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from openimr.domain.determinations import Determination, Sentence
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import rationale_sentences, summary_sentences
from openimr.pipeline.checks.wordings import as_drafted, quotations, squash

_GAP = re.compile(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*")


def find_wrong_statements(determination: Determination, record: Mapping[str, SourceFile] | None) -> Iterator[Finding]:
    """Words in quotation marks that no source holds, and sentences on criteria that nobody judged."""
    for place, sentence in summary_sentences(determination):
        yield from _quoted(place, sentence, record)
    for place, number, sentence in rationale_sentences(determination):
        item = determination.items[number - 1]
        if record is not None or not as_drafted(item, sentence):
            yield from _quoted(place, sentence, record)
        judged = {finding.id for finding in item.proposal.criteria} if item.proposal else set()
        if judged and not judged.issuperset(sentence.criteria):
            message = "The sentence names a criterion that was not judged for this item."
            yield Finding("criterion_unknown", "error", place, message, "Name a criterion of the item's proposal.")


def _quoted(place: str, sentence: Sentence, record: Mapping[str, SourceFile] | None) -> Iterator[Finding]:
    if not sentence.sources:
        return
    ground = [squash(" ".join(span.quote for span in sentence.sources)), *_pages(sentence, record)]
    for quotation in quotations(sentence.text):
        parts = [squash(part) for part in _GAP.split(quotation)]
        if not all(any(part in words for words in ground) for part in parts):
            message = "The sentence quotes words that do not stand in its sources."
            yield Finding("quotation_differs", "error", place, message, "Quote the words as they stand in the record.")
            return


def _pages(sentence: Sentence, record: Mapping[str, SourceFile] | None) -> Sequence[str]:
    """The pages on which the sources stand: a quotation may begin before them or go on behind them."""
    named = {(span.document, span.page) for span in sentence.sources}
    files = [(record.get(document), number) for document, number in sorted(named)] if record else []
    return [squash(page.text) for file, number in files if file for page in file.pages if page.number == number]
