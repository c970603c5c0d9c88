"""Is every page of the record in a document of the list, and every item of the application in the letter?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from openimr.domain.cases import DisputedItem
from openimr.domain.determinations import Determination
from openimr.domain.findings import Finding
from openimr.domain.spans import Span
from openimr.pipeline.checks.wordings import squash

_LIST = "Read it and list it, or draft the case again from the whole record."


def find_unlisted_pages(determination: Determination, files: Mapping[str, int] | None = None) -> Iterator[Finding]:
    """Pages between the documents of a file that belong to none of them.

    *files* gives the pages of each file of the case folder, where it is at hand: then also files that no document of
    the list comes from, and pages behind the last one listed.
    """
    if determination.status == "published":
        return
    listed: dict[str, set[int]] = {}
    for document in determination.documents:
        listed.setdefault(document.file, set()).update(document.page_numbers)
    for name, pages in sorted(listed.items()):
        last = max([*pages, (files or {}).get(name, 0)])
        missing = sorted(set(range(1, last + 1)) - pages)
        if missing:
            said = f"page {missing[0]}" if len(missing) == 1 else f"{len(missing)} pages, the first page {missing[0]},"
            message = f"No document of the list covers {said} of {name}."
            yield Finding("page_not_listed", "error", "documents", message, _LIST)
    for name in sorted(set(files or ()) - set(listed)):
        yield Finding("file_not_listed", "error", "documents", f"No document of the list comes from {name}.", _LIST)


def find_missing_items(determination: Determination, asked: Sequence[DisputedItem]) -> Iterator[Finding]:
    """Items that the application disputes and the letter does not decide; one that it words otherwise is there."""
    decided = [squash(item.request) for item in determination.items]
    places = {_place(span) for item in determination.items for span in item.sources}
    for number, item in enumerate(asked if determination.items else (), start=1):
        wanted = squash(item.request)
        is_there = any(wanted in each or (each and each in wanted) for each in decided)
        if wanted and not is_there and places.isdisjoint(map(_place, item.sources)):
            message = f"Item {number} of the application is not among the items of the letter."
            yield Finding("item_missing", "error", "items", message, "Decide every item that the application disputes.")


def _place(span: Span) -> tuple[int, int, str]:
    """Where words stand, whatever the document is called."""
    return span.page, span.start, span.quote
