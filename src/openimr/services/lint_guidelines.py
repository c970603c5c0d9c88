"""What is wrong with the rulebook: every guideline file read and checked, nothing left at the first fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openimr.errors import RulebookError, UsageError
from openimr.pipeline.criteria.measures import MEASURES
from openimr.rulebook.guideline_files import read_guideline
from openimr.rulebook.guidelines import guideline_paths
from openimr.rulebook.soundness import Fault, check_guideline


def lint(names: Sequence[str] = ()) -> tuple[Fault, ...]:
    """The faults of the guidelines that *names* (ids or topics) pick, of all without any, in the order of the files.

    A file that cannot be read is one fault; the others are checked all the same.

    Raises:
        UsageError: a name picks no file.
    """
    paths = guideline_paths()
    for name in names:
        if not any(_is_picked(path, (name,)) for path in paths):
            raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
    return tuple(fault for path in paths if not names or _is_picked(path, names) for fault in _faults(path))


def _faults(path: str) -> Sequence[Fault]:
    try:
        return check_guideline(read_guideline(path), measures=MEASURES)
    except RulebookError as error:
        return (Fault("unreadable", _id(path), str(error)),)


def _id(path: str) -> str:
    return path.removeprefix("guidelines/").removesuffix(".yaml").replace("/", ".")


def _is_picked(path: str, names: Sequence[str]) -> bool:
    return _id(path) in names or _id(path).rpartition(".")[2] in names


def faults_to_list(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """The faults as JSON-ready values."""
    return [{"code": fault.code, "where": fault.where, "message": fault.message} for fault in faults]


def write_faults(faults: Sequence[Fault]) -> str:
    """The faults as text, one a line, and their number; or that there is none."""
    if not faults:
        return "The rulebook is sound.\n"
    lines = [f"{fault.where}: {fault.message} [{fault.code}]" for fault in faults]
    return "\n".join([*lines, f"{len(faults)} fault{'s' if len(faults) > 1 else ''}."]) + "\n"
