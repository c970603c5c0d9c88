"""A small office on a real database, whose people are killed while they work: what they do, step by step.

What somebody was told is noted in a file at once: it must be true afterwards. `tests.crashes` kills,
`tests.crash_counts` counts.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from openimr.bootstrap import mail_folder, mail_server, open_office
from openimr.casework.clocks.calendars import pacific_day
from openimr.casework.review import accept, answer
from openimr.config import read_config
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.determinations import ReviewerCredentials
from openimr.domain.reviewers import BoardCertification, Licence, Reviewer, ReviewerId
from openimr.domain.reviews import Review
from openimr.jobs import EmbeddedQueue, ServerQueue
from openimr.rulebook.notices import notices
from openimr.services.casework.command_case import carry_out, command_case
from openimr.services.casework.publish_case import pass_publication, prepare_publication, publish
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.review_case import change_review, draft_review, load_review, open_findings
from openimr.services.casework.send_letters import Channel, send_letters
from openimr.services.casework.show_publication import show_publication
from openimr.services.casework.sign_case import sign_case
from openimr.services.casework.signing_keys import make_key
from openimr.services.ports import JobQueue, ReviewEntry, Work
from openimr.wire import dump_json, to_json_value
from openimr.worker.run import Plan as WorkerPlan
from openimr.worker.run import Worker

EXAMPLE = Path(__file__).parents[1] / "examples/cases/lumbar-epidural"
CLERK, REVIEWER = Actor("clerk", "clerk-1"), Actor("reviewer", "rev-7")
PASSPHRASE = "correct horse battery"
LEASE_S = 3.0
"""After how long the jobs of a killed worker are taken over here."""

STEPS = ("receive", "sign", "send", "publish", "make keys", "work")
_LATER = dt.date(2099, 12, 31)
_CREDENTIALS = asdict(ReviewerCredentials(("California",), ("Physical Medicine & Rehabilitation",)))
_PUBLISHING = {"none": "prepare_publication", "prepared": "pass_publication", "passed": "publish"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign: `instants` kills, over `cases` that wait for a signature and `drafts` that wait for a draft.

    `mail_port`: where the mail server listens.
    """

    url: str
    folder: str
    instants: int
    cases: int
    drafts: int = 1
    seed: int = 0
    mail_port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What names the office to a command."""
        return {"OPENIMR_HOME": f"{self.folder}/home", "OPENIMR_DATABASE": self.url}


def now() -> dt.datetime:
    """The time now."""
    return dt.datetime.now(dt.UTC)


def note(path: Path, line: str) -> None:
    """Add a line to a file, at once."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


def lines(path: Path) -> list[str]:
    """The lines noted in a file."""
    return path.read_text().splitlines() if path.exists() else []


