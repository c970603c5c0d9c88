"""The trail of events and the letters made from it never name a reviewer: words that would are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openimr.domain.casework import Case, Command
from openimr.domain.reviewers import Reviewer
from openimr.errors import IllegalCommandError
from openimr.rulebook.workflow import workflow
from openimr.services.name_reviewers import texts_naming_reviewers
from openimr.services.ports import Work
from openimr.wire import from_json_value

_SEALED = "reviewer"
_FREE = ("text", "words", "texts", "mapping", "mappings")
"""Kinds of data in which anything may be told."""
_DIGEST = re.compile(r"[0-9a-f]{64,}")


def refuse_names(work: Work, case: Case, command: Command) -> None:
    """Raise `IllegalCommandError` where what somebody tells with a command names a reviewer of the case."""
    if command.actor.role == "system":
        return
    told = (datum.name for datum in workflow(case.programme).steps[command.name].data if datum.kind in _FREE)
    texts = [words for name in told for words in _texts(command.data.get(name)) if not _DIGEST.fullmatch(words)]
    if texts and texts_naming_reviewers(texts, _reviewers(work, case, command)):
        reason = "The words tell who a reviewer is, which stays unknown: leave names, licences and affiliations out."
        raise IllegalCommandError(command.name, case.state, reason)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _reviewers(work: Work, case: Case, command: Command) -> Sequence[Reviewer]:
    """Whose names may come up: those of the case; for an appointment to an unknown id, which may be a name, all."""
    names: Sequence[str] = [*case.past_reviewers, *([case.reviewer] if case.reviewer else [])]
    if command.name == "appoint_reviewer":
        told = str(command.data.get("reviewer", ""))
        names = [told] if work.unseal(_SEALED, told) is not None else work.sealed_names(_SEALED)
    entries = (work.unseal(_SEALED, name) for name in names)
    return [from_json_value(Reviewer, entry) for entry in entries if entry is not None]
