"""Signing: the determination is locked, its letters are made, and the signature binds their exact source."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from openimr.casework.clocks.calendars import pacific_day
from openimr.casework.review import attestation, signed_text
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.reviewers import ReviewerId
from openimr.domain.reviews import Signature
from openimr.errors import UsageError
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.review_case import OpenReview, determination_of, load_review, open_findings
from openimr.services.casework.signing_keys import is_signed, sign
from openimr.services.drafts import DETERMINATION_FILE, RECORD_FILE
from openimr.services.ports import CaseStore, Files, KeyEntry, SignedEntry, Work
from openimr.services.render_letter import FORMS, render_bytes
from openimr.wire import dump_determination, load_determination


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a signed determination is what was signed; each fault in words."""

    version: int
    digest: str
    signed_at: dt.datetime
    faults: tuple[str, ...]


def sign_case(
    store: CaseStore,
    files: Files,
    case: CaseId,
    passphrase: str,
    *,
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
) -> SignedEntry:
    """Sign the review as it stands, or its correction, which needs a *reason*.

    The bytes are stored first; the event and the signature in one unit of work.

    Raises:
        UsageError: items are undecided, findings are unanswered, or the reviewer has no key that the passphrase opens.
        IllegalCommandError: the case is not in review, or somebody else is its reviewer.
    """
    opened = load_review(store, files, case)
    if opened.review.is_correction and not reason.strip():
        raise UsageError("A correction needs its reason: it stands in the corrected letter.")
    if opened.review.undecided:
        raise UsageError(f"Items still to be decided: {', '.join(map(str, opened.review.undecided))}.")
    left = open_findings(opened, pacific_day(at), reason=reason.strip())
    if left:
        told = "; ".join(f"{finding.place} [{finding.code}]" for finding in left)
        raise UsageError(f"Findings to be mended or answered first: {told}.")
    entry = _signed(store, files, opened, passphrase, actor, at, reason.strip())
    return store.change(lambda work: _store(work, entry, opened, actor, at, reason))


def _signed(
    store: CaseStore, files: Files, opened: OpenReview, passphrase: str, actor: Actor, at: dt.datetime, reason: str
) -> SignedEntry:
    key = _key(store, ReviewerId(actor.id))
    determination = determination_of(opened, pacific_day(at), reason=reason, is_signed=True)
    content = dump_determination(determination).encode()
    digest = hashlib.sha256(content).hexdigest()
    declared = attestation()
    text = signed_text(
        case_number=opened.case.number or "", version=opened.review.round, digest=digest, declared=declared
    )
    signature = Signature(digest, declared, key.id, sign(key, passphrase, text))
    files.put(content)
    letters = {form: files.put(render_bytes(determination, form)) for form in FORMS}
    return SignedEntry(opened.case.id, opened.review.round, digest, opened.record_digest, signature, letters, at)


def _store(
    work: Work, entry: SignedEntry, opened: OpenReview, actor: Actor, at: dt.datetime, reason: str
) -> SignedEntry:
    """All or nothing, and only if the review is still the one that was signed."""
    now = work.review(entry.case, entry.version)
    already = work.signed(entry.case, entry.version)
    if already and already.digest == entry.digest:
        return already  # our own commit, whose answer was lost
    if now is None or now.version != opened.review.version:
        raise UsageError("The review was changed while it was being signed: look at it again.")
    made = entry.signature
    data = {
        "digest": made.digest,
        "signature": made.signature,
        "key": made.key,
        "attestation": hashlib.sha256(made.attestation.encode()).hexdigest(),
    }
    name = "sign" if opened.case.state == "in_review" else "correct"
    data |= {"reason": hashlib.sha256(reason.encode()).hexdigest()} if name == "correct" else {}
    carry_out(work, entry.case, Command(name, actor, at, data=data), key=f"sign {entry.case} {entry.version}")
    work.add_signed(entry)
    return entry


def _key(store: CaseStore, reviewer: ReviewerId) -> KeyEntry:
    keys = store.read(lambda work: work.keys(reviewer))
    usable = [key for key in keys if key.revoked_at is None]
    if not usable:
        raise UsageError("The reviewer has no signing key: make one first.")
    return usable[0]


def verify_signed(store: CaseStore, files: Files, case: CaseId) -> Verification:
    """Whether the determination in force is byte for byte what its reviewer signed.

    Raises:
        UsageError: nothing has been signed.
    """

    def ask(work: Work) -> tuple[Case | None, SignedEntry | None, KeyEntry | None]:
        standing = work.case(case)
        entry = work.signed(case, standing.signed) if standing and standing.signed else None
        return standing, entry, work.key(entry.signature.key) if entry else None

    standing, entry, key = store.read(ask)
    if standing is None or entry is None:
        raise UsageError("No determination of this case has been signed.")
    return Verification(entry.version, entry.digest, entry.signed_at, _faults(files, standing, entry, key))


def _faults(files: Files, standing: Case, entry: SignedEntry, key: KeyEntry | None) -> tuple[str, ...]:
    faults = []
    made = entry.signature
    text = signed_text(
        case_number=standing.number or "", version=entry.version, digest=entry.digest, declared=made.attestation
    )
    if key is None or not is_signed(key, made.signature, text):
        faults.append("The signature is not the reviewer's on this determination.")
    elif key.revoked_at and key.revoked_at < entry.signed_at:
        faults.append("The key had been revoked before it was used.")
    content = files.get(entry.digest)
    if hashlib.sha256(content).hexdigest() != made.digest:
        faults.append("The stored determination is not the one that was signed.")
    determination = load_determination(content.decode())
    for form, stored in sorted(entry.letters.items()):
        if render_bytes(determination, form) != files.get(stored):
            faults.append(f"The stored letter (.{form}) differs from the one that the determination gives today.")
    return tuple(faults)


def signed_files(store: CaseStore, files: Files, case: CaseId) -> dict[str, bytes]:
    """The determination in force: its JSON, the record it rests on, and its letters, by file name.

    Raises:
        UsageError: nothing has been signed.
    """

    def ask(work: Work) -> SignedEntry | None:
        standing = work.case(case)
        return work.signed(case, standing.signed) if standing and standing.signed else None

    entry = store.read(ask)
    if entry is None:
        raise UsageError("No determination of this case has been signed.")
    found = {DETERMINATION_FILE: files.get(entry.digest), RECORD_FILE: files.get(entry.record)}
    return found | {f"letter.{form}": files.get(stored) for form, stored in sorted(entry.letters.items())}
