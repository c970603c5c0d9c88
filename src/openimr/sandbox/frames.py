"""Messages between parent and child: a JSON header and raw bytes, each behind its length; nothing in them can run."""

from __future__ import annotations

import json
import math
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from operator import le
from typing import Any

from openimr.domain.documents import Boxes, Page
from openimr.domain.spans import Problem

_LENGTHS = struct.Struct(">II")
_MOST_HEADER = 4 << 20
_MOST_PROBLEMS = 64
_MOST_MESSAGE = 300
_BOX_BYTES = 28
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
"""Characters that steer a terminal and mean nothing in a document."""


class BrokenFrameError(Exception):
    """What came through the pipe is no message of this protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: what it is, its values, and its raw bytes."""

    kind: str
    values: dict[str, Any]
    body: bytes = b""


def pack(kind: str, values: dict[str, Any], body: bytes = b"") -> bytes:
    """The message as bytes for the pipe."""
    header = json.dumps([kind, values]).encode()
    return b"".join((_LENGTHS.pack(len(header), len(body)), header, body))


class Unpacker:
    """Puts messages together from what comes through a pipe, piece by piece; no body may pass *most* bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = bytearray()

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """The messages that *piece* completes; raises `BrokenFrameError` on anything else."""
        self._kept += piece
        while len(self._kept) >= _LENGTHS.size:
            header, body = _LENGTHS.unpack_from(self._kept)
            if header > _MOST_HEADER or body > self._most:
                raise BrokenFrameError
            end = _LENGTHS.size + header + body
            if len(self._kept) < end:
                return
            frame = _frame(bytes(self._kept[_LENGTHS.size : end]), header)
            del self._kept[:end]
            yield frame


def _frame(content: bytes, header: int) -> Frame:
    try:
        kind, values = json.loads(content[:header])
    except (ValueError, TypeError, RecursionError):
        raise BrokenFrameError from None
    if not isinstance(kind, str) or not isinstance(values, dict):
        raise BrokenFrameError
    return Frame(kind, values, content[header:])


def receive(pipe: int, unpacker: Unpacker) -> Frame | None:
    """The next message from *pipe*, waited for; None when the other side is gone."""
    for frame in unpacker.feed(b""):
        return frame
    while piece := os.read(pipe, 1 << 20):
        for frame in unpacker.feed(piece):
            return frame
    return None


def send(pipe: int, content: bytes) -> None:
    """Write all of *content*, however little the pipe takes at once."""
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def page_values(page: Page) -> tuple[dict[str, Any], bytes]:
    """The page as the values and the body of a message."""
    text = page.text.encode("utf-8", "replace")
    values = {
        "number": page.number,
        "text": len(text),
        "margins": page.margins,
        "is_scan": page.is_scan,
        "confidence": page.confidence,
        "size": page.size,
    }
    return values, text + page.boxes.to_bytes()


def page_from(values: dict[str, Any], body: bytes) -> Page:
    """The page that a message holds; raises `BrokenFrameError` where any of it cannot be true."""
    size = values.get("text")
    if not isinstance(size, int) or not 0 <= size <= len(body) or (len(body) - size) % _BOX_BYTES:
        raise BrokenFrameError
    try:
        text = _CONTROL.sub("\ufffd", body[:size].decode("utf-8"))
    except UnicodeDecodeError:
        raise BrokenFrameError from None
    return Page(
        number=_whole(values.get("number")),
        text=text,
        boxes=_boxes(body[size:], len(text)),
        margins=_margins(values.get("margins"), len(text)),
        is_scan=values.get("is_scan") is True,
        confidence=None if values.get("confidence") is None else _number(values["confidence"]),
        size=_pair(values.get("size")),
    )


def _boxes(content: bytes, most: int) -> Boxes:
    """Boxes whose words lie within the text and whose places are numbers."""
    numbers = memoryview(content).cast("f")
    starts, ends = numbers[0::7].tolist(), numbers[1::7].tolist()
    if not starts:
        return Boxes()
    if not math.isfinite(math.fsum(map(abs, numbers.tolist()))):
        raise BrokenFrameError
    if min(starts) < 0 or max(ends) > most or not all(map(le, starts, ends)):
        raise BrokenFrameError
    return Boxes.from_bytes(content)


def _margins(value: Any, most: int) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, list):
        raise BrokenFrameError
    ranges = tuple((_whole(start), _whole(end)) for start, end in value)
    if any(not start <= end <= most for start, end in ranges):
        raise BrokenFrameError
    return ranges


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BrokenFrameError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BrokenFrameError
    return float(value)


def _pair(value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise BrokenFrameError
    return _number(value[0]), _number(value[1])


def problem_values(problems: tuple[Problem, ...]) -> list[list[Any]]:
    """Problems as values of a message; the file is known to the parent."""
    return [[problem.code, problem.message, problem.page] for problem in problems[:_MOST_PROBLEMS]]


def problems_from(value: Any, name: str) -> tuple[Problem, ...]:
    """The problems that a message holds, about the file *name*."""
    if not isinstance(value, list) or len(value) > _MOST_PROBLEMS:
        raise BrokenFrameError
    return tuple(_problem(entry, name) for entry in value)


def _problem(entry: Any, name: str) -> Problem:
    if not isinstance(entry, list) or len(entry) != 3:
        raise BrokenFrameError
    code, message, page = entry
    if not isinstance(code, str) or not isinstance(message, str) or not code.isidentifier():
        raise BrokenFrameError
    if len(message) > _MOST_MESSAGE or not message.isprintable():
        raise BrokenFrameError
    return Problem(code, message, name, None if page is None else _whole(page))
