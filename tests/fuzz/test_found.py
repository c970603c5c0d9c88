"""What fuzzing found stays mended, and every target still reads its own seeds."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def _targets() -> Any:
    spec = importlib.util.spec_from_file_location("fuzz_targets", HERE / "targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TARGETS = _targets().TARGETS


def test_what_was_found_is_read_without_failing() -> None:
    found = sorted(path for path in (HERE / "found").rglob("*") if path.is_file() and path.suffix != ".md")
    for path in found:
        read, _ = TARGETS[path.parent.name]
        assert read(path.read_bytes()) is None, path.name
    assert {path.parent.name for path in found} <= set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_target_reads_its_seeds_and_their_halves(name: str) -> None:
    read, seeds = TARGETS[name]
    contents = seeds()
    assert contents
    for content in contents:
        assert read(content) is None
        assert read(content[: len(content) // 2]) is None
        assert read(content[len(content) // 2 :]) is None
