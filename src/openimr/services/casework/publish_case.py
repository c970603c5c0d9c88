"""Publication: a copy of the signed determination that names nobody, passed by a person, then published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openimr.casework.publication import profile_named, scrub, texts_of
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.determinations import Determination
from openimr.domain.publications import Identity, Profile, Publication
from openimr.errors import ConflictError, CopyRefusedError, UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.known_people import sealed_identities, told_identities
from openimr.services.deidentify import Copy, copy_of
from openimr.services.drafts import DETERMINATION_FILE
from openimr.services.ports import CaseStore, Files, SignedEntry, Work
from openimr.services.render_letter import FORMS, render_bytes
from openimr.wire import dump_determination, from_json_value, load_determination, to_json_value

_SEALED = "publication"
_REFUSED = "publication refused"


@dataclass(frozen=True, slots=True)
class _Source:
    """The signed determination, and all that is known to identify somebody in it."""

    case: Case
    determination: Determination
    identities: tuple[Identity, ...]


def prepare_publication(
    store: CaseStore, files: Files, case: CaseId, profile: str, *, actor: Actor, at: dt.datetime
) -> Publication:
    """Make the copy of the determination in force and keep it, sealed, for a person to look at.

    Raises:
        UsageError: nothing has been signed, or there is no such profile.
        CopyRefusedError: the copy would name somebody, which is noted for whoever lists what waits.
        IllegalCommandError: the case is not determined, or its copy is passed or published already.
        ConflictError: the determination was corrected or its copy passed in the same moment.
    """
    rules = profile_named(profile)
    source = _source(store, files, case)
    try:
        copy = _copy(source, rules)
    except CopyRefusedError as error:
        why = str(error)
        store.change(lambda work: work.seal(_REFUSED, refused_as(source.case), why))
        raise
    made = Publication(
        version=source.case.signed,
        profile=profile,
        digest=files.put(_content(copy)),
        findings=copy.scrubbed.findings,
        places=copy.places,
        counts=copy.scrubbed.counts,
    )

    def keep(work: Work) -> Publication:
        standing, kept = _locked(work, case)
        if standing.publication == "prepared" and kept == made:
            return made  # somebody has prepared the same copy, or we have and the answer was lost
        if (standing.signed, standing.publication) != (source.case.signed, source.case.publication):
            raise _changed()
        data = {"digest": made.digest, "doubtful": len(made.doubtful)}
        _step(work, standing, Command("prepare_publication", actor, at, data=data))
        return _keep(work, case, made)

    return store.change(keep)


def refused_as(case: Case) -> str:
    """Names the determination in force among those that a copy was refused of."""
    return f"{case.id}/{case.signed}"


def refused_copies(work: Work) -> frozenset[str]:
    """Which versions of determinations a copy was refused of, each as `refused_as` names it."""
    return frozenset(work.sealed_names(_REFUSED))


def why_refused(work: Work, case: Case) -> str | None:
    """Why no copy was made of the determination in force; None: none was refused."""
    return work.unseal(_REFUSED, refused_as(case)) if case.publication == "none" else None


def pass_publication(
    store: CaseStore,
    files: Files,
    case: CaseId,
    *,
    remove: Sequence[int] = (),
    keep: Sequence[int] = (),
    also: Sequence[str] = (),
    seen: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Publication:
    """A person has looked through the copy, and decides what is left of it.

    Args:
        store: Where the case is.
        files: Where its bytes are.
        case: Its id.
        remove: Numbers of the doubtful findings that go.
        keep: Numbers of those that stay.
        also: Words that go as well, wherever the copy has them: nothing has found them.
        seen: How the digest of the copy begins that the person has looked at; empty: whichever is there.
        actor: The person.
        at: When.

    Raises:
        UsageError: a doubtful finding is not decided, words of *also* stand nowhere, or somebody is named still.
        IllegalCommandError: no copy is waiting to be passed, or the actor may not pass it.
        ConflictError: the copy there is another than the one seen.
    """
    made, source = store.read(lambda work: opened_publication(work, case)), _source(store, files, case)
    if made.passed_at is None and not made.digest.startswith(seen):
        raise _changed()
    _refuse_undecided(made, remove, keep)
    rules = profile_named(made.profile)
    if made.passed_at is None and _digest(_copy(source, rules)) != made.digest:
        raise UsageError("This version of openimr makes another copy: prepare it again.")
    copy = _copy(source, rules, remove, also)
    passed = replace(
        made,
        digest=files.put(_content(copy)),
        removed=tuple(sorted(remove)),
        kept=tuple(sorted(keep)),
        also=tuple(also),
        counts=copy.scrubbed.counts,
        passed_at=at,
    )

    def decide(work: Work) -> Publication:
        standing, kept = _locked(work, case)
        if standing.publication == "passed" and kept and replace(kept, passed_at=at) == passed:
            return kept  # it was passed in the very same way
        if kept != made or standing.signed != source.case.signed:
            raise _changed()
        _step(work, standing, Command("pass_publication", actor, at, data={"digest": passed.digest}))
        return _keep(work, case, passed)

    return store.change(decide)


def publish(store: CaseStore, files: Files, case: CaseId, *, actor: Actor, at: dt.datetime) -> dict[str, bytes]:
    """Publish the copy that was passed; its files by name. A second time it gives the same files and changes nothing.

    Raises:
        UsageError: no copy of the determination in force has been prepared.
        IllegalCommandError: nobody has passed the copy.
    """

    def go(work: Work) -> Publication:
        standing, _ = _locked(work, case)
        made = opened_publication(work, case)
        if standing.publication == "published":
            return made
        _step(work, standing, Command("publish", actor, at, data={"digest": made.digest}))
        return _keep(work, case, replace(made, published_at=at))

    return published_files(files, store.change(go))


def withdraw_publication(store: CaseStore, case: CaseId, *, actor: Actor, at: dt.datetime) -> None:
    """Take back a copy that was passed or published, so that another can be prepared.

    Raises:
        UsageError: there is none.
        IllegalCommandError: the copy is only prepared, or the actor may not take it back.
    """

    def go(work: Work) -> None:
        standing, kept = _locked(work, case)
        if standing.publication == "none" and kept and kept.passed_at and kept.version == standing.signed:
            return  # it is taken back already
        made = opened_publication(work, case)
        _step(work, standing, Command("withdraw_publication", actor, at, data={"digest": made.digest}))

    store.change(go)


def published_files(files: Files, publication: Publication) -> dict[str, bytes]:
    """The copy's JSON and its letter in each form, by file name."""
    content = files.get(publication.digest)
    determination = load_determination(content.decode())
    letters = {f"letter.{form}": render_bytes(determination, form) for form in FORMS}
    return {DETERMINATION_FILE: content} | letters


