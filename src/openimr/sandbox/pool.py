"""Files to pages by as many child processes as there are cores; the result is the same for any number of them."""

from __future__ import annotations

import logging
import os
import selectors
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from openimr.domain.documents import SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import NoMemory, PageMemory
from openimr.sandbox.child import Order
from openimr.sandbox.files import FileRead
from openimr.sandbox.frames import BrokenFrameError, Frame, pack, page_from, page_values, problems_from
from openimr.sandbox.limits import Limits
from openimr.sandbox.worker import Worker

_RANGE_SECONDS = 0.4
"""Pages are asked for in ranges of about so much work: long enough to ask seldom, short enough to share."""

_FIRST_RANGE, _LONGEST_RANGE = 1, 250
_LOOK_SECONDS = 0.1
_log = logging.getLogger("openimr.sandbox")

_FAULTS = {
    "took_too_long": "took longer than any page may",
    "took_too_much_memory": "took more memory than any file may",
    "crashed": "made its reader fail",
}


class Progress(Protocol):
    """Called now and then while files are read."""

    def __call__(self, done: int, total: int) -> None:
        """So many pages are read of so many known by now."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its name within the case, and how to open it for reading (a file number, or None and why).

    Of a long file pages full of words come without boxes, unless they are those of `pages`, which then come alone.
    """

    name: str
    open: Callable[[], int | Problem]
    pages: tuple[int, ...] = ()


def read_sources(
    sources: Sequence[Source],
    *,
    limits: Limits,
    workers: int,
    memory: PageMemory | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[SourceFile | None, tuple[Problem, ...]]]:
    """Each file as read, with what is wrong with it, in the order of *sources*; archives give each of their files."""
    pool = _Pool(sources, limits, workers, memory or NoMemory(), progress)
    try:
        yield from pool.run()
    finally:
        pool.end()


