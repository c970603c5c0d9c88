"""Is a draft fit to sign?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from openimr.domain.determinations import Determination
from openimr.domain.documents import SourceFile
from openimr.domain.findings import Finding
from openimr.pipeline.checks import find_all
from openimr.services.prove_absence import prove_stated


def check(determination: Determination, *, case_files: Mapping[str, SourceFile] | None = None) -> tuple[Finding, ...]:
    """Every finding, in the order of the letter.

    Args:
        determination: Drafted, signed or published.
        case_files: The file of each document id, as `open_record` gives it; without it quotes are not compared.
    """
    proofs = {} if case_files is None else prove_stated(determination, case_files)
    return find_all(determination, case_files, proofs)


def is_fit_to_sign(findings: Iterable[Finding]) -> bool:
    """Whether no finding forbids signing or asks for a look; notes do neither."""
    return all(finding.severity == "note" for finding in findings)


def findings_to_list(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON-ready values."""
    return [asdict(finding) for finding in findings]


def write_findings(findings: Iterable[Finding]) -> str:
    """Findings as text, one paragraph each, worst first within the letter's order."""
    lines = [
        f"{finding.severity.upper():8}{finding.place}\n        {finding.message} {finding.advice} [{finding.code}]"
        for finding in findings
    ]
    return "\n".join(lines) + "\n" if lines else "Nothing was found.\n"
