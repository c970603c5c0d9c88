"""Many clerks and reviewers at work at once on one database; what each was told is kept and compared afterwards.

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

from sqlalchemy.exc import SQLAlchemyError
from tests.crashes import Desk
from tests.crashes import Plan as Campaign

from openimr.casework.review import edit
from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.reviews import Wording
from openimr.errors import ConflictError, IllegalCommandError, OpenimrError
from openimr.services.casework.command_case import command_case
from openimr.services.casework.review_case import change_review, draft_review
from openimr.services.casework.show_case import case_to_dict
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.ports import ReviewEntry
from openimr.store import SqlStore, open_database
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.vault import Vault
from openimr.wire import dump_json, to_json_value

CHECKOUT = Path(__file__).parents[1]
KEY = MasterKey(b"k" * 32)
CLERK = Actor("clerk", "clerk-1")


@dataclass(frozen=True, slots=True)
class Plan:
    """One process of the load. `cases`: in review, with their reviewers."""

    url: str
    files: str
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
        except (OpenimrError, SQLAlchemyError, OSError) as error:
            self.errors.append(f"{kind}: {type(error).__name__}: {error}")
        finally:
            self.took[kind].append(time.monotonic() - start)


def office_at(url: str, files: str) -> tuple[SqlStore, EncryptedFiles]:
    """The store and the files of the load."""
    return SqlStore(open_database(url), Vault([KEY])), EncryptedFiles(Path(files), [KEY])


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
        store.change(lambda work, entry=entry: work.put_review(entry))  # type: ignore[misc]
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
    beside: Callable[[], None] = lambda: None,
) -> Found:
    """An office with *people*, all at once, and what is wrong after it."""
    desk = Desk(Campaign(url, str(folder), 0, 1), "load")
    desk.set_up(1)
    first = desk.cases("in_review")[0].id
    in_review = cases_in_review(desk.store, desk.files, first, cases)
    plan = Plan(url, str(folder / "files"), in_review, 0, people // processes, seconds)
    told = run_load(plan, folder, processes, beside)
    found = faults(desk.store, told) + list(verify_trail(desk.store).faults)
    desk.store.close()
    return Found(found, figures(told, seconds), told)


def main(path: str) -> None:
    """One process of the load."""
    content = json.loads(Path(path).read_text())
    plan = Plan(**content | {"cases": tuple((case, reviewer) for case, reviewer in content["cases"])})
    store, files = office_at(plan.url, plan.files)
    people = [Person(plan, number, store, files) for number in range(plan.people)]
    until = time.monotonic() + plan.seconds
    threads = [threading.Thread(target=person.work, args=(until,)) for person in people]
    for thread in threads:
        thread.start()
    told = Told()
    for thread, person in zip(threads, people, strict=True):
        thread.join()
        told.add(person.told)
    store.close()
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
        entry = store.read(lambda work, case=case: work.review(CaseId(case), 1))  # type: ignore[misc]
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