def _copy(source: _Source, rules: Profile, remove: Sequence[int] = (), also: Sequence[str] = ()) -> Copy:
    """The copy, looked at once more: nobody who is known may stand in any text that would be published."""
    copy = copy_of(source.determination, source.identities, rules, drop=remove, also=also)
    assert copy.determination is not None  # it is made of one
    places, texts = zip(*texts_of(copy.determination), strict=True)
    found = [one for one in scrub(texts, source.identities, rules).findings if not one.is_doubtful]
    named = sorted({one.text for one in found if one.how in ("known", "known part")})
    if named:
        where = "; ".join(places[text] for text in named)
        raise CopyRefusedError(f"The copy still names somebody of the case ({where}): correct those words first.")
    return copy


def _content(copy: Copy) -> bytes:
    assert copy.determination is not None
    return dump_determination(copy.determination).encode()


def _digest(copy: Copy) -> str:
    return hashlib.sha256(_content(copy)).hexdigest()


def _locked(work: Work, case: CaseId) -> tuple[Case, Publication | None]:
    """The case, which nobody else may change now, and the copy last kept of it, whether it still counts or not."""
    standing = work.lock(case)
    if standing is None:
        raise UsageError("There is no such case.")
    kept = work.unseal(_SEALED, case)
    return standing, None if kept is None else from_json_value(Publication, kept)


def opened_publication(work: Work, case: CaseId) -> Publication:
    """The copy under way. A correction, a remand and a withdrawal leave none, though what they ended is still kept."""
    standing, kept = work.case(case), work.unseal(_SEALED, case)
    if standing is None or kept is None or standing.publication == "none":
        raise UsageError("No copy of the determination in force has been prepared for publication: prepare it first.")
    return from_json_value(Publication, kept)


def _step(work: Work, standing: Case, command: Command) -> None:
    """One step on; each is its own, since who repeats one is told before this what is there already."""
    carry_out(work, standing.id, command, key=f"{command.name} {standing.id} {standing.version}")


def _keep(work: Work, case: CaseId, publication: Publication) -> Publication:
    work.seal(_SEALED, case, to_json_value(publication))
    return publication


def _changed() -> ConflictError:
    return ConflictError("Somebody else has changed the copy meanwhile: look at it again.")


def _refuse_undecided(made: Publication, remove: Sequence[int], keep: Sequence[int]) -> None:
    numbers = set(range(1, len(made.doubtful) + 1))
    decided = set(remove) | set(keep)
    if decided - numbers or set(remove) & set(keep):
        raise UsageError(f"Doubtful findings are numbered from 1 to {len(numbers)}; each is removed or kept.")
    left = sorted(numbers - decided)
    if left:
        raise UsageError(f"Doubtful findings to be decided first: {', '.join(map(str, left))}.")


def _source(store: CaseStore, files: Files, case: CaseId) -> _Source:
    def ask(work: Work) -> tuple[Case | None, SignedEntry | None, tuple[Identity, ...]]:
        standing = work.case(case)
        entry = work.signed(case, standing.signed) if standing and standing.signed else None
        return standing, entry, sealed_identities(work, standing) if standing else ()

    standing, entry, sealed = store.read(ask)
    if standing is None or entry is None:
        raise UsageError("No determination of this case has been signed.")
    determination = load_determination(files.get(entry.digest).decode())
    return _Source(standing, determination, tuple(dict.fromkeys((*sealed, *told_identities(files, entry)))))
