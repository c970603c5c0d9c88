"""A child that is shut can read what it was handed, compute and answer; nothing else works any more."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from openimr.sandbox.limits import Limits
from openimr.sandbox.lockdown import allow_seconds, keep_only, limit_use, shut

FAILED, DONE = 3, 0
LIBC = ctypes.CDLL(None, use_errno=True)
NEEDS_KERNEL = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own layers are Linux's")


def ending_of(act: Callable[[], object], limits: Limits | None = None) -> int:
    """How a shut child ends that tries to *act*: 0 if it could, 3 if refused, minus the signal that ended it."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 9
        try:
            keep_only((), parent)
            limit_use(limits or Limits(), 0)
            shut()
            try:
                act()
                status = DONE
            except (OSError, PermissionError, MemoryError):
                status = FAILED
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def refused_by(attempt: Callable[[], int]) -> None:
    """Tell a C call that the kernel refuses as Python would."""
    if attempt() < 0:
        raise OSError(ctypes.get_errno(), "refused")


def test_shut_child_still_computes() -> None:
    assert ending_of(lambda: sorted(str(number) for number in range(1000))) == DONE


def test_shut_child_still_imports_the_library() -> None:
    def act() -> None:
        import wave

        assert wave.WAVE_FORMAT_PCM == 1

    assert ending_of(act) == DONE


def test_python_cannot_read_other_files(tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("private")
    assert ending_of(lambda: (tmp_path / "private.txt").read_text()) == FAILED
    assert ending_of(lambda: Path("/etc/passwd").read_text()) == FAILED


def test_python_cannot_write(tmp_path: Path) -> None:
    assert ending_of(lambda: (tmp_path / "made.txt").write_text("x")) == FAILED
    assert list(tmp_path.iterdir()) == []


def test_python_cannot_connect_or_run_programs() -> None:
    assert ending_of(socket.socket) == FAILED
    assert ending_of(lambda: subprocess.run(["true"], check=False)) == FAILED
    assert ending_of(os.fork) == FAILED
    assert ending_of(lambda: os.kill(os.getppid(), signal.SIGTERM)) == FAILED


@NEEDS_KERNEL
def test_kernel_refuses_what_native_code_tries(tmp_path: Path) -> None:
    """The same without the interpreter, as code that took over a native library would."""
    private = tmp_path / "private.txt"
    private.write_text("private")
    inside = os.fsencode(private)
    tries: list[Callable[[], int]] = [
        lambda: LIBC.open(inside, os.O_RDONLY),
        lambda: LIBC.open(inside, os.O_WRONLY),
        lambda: LIBC.open(os.fsencode(tmp_path / "made"), os.O_WRONLY | os.O_CREAT, 0o600),
        lambda: LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0),
        lambda: LIBC.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0),
        lambda: LIBC.fork(),
        lambda: LIBC.execv(b"/bin/true", (ctypes.c_char_p * 2)(b"true", None)),
        lambda: LIBC.kill(os.getppid(), 0),
        lambda: LIBC.unlink(inside),
        lambda: LIBC.chmod(inside, 0o777),
        lambda: LIBC.mkdir(os.fsencode(tmp_path / "folder"), 0o700),
        lambda: LIBC.rename(inside, inside + b"2"),
        lambda: LIBC.ptrace(16, os.getppid(), None, None),
    ]
    endings = [ending_of(partial(refused_by, attempt)) for attempt in tries]
    assert endings == [FAILED] * len(tries)
    assert [path.name for path in tmp_path.iterdir()] == ["private.txt"]


@NEEDS_KERNEL
def test_every_layer_stands_here() -> None:
    def act() -> None:
        os.setuid(os.getuid())

    assert ending_of(act) == DONE
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        refused_layers = shut()
        os.write(writer, ",".join(refused_layers).encode() or b"none")
        os._exit(0)
    os.waitpid(pid, 0)
    told = os.read(reader, 100)
    os.close(reader)
    os.close(writer)
    assert set(told.decode().split(",")) <= {"none", "landlock", "seccomp"}


def test_memory_is_limited() -> None:
    few = Limits(memory=64 << 20)
    assert ending_of(lambda: bytearray(32 << 20), few) == DONE
    assert ending_of(lambda: bytearray(512 << 20), few) == FAILED


def test_processor_time_is_limited() -> None:
    def act() -> None:
        allow_seconds(0)
        while True:
            time.time()

    began = time.monotonic()
    assert ending_of(act) == -signal.SIGXCPU
    assert time.monotonic() - began < 20


def test_threads_of_libraries_still_start() -> None:
    def act() -> None:
        thread = threading.Thread(target=time.time)
        thread.start()
        thread.join()

    assert ending_of(act) == DONE
