"""Reviewers' Ed25519 keys: made, kept under a passphrase, and used."""

from __future__ import annotations

import datetime as dt
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openimr.domain.reviewers import ReviewerId
from openimr.errors import UsageError
from openimr.services.ports import CaseStore, KeyEntry, Work

SHORTEST_PASSPHRASE = 12


def make_key(store: CaseStore, reviewer: ReviewerId, passphrase: str, *, at: dt.datetime) -> str:
    """A new key for *reviewer*; its id. Older ones are revoked from now on, what they signed stays signed.

    Raises:
        UsageError: the passphrase is too short.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    closed = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    entry = KeyEntry(hashlib.sha256(public).hexdigest(), reviewer, public, closed, at)

    def keep(work: Work) -> None:
        for old in work.keys(reviewer):
            work.revoke_key(old.id, at)
        work.add_key(entry)

    store.change(keep)
    return entry.id


def sign(key: KeyEntry, passphrase: str, text: bytes) -> str:
    """The signature of *text*, hexadecimal; raises `UsageError` where the passphrase does not open the key."""
    try:
        private = serialization.load_pem_private_key(key.private, passphrase.encode())
    except ValueError:
        raise UsageError("The passphrase does not open the key.") from None
    assert isinstance(private, Ed25519PrivateKey)  # nothing else is ever stored
    return private.sign(text).hex()


def is_signed(key: KeyEntry, signature: str, text: bytes) -> bool:
    """Whether *signature* is *key*'s on exactly *text*."""
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
