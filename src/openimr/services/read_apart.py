"""The reading of a case in a process of its own, for callers that run threads: children never fork from among those."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from openimr.domain.documents import Page, Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import PageMemory
from openimr.sandbox import Limits, Progress
from openimr.sandbox.frames import Frame, Unpacker, pack, page_from, page_values, receive, send
from openimr.services.read_here import read_here

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from openimr.services.read_apart import serve; serve(json.loads(sys.argv[2]))"
)
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """What to read: a folder or one file, all of it or the pages wanted of each file, and with how many children."""

    path: str
    wanted: dict[str, tuple[int, ...]]
    workers: int


def read_apart(task: Task, limits: Limits, memory: PageMemory, progress: Progress | None) -> Reading:
    """What `read_here` gives, read by a new process without threads."""
    arguments = json.dumps({"task": asdict(task), "limits": asdict(limits), "tells": progress is not None})
    command = [sys.executable, "-c", _PROGRAM, json.dumps(sys.path), arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        try:
            return _hear(reader, memory, progress)
        finally:
            reader.kill()


def _hear(reader: subprocess.Popen[bytes], memory: PageMemory, progress: Progress | None) -> Reading:
    assert reader.stdin is not None
    assert reader.stdout is not None
    files: list[SourceFile] = []
    pages: list[Page] = []
    unpacker = Unpacker(_MOST_BYTES)
    while frame := receive(reader.stdout.fileno(), unpacker):
        if frame.kind == "page":
            pages.append(page_from(frame.values, frame.body))
        elif frame.kind == "file":
            files.append(SourceFile(frame.values["name"], frame.values["sha256"], tuple(pages)))
            pages = []
        elif frame.kind == "progress" and progress is not None:
            progress(frame.values["done"], frame.values["total"])
        elif frame.kind == "find":
            found = memory.find(frame.values["key"])
            send(reader.stdin.fileno(), pack("page", *page_values(found)) if found else pack("none", {}))
        elif frame.kind == "keep":
            memory.keep(frame.values["key"], page_from(frame.values, frame.body))
        elif frame.kind == "end":
            return Reading(tuple(files), tuple(Problem(*entry) for entry in frame.values["problems"]))
    raise RuntimeError("the reading process ended before its work")


def serve(arguments: dict[str, Any]) -> None:
    """Be that process: read, and tell through standard output, until that is done or whoever asked is gone."""
    with contextlib.suppress(BrokenPipeError):
        _read_and_tell(arguments)


def _read_and_tell(arguments: dict[str, Any]) -> None:
    task = Task(**arguments["task"])
    limits = Limits(**arguments["limits"])
    progress = _tell_progress if arguments["tells"] else None
    reading = read_here(Path(task.path), task.wanted, limits, task.workers, _Told(), progress)
    for file in reading.files:
        for page in file.pages:
            send(1, pack("page", *page_values(page)))
        send(1, pack("file", {"name": file.name, "sha256": file.sha256}))
    problems = [[each.code, each.message, each.file, each.page] for each in reading.problems]
    send(1, pack("end", {"problems": problems}))


def _tell_progress(done: int, total: int) -> None:
    send(1, pack("progress", {"done": done, "total": total}))


class _Told:
    """The caller's memory, asked through the pipes."""

    def __init__(self) -> None:
        self._unpacker = Unpacker(_MOST_BYTES)

    def find(self, key: str) -> Page | None:
        """The page recognised from that picture, None if it never was."""
        send(1, pack("find", {"key": key}))
        answer: Frame | None = receive(0, self._unpacker)
        return page_from(answer.values, answer.body) if answer is not None and answer.kind == "page" else None

    def keep(self, key: str, page: Page) -> None:
        """Hand the page over, to be remembered."""
        values, body = page_values(page)
        send(1, pack("keep", {**values, "key": key}, body))
