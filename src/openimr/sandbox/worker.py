"""The parent's end of one child: starting it, asking for pages, hearing what it says, ending it."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Iterator
from typing import NoReturn

from openimr.sandbox.child import OUT_OF_MEMORY, Order, serve
from openimr.sandbox.files import FileRead
from openimr.sandbox.frames import Frame, Unpacker, pack
from openimr.sandbox.limits import Limits

_PIECE = 1 << 20
_MOST_QUESTIONS = 16
_SET_PIPE_SIZE = 1031
"""Linux's F_SETPIPE_SZ: a page with its boxes then goes through at once."""


class Worker:
    """One child process and the file that it reads."""

    def __init__(self, file: FileRead, limits: Limits) -> None:
        self.file = file
        self.first, self.last = 1, 0
        self.is_ready = False
        self.asked, self.asked_at = 0, 0.0
        self._limits = limits
        self._unpacker = Unpacker(limits.page_bytes)
        self._waiting = bytearray()
        self._was_killed = False
        self.pid, self._asks, self.answers = _start(file.order, limits)
        self.hear_from()

    def hear_from(self) -> None:
        """The child has done a step: its time for the next one begins."""
        self._questions = 0
        self.deadline = time.monotonic() + self._limits.page_seconds * self._limits.patience

    def may_ask(self) -> bool:
        """Whether it may ask one more question about the page it reads."""
        self._questions += 1
        return self._questions <= _MOST_QUESTIONS

    def ask(self, first: int, last: int) -> None:
        """Have it read the pages *first* to *last*."""
        self.first, self.last = first, last
        self.asked = last - first + 1
        self.asked_at = time.monotonic()
        self.tell(pack("read", {"first": first, "last": last, "places": self.file.takes_places}))

    def tell(self, content: bytes) -> None:
        """Send it a message; what its pipe does not take at once waits for `flush`."""
        self._waiting += content
        self.flush()

    def flush(self) -> None:
        """Send what waits; a child that is gone is noticed when its answers end."""
        while self._waiting:
            try:
                sent = os.write(self._asks, self._waiting[:_PIECE])
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._waiting.clear()
                return
            del self._waiting[:sent]

    def hear(self) -> Iterator[Frame] | None:
        """The messages that have come, None if the child is gone; raises `BrokenFrameError` on noise."""
        piece = os.read(self.answers, _PIECE)
        return self._unpacker.feed(piece) if piece else None

    def kill(self) -> None:
        """End it now; it has used its time, or says what it must not."""
        self._was_killed = True
        os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> str | None:
        """Wait for its end, give back what it held, and say how it failed: None if it did not."""
        os.close(self._asks)
        os.close(self.answers)
        _, status = os.waitpid(self.pid, 0)
        ending = os.waitstatus_to_exitcode(status)
        if ending == 0:
            return None
        if ending == -signal.SIGXCPU or self._was_killed:
            return "took_too_long"
        if ending in (OUT_OF_MEMORY, -signal.SIGKILL):  # nobody but the system's own memory guard sends that
            return "took_too_much_memory"
        return "crashed"


def _start(order: Order, limits: Limits) -> tuple[int, int, int]:
    """A new child: its process id, the pipe to ask it, the pipe that it answers through."""
    asked, asks = os.pipe()
    answers, answered = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():  # native threads of libraries wait idle; a caller's own threads never fork here
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _become_child(order, asked, answered, parent, limits)
    os.close(asked)
    os.close(answered)
    os.set_blocking(asks, False)
    _widen(answers)
    return pid, asks, answers


def _become_child(order: Order, asked: int, answered: int, parent: int, limits: Limits) -> NoReturn:
    try:
        serve(order, asked, answered, parent, limits)
    finally:
        os._exit(1)


def _widen(pipe: int) -> None:
    import fcntl

    try:
        fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIECE)
    except (OSError, ValueError):  # another system, or no more room for this user: pages go through in pieces
        return
