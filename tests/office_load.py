"""Many clerks and reviewers at work at once on one database; what each was told is kept and compared afterwards.

Beside them a worker, the real program, sends the letters.

Run as a program it is one process of the load: `python -m tests.office_load PLAN.json`.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.crash_office import CLERK, Desk
from tests.crash_office import Plan as Campaign

from openimr.bootstrap import open_office
from openimr.casework.review import edit
from openimr.config import read_config
from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.reviews import Wording
from openimr.errors import ConflictError, IllegalCommandError
from openimr.services.casework.command_case import command_case
from openimr.services.casework.review_case import change_review, draft_review
from openimr.services.casework.show_case import case_to_dict
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.ports import ReviewEntry
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles
from openimr.wire import dump_json, to_json_value

CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Plan:
    """One process of the load. `cases`: in review, with their reviewers."""

    url: str
    folder: str
    cases: tuple[tuple[str, str], ...]
    seed: int
    people: int
    seconds: float
    pause_s: float = 0.0


@dataclass
class Told:
    """What people were told: commands by key, edits as case and version, conflicts, errors, and how long it took."""

    commands: list[str] = field(default_factory=list)
    edits: list[tuple[str, int]] = field(default_factory=list)
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, other: Told) -> None:
        """Take in what others were told."""
        self.commands += other.commands
        self.edits += [(case, version) for case, version in other.edits]
        self.conflicts += other.conflicts
        self.errors += other.errors
        for kind, times in other.took.items():
            self.took[kind] += times

    @contextmanager
    def timed(self, kind: str) -> Iterator[None]:
        """Note how long it took, and what went wrong."""
        start = time.monotonic()
        try:
            yield
        except (ConflictError, IllegalCommandError):
            self.conflicts += 1
        except Exception as error:  # noqa: BLE001 - whatever reaches a person is a fault of the office
            self.errors.append(f"{kind}: {type(error).__name__}: {error}")
        finally:
            self.took[kind].append(time.monotonic() - start)


class Person:
    """One clerk or reviewer, without a pause between two acts unless the plan says so."""

    def __init__(self, plan: Plan, number: int, store: SqlStore, files: EncryptedFiles) -> None:
        self.plan, self.number, self.store, self.files = plan, number, store, files
        self.chance = random.Random(plan.seed * 1000 + number)
        self.told = Told()
        self.count = 0

    def work(self, until: float) -> None:
        """Act until the time is over."""
        act = self.act_as_clerk if self.number % 2 else self.act_as_reviewer
        while time.monotonic() < until:
            act()
            time.sleep(self.chance.random() * 2 * self.plan.pause_s)

    def act_as_clerk(self) -> None:
        """Take a new case to its records, look at a case of others, and press on it."""
        self.count += 1
        name = f"load-{self.plan.seed}-{self.number}-{self.count}"
        for step, data in _to_records(name):
            self.command(step, CaseId(name), step, data)
        case = CaseId(self.chance.choice(self.plan.cases)[0])
        with self.told.timed("show"):
            case_to_dict(self.store, case, dt.datetime.now(dt.UTC))
        self.command("escalate", case, "escalate", {"rule": name, "due": "2016-03-01"})

    def command(self, kind: str, case: CaseId, name: str, data: dict[str, Any]) -> None:
        """Carry out a command; it is told only once it is certain."""
        key = f"{name} {case} {self.plan.seed} {self.number} {self.count}"
        with self.told.timed(kind):
            command = Command(name, CLERK, dt.datetime.now(dt.UTC), data=data)
            command_case(self.store, case, command, key=key)
            self.told.commands.append(key)

    def act_as_reviewer(self) -> None:
        """Rewrite an item of a case that others are rewriting too."""
        self.count += 1
        case, reviewer = self.chance.choice(self.plan.cases)
        words = f"Seen by {self.plan.seed}-{self.number}, time {self.count}."
        with self.told.timed("edit a review"):
            changed = change_review(
                self.store,
                self.files,
                CaseId(case),
                lambda review: edit(review, 1, [Wording(words)], words),
                actor=Actor("reviewer", reviewer),
                at=dt.datetime.now(dt.UTC),
            )
            self.told.edits.append((case, changed.version))


def _to_records(name: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    received = {"number": name, "received": "2016-03-01", "method": "mail", "priority": "standard"}
    return (
        ("receive_application", received | {"items": ["Lumbar MRI"], "application": "0" * 64}),
        ("find_eligible", {}),
        ("assign", {"organization": "imro"}),
        ("request_records", {"method": "mail", "sent": "2016-03-02"}),
        ("receive_records", {"of": "claims_administrator", "files": ["1"]}),
        ("complete_records", {"received": "2016-03-05"}),
    )


def cases_in_review(store: SqlStore, files: EncryptedFiles, drafted: CaseId, count: int) -> tuple[tuple[str, str], ...]:
    """*count* cases in review with the draft of *drafted*, each of a reviewer of its own."""
    now = dt.datetime.now(dt.UTC)
    draft = draft_review(store, files, drafted, at=now)
    found = []
    for number in range(count):
        case, reviewer = CaseId(f"review-{number}"), f"rev-{number}"
        appointing = ("appoint_reviewer", {"reviewer": reviewer, "credentials": {}})
        for step, data in (*_to_records(case), appointing):
            command_case(store, case, Command(step, CLERK, now, data=data), key=f"{step} {case}")
        content = files.put(dump_json(to_json_value(replace(draft, case=case, version=1))).encode())
        record = store.read(lambda work: work.review(drafted, 1))
        assert record is not None
        entry = ReviewEntry(case, 1, 1, content, record.record, now)
        store.change(lambda work, entry=entry: work.put_review(entry))  # type: ignore[misc] # a default in a lambda
        found.append((str(case), reviewer))
    return tuple(found)


def run_load(plan: Plan, folder: Path, processes: int, beside: Callable[[], None] = lambda: None) -> Told:
    """What everybody was told: *processes* at once, each with the people of *plan*; *beside* happens meanwhile."""
    children = []
    for number in range(processes):
        path = folder / f"plan-{number}.json"
        path.write_text(json.dumps({name: getattr(plan, name) for name in Plan.__slots__} | {"seed": number}))
        command = [sys.executable, "-m", "tests.office_load", str(path)]
        environment = {"PYTHONPATH": f"{CHECKOUT}/src:{CHECKOUT}", "PATH": "/usr/bin:/bin"}
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT, env=environment))
    beside()
    told = Told()
    for child in children:
        output, _ = child.communicate(timeout=plan.seconds + 300)
        assert child.returncode == 0
        content = json.loads(output)
        told.add(Told(**content))
    return told


@contextmanager
def worker_program(plan: Campaign) -> Iterator[subprocess.Popen[bytes]]:
    """`openimr worker`, which sends letters into a folder until all others have ended."""
    command = [sys.executable, "-m", "openimr.cli.main", "worker", "--letters", f"{plan.folder}/post", "--sweep", "1"]
    environment = {"PYTHONPATH": f"{CHECKOUT}/src", "PATH": "/usr/bin:/bin", **plan.environment}
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(timeout=300)


@dataclass(frozen=True, slots=True)
class Found:
    """What a load found."""

    faults: list[str]
    figures: str
    told: Told


def try_load(
    url: str,
    folder: Path,
    *,
    people: int,
    seconds: float,
    cases: int,
    processes: int = 4,
    pause_s: float = 0.0,
    beside: Callable[[], None] = lambda: None,
) -> Found:
    """An office with *people*, all at once, and what is wrong after it. *beside* happens meanwhile."""
    campaign = Campaign(url, str(folder), instants=0, cases=1, drafts=0)
    desk = Desk(campaign, "load")
    desk.set_up()
    first = desk.cases("in_review")[0].id
    in_review = cases_in_review(desk.store, desk.files, first, cases)
    plan = Plan(url, str(folder), in_review, 0, people // processes, seconds, pause_s)
    with worker_program(campaign) as worker:
        told = run_load(plan, folder, processes, beside)
        sent = sum(1 for _ in (folder / "post").glob("*.pdf"))
        found = wait_for_letters(folder, sent, worker)
    found += [f"the worker ended with {worker.returncode}"] if worker.returncode else []
    found += faults(desk.store, told) + letter_faults(desk, folder) + list(verify_trail(desk.store).faults)
    letters = ", ".join(
        f"{count} {state}" for state, count in desk.store.read(lambda work: work.counts()).letters.items()
    )
    desk.store.close()
    return Found(found, f"{figures(told, seconds)}\n  letters: {letters}", told)


def wait_for_letters(folder: Path, sent: int, worker: subprocess.Popen[bytes], seconds: float = 90) -> list[str]:
    """The worker goes on by itself, whatever has happened: within that time, a letter more than those *sent*."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if worker.poll() is None and sum(1 for _ in (folder / "post").glob("*.pdf")) > sent:
            return []
        time.sleep(0.2)
    return ["the worker has not gone on sending letters"]


