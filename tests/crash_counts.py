"""What is counted after the kills: as they left the office, and once a new worker and people have gone on."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from operator import methodcaller
from pathlib import Path
from typing import Any

from tests.crash_office import CLERK, PASSPHRASE, REVIEWER, Desk, Plan, lines, now, wait_for_leases

from openimr.bootstrap import open_office
from openimr.config import read_config
from openimr.domain.casework import Case, CaseId
from openimr.domain.deliveries import Delivery
from openimr.domain.publications import Publication
from openimr.domain.reviewers import ReviewerId
from openimr.errors import OpenimrError
from openimr.rulebook.notices import notice_after
from openimr.services.casework.make_notice import make_notice
from openimr.services.casework.publish_case import publish, published_files
from openimr.services.casework.send_letters import FOUND_SENT, HOLD, settle_uncertain
from openimr.services.casework.sign_case import verify_signed
from openimr.services.casework.signing_keys import sign
from openimr.services.casework.verify_trail import verify_trail
from openimr.services.ports import Work
from openimr.wire import from_json_value

_CHECKOUT = Path(__file__).parents[1]


class Auditor(Desk):
    """Somebody who comes after all the kills, when nobody holds a letter or a job any more."""

    def __init__(self, plan: Plan, name: str = "auditor") -> None:
        super().__init__(plan, name)
        self.office = replace(self.office, now=lambda: now() + 2 * HOLD)

    def faults_left(self) -> list[str]:
        """What must not be, as the kills have left it."""
        found = list(verify_trail(self.store).faults) + self.seal_faults() + self.intake_faults()
        for case in (*self.cases("in_review"), *self.cases("determined")):
            found += self.halves(case) + self.publication_faults(case)
        for name, count in self.handed_over().items():
            found += [f"{name} was handed over {count} times"] if count > 1 else []
        return found + self.key_faults() + self.office_faults() + self.file_faults() + self.lost()

    def go_on(self) -> dict[str, int]:
        """A new worker does what is due, a person settles the letters in doubt, and begun publications are ended."""
        wait_for_leases()
        self.worker(once=True).run()
        settled = self.settle()
        self.worker(once=True).run()
        begun = 0
        for case in self.cases("determined"):
            if case.publication in ("prepared", "passed"):
                begun += 1
                self.publish_further(case)
        return {"letters in doubt": settled, "publications taken up again": begun}

    def settle(self) -> int:
        """Look at the mail server and in the folder for each letter in doubt; how many there were."""
        handed, count = self.handed_over(), 0
        for case in self.store.all_cases():
            for number, letter in enumerate(self.letters(case.id), start=1):
                if letter.state in ("uncertain", "failed"):
                    is_there = handed[letter.name] > 0
                    count += settle_uncertain(
                        self.store, case.id, was_sent=is_there, only=[number], actor=CLERK, now=self.office.now
                    )
        return count

    def faults_after(self) -> list[str]:
        """What must not be after that: anything not sent, not drafted, or still queued."""
        found = list(verify_trail(self.store).faults) + self.file_faults()
        found += [f"the queue holds {depth}" for depth in self.queue().depths()]
        found += [f"{case.id} was never drafted" for case in self.cases("in_review") if not self.is_drafted(case.id)]
        found += [f"mail {path.name} was left" for path in (self.folder / "inbox").iterdir() if path.name[0] != "."]
        found += [f"{path} holds decrypted files" for path in self.scratch()]
        handed, mailed = self.handed_over(), dict(self.mails())
        for case in self.store.all_cases():
            found += self.letter_faults(case, handed, mailed)
        return found + self.audit_by_command()

    def letters(self, case: CaseId) -> tuple[Delivery, ...]:
        """The letters of a case."""
        found: tuple[Delivery, ...] = self.store.read(methodcaller("deliveries", case))
        return found

    def mails(self) -> list[tuple[str, str]]:
        """Name and digest of each letter that the mail server took."""
        told = [line.split() for line in lines(self.folder / "sink" / "mails")]
        return [(name.strip("<>").partition("@")[0], digest) for name, digest in told]

    def handed_over(self) -> Counter[str]:
        """How often each letter is with the parties, by mail or in the folder."""
        in_folder = [path.stem for path in (self.folder / "post").glob("[!.]*.pdf")]
        return Counter([*in_folder, *(name for name, _ in self.mails())])

    def letter_faults(self, case: Case, handed: Counter[str], mailed: dict[str, str]) -> list[str]:
        """Each letter sent once, with exactly its bytes, and told once in the trail."""
        found = []
        told = Counter(
            (event.data["letter"], event.data["party"], event.data["proof"])
            for event in self.store.read(methodcaller("events", case.id))
            if event.kind == "letter_delivered"
        )
        letters = self.letters(case.id)
        for letter in letters:
            if letter.state != "sent" or handed[letter.name] != 1:
                found.append(f"{letter.name} is {letter.state}, handed over {handed[letter.name]} times")
            elif mailed.get(letter.name) != self.digest(letter) and self.in_folder(letter) != self.digest(letter):
                found.append(f"{letter.name} went out with other bytes than it is recorded with")
        if told != Counter((letter.kind, letter.role, letter.proof) for letter in letters):
            found.append(f"{case.id}: the trail tells of other letters than were sent")
        return found

    def digest(self, letter: Delivery) -> str:
        """What the bytes of a letter must hash to; a letter that a person has settled is made again for that."""
        if letter.proof != FOUND_SENT:
            return letter.digest or ""
        return hashlib.sha256(make_notice(self.store, self.files, letter).pdf).hexdigest()

    def in_folder(self, letter: Delivery) -> str:
        """The hash of the letter in the folder."""
        path = self.folder / "post" / f"{letter.name}.pdf"
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""

    def seal_faults(self) -> list[str]:
        """Every seal that somebody noted is still in the trail."""
        there = {link.seal for link in self.store.trail()}
        noted = lines(self.folder / "acknowledged-seal")
        return [f"the noted seal {seal} is gone" for seal in noted if seal not in there]

    def audit_by_command(self) -> list[str]:
        """`openimr audit verify` with the seal that was noted last."""
        command = [sys.executable, "-m", "openimr.cli.main", "audit", "verify", "--seal"]
        environment = {**os.environ, **self.plan.environment}
        seal = lines(self.folder / "acknowledged-seal")[-1]
        run = subprocess.run([*command, seal], env=environment, capture_output=True, text=True, check=False)
        is_whole = run.returncode == 0 and run.stdout.endswith("The trail is whole.\n")
        return [] if is_whole else [f"openimr audit verify: {run.stdout} {run.stderr}"]

    def intake_faults(self) -> list[str]:
        """Each mail, laid in again, is the case that was acknowledged; its files are there; none is two cases."""
        told = dict(line.split() for line in lines(self.folder / "acknowledged-receive"))
        found, cases = [], set()
        for folder in (*sorted((self.folder / "mail").iterdir()), *sorted((self.folder / "inbox/.done").glob("*"))):
            before = len(self.cases("received"))
            case = self.take(folder)
            cases.add(case)
            is_known = folder.name in told or folder.parent.name == ".done"
            if is_known and (told.get(folder.name, case) != case or len(self.cases("received")) != before):
                found.append(f"the acknowledged mail {folder.name} was lost")
            if self.bytes_of(CaseId(case)) != {path.name: path.read_bytes() for path in folder.iterdir()}:
                found.append(f"the mail {folder.name} is not whole")
        left = {self.take(path) for path in (self.folder / "inbox").iterdir() if path.name[0] != "."}
        if len(cases | left) != len(self.cases("received")):
            found.append("a mail became two cases")
        return found

    def bytes_of(self, case: CaseId) -> dict[str, bytes]:
        """The stored files of a case."""
        return {entry.name: self.files.get(entry.sha256) for entry in self.store.read(methodcaller("files", case))}

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

    def publication_faults(self, case: Case) -> list[str]:
        """The sealed copy is the one that the last event tells of; what is published is so for good."""
        kept = self.store.read(methodcaller("unseal", "publication", case.id))
        events = self.store.read(methodcaller("events", case.id))
        told = [event.data["digest"] for event in events if "publi" in event.kind]
        if kept is None or not told:
            return [] if kept is None and not told else [f"{case.id} is half prepared for publication"]
        copy = from_json_value(Publication, kept)
        stands = "published" if copy.published_at else "passed" if copy.passed_at else "prepared"
        if (copy.digest, stands) != (told[-1], case.publication):
            return [f"{case.id}: the copy kept is not the one that the trail tells of"]
        if case.publication != "published":
            return []
        again = publish(self.store, self.files, case.id, actor=CLERK, at=self.office.now())
        is_same = again == published_files(self.files, copy)
        return [] if is_same and self.store.read(methodcaller("events", case.id)) == events else [f"{case.id}: again"]

    def key_faults(self) -> list[str]:
        """One key of the reviewer counts, whichever was made last; all of them open."""
        keys = self.store.read(methodcaller("keys", ReviewerId(REVIEWER.id)))
        good = [key for key in keys if key.revoked_at is None]
        signatures = [sign(key, PASSPHRASE, b"a text") for key in keys]
        lost = set(lines(self.folder / "acknowledged-key")) - {key.id for key in keys}
        return [f"{len(good)} keys count, {len(signatures)} open, lost: {lost}"] if len(good) != 1 or lost else []

    def office_faults(self) -> list[str]:
        """Whoever was killed while a new office was made: it can be opened, and what was told of it is there."""
        found, told = [], lines(self.folder / "acknowledged-office")
        for home in sorted((self.folder / "offices").iterdir()):
            office = open_office(read_config({"OPENIMR_HOME": str(home)}))
            kept = office.store.read(methodcaller("unseal", "address", "a party"))
            if (home.name in told and kept is None) or (kept and office.files.get(kept) != b"a file"):
                found.append(f"the office {home.name} has lost its key or its first file")
            office.store.close()
        return found

    def file_faults(self) -> list[str]:
        """Every stored file opens and is what its name says; every file that the database names is there."""
        found, names = [], set(self.files.names())
        for name in sorted(names):
            try:
                is_good = hashlib.sha256(self.files.get(name)).hexdigest() == name
            except OpenimrError:
                is_good = False
            found += [] if is_good else [f"the stored file {name} is torn"]
        return found + [f"the file {name} is missing" for name in sorted(set(self.named()) - names)]

    def named(self) -> Iterator[str]:
        """Every stored file that the database names."""
        for case in self.store.all_cases():
            yield from (entry.sha256 for entry in self.store.read(methodcaller("files", case.id)))
            review, signed = self.store.read(methodcaller("review", case.id, 1)), None
            if review:
                yield from (review.content, review.record)
                signed = self.store.read(methodcaller("signed", case.id, 1))
            if signed:
                yield from (signed.digest, signed.record, *signed.letters.values())

    def lost(self) -> list[str]:
        """Signatures and publications that somebody was told of."""
        found = []
        for line in lines(self.folder / "acknowledged-sign"):
            case, digest = line.split()
            entry = self.store.read(methodcaller("signed", case, 1))
            if entry is None or entry.digest != digest:
                found.append(f"the signature of {case} was lost")
        kinds = {"prepare_publication": "publication_prepared", "pass_publication": "publication_passed"}
        for line in lines(self.folder / "acknowledged-publish"):
            case, name = line.split()
            events = self.store.read(methodcaller("events", case))
            if [event.kind for event in events].count(kinds.get(name, "published")) != 1:
                found.append(f"{name} of {case} was lost, or happened twice")
        return found

    def scratch(self) -> list[Path]:
        """Folders that killed programs have left."""
        return [path for path in (self.folder / "tmp").glob("openimr-scratch-*") if any(path.iterdir())]

    def figures(self) -> dict[str, Any]:
        """How much was done meanwhile, and what the kills left behind."""
        letters = self.store.read(lambda work: work.counts()).letters
        told = {path.name: len(lines(path)) for path in sorted(self.folder.glob("acknowledged-*"))}
        torn = sum(1 for path in (self.folder / "home/files").rglob(".*"))
        left = {"files half written": torn, "decrypted folders left": len(self.scratch())}
        mails = len(list((self.folder / "mail").iterdir()))
        found = {**told, "mails": mails, "events": self.store.chain_end()[0], **left}
        return found | {f"letters {state}": count for state, count in sorted(letters.items())}


def count(plan: Plan) -> dict[str, Any]:
    """All that is found after the kills, and how long it took."""
    auditor, start = Auditor(plan), dt.datetime.now(dt.UTC)
    figures = auditor.figures()
    faults = auditor.faults_left()
    figures |= auditor.go_on()
    faults += auditor.faults_after()
    figures |= {f"after: {name}": number for name, number in auditor.figures().items() if name.startswith("letters")}
    auditor.store.close()
    return {"figures": figures, "faults": faults, "counting_s": round((now() - start).total_seconds())}
