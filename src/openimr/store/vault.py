"""Values that name people, encrypted one by one, and keyed hashes to find them by."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select, update

from openimr.errors import KeyMissingError, UsageError
from openimr.store import statements, tables
from openimr.store.blobs import MasterKey
from openimr.store.types import write_json

_ID, _NONCE = 8, 12
_SECRET = ("secret", "likeness")


class Vault:
    """Seals with the first of *keys*, opens with any of them. What it seals says by its label where it belongs."""

    def __init__(self, keys: Sequence[MasterKey]) -> None:
        self._first = keys[0]
        self._keys = {key.id: key for key in keys}

    def close(self, label: str, content: bytes) -> bytes:
        """*content*, encrypted and bound to *label*."""
        nonce = os.urandom(_NONCE)
        return self._first.id + nonce + AESGCM(self._first.secret).encrypt(nonce, content, label.encode())

    def open(self, label: str, sealed: bytes) -> bytes:
        """What `close` was given under the same label.

        Raises:
            KeyMissingError: none of the keys opens it.
            UsageError: it was changed, or belongs elsewhere.
        """
        key = self._keys.get(sealed[:_ID])
        if key is None:
            raise KeyMissingError("None of the keys given opens the sealed entries.")
        nonce, rest = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
        try:
            return AESGCM(key.secret).decrypt(nonce, rest, label.encode())
        except InvalidTag:
            raise UsageError("A sealed entry was changed in the database.") from None

    def is_first(self, sealed: bytes) -> bool:
        """Whether it is under the first key already."""
        return sealed[:_ID] == self._first.id


def seal(connection: Connection, vault: Vault, kind: str, name: str, content: Any) -> None:
    """Keep a JSON value under *kind* and *name*."""
    connection.execute(statements.put_sealed(), _row(vault, kind, name, content))


def _row(vault: Vault, kind: str, name: str, content: Any) -> dict[str, object]:
    sealed = vault.close(f"{kind}/{name}", write_json(content).encode())
    return {"kind": kind, "id": name, "content": sealed}


def unseal(connection: Connection, vault: Vault, kind: str, name: str) -> Any:
    """The JSON value kept there; None: nothing."""
    found = connection.execute(statements.sealed(), {"the_kind": kind, "the_name": name}).scalar()
    return None if found is None else json.loads(vault.open(f"{kind}/{name}", found))


def marks(connection: Connection, vault: Vault, words: Sequence[str]) -> list[str]:
    """A keyed hash of each word; the key is a secret of this database, made on first use and itself sealed."""
    secret = unseal(connection, vault, *_SECRET)
    if secret is None:
        new = _row(vault, *_SECRET, os.urandom(32).hex())
        connection.execute(statements.add_sealed_once(), new)  # somebody else's may have come first: that one counts
        secret = unseal(connection, vault, *_SECRET)
    key = bytes.fromhex(secret)
    return sorted({hmac.new(key, word.encode(), hashlib.sha256).hexdigest() for word in words})


def rotate(connection: Connection, vault: Vault) -> int:
    """Put every sealed entry and file name under the first key; how many changed."""
    changed = 0
    for kind, name, content in connection.execute(select(tables.sealed)).all():
        if not vault.is_first(content):
            label = f"{kind}/{name}"
            here = (tables.sealed.c.kind == kind) & (tables.sealed.c.id == name)
            again = vault.close(label, vault.open(label, content))
            changed += connection.execute(update(tables.sealed).where(here).values(content=again)).rowcount
    files = tables.case_files.c
    for case, number, closed in connection.execute(select(files.case_id, files.number, files.name)).all():
        if not vault.is_first(closed):
            label = f"file/{case}/{number}"
            here = (files.case_id == case) & (files.number == number)
            again = vault.close(label, vault.open(label, closed))
            changed += connection.execute(update(tables.case_files).where(here).values(name=again)).rowcount
    return changed
