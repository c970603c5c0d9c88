"""Is a draft fit to sign, and what could an appeal rest on?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from openimr.casework.reviewers import Settlement, read_registry
from openimr.domain.cases import CaseForms, Party
from openimr.domain.determinations import Determination
from openimr.domain.documents import Page, Reading, SourceFile
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.domain.reviewers import Reviewer
from openimr.errors import UsageError
from openimr.pipeline.checks import Known, find_all, grounds, sentences_to_read
from openimr.pipeline.facts import extract_text
from openimr.pipeline.records import index
from openimr.services.check_reviewer import find_unfit_appointed, find_unfit_reviewer
from openimr.services.prove_absence import prove_stated


@dataclass(frozen=True, slots=True)
class OfficeCase:
    """What an office knows of a case: its reviewer as the registry has them (None: it has not), every party, what a
    person found of the reviewer's possible ties, and the requests that are not in dispute any more."""

    appointed: Reviewer | None
    parties: tuple[Party, ...]
    settled: Mapping[str, Settlement] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def check(
    determination: Determination,
    *,
    case_files: Mapping[str, SourceFile] | None = None,
    reviewers: Sequence[Reviewer] = (),
    folder: Reading | None = None,
    office: OfficeCase | None = None,
) -> tuple[Finding, ...]:
    """Every finding, in the order of the letter.

    Args:
        determination: Drafted, signed or published.
        case_files: The file of each document id, as `open_record` gives it; without it quotes are not compared.
        reviewers: The registry from which the reviewer was appointed; without it no conflict is looked for.
        folder: The case folder as read; without it files that no document of the list comes from are not looked for.
        office: What an office knows of the case beyond its papers.
    """
    forms = _forms(determination, case_files)
    known = Known(
        record=case_files,
        proofs={} if case_files is None else prove_stated(determination, case_files),
        told=_told(determination),
        asked=[item for item in forms.items if office is None or item.request not in office.left_out],
        files=None if folder is None else {file.name: len(file.pages) for file in folder.files},
        of_reviewer=tuple(_of_reviewer(determination, reviewers, forms.parties, office)),
    )
    return find_all(determination, known)


def _of_reviewer(
    determination: Determination, reviewers: Sequence[Reviewer], parties: Sequence[Party], office: OfficeCase | None
) -> Iterator[Finding]:
    if office is None:
        return find_unfit_reviewer(determination, reviewers, parties)
    return find_unfit_appointed(determination, office.appointed, (*parties, *office.parties), office.settled)


def open_registry(path: Path) -> tuple[Reviewer, ...]:
    """The reviewers of a registry file; raises `UsageError` where it is none."""
    if not path.is_file():
        raise UsageError(f"{path} does not exist.")
    form = "csv" if path.suffix.lower() == ".csv" else "yaml"
    reviewers, problems = read_registry(path.read_text(encoding="utf-8-sig"), form, path.name)
    if problems and not reviewers:
        raise UsageError(f"{path.name} is no registry: {problems[0].message}")
    return tuple(reviewers)


def _told(determination: Determination) -> dict[str, Sequence[Fact]]:
    """The facts that the letter's own sentences state; a published letter is not held against itself."""
    if determination.status == "published":
        return {}
    return {place: facts for place, words in sentences_to_read(determination) if (facts := extract_text(words))}


def _forms(determination: Determination, case_files: Mapping[str, SourceFile] | None) -> CaseForms:
    """What the application says, read again from the pages of the record."""
    if case_files is None or determination.status == "published":
        return CaseForms()
    forms = [document for document in determination.documents if document.kind in ("application", "rfa", "ur_decision")]
    pages: dict[str, dict[int, Page]] = {}
    for document in forms:
        if document.id in case_files and document.set_aside is None:
            own = set(document.page_numbers)
            listed = [page for page in case_files[document.id].pages if page.number in own]
            pages.setdefault(document.file, {}).update({page.number: page for page in listed})
    files = [
        SourceFile(name, "", tuple(page for _, page in sorted(by_number.items()))) for name, by_number in pages.items()
    ]
    return index(Reading(tuple(files))).forms if files else CaseForms()


def is_fit_to_sign(findings: Iterable[Finding]) -> bool:
    """Whether no finding forbids signing or asks for a look; notes do neither."""
    return all(finding.severity == "note" for finding in findings)


def findings_to_list(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON-ready values."""
    return [asdict(finding) for finding in findings]


def write_findings(findings: Iterable[Finding]) -> str:
    """Findings as text, one paragraph each: grounds of appeal first, under the ground that they are, then the rest."""
    listed = list(findings)
    if not listed:
        return "Nothing was found.\n"
    told = [line for ground in grounds() for line in _under(ground.title, ground.rule, ground.codes, listed)]
    rest = [_paragraph(finding) for finding in listed if finding.ground is None]
    if not told:
        return "\n".join(rest) + "\n"
    return "\n".join(["Grounds of appeal", *told, *(["", "Other findings", *rest] if rest else [])]) + "\n"


def _under(title: str, rule: str, codes: Sequence[str], findings: Sequence[Finding]) -> Iterator[str]:
    own = [finding for finding in findings if finding.ground is not None and finding.code in codes]
    if own:
        yield ""
        yield f"{title} ({rule})"
        yield from map(_paragraph, own)


def _paragraph(finding: Finding) -> str:
    head = f"{finding.severity.upper():8}{finding.place}"
    return f"{head}\n        {finding.message} {finding.advice} [{finding.code}]"