class Desk:
    """Whoever works in one process; *name* tells its mails from others'."""

    def __init__(self, plan: Plan, name: str, *, number: int = 0) -> None:
        self.plan, self.folder, self.name, self.number, self.count = plan, Path(plan.folder), name, number, 0
        self.office = open_office(read_config(plan.environment))
        self.store, self.files = self.office.store, self.office.files

    def acknowledge(self, what: str, *words: str) -> None:
        """Somebody was told that it is done."""
        note(self.folder / f"acknowledged-{what}", " ".join(words))

    def note_seal(self) -> None:
        """Somebody notes the last seal of the trail elsewhere."""
        self.acknowledge("seal", self.store.chain_end()[1])

    def receive(self) -> None:
        """A new mail comes in."""
        folder = self.mail(self.folder / "mail")
        self.acknowledge("receive", folder.name, self.take(folder))

    def mail(self, place: Path) -> Path:
        """The files of a new application, put into *place* all at once."""
        self.count += 1
        name = f"{self.name}-{self.count}"
        folder = self.folder / "table" / name
        folder.mkdir(parents=True)
        (folder / "letter.txt").write_text(f"Application number {name} for a lumbar MRI.")
        (folder / "records.txt").write_text(f"Records to {name}.")
        (folder / "scan.bin").write_bytes(os.urandom(1 << 20))
        return folder.rename(place / name)

    def take(self, folder: Path) -> str:
        """The case of a mail."""
        mail = Mail(folder, now().date(), "mail", ("Lumbar MRI",))
        return receive_application(self.store, self.files, mail, actor=CLERK, at=self.office.now()).case

    def sign(self) -> None:
        """A reviewer decides a case and signs it."""
        case = next((case.id for case in self.cases("in_review") if self.is_drafted(case.id)), None)
        if case is None:
            return
        for number in load_review(self.store, self.files, case).review.undecided:
            self.change(case, partial(accept, item=number, reason="I agree."))
        for left in open_findings(load_review(self.store, self.files, case), pacific_day(now())):
            self.change(case, partial(answer, code=left.code, place=left.place, words="Looked at."))
        entry = sign_case(self.store, self.files, case, PASSPHRASE, actor=REVIEWER, at=self.office.now())
        self.acknowledge("sign", case, entry.digest)

    def is_drafted(self, case: CaseId) -> bool:
        """Whether the draft is there."""
        return self.store.read(lambda work: work.review(case, 1)) is not None

    def change(self, case: CaseId, act: Callable[..., Any]) -> None:
        """One change of a review."""
        change_review(self.store, self.files, case, act, actor=REVIEWER, at=self.office.now())

    def send(self) -> None:
        """A few letters go out, by mail or into the folder."""
        send_letters(self.store, self.files, self.channel(), now=now, most=4)

    def channel(self) -> Channel:
        """The way to the parties that this desk takes."""
        if self.number % 2:
            return mail_folder(self.folder / "post")
        return mail_server(self.office, "127.0.0.1", self.plan.mail_port, "imro@example.org")

    def do(self, step: str) -> None:
        """One of `STEPS`."""
        getattr(self, step.replace(" ", "_"))()

    def publish(self) -> None:
        """A signed case goes one step further to its publication; a person takes out whatever is doubtful."""
        waiting = [case for case in self.cases("determined") if case.publication in _PUBLISHING]
        if waiting:
            self.publish_further(waiting[0])

    def publish_further(self, case: Case) -> None:
        """One step of one case."""
        name = _PUBLISHING[case.publication]
        getattr(self, f"_{name}")(case.id)
        self.acknowledge("publish", case.id, name)

    def _prepare_publication(self, case: CaseId) -> None:
        prepare_publication(self.store, self.files, case, "dwc", actor=CLERK, at=self.office.now())

    def _pass_publication(self, case: CaseId) -> None:
        numbers = [doubt.number for doubt in show_publication(self.store, self.files, case).doubts]
        pass_publication(self.store, self.files, case, remove=numbers, actor=CLERK, at=self.office.now())

    def _publish(self, case: CaseId) -> None:
        publish(self.store, self.files, case, actor=CLERK, at=self.office.now())

    def make_keys(self) -> None:
        """The reviewer makes a new signing key; a new office its master key, its tables and its first file."""
        self.acknowledge("key", make_key(self.store, ReviewerId(REVIEWER.id), PASSPHRASE, at=now()))
        self.count += 1
        home = self.folder / "offices" / f"{self.name}-{self.count}"
        office = open_office(read_config({"OPENIMR_HOME": str(home)}))
        office.store.change(lambda work: work.seal("address", "a party", office.files.put(b"a file")))
        office.store.close()
        self.acknowledge("office", home.name)

    def work(self) -> None:
        """A worker takes in mail, drafts, sends and looks at the clocks, until it is killed."""
        self.mail(self.folder / "inbox")
        self.worker(once=False).run()

    def worker(self, *, once: bool) -> Worker:
        """A worker of this office."""
        inbox = self.folder / "inbox"
        plan = WorkerPlan(once=once, inbox=inbox, channel=self.channel(), sweep_s=0.2, quiet_s=0)
        return Worker(self.office, self.queue(), plan)

    def queue(self) -> JobQueue:
        """The queue that goes with the database."""
        if self.plan.url.startswith("postgresql"):
            return ServerQueue(self.plan.url, stalled_s=LEASE_S)
        return EmbeddedQueue(self.folder / "jobs.db", self.office.now, lease_s=LEASE_S)

    def cases(self, state: Any) -> tuple[Case, ...]:
        """The cases in that state."""
        return self.store.read(lambda work: work.cases([state], limit=5000))

    def set_up(self) -> None:
        """A reviewer with a key, cases that wait for a signature, and cases that wait for a draft, all alike."""
        reviewer = Reviewer(
            ReviewerId(REVIEWER.id),
            "Quimby Featherstonehaugh",
            licences=(Licence("California", "A1", _LATER),),
            boards=(BoardCertification("Physical Medicine & Rehabilitation"),),
            practice_years=10,
            weekly_hours=30,
            attested=now().date(),
        )
        self.store.change(lambda work: work.seal("reviewer", reviewer.id, to_json_value(reviewer)))
        make_key(self.store, reviewer.id, PASSPHRASE, at=now())
        first = receive_application(
            self.store, self.files, Mail(EXAMPLE, now().date(), "mail"), actor=CLERK, at=self.office.now()
        )
        self.to_review(first.case)
        draft = draft_review(self.store, self.files, first.case, at=now())
        for number in range(1, self.plan.cases + self.plan.drafts):
            case = CaseId(f"review-{number:04d}" if number < self.plan.cases else f"to-draft-{number:04d}")
            self.store.change(partial(self.copy, first=first.case, case=case))
            self.to_review(case)
            if number < self.plan.cases:
                self.put_draft(replace(draft, case=case, version=1), first.case)

    def copy(self, work: Work, first: CaseId, case: CaseId) -> None:
        """The same application once more, as another case."""
        received = work.events(first)[0]
        data = dict(received.data) | {"number": f"C-{case}"}
        carry_out(work, case, Command("receive_application", CLERK, now(), data=data), key=f"copy {case}")
        for kind in ("parties", "application"):
            work.seal(kind, case, work.unseal(kind, first))
        work.add_files(case, work.files(first))

    def put_draft(self, draft: Review, like: CaseId) -> None:
        """The draft as if it had been made for this case."""
        content = self.files.put(dump_json(to_json_value(draft)).encode())

        def put(work: Work) -> None:
            before = work.review(like, 1)
            assert before is not None
            work.put_review(ReviewEntry(draft.case, 1, 1, content, before.record, now()))

        self.store.change(put)

    def to_review(self, case: CaseId) -> None:
        """From its application to its reviewer; every party has an address."""
        day = now().date().isoformat()
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("find_eligible", {}),
            ("assign", {"organization": "imro"}),
            ("request_records", {"method": "mail", "sent": day}),
            ("complete_records", {"received": day}),
            ("appoint_reviewer", {"reviewer": REVIEWER.id, "credentials": _CREDENTIALS}),
        )
        for role in sorted({role for notice in notices().values() for role in notice.to}):
            address = f"{role}@example.org"
            self.store.change(partial(_seal_address, name=f"{case}/{role}", address=address))
        for name, data in steps:
            command_case(self.store, case, Command(name, CLERK, now(), data=data), key=f"{name} {case}")


def _seal_address(work: Work, name: str, address: str) -> None:
    work.seal("address", name, address)


def wait_for_leases() -> None:
    """Until the jobs of killed workers may be taken over."""
    time.sleep(LEASE_S + 0.5)
