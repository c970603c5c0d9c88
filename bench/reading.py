"""How fast and in how much memory a long case is read: each stage beside bare PDFium text extraction of the same pages.

    python -m bench.reading [PAGES ...] [--processes 1 2] [--no-drafts]

The cases are made up (bench/large_case) and typed; 500 and 2,000 pages by default. "Bare" opens the same bundle with
pypdfium2 and takes the text of each page, in one process, in the same run. Times are of the wall; "CPU" adds up the
seconds of all processes. A draft is measured as a user runs it, `openimr determine`, with the memory of the whole
process tree (PSS, in which what processes share is counted once), looked at five times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.large_case.case import write_case

_LOOK_SECONDS = 0.2


def main() -> None:
    """Print a table for each number of pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=int, default=[500, 2000])
    parser.add_argument("--processes", nargs="*", type=int, default=[1, 2])
    parser.add_argument("--no-drafts", action="store_true", help="leave out the whole of `openimr determine`")
    parser.add_argument("--stages", nargs=2, metavar=("FOLDER", "PROCESSES"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stages:
        print(json.dumps(_stages(Path(asked.stages[0]), int(asked.stages[1]))))
        return
    first: float | None = None
    for pages in asked.pages:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "case"
            bundle = write_case(folder, pages)
            print(f"\n{pages:,} pages{'':18}{'ms a page':>10}{'pages/s':>9}{'x bare':>8}{'CPU ms':>8}{'PSS MB':>8}")
            for processes in asked.processes:
                _print_stages(folder, bundle, pages, processes)
            if not asked.no_drafts:
                first = _print_draft(folder, Path(scratch) / "out", pages, first)


def _print_stages(folder: Path, bundle: Path, pages: int, processes: int) -> None:
    """Rows for reading, splitting and facts; bare extraction is taken before and after, and the quicker counts."""
    command = [sys.executable, "-m", "bench.reading", "--stages", str(folder), str(processes)]
    before = _bare(bundle)
    told, memory = _watched(command)
    bare, spent = min(before, _bare(bundle))
    measured: dict[str, list[float]] = json.loads(told)
    _row("bare pypdfium2, 1 process", bare, pages, bare, spent)
    names = f"{processes} process{'es' if processes > 1 else ''}"
    for stage, (wall, cpu) in measured.items():
        _row(f"{stage}, {names}", wall, pages, bare, cpu)
    _row(f"all of it, {names}", sum(w for w, _ in measured.values()), pages, bare, sum(c for _, c in measured.values()))
    print(f"{'':64}{memory:8.0f}")


def _row(name: str, seconds: float, pages: int, bare: float, cpu: float | None = None) -> None:
    spent = f"{cpu / pages * 1000:8.2f}" if cpu is not None else ""
    print(f"  {name:28}{seconds / pages * 1000:10.2f}{pages / seconds:9.0f}{seconds / bare:8.1f}{spent}")


def _bare(bundle: Path) -> tuple[float, float]:
    """Wall and CPU seconds to take the text of every page of *bundle*."""
    import pypdfium2

    start, before = time.perf_counter(), time.process_time()
    document = pypdfium2.PdfDocument(bundle)
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        words.get_text_range()
        words.close()
        page.close()
    document.close()
    return time.perf_counter() - start, time.process_time() - before


def _stages(folder: Path, processes: int) -> dict[str, tuple[float, float]]:
    """Wall and CPU seconds of each stage; lexicons are loaded before."""
    from openimr import extract
    from openimr.pipeline.records import index
    from openimr.services import determine_case
    from openimr.services.read_case import read_case
    from openimr.services.read_facts import facts_of

    extract("Back pain 5/10 with Norco. Plan: physical therapy.")
    index(read_case(Path(__file__).parents[1] / "examples" / "cases" / "lumbar-epidural"))
    taken: dict[str, tuple[float, float]] = {}
    reading = _timed(taken, "read", lambda: read_case(folder, workers=processes))
    case = _timed(taken, "split and index", lambda: index(reading))
    _timed(taken, "facts", lambda: facts_of(determine_case._records(case), workers=processes))
    return taken


def _timed(taken: dict[str, tuple[float, float]], name: str, work: Callable[[], Any]) -> Any:
    start, before = time.perf_counter(), os.times()
    result = work()
    after = os.times()
    taken[name] = time.perf_counter() - start, sum(after[:4]) - sum(before[:4])
    return result


def _print_draft(folder: Path, out: Path, pages: int, first: float | None) -> float:
    """A row for `openimr determine`; gives its seconds a page."""
    openimr = str(Path(sys.executable).with_name("openimr"))
    start, before = time.perf_counter(), os.times()
    _, memory = _watched([openimr, "determine", str(folder), "-o", str(out)])
    seconds, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    name = "openimr determine"
    print(
        f"  {name:28}{seconds / pages * 1000:10.2f}{pages / seconds:9.0f}{'':8}{cpu / pages * 1000:8.2f}{memory:8.0f}"
    )
    if first is not None:
        print(f"  CPU time a page, beside that of the first case: {cpu / pages / first:.2f}")
    for path in sorted(out.iterdir()):
        print(f"    {path.name:26}{path.stat().st_size / 1e6:8.1f} MB")
    return first if first is not None else cpu / pages


def _watched(command: Sequence[str]) -> tuple[str, float]:
    """What *command* prints, and the most memory in megabytes that it and its descendants held."""
    peak = 0.0
    with tempfile.TemporaryFile("w+") as told, subprocess.Popen(command, stdout=told) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_pss, _tree(process.pid))))
            time.sleep(_LOOK_SECONDS)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{command} ended with {process.returncode}")
        told.seek(0)
        return told.read(), peak


def _tree(process: int) -> Iterator[int]:
    """The process and all below it, as far as they live."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _pss(process: int) -> float:
    """Megabytes of the process, shared pages by its share; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
