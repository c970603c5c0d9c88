"""Documentation that cannot go stale: every example program runs, every console block gives what the page shows.

A block that begins with "```console" holds commands after "$ " and, below each, the output it gives; "..." on a line of
its own stands for anything. Commands run in a folder of their own that has `examples` in it; those of a block after
the comment "goes on" run after those of the block before, in the same folder.
A "```python" block runs whole.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^(<!-- goes on -->\n)?```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for page in PAGES:
        for number, match in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), start=1):
            goes_on, written_in, text = match.groups()
            if written_in == language and goes_on:
                place, before = found.pop()
                found.append((place, before + text))
            elif written_in == language:
                found.append((f"{page.relative_to(CHECKOUT)}:{number}", text))
    return found


def steps(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def shows(expected: str, output: str) -> bool:
    pieces = [
        re.escape(piece.strip("\n")) for piece in re.split(r"^\.\.\.$", expected.rstrip("\n"), flags=re.MULTILINE)
    ]
    return re.search(r"[\s\S]*".join(pieces), output) is not None


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "OPENIMR_HOME": str(folder / "office")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "examples").symlink_to(CHECKOUT / "examples")
    return tmp_path


@pytest.mark.parametrize(("place", "block"), blocks("console"))
def test_console_block_gives_what_the_page_shows(place: str, block: str, folder: Path) -> None:
    for command, expected in steps(block):
        result = run(["sh", "-c", command], folder)
        assert result.returncode in (0, 1), f"{place}: {command}: {result.stderr}"
        assert shows(expected, result.stdout), f"{place}: {command} printed:\n{result.stdout}{result.stderr}"


@pytest.mark.parametrize(("place", "block"), blocks("python"))
def test_python_block_runs(place: str, block: str, folder: Path) -> None:
    result = run([sys.executable, "-c", block], folder)
    assert result.returncode == 0, f"{place}: {result.stderr}"


@pytest.mark.parametrize("program", sorted((CHECKOUT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_example_program_runs(program: Path, folder: Path) -> None:
    result = run([sys.executable, str(program)], folder)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip()


def test_every_command_is_documented() -> None:
    from openimr.cli.main import command_names

    page = (CHECKOUT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    missing = [name for name in command_names() if f"openimr {name}" not in page]
    assert missing == []


def test_no_console_block_is_empty() -> None:
    assert all(steps(block) for _, block in blocks("console"))
