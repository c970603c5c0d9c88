"""Case files are encrypted at rest, survive a change of keys, and show any change on the disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from openimr.errors import KeyMissingError, UsageError
from openimr.store.blobs import EncryptedFiles, MasterKey

OLD, NEW = MasterKey(b"o" * 32), MasterKey(b"n" * 32)
WORDS = b"The patient reports pain." * 40


def test_what_is_put_is_got_again_and_not_readable_on_the_disk(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, [OLD])
    name = files.put(WORDS)
    assert name == hashlib.sha256(WORDS).hexdigest()
    assert files.get(name) == WORDS
    assert all(b"patient" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_same_content_is_stored_once(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, [OLD])
    assert files.put(WORDS) == files.put(WORDS)
    assert len(list(files.names())) == 1


def test_files_open_with_an_old_key_and_after_rotation_with_the_new_one_alone(tmp_path: Path) -> None:
    names = [EncryptedFiles(tmp_path, [OLD]).put(WORDS + bytes([count])) for count in range(3)]
    both = EncryptedFiles(tmp_path, [NEW, OLD])
    assert both.get(names[0]) == WORDS + b"\0"
    assert both.rotate() == 3
    assert both.rotate() == 0
    assert [EncryptedFiles(tmp_path, [NEW]).get(name)[-1] for name in names] == [0, 1, 2]
    with pytest.raises(KeyMissingError):
        EncryptedFiles(tmp_path, [OLD]).get(names[0])


def test_a_file_changed_on_the_disk_is_refused(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, [OLD])
    name = files.put(WORDS)
    path = tmp_path / name[:2] / name
    for place in (0, 30, -1):
        whole = bytearray(path.read_bytes())
        whole[place] ^= 1
        path.write_bytes(bytes(whole))
        with pytest.raises(UsageError):
            files.get(name)
        whole[place] ^= 1
        path.write_bytes(bytes(whole))
    assert files.get(name) == WORDS


def test_one_file_put_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, [OLD])
    one, other = files.put(b"one"), files.put(b"other")
    (tmp_path / one[:2] / one).write_bytes((tmp_path / other[:2] / other).read_bytes())
    with pytest.raises(UsageError, match="changed"):
        files.get(one)


def test_names_that_are_no_hashes_lead_nowhere(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, [OLD])
    for name in ("../../etc/passwd", "", "A" * 64, "0" * 64):
        with pytest.raises(UsageError):
            files.get(name)


def test_a_key_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(UsageError, match="32 bytes"):
        MasterKey(b"short")
