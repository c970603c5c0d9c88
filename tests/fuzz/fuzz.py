"""Fuzz the readers for a bounded time: `python tests/fuzz/fuzz.py [SECONDS] [TARGET...]`, every target in turn.

A target runs in a process of its own. What makes it fail is written to `tests/fuzz/found/<target>/`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SLOWEST_SECONDS = 25


def targets() -> Any:
    """The module with the targets, by its path: the tests are no package."""
    spec = importlib.util.spec_from_file_location("fuzz_targets", HERE / "targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(words: list[str]) -> int:
    """Fuzz each named target, or all of them, for so many seconds; 1 if any failed."""
    seconds = int(words[0]) if words else 60
    names = words[1:] or list(targets().TARGETS)
    failed = [name for name in names if not _fuzz_apart(name, seconds)]
    for name in failed:
        print(f"fuzz: {name} failed: see {HERE / 'found' / name}", file=sys.stderr)
    return 1 if failed else 0


def _fuzz_apart(name: str, seconds: int) -> bool:
    found = HERE / "found" / name
    with tempfile.TemporaryDirectory() as corpus:
        for seed in targets().TARGETS[name][1]():
            (Path(corpus) / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        before = set(found.glob("*")) if found.is_dir() else set()
        found.mkdir(parents=True, exist_ok=True)
        bounds = [
            f"-max_total_time={seconds}",
            f"-timeout={SLOWEST_SECONDS}",
            "-report_slow_units=1000",
            "-rss_limit_mb=3000",
            "-max_len=60000",
        ]
        command = [sys.executable, __file__, "--one", name, corpus, *bounds, f"-artifact_prefix={found}{os.sep}"]
        ended = subprocess.run([*command, "-verbosity=0", "-print_final_stats=1"], check=False, timeout=seconds + 120)
    return ended.returncode == 0 and set(found.glob("*")) == before


def _fuzz_here(name: str, arguments: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["openimr"]):
        target = targets().TARGETS[name][0]
        import openimr.corpus.publishers
        import openimr.pipeline.documents
        import openimr.sandbox.frames
        import openimr.wire  # noqa: F401  imported here so that it is instrumented
    atheris.Setup([__file__, *arguments], target)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _fuzz_here(sys.argv[2], sys.argv[3:])
    else:
        raise SystemExit(main(sys.argv[1:]))
