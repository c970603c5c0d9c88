"""The child process: it opens one file, answers for the pages it is asked for, and knows nothing else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.archives import is_archive, list_members, read_member
from openimr.pipeline.documents.formats import open_file
from openimr.pipeline.documents.opened import Opened
from openimr.sandbox.frames import Unpacker, pack, page_from, page_values, problem_values, receive, send
from openimr.sandbox.limits import Limits
from openimr.sandbox.lockdown import allow_seconds, keep_only, limit_use, shut

_LONGEST_LINE = 200_000
"""Characters; the longest paragraph that a text file writes without a line end has a tenth of that."""

_PIECE = 8 << 20

OUT_OF_MEMORY = 86
"""Exit status of a child that wanted more than its memory."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is to open: an open file and its size, and which member of which archive within it."""

    name: str
    file: int
    size: int
    chain: tuple[int, ...] = ()


def serve(order: Order, asked: int, answers: int, parent: int, limits: Limits) -> None:
    """Lock this process down, open the file, answer until nobody asks; never returns."""
    status = 1
    try:
        keep_only((order.file, asked, answers), parent)
        limit_use(limits, order.size)
        refused = shut()
        allow_seconds(limits.page_seconds)
        _answer(order, asked, answers, limits, refused)
        status = 0
    except MemoryError:
        status = OUT_OF_MEMORY
    finally:
        os._exit(status)


def _answer(order: Order, asked: int, answers: int, limits: Limits, refused: Sequence[str]) -> None:
    content = _content(order, limits)
    if content is None:
        problem = Problem("damaged", "The file in the archive is damaged, or holds more than it says.")
        send(answers, pack("opened", {"count": 0, "notes": problem_values((problem,)), "refused": refused}))
        return
    if is_archive(order.name, content):
        _list(order, content, answers, limits, refused)
        return
    memory = _AskedMemory(asked, answers, limits)
    opened = open_file(order.name, content, memory)
    digest = hashlib.sha256(content).hexdigest()
    values = {"count": opened.count, "notes": problem_values(opened.notes), "sha256": digest, "refused": refused}
    send(answers, pack("opened", values))
    while request := receive(asked, memory.unpacker):
        for number in range(request.values["first"], request.values["last"] + 1):
            allow_seconds(limits.page_seconds)
            send(answers, _read(opened, number, places=request.values["places"]))
    opened.close()


def _content(order: Order, limits: Limits) -> bytes | None:
    pieces = []
    at = 0
    while piece := os.pread(order.file, _PIECE, at):
        pieces.append(piece)
        at += len(piece)
    content: bytes | None = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    for place in order.chain:
        if content is not None:
            content = read_member(content, place, limits.member_bytes)
    return content


def _list(order: Order, content: bytes, answers: int, limits: Limits, refused: Sequence[str]) -> None:
    """Tell the members of an archive; each is opened by a child of its own."""
    most = {"most": limits.members, "most_bytes": limits.archive_bytes, "most_member": limits.member_bytes}
    held = list_members(order.name, content, **most)
    members = [[member.place, member.name, member.size] for member in held.members]
    problems = [[problem.code, problem.message, problem.file] for problem in held.problems]
    send(answers, pack("archive", {"members": members, "problems": problems, "refused": refused}))


def _read(opened: Opened, number: int, *, places: bool) -> bytes:
    """The page as a message; a reader that fails on it costs that page alone."""
    try:
        page, problems = opened.read(number, places=places)
    except MemoryError:
        raise
    except (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError):
        page, problems = Page(number, ""), (Problem("crashed", "The page could not be read: its data is broken."),)
    if max(map(len, page.text.split("\n"))) > _LONGEST_LINE:
        page, problems = Page(number, ""), (Problem("too_large", "The page holds a line longer than any paper."),)
    values, body = page_values(page)
    values["problems"] = problem_values(problems)
    return pack("page", values, body)


class _AskedMemory:
    """The pages that the parent remembers: asked for and told through the pipes."""

    def __init__(self, asked: int, answers: int, limits: Limits) -> None:
        self._asked = asked
        self._answers = answers
        self.unpacker = Unpacker(limits.page_bytes)

    def find(self, key: str) -> Page | None:
        """The page recognised from that picture, None if it never was."""
        send(self._answers, pack("find", {"key": key}))
        answer = receive(self._asked, self.unpacker)
        if answer is None or answer.kind != "page":
            return None
        return page_from(answer.values, answer.body)

    def keep(self, key: str, page: Page) -> None:
        """Hand the page over, to be remembered."""
        values, body = page_values(page)
        send(self._answers, pack("keep", {**values, "key": key}, body))
