"""All checks, in the order in which a careful reader would make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openimr.domain.absences import Certificate
from openimr.domain.cases import DisputedItem
from openimr.domain.determinations import Determination
from openimr.domain.documents import SourceFile
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.agreement import find_disagreements
from openimr.pipeline.checks.certificates import find_unproved_absences
from openimr.pipeline.checks.conclusions import find_contradicted_decisions
from openimr.pipeline.checks.days import find_unknown_dates
from openimr.pipeline.checks.decisions import find_undecided
from openimr.pipeline.checks.doubts import find_doubtful_readings
from openimr.pipeline.checks.grounds import with_grounds
from openimr.pipeline.checks.guidelines import find_guidelines_not_in_force
from openimr.pipeline.checks.listed import find_missing_items, find_unlisted_pages
from openimr.pipeline.checks.matters import find_outside_matters, find_rests_on_review
from openimr.pipeline.checks.parts import find_missing_parts
from openimr.pipeline.checks.patients import find_other_patients
from openimr.pipeline.checks.quotes import find_wrong_quotes
from openimr.pipeline.checks.ranks import find_skipped_ranks
from openimr.pipeline.checks.selves import find_told_reviewer
from openimr.pipeline.checks.silence import find_contradicted_silence
from openimr.pipeline.checks.sources import find_unsupported
from openimr.pipeline.checks.statements import find_wrong_statements
from openimr.pipeline.checks.told import find_mistold
from openimr.pipeline.checks.unconfirmed import find_unconfirmed_grounds
from openimr.pipeline.checks.worksheets import find_worksheet_faults


@dataclass(frozen=True, slots=True)
class Known:
    """What is at hand beside the determination; None or empty: it is not.

    `record` gives the file of each document id; `proofs` what a search of it gave for the absences that a person
    states, `told` the facts that sentences state, both by place; `asked` the application's items; `files` the number
    of pages of each file of the case folder; `of_reviewer` findings on the reviewer's person.
    """

    record: Mapping[str, SourceFile] | None = None
    proofs: Mapping[str, Certificate] = field(default_factory=dict)
    told: Mapping[str, Sequence[Fact]] = field(default_factory=dict)
    asked: Sequence[DisputedItem] = ()
    files: Mapping[str, int] | None = None
    of_reviewer: Sequence[Finding] = ()


def find_all(determination: Determination, known: Known) -> tuple[Finding, ...]:
    """Every finding, each thing that a sentence gives otherwise only once, with the ground of appeal that it is."""
    record = known.record
    found = (
        *find_missing_parts(determination),
        *known.of_reviewer,
        *find_undecided(determination),
        *find_missing_items(determination, known.asked),
        *find_unlisted_pages(determination, known.files),
        *find_wrong_quotes(determination, record),
        *find_wrong_statements(determination, record),
        *find_unsupported(determination),
        *find_doubtful_readings(determination),
        *find_guidelines_not_in_force(determination),
        *find_skipped_ranks(determination),
        *find_unconfirmed_grounds(determination),
        *find_worksheet_faults(determination),
        *find_other_patients(determination),
        *find_unknown_dates(determination, record),
        *find_disagreements(determination),
        *find_mistold(determination, known.told),
        *find_contradicted_silence(determination),
        *find_unproved_absences(determination, known.proofs),
        *find_contradicted_decisions(determination),
        *find_rests_on_review(determination),
        *find_outside_matters(determination),
        *find_told_reviewer(determination),
    )
    return with_grounds(_once(found))


def _once(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Two checks may see one error: of findings with one code at one place on a sentence the first is told."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        own = "" if finding.code.endswith("_differs") else finding.message
        kept.setdefault((finding.code, finding.place, own), finding)
    return tuple(kept.values())
