"""What is wrong with the rulebook, or with a person's own guideline files: every file checked, every fault told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openimr.domain.guidelines import Guideline
from openimr.errors import RulebookError, UsageError
from openimr.pipeline.criteria.measures import MEASURES
from openimr.rulebook.files import read_text, read_yaml
from openimr.rulebook.guideline_cases import GuidelineCase, cases_from, packaged_cases
from openimr.rulebook.guideline_files import guideline_from
from openimr.rulebook.guideline_schema import guideline_schema
from openimr.rulebook.guidelines import guideline_paths
from openimr.rulebook.shapes import misfits
from openimr.rulebook.soundness import Fault, check_guideline
from openimr.rulebook.soundness.lines import Lines
from openimr.services.rule_folders import RuleFile, rule_files

_KEYS_OF = {
    "no_question": ("ask",),
    "no_need": ("silence", "role"),
    "silence_not_closed": ("silence", "role"),
    "missing_unit": ("limit", "unit", "role"),
    "limit_differs": ("limit",),
    "no_source": ("source", "rows"),
    "status_and_source_differ": ("status", "source"),
    "unconfirmed_without_note": ("status",),
    "silence_cannot_be_said": ("phrases",),
    "no_sentence": ("phrases", "asks", "description"),
    "citation_without_place": ("source",),
    "never_favourable": ("logic",),
    "ends_before_it_starts": ("to",),
    "id_shape": ("id",),
    "unknown_topic": ("topic",),
    "unknown_programme": ("programme",),
}
"""The key below a fault's place that it is about; the first that the file has."""

CasesOf = Callable[[Guideline], Sequence[GuidelineCase]]


@dataclass(frozen=True, slots=True)
class _File:
    """One guideline file: its name, its words, what it says, and what keeps it from being read."""

    name: str
    text: str
    content: Any
    fault: str | None = None


def lint(names: Sequence[str] = (), *, rules: Path | None = None) -> tuple[Fault, ...]:
    """The faults of the guidelines that *names* (ids or topics) pick, of all without any, in the order of the files.

    A file that cannot be read is one fault; the others are checked all the same. *rules* is a folder of guideline files
    and cases to check in place of the packaged ones.

    Raises:
        UsageError: a name picks no file, or the folder has none.
    """
    if rules is not None:
        return _lint_folder(rules, names)
    paths = guideline_paths()
    for name in names:
        if not any(_is_picked(path, (name,)) for path in paths):
            raise UsageError(f"The rulebook holds no guideline {name}; see openimr guidelines list.")
    return tuple(fault for path in paths if not names or _is_picked(path, names) for fault in _packaged(path))


def _packaged(path: str) -> Sequence[Fault]:
    try:
        file = _File(path, read_text(path), read_yaml(path))
    except RulebookError as error:
        return (Fault("unreadable", _id(path), str(error), file=path),)
    return _faults(file, packaged_cases, is_packaged=True)


def _lint_folder(folder: Path, names: Sequence[str]) -> tuple[Fault, ...]:
    files = rule_files(folder)
    rules = [_File(each.name, each.text, each.content, each.fault) for each in files if not each.holds_cases]
    picked = [file for file in rules if not names or _names_of(file) & set(names)]
    if names and not picked:
        raise UsageError(f"{folder} holds no guideline {', '.join(names)}.")
    cases = [file for file in files if file.holds_cases]

    def cases_of(of: Guideline) -> tuple[GuidelineCase, ...]:
        own = [file for file in cases if file.content.get("guideline") == of.id]
        return tuple(c for file in own for c in cases_from(file.content, file.name, of)) or packaged_cases(of)

    found = [fault for file in picked for fault in _faults(file, cases_of, is_packaged=False)]
    return (*found, *_ids_twice(rules), *_cases_of_nothing(cases, rules))


def _names_of(file: _File) -> set[str]:
    content = file.content if isinstance(file.content, dict) else {}
    return {str(content.get("id")), str(content.get("topic"))}