def letter_faults(desk: Desk, folder: Path) -> list[str]:
    """A letter that is sent lies in the folder and is told of once; one that nobody has begun with does not."""
    handed = {path.stem for path in (folder / "post").glob("*.pdf")}
    told = Counter(link.command for link in desk.store.trail() if link.event.kind == "letter_delivered")
    found = [f"{key} was told of {count} times" for key, count in told.items() if count > 1]
    sent = 0
    for case in desk.store.all_cases():
        for letter in desk.store.read(lambda work, case=case: work.deliveries(case.id)):  # type: ignore[misc] # a default in a lambda
            is_there = letter.name in handed
            sent += letter.state == "sent"
            if (letter.state == "sent" and not is_there) or (letter.state == "waiting" and is_there):
                found.append(f"{letter.name} is {letter.state}, in the folder: {is_there}")
    return found + ([] if sent == len(told) else [f"{sent} letters were sent, the trail tells of {len(told)}"])


def main(path: str) -> None:
    """One process of the load."""
    content = json.loads(Path(path).read_text())
    plan = Plan(**content | {"cases": tuple((case, reviewer) for case, reviewer in content["cases"])})
    office = open_office(read_config(Campaign(plan.url, plan.folder, 0, 0).environment))
    people = [Person(plan, number, office.store, office.files) for number in range(plan.people)]
    until = time.monotonic() + plan.seconds
    threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
    for thread in threads:
        thread.start()
    told = Told()
    for thread, person in zip(threads, people, strict=True):
        thread.join()
        told.add(person.told)
    office.store.close()
    print(json.dumps({name: getattr(told, name) for name in ("commands", "edits", "conflicts", "errors", "took")}))