class _Pool:
    """The files, the children at work, and who reads what next."""

    def __init__(
        self, sources: Sequence[Source], limits: Limits, workers: int, memory: PageMemory, progress: Progress | None
    ) -> None:
        self._limits = limits
        self._most = max(1, workers)
        self._memory = memory
        self._progress = progress
        self._sources = list(reversed(sources))
        self._roots: list[FileRead] = []
        self._waiting: list[FileRead] = []
        self._open: list[FileRead] = []
        self._files: dict[int, os.stat_result] = {}
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self._told: set[str] = set()
        self._done = self._total = 0

    def run(self) -> Iterator[tuple[SourceFile | None, tuple[Problem, ...]]]:
        """Each root with its members as soon as all before it are done."""
        while True:
            self._fill()
            while self._roots and self._is_done(self._roots[0]):
                yield from self._finish(self._roots.pop(0))
            if not self._workers and not self._roots and not self._sources:
                return
            self._hear()

    def end(self) -> None:
        """End every child and close every file, however the work ended."""
        for worker in self._workers:
            worker.kill()
            worker.bury()
        self._workers.clear()
        for file in self._files:
            os.close(file)
        self._files.clear()
        self._selector.close()

    # -- who reads what ---------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Put a child on a file nobody reads yet; where there is none, on the file with the most pages left."""
        while len(self._workers) < self._most:
            file = self._next_file()
            if file is None:
                return
            worker = Worker(file, self._limits)
            self._workers.append(worker)
            self._selector.register(worker.answers, selectors.EVENT_READ, worker)

    def _next_file(self) -> FileRead | None:
        if self._waiting:
            return self._waiting.pop(0)
        while self._sources:
            file = self._opened(self._sources.pop())
            self._roots.append(file)
            if file.fault is None:
                return file
        return self._one_to_help()

    def _one_to_help(self) -> FileRead | None:
        """A file whose pages are worth another child: more are left than are being asked for at once."""
        readers = {id(worker.file) for worker in self._workers}
        unread = [file for file in self._open if file.todo]
        orphans = [file for file in unread if id(file) not in readers]
        worthy = orphans or [file for file in unread if file.left * file.seconds_a_page > _RANGE_SECONDS]
        return max(worthy, key=lambda file: file.left * file.seconds_a_page, default=None)

    def _opened(self, source: Source) -> FileRead:
        opened = source.open()
        if isinstance(opened, Problem):
            return FileRead(Order(source.name, -1, 0), fault=opened)
        before = os.fstat(opened)
        file = FileRead(Order(source.name, opened, before.st_size), source.pages)
        if before.st_size > self._limits.file_bytes:
            os.close(opened)
            file.fault = Problem("too_large", "The file is larger than any record: hand it in in parts.", source.name)
        else:
            self._files[opened] = before
        return file

    def _ask(self, worker: Worker) -> None:
        """Ask for the next range of the worker's file; with none left, let the child go."""
        pace = worker.file.seconds_a_page
        most = min(_LONGEST_RANGE, max(1, int(_RANGE_SECONDS / pace))) if pace else _FIRST_RANGE
        taken = worker.file.take(most)
        if taken is None:
            self._let_go(worker)
        else:
            worker.ask(*taken)

    # -- what children say ------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        for key, _ in self._selector.select(_LOOK_SECONDS):
            self._hear_one(key.data)
        now = time.monotonic()
        for worker in list(self._workers):
            worker.flush()
            if worker.asked and not worker.file.seconds_a_page and now - worker.asked_at > _LOOK_SECONDS:
                worker.file.seconds_a_page = now - worker.asked_at  # so slow at least: others may help by now
            if now > worker.deadline:
                self._fail(worker, "took_too_long")

    def _hear_one(self, worker: Worker) -> None:
        try:
            frames = worker.hear()
            if frames is None:
                self._fail(worker, None)
                return
            for frame in frames:
                self._take(worker, frame)
                if worker not in self._workers:
                    return
        except BrokenFrameError:
            self._fail(worker, "crashed")

    def _take(self, worker: Worker, frame: Frame) -> None:
        if frame.kind == "page" and worker.first <= worker.last:
            self._take_page(worker, frame)
        elif frame.kind in ("opened", "archive") and not worker.is_ready and worker.first == 1 and worker.last == 0:
            self._take_opened(worker, frame)
        elif frame.kind in ("find", "keep") and worker.first <= worker.last and worker.may_ask():
            self._remember(worker, frame)
        else:
            raise BrokenFrameError

    def _remember(self, worker: Worker, frame: Frame) -> None:
        if frame.kind == "keep":
            self._memory.keep(_key(frame), page_from(frame.values, frame.body))
            return
        found = self._memory.find(_key(frame))
        worker.tell(pack("page", *page_values(found)) if found else pack("none", {}))

    def _take_page(self, worker: Worker, frame: Frame) -> None:
        file = worker.file
        page = page_from(frame.values, frame.body)
        if page.number != worker.first:
            raise BrokenFrameError
        problems = problems_from(frame.values.get("problems"), file.order.name)
        worker.hear_from()
        file.pages[page.number] = page
        if problems:
            file.found[page.number] = [replace(problem, page=page.number) for problem in problems]
        worker.first += 1
        self._done += 1
        self._tell_progress()
        if worker.first > worker.last:
            file.seconds_a_page = max(1e-4, (time.monotonic() - worker.asked_at) / worker.asked)
            self._ask(worker)

    def _take_opened(self, worker: Worker, frame: Frame) -> None:
        self._tell_refused(frame)
        worker.hear_from()
        worker.is_ready = True
        file = worker.file
        if file.is_open:  # another child has opened it before: the pages are planned
            self._ask(worker)
            return
        if frame.kind == "archive":
            self._take_members(file, frame)
            self._let_go(worker)
            return
        count, digest = frame.values.get("count"), frame.values.get("sha256", "")
        if not isinstance(count, int) or count < 0 or not isinstance(digest, str) or len(digest) not in (0, 64):
            raise BrokenFrameError
        file.sha256 = digest
        file.notes += problems_from(frame.values.get("notes"), file.order.name)
        file.open(count, self._limits)
        self._total += file.count
        self._open.append(file)
        self._ask(worker)

    def _take_members(self, file: FileRead, frame: Frame) -> None:
        """Plan to read each file of the archive by a child of its own."""
        members, problems = frame.values.get("members"), frame.values.get("problems")
        if not isinstance(members, list) or not isinstance(problems, list) or len(members) > self._limits.members:
            raise BrokenFrameError
        file.is_open = True
        file.notes += [_told(entry) for entry in problems]
        for entry in members:
            self._add_member(file, entry)

    def _add_member(self, archive: FileRead, entry: object) -> None:
        if not isinstance(entry, list) or len(entry) != 3:
            raise BrokenFrameError
        place, name, size = entry
        if not isinstance(place, int) or not isinstance(size, int) or not isinstance(name, str) or not name:
            raise BrokenFrameError
        whole = f"{archive.order.name}/{name}"
        order = Order(whole, archive.order.file, archive.order.size + size, (*archive.order.chain, place))
        member = FileRead(order)
        if archive.depth + 1 > self._limits.depth:
            member.fault = Problem("too_deep", "The archive lies in too many others: it was not opened.", whole)
        else:
            self._waiting.append(member)
        archive.members.append(member)

    # -- how it ends ------------------------------------------------------------------------------------------------

    def _let_go(self, worker: Worker) -> None:
        self._remove(worker)
        worker.bury()

    def _remove(self, worker: Worker) -> None:
        self._selector.unregister(worker.answers)
        self._workers.remove(worker)

    def _fail(self, worker: Worker, reason: str | None) -> None:
        """A child is lost: its page is given up, the others of its range go to the next child."""
        self._remove(worker)
        if reason is not None:
            worker.kill()
        ending = worker.bury()
        code = reason or ending or "crashed"
        file = worker.file
        file.failures += 1
        if worker.first > worker.last:
            self._fail_open(file, code)
            return
        said = f"This page {_FAULTS[code]}: it was not read."
        file.found[worker.first] = [Problem(code, said, file.order.name, worker.first)]
        file.give_back(worker.first + 1, worker.last)
        self._give_up_if_hopeless(file)

    def _fail_open(self, file: FileRead, code: str) -> None:
        if file.is_open:  # a helper did not get so far: the file's other child goes on
            self._give_up_if_hopeless(file)
            return
        file.is_open = True
        file.notes.append(Problem(code, f"The file {_FAULTS[code]}: it was not read.", file.order.name))

    def _give_up_if_hopeless(self, file: FileRead) -> None:
        if file.failures >= self._limits.failures:
            file.give_up()

    def _is_done(self, root: FileRead) -> bool:
        busy = {id(worker.file) for worker in self._workers}
        return all(
            file.fault is not None or (file.is_open and not file.todo and id(file) not in busy) for file in root.walk()
        )

    def _finish(self, root: FileRead) -> Iterator[tuple[SourceFile | None, tuple[Problem, ...]]]:
        changed = self._close(root)
        done = {id(file) for file in root.walk()}
        self._open = [file for file in self._open if id(file) not in done]
        for file in root.walk():
            if file.fault is not None:
                yield None, (file.fault,)
            elif changed:
                said = "The file changed while it was read: run the program again when it is complete."
                yield None, (Problem("changed_while_read", said, file.order.name),)
                return
            else:
                yield file.result()

    def _close(self, root: FileRead) -> bool:
        """Close the file; whether somebody wrote to it since it was opened."""
        before = self._files.pop(root.order.file, None)
        if before is None:
            return False
        after = os.fstat(root.order.file)
        os.close(root.order.file)
        return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)

    # -- what is told -----------------------------------------------------------------------------------------------

    def _tell_progress(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)

    def _tell_refused(self, frame: Frame) -> None:
        """Say once which layers this system does not have."""
        refused = frame.values.get("refused")
        names = {name for name in ("landlock", "seccomp") if isinstance(refused, list) and name in refused}
        for name in sorted(names - self._told):
            _log.warning("%s is not available here: files are read without that layer of protection", name)
        self._told |= names


def _key(frame: Frame) -> str:
    """The key of a picture: letters and figures only, for it becomes a file name."""
    key = frame.values.get("key")
    if not isinstance(key, str) or not key.isalnum() or not key.isascii() or not 16 <= len(key) <= 128:
        raise BrokenFrameError
    return key


def _told(entry: object) -> Problem:
    """A problem of an archive, with the name of the member that it is about."""
    if not isinstance(entry, list) or len(entry) != 3 or not all(isinstance(word, str) for word in entry):
        raise BrokenFrameError
    code, message, name = entry
    (problem,) = problems_from([[code, message, None]], name)
    if not name.isprintable():
        raise BrokenFrameError
    return problem
