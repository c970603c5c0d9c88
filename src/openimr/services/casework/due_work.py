"""Background work: what is due, found in the cases themselves each time, and how each job is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from openimr.domain.casework import Actor, CaseId
from openimr.errors import CopyRefusedError, IllegalCommandError
from openimr.services.casework.escalate import escalate_overdue
from openimr.services.casework.publish_case import prepare_publication, refused_as, refused_copies
from openimr.services.casework.read_papers import read_papers
from openimr.services.casework.review_case import draft_review
from openimr.services.casework.send_letters import Channel, send_letters
from openimr.services.ports import CaseStore, Clock, Files, Job, Work

_MOST = 2000
"""Jobs of one kind that one sweep queues; the next sweep queues more."""

_LETTERS = 200
"""Letters that one job sends; a sweep queues another while some wait."""

_COPYIST = Actor("system", "copyist")


@dataclass(frozen=True, slots=True)
class Means:
    """What jobs work with. `channel`: how letters go out; None: not by this worker. `profile`: that of copies."""

    store: CaseStore
    files: Files
    now: Clock
    channel: Channel | None = None
    profile: str = "dwc"


def due_work(means: Means) -> tuple[Job, ...]:
    """What is to be done now, whether it is queued already or not.

    Papers to be read, drafts and copies to be made, letters to be sent, and a look at the clocks.
    """

    def ask(work: Work) -> tuple[tuple[Job, ...], int]:
        papers = (Job("read", case, last) for case, last in work.unread(_MOST))
        drafts = (Job("draft", case, _round(work, case)) for case in work.undrafted(_MOST))
        refused = refused_copies(work)  # a person mends their words first
        determined = work.with_publication("none", limit=_MOST)
        copies = (Job("copy", case.id, case.signed) for case in determined if refused_as(case) not in refused)
        return (*papers, *drafts, *copies), work.letters_waiting(means.now())

    on_cases, letters = means.store.read(ask)
    sending = (Job("send"),) if letters and means.channel else ()
    return (Job("escalate"), *sending, *on_cases)


def _round(work: Work, case: CaseId) -> int:
    standing = work.case(case)
    return standing.signed + 1 if standing else 0


def do_job(means: Means, job: Job) -> None:
    """Do one job. It may be killed anywhere and done again: what it does counts once.

    Raises:
        OpenimrError: it could not be done, and is to be tried again later.
    """
    _WAYS[job.kind](means, job)


def _draft(means: Means, job: Job) -> None:
    try:
        draft_review(means.store, means.files, CaseId(job.case), at=means.now())
    except IllegalCommandError:  # it is not in review any more: there is nothing to draft
        return


def _escalate(means: Means, job: Job) -> None:
    escalate_overdue(means.store, means.now())


def _send(means: Means, job: Job) -> None:
    if means.channel:
        send_letters(means.store, means.files, means.channel, now=means.now, most=_LETTERS)


def _read(means: Means, job: Job) -> None:
    read_papers(means.store, means.files, CaseId(job.case), now=means.now)


def _copy(means: Means, job: Job) -> None:
    """Prepare the copy that is published once a person has passed it."""
    case = CaseId(job.case)
    standing = means.store.read(lambda work: work.case(case))
    if standing is None or (standing.state, standing.publication) != ("determined", "none"):
        return  # somebody has prepared it, or the case has moved on
    with suppress(CopyRefusedError):  # it waits for a person, who finds it in the list
        prepare_publication(means.store, means.files, case, means.profile, actor=_COPYIST, at=means.now())


_WAYS: Mapping[str, Callable[[Means, Job], None]] = {
    "copy": _copy,
    "draft": _draft,
    "escalate": _escalate,
    "read": _read,
    "send": _send,
}

KINDS = tuple(sorted(_WAYS))
"""Every kind of job."""
