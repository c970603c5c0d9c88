"""A whole case folder of any number of pages: the forms of an example case and one bundle of records."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from bench.large_case.notes import DATE_OF_INJURY, Writer
from bench.large_case.plain_pdf import write_pdf

_EXAMPLES = Path(__file__).parents[2] / "examples" / "cases"
_TAKEN = ("01_application.pdf", "02_request_for_authorization.pdf", "03_utilization_review.docx")


def write_case(folder: Path, pages: int, seed: int = 1) -> Path:
    """Make *folder* a case whose bundle has *pages* pages; gives the bundle's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TAKEN:
        marked = (_EXAMPLES / "sources" / "lumbar-epidural" / f"{name}.txt").read_text(encoding="utf-8")
        dated = marked.replace("09/12/2014", f"{DATE_OF_INJURY:%m/%d/%Y}")
        (folder / name).write_bytes(_forms().document(Path(name).suffix, dated))
    bundle = folder / "records.pdf"
    bundle.write_bytes(write_pdf(Writer(seed, pages).bundle()))
    return bundle


@cache
def _forms() -> Any:
    """The builder of the example cases, which is a script and no module of a package."""
    spec = importlib.util.spec_from_file_location("example_cases_build", _EXAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
