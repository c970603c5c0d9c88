"""How long a draft takes: `openimr determine` on the example cases as whole processes, and the command's mere start.

The floor in the same run is an interpreter that does nothing. Run: python bench/determine.py
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
RUNS = 5


def cpu_seconds(command: list[str]) -> float:
    """User and system seconds of *command* and its children."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def median(command: list[str]) -> float:
    """The median of some runs after one that is not counted."""
    cpu_seconds(command)
    return statistics.median(cpu_seconds(command) for _ in range(RUNS))


def main() -> None:
    """Print one row a command, with its ratio to the floor."""
    openimr = str(Path(sys.executable).with_name("openimr"))
    floor = median([sys.executable, "-c", "pass"])
    print(f"{'':44}{'CPU s':>8}{'x floor':>10}")
    print(f"{'python -c pass (floor)':44}{floor:8.3f}{1:10.1f}")
    print_row("openimr --help", median([openimr, "--help"]), floor)
    with tempfile.TemporaryDirectory() as out:
        for case in sorted((CHECKOUT / "examples" / "cases").iterdir()):
            if case.is_dir() and case.name != "sources":
                seconds = median([openimr, "determine", str(case), "-o", f"{out}/{case.name}"])
                documents = sum(path.is_file() for path in case.iterdir())
                print_row(f"openimr determine {case.name} ({documents} documents)", seconds, floor)


def print_row(name: str, seconds: float, floor: float) -> None:
    """One row of the table."""
    print(f"{name:44}{seconds:8.3f}{seconds / floor:10.1f}")


if __name__ == "__main__":
    main()
