"""A small office whose people and workers are killed again and again; then everything is counted.

Run as a program: `python -m tests.crashes PLAN.json`. It prints what was found as JSON. The program itself never opens
the database: whoever works is a child of its own, forked after everything has been imported. Most children are killed
at a random instant; every fourth kills itself at a random boundary of what it does: before or after a commit, the
storing of a file, the handing over of a letter.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.crash_counts import count
from tests.crash_office import EXAMPLE, STEPS, Desk, Plan, now

import openimr.store.sql_store
import openimr.worker.run
from openimr.casework.publication import profile_named
from openimr.pipeline.treatments import normalise
from openimr.rulebook.notices import notice_after
from openimr.services.casework.due_work import KINDS, Means, do_job
from openimr.services.check_draft import check
from openimr.services.deidentify import copy_of
from openimr.services.determine_case import draft_case
from openimr.services.ports import Job
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles
from openimr.store.channels import MailFolder, Smtp

_CHECKOUT = Path(__file__).parents[1]
_BOUNDARIES: tuple[tuple[Any, str], ...] = (
    (SqlStore, "change"),
    (openimr.store.sql_store, "commit_with"),
    (EncryptedFiles, "put"),
    (Smtp, "hand_over"),
    (MailFolder, "hand_over"),
)
_AIMED_EVERY = 4
_WORKERS_LAST = 3
"""A worker is given so many times as long: it looks for mail and for work first."""


class Marker:
    """Where a child is, told to whoever kills it: its step, and how many jobs of each kind it does."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 2 + len(KINDS))

    def clear(self) -> None:
        """A new child."""
        self._shared[:] = bytes(len(self._shared))

    def sit_down(self) -> None:
        """The child has opened its office and begins to work."""
        self._shared[-1] = 1

    @property
    def is_at_work(self) -> bool:
        """Whether it has begun."""
        return self._shared[-1] == 1

    @contextmanager
    def at(self, place: int) -> Iterator[None]:
        """The child is there."""
        self._shared[place] += 1
        try:
            yield
        finally:
            self._shared[place] -= 1

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """The child does this step."""
        self._shared[0] = 1 + STEPS.index(name)
        yield
        self._shared[0] = 0

    def mark_jobs(self) -> None:
        """Tell of each job that a worker does."""

        def marked(means: Means, job: Job) -> None:
            with self.at(1 + KINDS.index(job.kind)):
                do_job(means, job)

        vars(openimr.worker.run)["do_job"] = marked

    def told(self) -> list[str]:
        """Where the child was killed."""
        step = self._shared[0]
        jobs = [f"a worker's job: {name}" for name, count in zip(KINDS, self._shared[1:-1], strict=True) if count]
        return [f"inside {STEPS[step - 1]}" if step else "between two steps", *jobs]


