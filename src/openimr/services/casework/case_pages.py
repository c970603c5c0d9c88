"""Pages recognised in the scans of cases, kept encrypted beside their files: no page is recognised twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from openimr.domain.documents import Page, Reading
from openimr.errors import KeyMissingError, UsageError
from openimr.sandbox.cache import page_entry, page_in
from openimr.services.ports import Files
from openimr.services.read_case import read_case


class CasePages:
    """The recognised pages among *files*; one that is missing or damaged is recognised anew."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def find(self, key: str) -> Page | None:
        """The page recognised from the picture of that key."""
        try:
            return page_in(self._files.get(key))
        except (UsageError, KeyMissingError):
            return None

    def keep(self, key: str, page: Page) -> None:
        """Keep the page for good."""
        self._files.keep(key, page_entry(page))


def reading_with(files: Files) -> Callable[[Path], Reading]:
    """A reader of case folders that goes on from the pages that are recognised already."""
    return partial(read_case, memory=CasePages(files))