def faults(store: SqlStore, told: Told) -> list[str]:
    """What was promised and is not there, or is there twice, or was kept and never told."""
    found = list(told.errors)
    made = Counter(link.command for link in store.trail())
    found += [f"lost: {key}" for key in told.commands if not made[key]]
    found += [f"done twice: {key}" for key in told.commands if made[key] > 1]
    versions = defaultdict(list)
    for case, version in told.edits:
        versions[case].append(version)
    for case, seen in sorted(versions.items()):
        entry = store.read(lambda work, case=case: work.review(CaseId(case), 1))  # type: ignore[misc] # a default in a lambda
        assert entry is not None
        if len(set(seen)) != len(seen) or max(seen) > entry.version:
            found.append(f"edits of {case} were lost")
        elif sorted(seen) != list(range(2, entry.version + 1)):
            found.append(f"edits of {case} were kept, and whoever made them was told that somebody else was first")
    return found


def figures(told: Told, seconds: float) -> str:
    """Rate and latencies, as a table."""
    acts = sum(len(times) for times in told.took.values())
    lines = [f"{acts / seconds:.0f} acts a second, {told.conflicts} of {acts} told that somebody else was first"]
    for kind, times in sorted(told.took.items()):
        ordered = sorted(times)
        p50, p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95, 0.99))
        lines.append(f"  {kind:<24}{len(times):>7}  p50 {p50:6.0f} ms  p95 {p95:6.0f} ms  p99 {p99:6.0f} ms")
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1])
