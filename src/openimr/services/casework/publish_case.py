"""Publication: a copy of the signed determination that names nobody, passed by a person, then published."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openimr.casework.publication import identities_in, profile_named, scrub, texts_of
from openimr.domain.cases import Party
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.determinations import Determination
from openimr.domain.intake import Application
from openimr.domain.publications import IdentifierKind, Identity, Profile, Publication
from openimr.domain.reviewers import Reviewer
from openimr.errors import UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.deidentify import Copy, copy_of
from openimr.services.drafts import DETERMINATION_FILE
from openimr.services.ports import CaseStore, Files, SignedEntry, Work
from openimr.services.render_letter import FORMS, render_bytes
from openimr.wire import dump_determination, from_json_value, load_determination, record_from_dict, to_json_value

_KINDS: dict[str, IdentifierKind] = {
    "employee": "employee",
    "employer": "employer",
    "claims_administrator": "claims administrator",
    "claims_adjuster": "person",
    "requesting_physician": "physician",
    "practice": "clinic",
    "ur_organization": "organization",
    "ur_reviewer": "physician",
    "employee_attorney": "person",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """The signed determination, and all that is known to identify somebody in it."""

    case: Case
    determination: Determination
    identities: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful finding as the person sees who decides: its number from 1, place, kind, and the words around it."""

    number: int
    place: str
    kind: str
    before: str
    words: str
    after: str


def prepare_publication(
    store: CaseStore, files: Files, case: CaseId, profile: str, *, actor: Actor, at: dt.datetime
) -> Publication:
    """Make the copy of the determination in force and keep it, sealed, for a person to look at.

    Raises:
        UsageError: nothing has been signed, or there is no such profile.
        IllegalCommandError: the case is not determined, or its copy is passed or published already.
    """
    source = _source(store, files, case)
    copy = copy_of(source.determination, source.identities, profile_named(profile))
    _refuse_leaks(copy, source, profile_named(profile))
    content = _content(copy)
    made = Publication(
        version=source.case.signed,
        profile=profile,
        digest=files.put(content),
        findings=copy.scrubbed.findings,
        places=copy.places,
        counts=copy.scrubbed.counts,
    )

    def keep(work: Work) -> Publication:
        data = {"digest": made.digest, "doubtful": len(made.doubtful)}
        key = f"prepare publication {case} {made.version} {profile} {made.digest}"
        _same_version(carry_out(work, case, Command("prepare_publication", actor, at, data=data), key=key), made)
        work.seal("publication", case, to_json_value(made))
        return made

    return store.change(keep)


def show_publication(store: CaseStore, files: Files, case: CaseId) -> tuple[Publication, tuple[Doubt, ...], str]:
    """The copy under way, what is doubtful in it with the words around, and its letter as text.

    Raises:
        UsageError: no copy has been prepared, or the determination has been corrected since.
    """
    made, source = _prepared(store, case), _source(store, files, case)
    _same_version(source.case, made)
    copy = copy_of(source.determination, source.identities, profile_named(made.profile), drop=made.removed)
    _same_copy(copy, made)
    originals = copy.originals
    doubts = []
    for number, finding in enumerate(made.doubtful, start=1):
        text = originals[finding.text]
        before, after = text[max(0, finding.start - 60) : finding.start], text[finding.end : finding.end + 60]
        words = text[finding.start : finding.end]
        doubts.append(Doubt(number, made.places[finding.text], finding.kind, before, words, after))
    letter = render_bytes(load_determination(files.get(made.digest).decode()), "txt").decode()
    return made, tuple(doubts), letter


def pass_publication(
    store: CaseStore,
    files: Files,
    case: CaseId,
    *,
    remove: Sequence[int] = (),
    keep: Sequence[int] = (),
    actor: Actor,
    at: dt.datetime,
) -> Publication:
    """A person has looked through the copy: the doubtful findings numbered in *remove* go, those in *keep* stay.

    Raises:
        UsageError: a doubtful finding is not decided, or the determination has been corrected since.
        IllegalCommandError: no copy is waiting to be passed, or the actor may not pass it.
    """
    made, source = _prepared(store, case), _source(store, files, case)
    _same_version(source.case, made)
    _refuse_undecided(made, remove, keep)
    profile = profile_named(made.profile)
    _same_copy(copy_of(source.determination, source.identities, profile, drop=made.removed), made)
    copy = copy_of(source.determination, source.identities, profile, drop=remove)
    _refuse_leaks(copy, source, profile)
    passed = replace(
        made,
        digest=files.put(_content(copy)),
        removed=tuple(sorted(remove)),
        kept=tuple(sorted(keep)),
        counts=copy.scrubbed.counts,
        passed_at=at,
    )

    def decide(work: Work) -> Publication:
        command = Command("pass_publication", actor, at, data={"digest": passed.digest})
        key = f"pass publication {case} {passed.version} {passed.digest}"
        _same_version(carry_out(work, case, command, key=key), passed)
        work.seal("publication", case, to_json_value(passed))
        return passed

    return store.change(decide)


