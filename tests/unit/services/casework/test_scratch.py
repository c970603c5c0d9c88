"""Decrypted case files do not outlive the program that needed them for long."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
from pathlib import Path

import pytest

from openimr.services.casework.scratch import remove_abandoned, scratch_folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_scratch_folder_is_private_and_gone_afterwards(place: Path) -> None:
    with scratch_folder() as folder:
        (folder / "records.txt").write_text("of a patient")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        remove_abandoned()
        assert (folder / "records.txt").exists()
    assert list(place.iterdir()) == []


def test_what_a_killed_program_left_goes_with_the_next_one(place: Path) -> None:
    child = os.fork()
    if not child:
        with scratch_folder() as folder:
            (folder / "records.txt").write_text("of a patient")
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert len(list(place.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(place.iterdir()) == [folder]
