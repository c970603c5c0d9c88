"""Landlock (Linux 5.13 and later): from here on this process opens files below a few library folders, to read only."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS_OF_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
_FILE_RIGHTS_LATER = 16


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def restrict_files(readable: Iterable[str]) -> bool:
    """Deny every file but what lies below *readable*, and TCP where the kernel can; False where it has no Landlock.

    The process must have given up new privileges (`PR_SET_NO_NEW_PRIVS`) before.
    """
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    version = call(ctypes.c_long(_CREATE_RULESET), None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_FLAG))
    if version < 1:
        return False
    rules = _ruleset(version)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = call(ctypes.c_long(_CREATE_RULESET), ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    for path in readable:
        _allow(call, ruleset, path)
    done = call(ctypes.c_long(_RESTRICT_SELF), ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return bool(done)


def _ruleset(version: int) -> _Ruleset:
    """Everything that the kernel's version of Landlock can deny."""
    files = (1 << _FILE_RIGHTS_OF_VERSION.get(version, _FILE_RIGHTS_LATER)) - 1
    return _Ruleset(files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)


def _allow(call: ctypes._NamedFuncPointer, ruleset: int, path: str) -> None:
    """Let files below *path* be read; a path that is not there needs no rule."""
    try:
        parent = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except OSError:
        return
    rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
    rule = _PathBeneath(rights, parent)
    call(
        ctypes.c_long(_ADD_RULE),
        ctypes.c_int(ruleset),
        ctypes.c_int(_PATH_BENEATH),
        ctypes.byref(rule),
        ctypes.c_uint32(0),
    )
    os.close(parent)
