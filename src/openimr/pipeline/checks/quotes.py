"""Is every quote really there, on the page that it names?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openimr.domain.determinations import Determination
from openimr.domain.documents import Document, SourceFile
from openimr.domain.findings import Finding
from openimr.domain.spans import Span
from openimr.pipeline.checks.places import all_spans

_AGAIN = "Draft the case again, or correct the source by hand."


def find_wrong_quotes(determination: Determination, record: Mapping[str, SourceFile] | None) -> Iterator[Finding]:
    """Quotes of unknown documents, of pages outside them, and quotes that differ from the page's words."""
    documents = {document.id: document for document in determination.documents}
    for place, span in all_spans(determination):
        yield from _of_listed_document(place, span, documents.get(span.document))
        if record is not None:
            yield from _on_page(place, span, record.get(span.document))
    if record is None and determination.status != "published":
        message = "No quote was compared with the record: record.json is not beside the determination."
        yield Finding("record_missing", "warning", "quotes", message, "Check the folder that determine wrote.")


def _of_listed_document(place: str, span: Span, document: Document | None) -> Iterator[Finding]:
    if document is None:
        message = f"A quote is said to stand in the document {span.document}, which the letter does not list."
        yield Finding("document_unknown", "error", place, message, _AGAIN)
    elif span.page not in document.page_numbers:
        message = f"A quote is said to stand on page {span.page}, which is none of the document's pages."
        yield Finding("page_unknown", "error", place, message, _AGAIN)


def _on_page(place: str, span: Span, source: SourceFile | None) -> Iterator[Finding]:
    if source is None:
        message = f"The record holds no document {span.document}."
        yield Finding("document_missing", "error", place, message, "Keep the record that the draft was made from.")
        return
    text = next((page.text for page in source.pages if page.number == span.page), None)
    if text is None or text[span.start : span.end] != span.quote or not span.quote:
        message = f"The quoted words do not stand at their place on page {span.page} of {source.name}."
        yield Finding("quote_differs", "error", place, message, _AGAIN)
