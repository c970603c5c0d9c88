"""An opened file: how many pages it has, and each of them on demand, so that no more than one is in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from openimr.domain.documents import Page
from openimr.domain.spans import Problem

PageRead = tuple[Page, tuple[Problem, ...]]


class Opened(Protocol):
    """What every reader gives: `count` pages numbered from 1, `notes` about the file as a whole."""

    @property
    def count(self) -> int:
        """How many pages the file has."""

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is wrong with the file as a whole."""

    def read(self, number: int, *, places: bool = True) -> PageRead:
        """The page with that number, and what is wrong with it; a page that cannot be read has no text.

        Without *places* a page full of words of a text layer has no boxes: they take longer than its text.
        """

    def close(self) -> None:
        """Give its memory back."""


class PageMemory(Protocol):
    """Pages recognised before, each under the key of its picture."""

    def find(self, key: str) -> Page | None:
        """The page recognised from that picture, None if it never was."""

    def keep(self, key: str, page: Page) -> None:
        """Remember *page* for the next time that its picture is met."""


class NoMemory:
    """Remembers nothing."""

    def find(self, key: str) -> Page | None:
        """None: nothing is remembered."""

    def keep(self, key: str, page: Page) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """A file whose pages are few or made all at once: Word, plain text."""

    pages: Sequence[Page]
    notes: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.pages)

    def read(self, number: int, *, places: bool = True) -> PageRead:
        """The page with that number; nothing is wrong with it."""
        return self.pages[number - 1], ()

    def close(self) -> None:
        """Nothing is held."""


Opening = Callable[[str, bytes, PageMemory], Opened]
"""Opens a file of one kind; a file that cannot be opened has no pages, and a note that says why."""
