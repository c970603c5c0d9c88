"""A review as it is opened: with its case, its record, and what the office knows; and what it comes to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openimr.casework.clocks.calendars import pacific_day
from openimr.casework.review import result, unanswered
from openimr.casework.reviewers import Settlement
from openimr.domain.cases import Party
from openimr.domain.casework import Case, Event
from openimr.domain.determinations import Correction, Determination, ReviewerCredentials
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.domain.reviewers import Reviewer
from openimr.domain.reviews import Review
from openimr.services.check_draft import OfficeCase, check
from openimr.services.determine_case import treating_physicians
from openimr.services.ports import CaseFileEntry
from openimr.wire import from_json_value

_SIGNED = ("determination_signed", "determination_corrected")
_ITEM = re.compile(r"\bitem (\d+)\b")


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A review with the case it belongs to, the pages it rests on, the case's events, files and parties, its reviewer
    as the registry has them, and what a person found of that reviewer's possible ties."""

    case: Case
    review: Review
    record: dict[str, SourceFile]
    events: tuple[Event, ...]
    record_digest: str
    files: tuple[CaseFileEntry, ...]
    parties: tuple[Party, ...]
    appointed: Reviewer | None
    settled: Mapping[str, Settlement]

    @property
    def late_files(self) -> tuple[int, ...]:
        """Numbers of the files that came in after the draft was made."""
        drafted = self.review.files
        return tuple(entry.number for entry in self.files if drafted is not None and entry.number > drafted)


def determination_of(
    opened: OpenReview, decided: dt.date, *, reason: str = "", is_signed: bool = False
) -> Determination:
    """The determination as the review stands, with the credentials that the reviewer was appointed on.

    A correction keeps the day of the decision, and tells its own.
    """
    events, round_ = opened.events, opened.review.round
    appointed = next(event for event in reversed(events) if event.kind == "reviewer_appointed")
    assigned = next((event for event in reversed(events) if event.kind == "records_requested"), None)
    corrects = [event for event in events if event.kind in _SIGNED] if opened.review.is_correction else []
    signed = next((event for event in reversed(corrects) if event.kind == "determination_signed"), None)
    return result(
        opened.review,
        opened.case,
        credentials=from_json_value(ReviewerCredentials, appointed.data["credentials"]),
        received=dt.date.fromisoformat(events[0].data["received"]),
        assigned=dt.date.fromisoformat(assigned.data["sent"]) if assigned else None,
        decided=pacific_day(signed.at) if signed else decided,
        correction=Correction(round_, pacific_day(corrects[-1].at), decided, reason) if signed else None,
        is_signed=is_signed,
    )


def all_findings(opened: OpenReview, decided: dt.date, *, reason: str = "") -> tuple[Finding, ...]:
    """What the check and the office say of the review, items numbered as in the case; *reason* is a correction's."""
    review = opened.review
    left_out = frozenset(review.draft.items[number - 1].request for number in review.left_out)
    parties = (*opened.parties, *treating_physicians(review.draft.documents))
    office = OfficeCase(opened.appointed, parties, opened.settled, left_out)
    findings = check(determination_of(opened, decided, reason=reason), case_files=opened.record, office=office)
    kept = [number for number in range(1, len(review.items) + 1) if number not in review.left_out]
    return (*_late(opened), *(_numbered(finding, kept) for finding in findings))


def open_findings(opened: OpenReview, decided: dt.date, *, reason: str = "") -> tuple[Finding, ...]:
    """What the reviewer has neither mended nor answered."""
    return unanswered(opened.review, all_findings(opened, decided, reason=reason))


def _late(opened: OpenReview) -> tuple[Finding, ...]:
    late = opened.late_files
    if not late:
        return ()
    place = f"file {late[0]}" if len(late) == 1 else f"files {late[0]} to {late[-1]}"
    message = "This came in after the draft was made: the draft does not know it."
    advice = "Read it, and draft the case again (`openimr review draft CASE --again`), or say why it changes nothing."
    return (Finding("records_after_draft", "error", place, message, advice),)


def _numbered(finding: Finding, kept: Sequence[int]) -> Finding:
    """The finding with the case's own numbers of the items: the letter counts only those that are in it."""

    def number(found: re.Match[str]) -> str:
        place = int(found.group(1))
        return f"item {kept[place - 1]}" if 1 <= place <= len(kept) else found.group()

    return replace(finding, place=_ITEM.sub(number, finding.place), message=_ITEM.sub(number, finding.message))
