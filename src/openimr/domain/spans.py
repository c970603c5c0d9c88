"""Where words stand: a document, a page of it, and a half-open range of characters on that page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (half-open) of one page's text.

    `page` counts from 1. `quote` is exactly `page_text[start:end]`, line ends included.
    """

    document: str
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what we were given, told to the person who gave it.

    `message` is one sentence without patient text; `file` is relative to the case folder;
    `page` counts from 1, None where the whole file is meant.
    """

    code: str
    message: str
    file: str | None = None
    page: int | None = None
