"""The house keeps its rules: which way imports point, how large a file or function grows, what is public."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import openimr

CHECKOUT = Path(__file__).parents[2]
SOURCES = sorted((CHECKOUT / "src").rglob("*.py"))


def functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                found.append((f"{path.name}:{node.name}", node.end_lineno - node.lineno + 1))
    return found


def test_imports_point_inwards_and_siblings_are_strangers() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_no_file_is_longer_than_500_lines() -> None:
    long = [path.name for path in SOURCES if path.read_text(encoding="utf-8").count("\n") > 500]
    assert long == []


def test_functions_stay_small() -> None:
    sizes = functions()
    assert [name for name, size in sizes if size > 60] == []
    assert sum(size > 40 for _, size in sizes) <= 0.05 * len(sizes)


def test_public_names_are_those_of_the_contract() -> None:
    promised = {"check", "determine", "extract", "parse", "render", "status"}
    assert promised <= set(openimr.__all__)
    assert all(hasattr(openimr, name) for name in openimr.__all__)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ("pydantic", "typst", "docx", "yaml", "pypdfium2")
    program = f"import sys, openimr; print([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
