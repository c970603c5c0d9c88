"""`openimr simulate`: how an office of that size keeps its times."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE, DONE_WITH_FINDINGS
from openimr.cli.output import day

if TYPE_CHECKING:
    from openimr.services.simulation import Day, SimulationReport


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("--days", type=int, default=30, metavar="N", help="calendar days (default: 30)")
    command.add_argument("--rate", type=int, default=800, metavar="N", help="applications a working day (default: 800)")
    command.add_argument("--burst", type=float, default=1, metavar="X", help="X times as many on every tenth day")
    command.add_argument("--open", type=int, default=0, metavar="N", help="applications of the weeks before")
    command.add_argument("--reviewers", type=int, default=0, metavar="N", help="size of the registry (default: enough)")
    command.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed, the same office")
    command.add_argument("--start", type=day, default=dt.date(2019, 6, 3), metavar="DATE", help="the first day")
    command.add_argument("--database", metavar="URL", help="an empty database to run on (default: a passing file)")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run it and say what came of it; done with findings where an overdue duty escaped the sweep."""
    from openimr.bootstrap import passing_store
    from openimr.cli.output import write_text
    from openimr.services.simulation import Plan, simulate, simulation_to_dict
    from openimr.wire import dump_json

    plan = Plan(
        days=options.days,
        rate=options.rate,
        burst=options.burst,
        open_cases=options.open,
        seed=options.seed,
        start=options.start,
        reviewers=options.reviewers,
    )
    meter = _Meter()
    with passing_store(options.database) as store:
        report = simulate(store, plan, tell=meter.tell)
    content = simulation_to_dict(report)
    if options.format == "json":
        write_text(dump_json(content | {"measured": meter.measured(report, plan.days)}), None)
    else:
        write_text(_told(content, meter.measured(report, plan.days)), None)
    return DONE_WITH_FINDINGS if report.untold else DONE


class _Meter:
    """Time and memory, which are the machine's and not the simulated office's."""

    def __init__(self) -> None:
        self.start, self.cpu = time.perf_counter(), time.process_time()
        self.memory: list[int] = []

    def tell(self, today: Day) -> None:
        """Note the memory of an evening and say how far it is."""
        self.memory.append(_memory_mb())
        if sys.stderr.isatty() or os.environ.get("OPENIMR_PROGRESS"):
            print(f"{today.day}  {sum(today.queues.values())} open, {self.memory[-1]} MB", file=sys.stderr)

    def measured(self, report: SimulationReport, days: int) -> dict[str, Any]:
        """Seconds, commands a second, how much faster than life, and memory after the first days and at its most."""
        seconds = time.perf_counter() - self.start
        return {
            "seconds": round(seconds, 1),
            "processor_seconds": round(time.process_time() - self.cpu, 1),
            "commands_per_second": round(report.commands / seconds),
            "real_time_factor": round(days * 86_400 / seconds),
            "memory_mb_after_five_days": self.memory[min(4, len(self.memory) - 1)],
            "memory_mb_peak": max(self.memory, default=0),
        }


def _memory_mb() -> int:
    """The most memory so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)


def _told(content: dict[str, Any], measured: dict[str, Any]) -> str:
    lines = [
        f"{content['cases']} cases, {content['events']} events, {content['letters']} letters, "
        f"{content['escalations']} escalations; {content['open_at_start']} cases open at the start.",
        f"Overdue duties that nobody was told of: {content['overdue_untold']}.",
        "",
        *_evenings(content["days"]),
        "",
        f"{'Rule':<9}{'met':>9}{'late':>9}{'escalated':>11}{'overdue':>9}{'running':>9}{'longest late':>15}",
    ]
    for name, row in content["rules"].items():
        told = row["late_told"] + row["overdue"] - row["overdue_untold"]
        late = f"{row['longest_late']:.0f} hours" if row["longest_late"] else ""
        lines.append(
            f"{name:<9}{row['met']:>9}{row['late']:>9}{told:>11}{row['overdue']:>9}{row['running']:>9}{late:>15}"
        )
    reviewers = content["reviewers"]
    lines += [
        "",
        f"Reviewers: {reviewers['with_cases']} signed {reviewers['signed_least']} to {reviewers['signed_most']} cases "
        f"(middle {reviewers['signed_median']}), at most {reviewers['peak_load']} at once; "
        f"{reviewers['waits_for_a_reviewer']} times nobody was free.",
        f"{measured['seconds']} seconds, {measured['processor_seconds']} of the processor: "
        f"{measured['commands_per_second']} commands a second, {measured['real_time_factor']} times as fast as life.",
        f"Memory: {measured['memory_mb_after_five_days']} MB after five days, {measured['memory_mb_peak']} MB at most.",
    ]
    return "\n".join(lines) + "\n"


def _evenings(days: list[dict[str, Any]]) -> list[str]:
    """The queues of each evening: screening, records, reviewer, review."""
    lines = [
        f"{'Evening':<12}{'came':>6}{'to screen':>11}{'records':>9}{'no reviewer':>13}{'in review':>11}{'open':>8}"
    ]
    for row in days:
        waits = row["queues"]
        screen = sum(waits.get(name, 0) for name in ("received", "eligibility_info_requested", "deferred"))
        records = sum(waits.get(name, 0) for name in ("eligible", "assigned", "records_requested"))
        free = waits.get("records_complete", 0) + waits.get("remanded", 0)
        review = waits.get("in_review", 0) + waits.get("info_requested", 0)
        total = sum(waits.values())
        lines.append(f"{row['day']:<12}{row['came']:>6}{screen:>11}{records:>9}{free:>13}{review:>11}{total:>8}")
    return lines
