"""The same case gives the same bytes: whatever the hash seed, time zone, language, file order or file form."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from openimr.services.determine_case import draft_case

_CHECKOUT = Path(__file__).parents[2]
_CASES = _CHECKOUT / "examples" / "cases"
_NAMES = ("acupuncture-and-mri", "lumbar-epidural", "physical-therapy")
_SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C.UTF-8"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8"},
)
_WRITES_ALL = (
    "import sys; from pathlib import Path; from openimr.services.determine_case import draft_case, write_draft\n"
    "for case in sys.argv[2:]: write_draft(draft_case(Path(case)), Path(sys.argv[1]) / Path(case).name)"
)


def written(out: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """The hash of every file of every example case's draft, made by a fresh interpreter in *surroundings*."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    environment |= {"PYTHONPATH": str(_CHECKOUT / "src"), **surroundings}
    cases = [str(_CASES / name) for name in _NAMES]
    subprocess.run([sys.executable, "-c", _WRITES_ALL, str(out), *cases], env=environment, check=True)
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_file_of_a_draft_has_the_same_bytes_in_all_surroundings(tmp_path: Path) -> None:
    first, *others = (written(tmp_path / str(n), around) for n, around in enumerate(_SURROUNDINGS))
    assert {Path(name).suffix for name in first} >= {".json", ".txt", ".html", ".pdf", ".docx"}
    for other in others:
        assert [name for name in first if first[name] != other.get(name)] == []


@pytest.mark.parametrize("name", _NAMES)
def test_names_and_order_of_files_do_not_change_what_is_proposed(tmp_path: Path, name: str) -> None:
    files = sorted((_CASES / name).iterdir())
    for number, path in enumerate(reversed(files)):
        shutil.copyfile(path, tmp_path / f"scan{number:03}{path.suffix}")
    as_named = draft_case(_CASES / name).determination
    renamed = draft_case(tmp_path).determination
    assert [item.rationale.text for item in renamed.items] == [item.rationale.text for item in as_named.items]
    assert renamed.summary.text == as_named.summary.text
    assert renamed.header == as_named.header
