"""A small office whose worker is killed at random instants, again and again; then everything is counted.

Run as a program: `python -m tests.crashes PLAN.json`. It prints what was found as JSON. The program itself never opens
the database: each piece of work is a child of its own, forked after everything has been imported.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any

from openimr.casework.publication import profile_named
from openimr.casework.review import accept, answer
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.deliveries import Delivery
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviewers import ReviewerId
from openimr.pipeline.treatments import normalise
from openimr.rulebook.notices import notice_after
from openimr.services.casework.command_case import carry_out, command_case
from openimr.services.casework.make_notice import Made
from openimr.services.casework.publish_case import pass_publication, prepare_publication, publish
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import change_review, draft_review, load_review, open_findings
from openimr.services.casework.send_letters import send_letters
from openimr.services.casework.show_publication import show_publication, waiting_publications
from openimr.services.casework.sign_case import sign_case, verify_signed
from openimr.services.casework.signing_keys import make_key
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.check_draft import check
from openimr.services.deidentify import copy_of
from openimr.services.determine_case import draft_case
from openimr.services.ports import ReviewEntry, Work
from openimr.store import SqlStore, open_database
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault
from openimr.wire import dump_json, to_json_value

CHECKOUT = Path(__file__).parents[1]
EXAMPLE = CHECKOUT / "examples/cases/lumbar-epidural"
CLERK, REVIEWER = Actor("clerk", "clerk-1"), Actor("reviewer", "rev-7")
PASSPHRASE = "correct horse battery"
_CREDENTIALS = asdict(ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation",)))


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign: `instants` kills, over `cases` that wait for their reviewer's signature."""

    url: str
    folder: str
    instants: int
    cases: int
    seed: int = 0


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Post:
    """A way to the parties that cannot be taken back: each letter handed over is a line on the disk."""

    name, is_repeatable = "post", False

    def __init__(self, path: Path) -> None:
        self._path = path

    def hand_over(self, delivery: Delivery, made: Made) -> str:
        """One line more."""
        assert made.pdf
        _note(self._path, delivery.name)
        return delivery.name