@dataclass
class Fuse:
    """Counts the boundaries that this process passes, and kills it at the last of *left*."""

    left: int
    passed: int = 0

    def lay(self) -> None:
        """From now on."""
        for place, name in _BOUNDARIES:
            setattr(place, name, self._around(getattr(place, name)))

    def _around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def fused(*given: Any, **named: Any) -> Any:
            self._burn()
            found = act(*given, **named)
            self._burn()
            return found

        return fused

    def _burn(self) -> None:
        self.passed += 1
        if self.passed == self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def fork(act: Callable[[], Any], path: Path | None = None) -> int:
    """A child that does *act*, writes what it gives to *path*, and ends; its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        found = act()
        if path:
            path.write_text(json.dumps(found))
        status = 0
    except Exception:
        traceback.print_exc()  # told here: the child ends below, without the clean-up of its parent
        raise
    finally:
        sys.stderr.flush()
        os._exit(status)


def ask_child(act: Callable[[], Any], path: Path) -> Any:
    """What a child of its own gives."""
    _, status = os.waitpid(fork(act, path), 0)
    assert status == 0
    return json.loads(path.read_text())


def measure(plan: Plan, step: str) -> tuple[float, int]:
    """How long a step takes, and how many boundaries it passes: kills fall into that, or soon after."""
    desk, fuse = Desk(plan, f"time-{step}"), Fuse(0)
    fuse.lay()
    start = time.monotonic()
    desk.do(step)
    return time.monotonic() - start, fuse.passed


def work_on(plan: Plan, number: int, marker: Marker, left: int) -> None:
    """Do one step after the other, beginning with another one in each child, until killed."""
    marker.mark_jobs()
    desk = Desk(plan, f"{plan.seed}-{number}", number=number // len(STEPS))
    desk.note_seal()
    if left:
        Fuse(left).lay()
    marker.sit_down()
    while True:
        for ahead in range(len(STEPS)):
            name = STEPS[(number + ahead) % len(STEPS)]
            with marker.step(name):
                desk.do(name)


class Campaign:
    """The kills of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.folder = plan, Path(plan.folder)
        self.chance, self.marker = random.Random(plan.seed), Marker()
        self.killed: Counter[str] = Counter()
        self.lasts: dict[str, tuple[float, int]] = {}

    def run(self) -> dict[str, Any]:
        """What was found."""
        passing = self.folder / "found.json"
        ask_child(lambda: Desk(self.plan, "set up").set_up(), passing)
        for step in STEPS[:-1]:
            self.lasts[step] = ask_child(partial(measure, self.plan, step), passing)
        self.lasts["work"] = self.lasts["sign"]  # a worker never ends by itself
        start = time.monotonic()
        for number in range(self.plan.instants):
            if not self.kill(number):
                return {"killed": number, "faults": [f"the child of kill {number} ended by itself"]}
        seconds = round(time.monotonic() - start)
        lasts = {step: round(lasts[0], 2) for step, lasts in self.lasts.items()}
        told = {"killed": self.plan.instants, "seconds": seconds, "step_s": lasts}
        counted: dict[str, Any] = ask_child(partial(count, self.plan), passing)
        return told | {"kills": dict(sorted(self.killed.items()))} | counted

    def kill(self, number: int) -> bool:
        """Whether one child more was killed."""
        step = STEPS[number % len(STEPS)]
        seconds, boundaries = self.lasts[step]
        seconds *= _WORKERS_LAST if step == "work" else 1
        is_aimed = number % _AIMED_EVERY == _AIMED_EVERY - 1
        left = self.chance.randint(1, boundaries) if is_aimed else 0
        self.marker.clear()
        child = fork(partial(work_on, self.plan, number, self.marker, left))
        while not self.marker.is_at_work:
            time.sleep(0.002)
        status = wait_for(child, 10 * seconds if is_aimed else self.chance.uniform(0, 1.3 * seconds))
        self.killed["at a boundary" if status else "at an instant"] += 1
        if status is None:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        self.killed.update(self.marker.told())
        return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def wait_for(child: int, seconds: float) -> int | None:
    """The status of a child that ends by itself within so many seconds; None: it goes on."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status
        time.sleep(min(left, 0.005))
    return None


@contextmanager
def mail_server_in(folder: Path) -> Iterator[int]:
    """The port of a mail server in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen([sys.executable, "-m", "tests.mail_sink", str(folder)], cwd=_CHECKOUT)
    try:
        while not (folder / "port").exists():
            assert server.poll() is None
            time.sleep(0.02)
        yield int((folder / "port").read_text())
    finally:
        server.kill()
        server.wait()


def main(path: str) -> None:
    """The campaign."""
    plan = Plan(**json.loads(Path(path).read_text()))
    folder = Path(plan.folder)
    for name in ("mail", "inbox", "post", "offices"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    warm_up()
    with mail_server_in(folder / "sink") as port:
        print(json.dumps(Campaign(replace(plan, mail_port=port)).run()))


def warm_up() -> None:
    """Read the rules once for all children; what makes threads is left to each of them."""
    normalise("Lumbar MRI")
    notice_after("determination_signed", "ca_wc")
    drafted = draft_case(EXAMPLE, as_of=now().date())
    check(drafted.determination, case_files=dict(drafted.record))
    copy_of(drafted.determination, (), profile_named("dwc"))


def run_campaign(plan: Plan) -> dict[str, Any]:
    """What a campaign found, in a process of its own."""
    folder = Path(plan.folder)
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(asdict(plan)))
    command = [sys.executable, "-m", "tests.crashes", str(folder / "plan.json")]
    environment = {**os.environ, "PYTHONPATH": f"{_CHECKOUT}/src:{_CHECKOUT}", "TMPDIR": str(folder / "tmp")}
    limit = 600 + 15 * plan.instants
    run = subprocess.run(command, cwd=_CHECKOUT, env=environment, stdout=subprocess.PIPE, timeout=limit, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(sys.argv[1])
