"""One case for another: a duplicate, or an application that is decided together with an earlier one."""

from __future__ import annotations

from dataclasses import replace

from openimr.casework.intake import contradiction
from openimr.domain.casework import Case, CaseId, Command
from openimr.domain.intake import Application
from openimr.errors import IllegalCommandError, UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.reviewer_ties import parties_of
from openimr.services.casework.show_case import find_case
from openimr.services.ports import CaseStore, Work
from openimr.wire import from_json_value, to_json_value

JOINING = ("mark_duplicate", "consolidate")
"""Commands that name another case."""


def join_case(store: CaseStore, case: CaseId, command: Command, *, key: str) -> Case:
    """Where the case stands after a command of `JOINING`; a consolidated one leaves its items and files to the other.

    Raises:
        UsageError: there is no such other case.
        IllegalCommandError: it is the same case, or of another employee, or the command is not allowed.
    """

    def join(work: Work) -> Case:
        other = find_case(work, str(command.data.get("of_case", "")))
        for each in sorted((case, other)):
            work.lock(each)
        standing, into = work.case(case), work.case(other)
        if standing is None or into is None:
            raise UsageError("There is no such case.")
        if work.made_by(key):
            return standing
        _check(work, command.name, standing, into)
        told = replace(command, data={**command.data, "of_case": into.number})
        after = carry_out(work, case, told, key=key)
        if command.name == "consolidate":
            _take_in(work, standing, into, command)
        return after

    return store.change(join)


def _check(work: Work, name: str, standing: Case, into: Case) -> None:
    if standing.id == into.id:
        raise IllegalCommandError(name, standing.state, "A case cannot stand for itself.")
    ours, theirs = _application(work, standing.id), _application(work, into.id)
    reason = contradiction(ours, theirs, is_joined=name == "consolidate") if ours and theirs else None
    if reason:
        raise IllegalCommandError(name, standing.state, reason)


def _application(work: Work, case: CaseId) -> Application | None:
    sealed = work.unseal("application", case)
    return None if sealed is None else from_json_value(Application, sealed)


def _take_in(work: Work, standing: Case, into: Case, command: Command) -> None:
    """Items, files and parties of the one, behind those of the other."""
    requests = [item.request for item in standing.items if item.state == "disputed"]
    data = {"of_case": standing.number, "items": requests}
    at = max(command.at, into.last_at) if into.last_at else command.at
    carry_out(work, into.id, Command("take_in", command.actor, at, data=data), key=f"take in {standing.id}")
    known = work.files(into.id)
    coming = [entry for entry in work.files(standing.id) if entry.sha256 not in {each.sha256 for each in known}]
    numbered = enumerate(coming, start=len(known) + 1)
    work.add_files(into.id, [replace(entry, number=number) for number, entry in numbered])
    parties = dict.fromkeys((*parties_of(work, into.id), *parties_of(work, standing.id)))
    work.seal("parties", into.id, to_json_value(tuple(parties)))
    ours_asked, theirs_asked = _application(work, standing.id), _application(work, into.id)
    if ours_asked and theirs_asked:
        joined = replace(theirs_asked, items=(*theirs_asked.items, *ours_asked.items))
        work.seal("application", into.id, to_json_value(joined))