def _ids_twice(files: Sequence[_File]) -> Iterator[Fault]:
    ids = Counter(file.content["id"] for file in files if isinstance(file.content, dict) and "id" in file.content)
    for file in files:
        name = file.content.get("id") if isinstance(file.content, dict) else None
        if ids[name] > 1:
            message = "Another file of the folder has this id too."
            yield Fault("id_twice", str(name), message, ("id",), file.name, Lines(file.text).of(("id",)))


def _cases_of_nothing(cases: Sequence[RuleFile], files: Sequence[_File]) -> Iterator[Fault]:
    known = {file.content.get("id") for file in files if isinstance(file.content, dict)}
    for file in cases:
        name = file.content.get("guideline")
        if name not in known:
            line = Lines(file.text).of(("guideline",))
            yield Fault("cases_of_nothing", str(name), "No file of the folder has this id.", (), file.name, line)


def _faults(file: _File, cases_of: CasesOf, *, is_packaged: bool) -> Sequence[Fault]:
    name = _id(file.name)
    if file.fault:
        return (
            Fault("unreadable", name, f"{file.name} is {file.fault}.", file=file.name, line=_line_told(file.fault)),
        )
    lines = Lines(file.text)
    twice = [
        Fault("key_twice", name, f"The key {key} stands twice here, and only this one counts.", (), file.name, line)
        for key, line in lines.keys_twice()
    ]
    if not is_packaged and (shape := misfits(file.content, guideline_schema())):
        return (*twice, *(Fault("shape", name, e.message, e.place, file.name, lines.of(e.place)) for e in shape))
    try:
        of = guideline_from(file.content, file.name)
    except RulebookError as error:
        return (*twice, Fault("unreadable", name, str(error), error.place, file.name, lines.of(error.place)))
    found = (*check_guideline(of, measures=MEASURES, is_packaged=is_packaged), *_untried(of, cases_of))
    placed = [_placed(fault, file.name, lines) for fault in found]
    return sorted([*twice, *placed], key=lambda fault: fault.line or 0)


def _line_told(fault: str) -> int:
    """The line that "not YAML, line 3: ..." names."""
    _, _, rest = fault.partition(", line ")
    number = rest.partition(":")[0]
    return int(number) if number.isdigit() else 1


def _untried(of: Guideline, cases_of: CasesOf) -> Iterator[Fault]:
    try:
        tried = {case.edition.key for case in cases_of(of) if case.edition is not None}
    except RulebookError as error:
        yield Fault("unreadable_cases", of.id, str(error))
        return
    for edition in of.editions:
        if edition.key not in tried:
            where = f"{of.id} {edition.key}"
            advice = "No example case is judged by this edition: write one for each side of every threshold."
            yield Fault("edition_without_cases", where, advice, ("editions", edition.key))


def _placed(fault: Fault, name: str, lines: Lines) -> Fault:
    inner = [(*fault.place, key) for key in _KEYS_OF.get(fault.code, ())]
    place = next((each for each in inner if lines.has(each)), fault.place)
    return replace(fault, file=name, line=lines.of(place))


def _id(path: str) -> str:
    return path.removeprefix("guidelines/").removesuffix(".yaml").replace("/", ".")


def _is_picked(path: str, names: Sequence[str]) -> bool:
    return _id(path) in names or _id(path).rpartition(".")[2] in names


def faults_to_list(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """The faults as JSON-ready values."""
    return [
        {"code": fault.code, "where": fault.where, "message": fault.message, "file": fault.file, "line": fault.line}
        for fault in faults
    ]


def write_faults(faults: Sequence[Fault], *, of: str = "The rulebook is") -> str:
    """The faults as text, one a line with file and line, and their number; or that there is none."""
    if not faults:
        return f"{of} sound.\n"
    lines = [f"{_place(fault)}{fault.where}: {fault.message} [{fault.code}]" for fault in faults]
    return "\n".join([*lines, f"{len(faults)} fault{'s' if len(faults) > 1 else ''}."]) + "\n"


def _place(fault: Fault) -> str:
    if fault.file is None:
        return ""
    return f"{fault.file}:{fault.line}: " if fault.line else f"{fault.file}: "