def _note(path: Path, line: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


class Desk:
    """Whoever works in one child: on the database of the plan, with what was acknowledged noted at once."""

    def __init__(self, plan: Plan, name: str) -> None:
        self.folder, self.name, self.count = Path(plan.folder), name, 0
        engine = open_database(plan.url)
        prepare(engine)
        key = MasterKey(b"k" * 32)
        self.store = SqlStore(engine, Vault([key]))
        self.files = EncryptedFiles(self.folder / "files", [key])

    def acknowledge(self, what: str, *words: str) -> None:
        """Somebody was told that it is done."""
        _note(self.folder / f"acknowledged-{what}", " ".join(words))

    def receive(self) -> None:
        """A new mail comes in."""
        self.count += 1
        folder = self.folder / "mail" / f"{self.name}-{self.count}"
        folder.mkdir(parents=True)
        (folder / "letter.txt").write_text(f"Application number {folder.name} for a lumbar MRI.")
        (folder / "records.txt").write_text(f"Records to {folder.name}.")
        self.acknowledge("receive", folder.name, self.take(folder))

    def take(self, folder: Path) -> str:
        """The case of a mail."""
        mail = Mail(folder, _now().date(), "mail", ("Lumbar MRI",))
        return receive_application(self.store, self.files, mail, actor=CLERK, at=_now()).case

    def sign(self) -> None:
        """A reviewer decides a case and signs it."""
        waiting = self.cases("in_review")
        if not waiting:
            return
        case = waiting[0].id
        for number in load_review(self.store, self.files, case).review.undecided:
            self.change(case, partial(accept, item=number, reason="I agree."))
        for left in open_findings(load_review(self.store, self.files, case), _now().date()):
            self.change(case, partial(answer, code=left.code, place=left.place, words="Looked at."))
        entry = sign_case(self.store, self.files, case, PASSPHRASE, actor=REVIEWER, at=_now())
        self.acknowledge("sign", case, entry.digest)

    def change(self, case: CaseId, act: Callable[..., Any]) -> None:
        """One change of a review."""
        change_review(self.store, self.files, case, act, actor=REVIEWER, at=_now())

    def send(self) -> None:
        """A few letters go out."""
        send_letters(self.store, self.files, Post(self.folder / "post"), now=_now, most=4)

    def publish(self) -> None:
        """The signed case that is furthest on its way goes one step further to its publication."""
        waiting = self.store.read(waiting_publications)
        if not waiting:
            return
        case, now = waiting[-1], _now()
        if case.publication == "none":
            prepare_publication(self.store, self.files, case.id, "dwc", actor=CLERK, at=now)
        elif case.publication == "prepared":
            doubts = show_publication(self.store, self.files, case.id).doubts
            numbers = [doubt.number for doubt in doubts]
            pass_publication(self.store, self.files, case.id, remove=numbers, actor=CLERK, at=now)
        else:
            publish(self.store, self.files, case.id, actor=CLERK, at=now)
        self.acknowledge("publish", case.id, _MADE[case.publication])

    def cases(self, state: Any) -> tuple[Case, ...]:
        """The cases in that state."""
        return self.store.read(lambda work: work.cases([state], limit=5000))

    def set_up(self, count: int) -> None:
        """A reviewer with a key, and cases that wait for a signature; one is drafted, the others are like it."""
        make_key(self.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=_now())
        mail = Mail(EXAMPLE, _now().date(), "mail")
        first = receive_application(self.store, self.files, mail, actor=CLERK, at=_now()).case
        self.to_review(first)
        draft = draft_review(self.store, self.files, first, at=_now())
        for number in range(1, count):
            case = CaseId(f"review-{number}")
            self.store.change(partial(self.copy, first=first, case=case))
            self.to_review(case)
            content = self.files.put(dump_json(to_json_value(replace(draft, case=case, version=1))).encode())
            self.store.change(partial(_put_draft, first=first, case=case, content=content))

    def copy(self, work: Work, first: CaseId, case: CaseId) -> None:
        """The same application once more, as another case."""
        received = work.events(first)[0]
        data = dict(received.data) | {"number": f"C-{case}"}
        carry_out(work, case, Command("receive_application", CLERK, _now(), data=data), key=f"copy {case}")
        work.seal("parties", case, work.unseal("parties", first))

    def to_review(self, case: CaseId) -> None:
        """From its application to its reviewer."""
        day = _now().date().isoformat()
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("find_eligible", {}),
            ("assign", {"organization": "imro"}),
            ("request_records", {"method": "mail", "sent": day}),
            ("complete_records", {"received": day}),
            ("appoint_reviewer", {"reviewer": REVIEWER.id, "credentials": _CREDENTIALS}),
        )
        for name, data in steps:
            command_case(self.store, case, Command(name, CLERK, _now(), data=data), key=f"{name} {case}")

    def faults(self) -> list[str]:
        """What must not be, after all the kills."""
        found = list(verify_trail(self.store).faults)
        found += self.intake_faults()
        found += [fault for state in ("in_review", "determined") for c in self.cases(state) for fault in self.halves(c)]
        return found + self.letter_faults() + self.publication_faults() + self.lost()

    def intake_faults(self) -> list[str]:
        """Each mail, laid in again, is the case that was acknowledged, and none is two."""
        told = dict(line.split() for line in _lines(self.folder / "acknowledged-receive"))
        found, cases = [], set()
        for folder in sorted((self.folder / "mail").iterdir()):
            before = len(self.cases("received"))
            case = self.take(folder)
            cases.add(case)
            if folder.name in told and (told[folder.name] != case or len(self.cases("received")) != before):
                found.append(f"the acknowledged mail {folder.name} was lost")
            if len(self.store.read(methodcaller("files", case))) != 2:
                found.append(f"the mail {folder.name} is not whole")
        if len(cases) != len(self.cases("received")):
            found.append("a mail became two cases")
        return found

    def halves(self, case: Case) -> list[str]:
        """Event, signature, bytes and letters of a determination: all, or none."""

        def ask(work: Work) -> tuple[int, bool, int]:
            signings = [event.number for event in work.events(case.id) if event.kind == "determination_signed"]
            letters = [each for each in work.deliveries(case.id) if each.event in signings]
            return len(signings), work.signed(case.id, 1) is not None, len(letters)

        notice = notice_after("determination_signed", case.programme)
        whole = (1, True, len(notice.to) if notice else 0) if case.state == "determined" else (0, False, 0)
        if self.store.read(ask) != whole:
            return [f"{case.id} is half signed"]
        if case.state == "in_review":
            return []
        return [f"{case.id}: {fault}" for fault in verify_signed(self.store, self.files, case.id).faults]

    def letter_faults(self) -> list[str]:
        """Nothing handed over twice, nothing handed over that still waits, nothing called sent that was not."""
        handed = Counter(_lines(self.folder / "post"))
        found = [f"{name} was handed over {count} times" for name, count in handed.items() if count > 1]
        for case in self.store.all_cases():
            for letter in self.store.read(methodcaller("deliveries", case.id)):
                if (letter.state == "sent" and not handed[letter.name]) or (
                    letter.state == "waiting" and handed[letter.name]
                ):
                    found.append(f"{letter.name} is {letter.state}, handed over {handed[letter.name]} times")
        return found

    def lost(self) -> list[str]:
        """Signatures and publications that somebody was told of."""
        found = []
        for line in _lines(self.folder / "acknowledged-sign"):
            case, digest = line.split()
            entry = self.store.read(methodcaller("signed", case, 1))
            if entry is None or entry.digest != digest:
                found.append(f"the signature of {case} was lost")
        for line in _lines(self.folder / "acknowledged-publish"):
            case, kind = line.split()
            if kind not in [event.kind for event in self.store.read(methodcaller("events", case))]:
                found.append(f"{kind} of {case} was lost")
        return found

    def publication_faults(self) -> list[str]:
        """A copy is what its last event says, and whole."""
        found = []
        for case in self.cases("determined"):
            told = [event for event in self.store.read(methodcaller("events", case.id)) if event.kind in _MADE.values()]
            if told:
                made = show_publication(self.store, self.files, case.id).publication
                stands = (bool(made.passed_at), bool(made.published_at))
                is_so = (made.digest, *stands) == (told[-1].data["digest"], *_STANDS[told[-1].kind])
                found += [] if is_so else [f"the copy of {case.id} is half {told[-1].kind}"]
        return found

    def figures(self) -> dict[str, int]:
        """How much was done meanwhile."""
        letters = self.store.read(lambda work: work.counts()).letters
        acknowledged = {path.name: len(_lines(path)) for path in self.folder.glob("acknowledged-*")}
        mails = len(list((self.folder / "mail").iterdir()))
        events = self.store.chain_end()[0]
        return {**acknowledged, "mails": mails, "events": events} | {f"letters {k}": n for k, n in letters.items()}


