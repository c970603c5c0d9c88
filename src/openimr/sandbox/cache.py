"""Recognised pages on disk, each under the key of its picture, so that no picture is recognised twice."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zlib
from pathlib import Path

from openimr.domain.documents import Page
from openimr.sandbox.frames import BrokenFrameError, Unpacker, pack, page_from, page_values

_MARK = b"openimr page 1\n"
_DIGEST_BYTES = 32
_MOST_BYTES = 64 << 20
_log = logging.getLogger("openimr.sandbox")


class PageCache:
    """A folder of recognised pages; it is made when the first one is kept, and an entry that is damaged is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_writable = True

    def find(self, key: str) -> Page | None:
        """The page recognised from that picture, None if it never was or the entry is damaged."""
        try:
            content = self._place(key).read_bytes()
        except OSError:
            return None
        return page_in(content)

    def keep(self, key: str, page: Page) -> None:
        """Write the page so that a reader sees all of it or nothing; a full disk costs the cache, not the case."""
        if not self._is_writable:
            return
        place = self._place(key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(place, page_entry(page))
        except OSError as error:
            self._is_writable = False
            _log.warning("recognised pages are not kept: %s", error.strerror)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key


def _write_whole(place: Path, content: bytes) -> None:
    file, unfinished = tempfile.mkstemp(dir=place.parent, prefix=".unfinished-")
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
        os.replace(unfinished, place)
    except BaseException:
        os.unlink(unfinished)
        raise


def page_entry(page: Page) -> bytes:
    """The page as bytes to be kept."""
    content = zlib.compress(pack("page", *page_values(page)), 1)
    return _MARK + hashlib.sha256(content).digest() + content


def page_in(content: bytes) -> Page | None:
    """The page that *content* was made of, None if it is damaged."""
    start = len(_MARK) + _DIGEST_BYTES
    whole = content[start:]
    if not content.startswith(_MARK) or hashlib.sha256(whole).digest() != content[len(_MARK) : start]:
        return None
    try:
        plain = zlib.decompressobj().decompress(whole, _MOST_BYTES)
        for frame in Unpacker(_MOST_BYTES).feed(plain):
            return page_from(frame.values, frame.body)
    except (zlib.error, BrokenFrameError):
        return None
    return None
