"""Which findings are grounds of appeal, by their codes: Labor Code 4610.6(h) and the rules that it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from openimr.domain.findings import Finding
from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: its name for a reader, the rule, and the codes of its findings."""

    title: str
    rule: str
    codes: tuple[str, ...]


@cache
def grounds() -> tuple[Ground, ...]:
    """Every ground that is rehearsed, in the order in which they are told."""
    rows = read_yaml("checks/grounds.yaml")["grounds"]
    return tuple(Ground(row["title"], row["rule"], tuple(row["codes"])) for row in rows)


def with_grounds(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each error and warning with its ground of appeal if it has one."""
    return tuple(replace(each, ground=_rule(each)) for each in findings)


def _rule(finding: Finding) -> str | None:
    return None if finding.severity == "note" else _rules().get(finding.code)


@cache
def _rules() -> Mapping[str, str]:
    return {code: ground.rule for ground in grounds() for code in ground.codes}