_MADE = {"none": "publication_prepared", "prepared": "publication_passed", "passed": "published"}
_STANDS = {"publication_prepared": (False, False), "publication_passed": (True, False), "published": (True, True)}
"""Whether a copy is passed, and published, after each event."""

_STEPS = ("receive", "sign", "send", "publish")


def _put_draft(work: Work, first: CaseId, case: CaseId, content: str) -> None:
    like = work.review(first, 1)
    assert like is not None
    work.put_review(ReviewEntry(case, 1, 1, content, like.record, _now()))


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
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(status)


def time_steps(plan: Plan) -> dict[str, float]:
    """How long a child takes to its first step's end, so that kills fall inside and shortly after it."""
    found = {}
    for step in _STEPS:
        start = time.monotonic()
        _, status = os.waitpid(fork(partial(_do_one, plan, step)), 0)
        assert status == 0, step
        found[step] = time.monotonic() - start
    return found


def _do_one(plan: Plan, step: str) -> None:
    getattr(Desk(plan, f"time-{step}"), step)()


def work_on(plan: Plan, number: int) -> None:
    """Do one step after the other, beginning with another one in each child, until killed."""
    desk = Desk(plan, f"{plan.seed}-{number}")
    while True:
        for step in range(len(_STEPS)):
            getattr(desk, _STEPS[(number + step) % len(_STEPS)])()


def main(path: str) -> None:
    """The campaign."""
    plan = Plan(**json.loads(Path(path).read_text()))
    folder = Path(plan.folder)
    (folder / "mail").mkdir(parents=True, exist_ok=True)
    _warm_up()
    _, status = os.waitpid(fork(lambda: Desk(plan, "set up").set_up(plan.cases)), 0)
    assert status == 0
    chance, killed, lasts = random.Random(plan.seed), 0, time_steps(plan)
    start = time.monotonic()
    while killed < plan.instants:
        child = fork(partial(work_on, plan, killed))
        time.sleep(chance.uniform(0.01, 1.3 * lasts[_STEPS[killed % len(_STEPS)]]))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print(json.dumps({"faults": [f"the child of instant {killed} ended by itself"]}))
            return
        killed += 1
    seconds = round(time.monotonic() - start)
    _, status = os.waitpid(fork(lambda: _count(plan), folder / "found.json"), 0)
    assert status == 0
    print(
        json.dumps(
            {"killed": killed, "seconds": seconds, "lasts": lasts} | json.loads((folder / "found.json").read_text())
        )
    )


def _warm_up() -> None:
    """Read the rules once for all children; what makes threads is left to each of them."""
    normalise("Lumbar MRI")
    notice_after("determination_signed", "ca_wc")
    drafted = draft_case(EXAMPLE, as_of=_now().date())
    check(drafted.determination, case_files=dict(drafted.record))
    copy_of(drafted.determination, (), profile_named("dwc"))


def _count(plan: Plan) -> dict[str, Any]:
    desk = Desk(plan, "count")
    figures = desk.figures()
    return {"figures": figures, "faults": desk.faults()}


def run_campaign(plan: Plan) -> dict[str, Any]:
    """What a campaign found, in a process of its own."""
    folder = Path(plan.folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.json").write_text(json.dumps(asdict(plan)))
    command = [sys.executable, "-m", "tests.crashes", str(folder / "plan.json")]
    environment = {**os.environ, "PYTHONPATH": f"{CHECKOUT}/src:{CHECKOUT}"}
    limit = 600 + 15 * plan.instants
    run = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, timeout=limit, check=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(sys.argv[1])