def publish(store: CaseStore, files: Files, case: CaseId, *, actor: Actor, at: dt.datetime) -> dict[str, bytes]:
    """Publish the copy that was passed; its files by name. A second time it gives the same files and changes nothing.

    Raises:
        UsageError: no copy has been prepared, or the determination has been corrected since.
        IllegalCommandError: nobody has passed the copy.
    """

    def go(work: Work) -> Publication:
        made = _opened(work, case)
        command = Command("publish", actor, at, data={"digest": made.digest})
        _same_version(carry_out(work, case, command, key=f"publish {case} {made.version} {made.digest}"), made)
        published = made if made.published_at else replace(made, published_at=at)
        work.seal("publication", case, to_json_value(published))
        return published

    return published_files(files, store.change(go))


def published_files(files: Files, publication: Publication) -> dict[str, bytes]:
    """The copy's JSON and its letter in each form, by file name."""
    content = files.get(publication.digest)
    determination = load_determination(content.decode())
    letters = {f"letter.{form}": render_bytes(determination, form) for form in FORMS}
    return {DETERMINATION_FILE: content} | letters


def _content(copy: Copy) -> bytes:
    if copy.determination is None:
        raise UsageError("Only a determination is published.")
    return dump_determination(copy.determination).encode()


def _prepared(store: CaseStore, case: CaseId) -> Publication:
    return store.read(lambda work: _opened(work, case))


def _opened(work: Work, case: CaseId) -> Publication:
    kept = work.unseal("publication", case)
    if kept is None:
        raise UsageError("No copy of this case has been prepared for publication.")
    return from_json_value(Publication, kept)


def _same_version(case: Case, made: Publication) -> None:
    if case.signed != made.version:
        raise UsageError("The determination has been corrected since the copy was made: prepare it again.")


def _same_copy(copy: Copy, made: Publication) -> None:
    if hashlib.sha256(_content(copy)).hexdigest() != made.digest:
        raise UsageError("This version of openimr makes another copy: prepare it again.")


def _refuse_undecided(made: Publication, remove: Sequence[int], keep: Sequence[int]) -> None:
    numbers = set(range(1, len(made.doubtful) + 1))
    decided = set(remove) | set(keep)
    if decided - numbers or set(remove) & set(keep):
        raise UsageError(f"Doubtful findings are numbered from 1 to {len(numbers)}; each is removed or kept.")
    left = sorted(numbers - decided)
    if left:
        raise UsageError(f"Doubtful findings to be decided first: {', '.join(map(str, left))}.")


def _refuse_leaks(copy: Copy, source: _Source, profile: Profile) -> None:
    """Look once more at each text that would be published: nobody who is known may stand in it."""
    assert copy.determination is not None
    places, texts = zip(*texts_of(copy.determination), strict=True)
    found = [one for one in scrub(texts, source.identities, profile).findings if not one.is_doubtful]
    named = sorted({one.text for one in found if one.how in ("known", "known part")})
    if named:
        where = "; ".join(places[text] for text in named)
        raise UsageError(f"The copy still names somebody of the case ({where}): correct those words first.")


def _source(store: CaseStore, files: Files, case: CaseId) -> _Source:
    def ask(work: Work) -> tuple[Case | None, SignedEntry | None, tuple[Identity, ...]]:
        standing = work.case(case)
        entry = work.signed(case, standing.signed) if standing and standing.signed else None
        return standing, entry, _sealed_identities(work, standing) if standing else ()

    standing, entry, identities = store.read(ask)
    if standing is None or entry is None:
        raise UsageError("No determination of this case has been signed.")
    record = record_from_dict(json.loads(files.get(entry.record)))
    papers = {source.sha256: source for source in record.values()}
    told = identities_in(page.text for source in papers.values() for page in source.pages)
    determination = load_determination(files.get(entry.digest).decode())
    return _Source(standing, determination, tuple(dict.fromkeys((*identities, *told))))


def _sealed_identities(work: Work, case: Case) -> tuple[Identity, ...]:
    """What the office has under seal: the parties, claim number and birth date of the forms, and the reviewers."""
    parties = tuple(from_json_value(Party, value) for value in work.unseal("parties", case.id) or ())
    found = [Identity(_KINDS[party.role], party.name) for party in parties]
    sealed = work.unseal("application", case.id)
    if sealed is not None:
        application = from_json_value(Application, sealed)
        if application.claim_number:
            found.append(Identity("claim number", application.claim_number))
        if application.date_of_birth:
            found.append(Identity("date of birth", application.date_of_birth.isoformat()))
    for name in (case.reviewer, *case.past_reviewers):
        entry = work.unseal("reviewer", name) if name else None
        if entry is not None:
            found.append(Identity("physician", from_json_value(Reviewer, entry).name))
    return tuple(found)
