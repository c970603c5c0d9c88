"""Records that come in for a case: kept beside those it has, told in the trail by their hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openimr.domain.casework import Actor, Case, CaseId, CaseState, Command
from openimr.errors import IllegalCommandError, UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.receive_application import contents_of
from openimr.services.ports import CaseFileEntry, CaseStore, Files, Work

_COMMANDS: Mapping[CaseState, str] = {
    "received": "receive_records",
    "deferred": "receive_records",
    "eligible": "receive_records",
    "assigned": "receive_records",
    "records_requested": "receive_records",
    "records_complete": "receive_late_records",
    "in_review": "receive_late_records",
    "remanded": "receive_late_records",
    "info_requested": "receive_information",
}


@dataclass(frozen=True, slots=True)
class ReceivedRecords:
    """How many files were new to the case, how many it had already, and whether its review has begun without them."""

    new: int
    known: int
    is_late: bool


def receive_records(
    store: CaseStore, files: Files, case: CaseId, folder: Path, *, sender: str, actor: Actor, at: dt.datetime
) -> ReceivedRecords:
    """Add the files of a folder to a case; what it has already changes nothing.

    Raises:
        UsageError: nothing lies there, or there is no such case.
        IllegalCommandError: the case takes no records as it stands.
    """
    contents = [(name, files.put(content), len(content)) for name, content in contents_of(folder)]

    def add(work: Work) -> ReceivedRecords:
        standing = work.lock(case)
        if standing is None:
            raise UsageError("There is no such case.")
        known = work.files(case)
        have = {entry.sha256 for entry in known}
        new = list({sha256: one for one in contents if (sha256 := one[1]) not in have}.values())
        if not new:
            return ReceivedRecords(0, len(contents), is_late=False)
        hashes = [sha256 for _, sha256, _ in new]
        command = _command(standing, hashes, sender, actor, at)
        carry_out(work, case, command, key=f"records {case} {len(known)} {hashes[0]}")
        numbered = enumerate(new, start=len(known) + 1)
        work.add_files(
            case, [CaseFileEntry(count, sha, size, sender, at, name) for count, (name, sha, size) in numbered]
        )
        is_late = standing.state in ("in_review", "info_requested")
        return ReceivedRecords(len(new), len(contents) - len(new), is_late)

    return store.change(add)


def _command(standing: Case, hashes: list[str], sender: str, actor: Actor, at: dt.datetime) -> Command:
    name = _COMMANDS.get(standing.state)
    if name is None:
        reason = f"The case is {standing.state.replace('_', ' ')}."
        raise IllegalCommandError("receive_records", standing.state, reason)
    data: dict[str, object] = {"files": hashes}
    return Command(name, actor, at, data=data if name == "receive_information" else data | {"of": sender})
