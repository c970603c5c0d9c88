"""A person's own folder of guideline files: read whole, each file's faults told, nothing left at the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from openimr.domain.guidelines import Guideline
from openimr.errors import RulebookError, UsageError
from openimr.rulebook.guideline_files import guideline_from
from openimr.rulebook.guideline_schema import guideline_schema
from openimr.rulebook.shapes import misfits
from openimr.rulebook.soundness.lines import Lines

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of the folder: its name below the folder, its words, and what the YAML says; `fault` if it is none."""

    name: str
    text: str
    content: Any
    fault: str | None = None

    @property
    def holds_cases(self) -> bool:
        """Example cases of a guideline, not a guideline."""
        return isinstance(self.content, Mapping) and "cases" in self.content and "editions" not in self.content


def rule_files(folder: Path) -> tuple[RuleFile, ...]:
    """Every .yaml file below *folder*, by name; raises `UsageError` where there is none."""
    paths = sorted(folder.rglob("*.yaml")) if folder.is_dir() else []
    if not paths:
        raise UsageError(f"{folder} holds no guideline file (.yaml).")
    return tuple(_file(path, path.relative_to(folder).as_posix()) for path in paths)


def guidelines_in(folder: Path) -> tuple[Guideline, ...]:
    """The guidelines of *folder*, in the order of its files; its case files are passed over.

    Raises:
        UsageError: the folder has no guideline file, or a file is no guideline; the message names it.
    """
    found = tuple(_guideline(file) for file in rule_files(folder) if not file.holds_cases)
    if not found:
        raise UsageError(f"{folder} holds no guideline file (.yaml).")
    return found


def guideline_in_file(path: Path) -> Guideline:
    """The guideline of one file; raises `UsageError` where it is none or not there."""
    if not path.is_file():
        raise UsageError(f"{path}: no such file.")
    return _guideline(_file(path, path.name))


def case_files(folder: Path) -> Iterator[RuleFile]:
    """The files of *folder* with example cases."""
    return (file for file in rule_files(folder) if file.holds_cases)


def _file(path: Path, name: str) -> RuleFile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return RuleFile(name, "", None, "not UTF-8 text")
    try:
        return RuleFile(name, text, yaml.load(text, Loader=_Loader))
    except (yaml.YAMLError, ValueError) as error:  # a date such as 2015-02-30 is a ValueError
        return RuleFile(name, text, None, _told(error))


def _told(error: Exception) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    place = f", line {mark.line + 1}" if mark else ""
    return f"not YAML{place}: {problem or str(error).splitlines()[0]}"


def _guideline(file: RuleFile) -> Guideline:
    if file.fault:
        raise UsageError(f"{file.name} is {file.fault}.")
    for misfit in misfits(file.content, guideline_schema()):
        line = Lines(file.text).of(misfit.place)
        raise UsageError(f"{file.name}, line {line}: {misfit.message} See openimr guidelines lint --rules.")
    try:
        return guideline_from(file.content, file.name)
    except RulebookError as error:
        raise UsageError(str(error)) from None
