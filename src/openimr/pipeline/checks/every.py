"""All checks, in the order in which a careful reader would make them."""

from __future__ import annotations

from collections.abc import Mapping

from openimr.domain.absences import Certificate
from openimr.domain.determinations import Determination
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.pipeline.checks.agreement import find_disagreements
from openimr.pipeline.checks.certificates import find_unproved_absences
from openimr.pipeline.checks.conclusions import find_contradicted_decisions
from openimr.pipeline.checks.decisions import find_undecided
from openimr.pipeline.checks.doubts import find_doubtful_readings
from openimr.pipeline.checks.guidelines import find_guidelines_not_in_force
from openimr.pipeline.checks.parts import find_missing_parts
from openimr.pipeline.checks.quotes import find_wrong_quotes
from openimr.pipeline.checks.silence import find_contradicted_silence
from openimr.pipeline.checks.sources import find_unsupported
from openimr.pipeline.checks.statements import find_wrong_statements


def find_all(
    determination: Determination,
    record: Mapping[str, SourceFile] | None,
    proofs: Mapping[str, Certificate] | None = None,
) -> tuple[Finding, ...]:
    """Every finding.

    *record* gives the file of each document id, None where it is not at hand; *proofs* what a search of it gave for the
    absences that a person states, by place.
    """
    return (
        *find_missing_parts(determination),
        *find_undecided(determination),
        *find_wrong_quotes(determination, record),
        *find_wrong_statements(determination, record),
        *find_unsupported(determination),
        *find_doubtful_readings(determination),
        *find_guidelines_not_in_force(determination),
        *find_disagreements(determination),
        *find_contradicted_silence(determination),
        *find_unproved_absences(determination, proofs),
        *find_contradicted_decisions(determination),
    )
