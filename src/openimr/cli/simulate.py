"""`openimr simulate`: how an office of that size keeps its times."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.output import day
from openimr.errors import UsageError

if TYPE_CHECKING:
    from openimr.services.simulation import Day, Habits, SimulationReport


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("--days", type=int, default=30, metavar="N", help="calendar days (default: 30)")
    command.add_argument("--rate", type=int, default=800, metavar="N", help="applications a working day (default: 800)")
    command.add_argument("--burst", type=float, default=1, metavar="X", help="X times as many on every tenth day")
    command.add_argument("--open", type=int, default=0, metavar="N", help="applications of the weeks before")
    command.add_argument("--reviewers", type=int, default=0, metavar="N", help="size of the registry (default: enough)")
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=SHARE", help="another share, as recused=0.1"
    )
    command.add_argument("--publish-every", type=int, default=100, metavar="N", help="really publish one case in N")
    command.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed, the same office")
    command.add_argument("--start", type=day, default=dt.date(2019, 6, 3), metavar="DATE", help="the first day")
    command.add_argument("--database", metavar="URL", help="an empty database to run on (default: a passing file)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run it and say what came of it; done with findings where an overdue duty escaped the sweep."""
    from openimr.bootstrap import passing_office
    from openimr.cli.output import write_text
    from openimr.services.simulation import Plan, simulate, simulation_to_dict, simulation_to_text, usual_habits
    from openimr.wire import dump_json

    plan = Plan(
        days=options.days,
        rate=options.rate,
        burst=options.burst,
        open_cases=options.open,
        seed=options.seed,
        start=options.start,
        reviewers=options.reviewers,
        publish_every=options.publish_every,
        habits=_changed(usual_habits(), options.set),
    )
    meter = _Meter()
    with passing_office(options.database) as office:
        report = simulate(office.store, office.files, plan, tell=meter.tell)
        measured = meter.measured(report, office.store.size_bytes())
    content = simulation_to_dict(report)
    if options.format == "json":
        write_text(dump_json(content | {"measured": measured}), None)
    else:
        write_text(simulation_to_text(content) + _told(measured), None)
    return DONE_WITH_FINDINGS if report.untold else DONE


def _changed(habits: Habits, told: Sequence[str]) -> Habits:
    shares = {}
    for each in told:
        name, _, share = each.partition("=")
        try:
            shares[name] = float(share)
        except ValueError:
            raise UsageError(f"{each}: tell a share as NAME=SHARE, as recused=0.1.") from None
    return habits.but(**shares)


class _Meter:
    """Time and memory, which are the machine's and not the simulated office's."""

    def __init__(self) -> None:
        self.start, self.cpu = time.perf_counter(), time.process_time()
        self.memory: list[float] = []
        self.seconds: list[float] = []

    def tell(self, today: Day) -> None:
        """Note time and memory of an evening and say how far it is."""
        self.memory.append(_memory_mb())
        self.seconds.append(round(time.process_time() - self.cpu, 1))
        if sys.stderr.isatty() or os.environ.get("OPENIMR_PROGRESS"):
            print(f"{today.day}  {today.open} open, {self.memory[-1]} MB, {self.seconds[-1]} s", file=sys.stderr)

    def measured(self, report: SimulationReport, size: int) -> dict[str, Any]:
        """Seconds, commands a second, how much faster than life, memory of each evening, and what a case takes."""
        seconds, busy = time.perf_counter() - self.start, time.process_time() - self.cpu
        life = report.plan.days * 86_400
        published = report.publication_seconds / report.really_published if report.really_published else 0
        return {
            "seconds": round(seconds, 1),
            "processor_seconds": round(busy, 1),
            "commands_per_second": round(report.commands / seconds),
            "commands_per_processor_second": round(report.commands / busy),
            "real_time_factor": round(life / seconds),
            "real_time_factor_of_processor": round(life / busy),
            "memory_mb": self.memory,
            "processor_seconds_by_evening": self.seconds,
            "database_mb": round(size / 2**20, 1),
            "database_bytes_per_case": round(size / report.cases) if report.cases else 0,
            "milliseconds_per_real_publication": round(1000 * published),
            "real_publications": report.really_published,
        }


def _memory_mb() -> float:
    """The memory in use now, where the system tells; else the most so far."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(most / (2**20 if sys.platform == "darwin" else 2**10), 1)
    return round(pages * resource.getpagesize() / 2**20, 1)


def _told(measured: dict[str, Any]) -> str:
    memory = measured["memory_mb"] or [0.0]
    fifth = memory[min(4, len(memory) - 1)]
    lines = [
        f"{measured['seconds']} seconds, {measured['processor_seconds']} of the processor: "
        f"{measured['commands_per_processor_second']} commands a second of the processor, "
        f"{measured['real_time_factor']} times as fast as life.",
        f"Memory: {fifth} MB on the fifth evening, {memory[-1]} MB on the last, {max(memory)} MB at most.",
        f"Database: {measured['database_mb']} MB, {measured['database_bytes_per_case'] / 1000:.1f} kB a case.",
    ]
    if measured["real_publications"]:
        lines.append(
            f"{measured['real_publications']} determinations were really de-identified, passed and published, "
            f"{measured['milliseconds_per_real_publication']} ms of the processor each; of the "
            "others only the steps are on record."
        )
    return "\n".join(lines) + "\n"
