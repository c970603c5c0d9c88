"""A seccomp filter (Linux): the kernel refuses network, programs, signals to others and every change to files."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW = 0x7FFF0000
_REFUSE_PERMISSION = 0x00050000 | 1
_REFUSE_UNKNOWN = 0x00050000 | 38
_KILL = 0x80000000
_OTHER_ABI = 0x40000000
_NEW_THREAD = 0x00010000
_PR_SET_SECCOMP, _FILTER_MODE = 22, 2
_ANY_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

Instruction = tuple[int, int, int, int]


class _Line(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("lines", ctypes.POINTER(_Line)))


_NETWORK = ("socket", "socketpair", "connect", "accept", "accept4", "bind", "listen", "sendto", "sendmsg", "sendmmsg")
_PROGRAMS = ("execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "kill", "tkill")
_PROCESSES = ("pidfd_open", "pidfd_send_signal", "pidfd_getfd", "unshare", "setns", "bpf", "perf_event_open", "keyctl")
_FILES = ("truncate", "ftruncate", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "creat", "link",
          "linkat", "unlink", "unlinkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown",
          "lchown", "fchownat", "mknod", "mknodat", "utime", "utimes", "utimensat", "futimesat", "setxattr",
          "lsetxattr", "fsetxattr", "mount", "umount2", "chroot", "pivot_root", "open_by_handle_at", "open_tree",
          "move_mount", "fsopen", "userfaultfd", "shmget", "mq_open")  # fmt: skip
_UNKNOWN = ("io_uring_setup", "io_uring_enter", "io_uring_register", "openat2", "clone3")
"""Told as if the kernel had none, so that libraries take the older way, whose arguments can be looked at."""

_X86_64 = """
    socket=41 connect=42 accept=43 sendto=44 sendmsg=46 bind=49 listen=50 socketpair=53 accept4=288
    sendmmsg=307 clone=56 fork=57 vfork=58 execve=59 kill=62 tkill=200 tgkill=234 execveat=322 ptrace=101
    process_vm_readv=310 process_vm_writev=311 pidfd_open=434 pidfd_send_signal=424 pidfd_getfd=438 unshare=272
    setns=308 bpf=321 perf_event_open=298 keyctl=250 open=2 openat=257 truncate=76 ftruncate=77 rename=82
    mkdir=83 rmdir=84 creat=85 link=86 unlink=87 symlink=88 chmod=90 fchmod=91 chown=92 fchown=93 lchown=94
    utime=132 mknod=133 utimes=235 mkdirat=258 mknodat=259 fchownat=260 futimesat=261 unlinkat=263
    renameat=264 linkat=265 symlinkat=266 fchmodat=268 utimensat=280 renameat2=316 setxattr=188 lsetxattr=189
    fsetxattr=190 mount=165 umount2=166 chroot=161 pivot_root=155 open_by_handle_at=304 open_tree=428
    move_mount=429 fsopen=430 userfaultfd=323 shmget=29 mq_open=240 io_uring_setup=425 io_uring_enter=426
    io_uring_register=427 openat2=437 clone3=435 prlimit64=302
"""

_AARCH64 = """
    socket=198 socketpair=199 bind=200 listen=201 accept=202 connect=203 sendto=206 sendmsg=211 accept4=242
    sendmmsg=269 clone=220 execve=221 kill=129 tkill=130 tgkill=131 execveat=281 ptrace=117
    process_vm_readv=270 process_vm_writev=271 pidfd_open=434 pidfd_send_signal=424 pidfd_getfd=438 unshare=97
    setns=268 bpf=280 perf_event_open=241 keyctl=219 openat=56 truncate=45 ftruncate=46 mkdirat=34 mknodat=33
    unlinkat=35 symlinkat=36 linkat=37 renameat=38 umount2=39 mount=40 pivot_root=41 chroot=51 fchmod=52
    fchmodat=53 fchownat=54 fchown=55 utimensat=88 renameat2=276 setxattr=5 lsetxattr=6 fsetxattr=7
    open_by_handle_at=265 open_tree=428 move_mount=429 fsopen=430 userfaultfd=282 shmget=194 mq_open=180
    io_uring_setup=425 io_uring_enter=426 io_uring_register=427 openat2=437 clone3=435 prlimit64=261
"""

_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}
"""The kernel's mark for each machine, and the numbers of its calls."""


def refuse_calls() -> bool:
    """Install the filter for this process and all its threads to come; False where the kernel or machine has none.

    The process must have given up new privileges (`PR_SET_NO_NEW_PRIVS`) before.
    """
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or ctypes.sizeof(ctypes.c_void_p) != 8:
        return False
    architecture, calls = machine
    numbers = {name: int(number) for name, number in (call.split("=") for call in calls.split())}
    instructions = _program(architecture, numbers)
    lines = (_Line * len(instructions))(*(_Line(*instruction) for instruction in instructions))
    program = _Program(len(instructions), lines)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return bool(prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER_MODE), ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, numbers: dict[str, int]) -> list[Instruction]:
    """Every refused call in turn; what passes them all is allowed."""
    start: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, _REFUSE_UNKNOWN),
    ]
    never = [name for name in (*_NETWORK, *_PROGRAMS, *_PROCESSES, *_FILES) if name in numbers]
    return [
        *start,
        *(line for name in never for line in _refused(numbers[name], _REFUSE_PERMISSION)),
        *(line for name in _UNKNOWN for line in _refused(numbers[name], _REFUSE_UNKNOWN)),
        *_conditions(numbers),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _refused(number: int, answer: int) -> Sequence[Instruction]:
    return (_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)


def _conditions(numbers: dict[str, int]) -> list[Instruction]:
    """Calls that depend on an argument: files to read, threads, signals to oneself and one's own limits are allowed."""
    lines: list[Instruction] = []
    if "open" in numbers:
        lines += _unless(numbers["open"], 1, (_ANY_BIT, 1, 0, _ANY_WRITING))
    lines += _unless(numbers["openat"], 2, (_ANY_BIT, 1, 0, _ANY_WRITING))
    lines += _unless(numbers["clone"], 0, (_ANY_BIT, 0, 1, _NEW_THREAD))
    lines += _unless(numbers["tgkill"], 0, (_EQUAL, 0, 1, os.getpid()))
    lines += _unless(numbers["prlimit64"], 0, (_EQUAL, 0, 1, 0))
    return lines


def _unless(number: int, argument: int, test: Instruction) -> list[Instruction]:
    """Look at one argument of the call: *test* skips no line to allow it, one to refuse it."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT + 8 * argument),
        test,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE_PERMISSION),
    ]
