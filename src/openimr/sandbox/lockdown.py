"""What a child gives up before it looks at a file: every layer that the system offers, one behind the other.

On Linux the kernel enforces all of it; elsewhere the limits and the interpreter's own audit hook remain.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import sys
import warnings
from collections.abc import Sequence
from typing import Any

from openimr.sandbox.landlock import restrict_files
from openimr.sandbox.limits import Limits
from openimr.sandbox.seccomp import refuse_calls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SYSTEM_LIBRARIES = (
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/tesseract-ocr",
    "/usr/share/tessdata", "/opt/homebrew/lib", "/opt/homebrew/share/tessdata", "/dev/null", "/dev/urandom",
)  # fmt: skip
_REFUSED_EVENTS = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.kill", "os.remove",
    "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "os.utime",
    "os.setxattr", "shutil.", "tempfile.", "pty.", "webbrowser.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def readable_folders() -> tuple[str, ...]:
    """Where programs and their data lie, and no document does: a child may read there, and nowhere else."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    own = [path for path in sys.path if path.endswith(("site-packages", "dist-packages", "lib-dynload", ".zip"))]
    python = os.path.dirname(os.__file__)
    data = [os.environ[name] for name in ("TESSDATA_PREFIX",) if os.environ.get(name)]
    return tuple(dict.fromkeys((*_SYSTEM_LIBRARIES, *own, python, package, *data)))


def keep_only(kept: Sequence[int], parent: int) -> None:
    """Close every file but *kept*, mute what libraries print, and die with the parent process."""
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    first = 3
    for number in sorted(kept):
        os.closerange(first, number)
        first = number + 1
    os.closerange(first, max(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and ends its children
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _control(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def limit_use(limits: Limits, file_bytes: int) -> None:
    """Memory for the program, the file and `limits.memory`; no file can grow, no core is left."""
    memory = _address_space() + 2 * file_bytes + limits.memory
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def allow_seconds(seconds: int) -> None:
    """Let the process use so many more seconds of processor time before the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def shut() -> tuple[str, ...]:
    """Give up network, programs and all files but the libraries' own; the layers that this system refused."""
    folders = readable_folders()
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")  # libraries warn of damaged files: the page's problem says so
    refused = _shut_kernel(folders) if sys.platform == "linux" else ("landlock", "seccomp")
    sys.addaudithook(_watch(folders))
    gc.freeze()  # what the parent made stays shared: nobody looks through it for waste
    return refused


def _shut_kernel(folders: Sequence[str]) -> tuple[str, ...]:
    _control(_PR_SET_DUMPABLE, 0)
    if not _control(_PR_SET_NO_NEW_PRIVS, 1):
        return "landlock", "seccomp"
    layers = (("landlock", restrict_files(folders)), ("seccomp", refuse_calls()))
    return tuple(name for name, stands in layers if not stands)


def _control(option: int, value: int) -> bool:
    """One prctl call; False where there is none or it is refused."""
    if sys.platform != "linux":
        return False
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(option, ctypes.c_ulong(value), *(ctypes.c_ulong(0),) * 3) == 0)


def _watch(folders: Sequence[str]) -> Any:
    """The interpreter's own guard: it sees what Python code does, on every system, and refuses it."""
    inside = tuple(folder.rstrip("/") + "/" for folder in folders)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, flags = arguments[0], arguments[2]
            if isinstance(flags, int) and flags & _WRITING:
                raise PermissionError("a file is opened for writing")
            if isinstance(path, str | bytes) and not _is_readable(os.fsdecode(path), inside, folders):
                raise PermissionError("a file is opened that is no part of the program")
        elif event.startswith(_REFUSED_EVENTS):
            raise PermissionError(event)

    return watch


def _is_readable(path: str, inside: tuple[str, ...], folders: Sequence[str]) -> bool:
    whole = os.path.abspath(path)
    return whole in folders or whole.startswith(inside)


def _address_space() -> int:
    """What the process has mapped by now, in bytes; a generous guess where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:
            return int(pages.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 4 << 30
