"""The bytes of case files: one encrypted file each, named by the hash of what is inside, or of what it was made from.

A file is `OIMR1`, the id of the master key, the data key wrapped by it (AES-256-GCM), and the content under the data
key. Changing the master key wraps the data keys anew; the content stays as it is. Somebody who holds a document can
see by its name that it is here; nothing else can be learnt without a key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openimr.errors import KeyMissingError, UsageError

_MARK = b"OIMR1"
_ID, _NONCE, _KEY, _TAG = 8, 12, 32, 16
_WRAPPED = _NONCE + _KEY + _TAG
KEY_BYTES = _KEY


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """32 secret bytes, and the id by which files name them."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise UsageError(f"A key has {KEY_BYTES} bytes.")

    @property
    def id(self) -> bytes:
        """Eight bytes that tell keys apart and say nothing about them."""
        return hashlib.sha256(b"openimr key id" + self.secret).digest()[:_ID]


class EncryptedFiles:
    """A folder of encrypted files. `keys`: the first one encrypts, all of them open."""

    def __init__(self, folder: Path, keys: Sequence[MasterKey]) -> None:
        if not keys:
            raise UsageError("At least one key is needed.")
        self._folder = folder
        self._keys = {key.id: key for key in keys}
        self._first = keys[0]

    def put(self, content: bytes) -> str:
        """Store *content* for good and give its SHA-256; the same content again changes nothing."""
        name = hashlib.sha256(content).hexdigest()
        self.keep(name, content)
        return name

    def keep(self, name: str, content: bytes) -> None:
        """Store *content* under the hash of what it was made from; what is there already stays."""
        path = self._path(name)
        if not path.exists():
            data_key = os.urandom(_KEY)
            nonce = os.urandom(_NONCE)
            sealed = AESGCM(data_key).encrypt(nonce, content, name.encode())
            _write_whole(path, self._head(name, data_key) + nonce + sealed)

    def get(self, name: str) -> bytes:
        """The content of that hash.

        Raises:
            UsageError: there is none, or it was changed on the disk.
            KeyMissingError: none of the keys opens it.
        """
        raw = self._read(name)
        data_key, rest = self._open_head(name, raw)
        try:
            return AESGCM(data_key).decrypt(rest[:_NONCE], rest[_NONCE:], name.encode())
        except InvalidTag:
            raise UsageError(f"The stored file {name} was changed on the disk.") from None

    def names(self) -> Iterator[str]:
        """The hash of every file here, sorted."""
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            yield from sorted(path.name for path in folder.iterdir() if len(path.name) == 64)

    def rotate(self) -> int:
        """Wrap every data key under the first key; how many files changed. It may be stopped and run again."""
        changed = 0
        for name in self.names():
            raw = self._read(name)
            if raw[len(_MARK) : len(_MARK) + _ID] == self._first.id:
                continue
            data_key, rest = self._open_head(name, raw)
            _write_whole(self._path(name), self._head(name, data_key) + rest)
            changed += 1
        return changed

    def _path(self, name: str) -> Path:
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise UsageError("A stored file is named by its SHA-256.")
        return self._folder / name[:2] / name

    def _read(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise UsageError(f"There is no stored file {name}.") from None

    def _head(self, name: str, data_key: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        wrapped = AESGCM(self._first.secret).encrypt(nonce, data_key, name.encode())
        return _MARK + self._first.id + nonce + wrapped

    def _open_head(self, name: str, raw: bytes) -> tuple[bytes, bytes]:
        start = len(_MARK) + _ID
        key = self._keys.get(raw[len(_MARK) : start])
        if not raw.startswith(_MARK):
            raise UsageError(f"The stored file {name} was changed on the disk.")
        if key is None:
            raise KeyMissingError("None of the keys given opens the stored files.")
        nonce, wrapped = raw[start : start + _NONCE], raw[start + _NONCE : start + _WRAPPED]
        try:
            return AESGCM(key.secret).decrypt(nonce, wrapped, name.encode()), raw[start + _WRAPPED :]
        except InvalidTag:
            raise UsageError(f"The stored file {name} was changed on the disk.") from None


def _write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing: to a file beside it, onto the disk, then in place of the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
