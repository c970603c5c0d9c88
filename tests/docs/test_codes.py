"""Every code that a user can meet is explained on a page."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def codes(*forms: str, below: str = "") -> set[str]:
    """The codes that the source names in any of *forms*, each a pattern with the code as its group."""
    sources = sorted((CHECKOUT / "src" / "openimr" / below).rglob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    return {match.group(1) for form in forms for match in re.finditer(form, text)}


def unexplained(found: set[str], page: str) -> list[str]:
    text = (CHECKOUT / "docs" / page).read_text(encoding="utf-8")
    return sorted(code for code in found if f"`{code}`" not in text)


def test_every_finding_of_a_check_is_explained() -> None:
    found = codes(r'Finding\(\s*"([a-z_]+)"', r'"([a-z]+_differs)"', below="pipeline/checks")
    assert len(found) > 20
    assert unexplained(found, "how-to/check-a-draft.md") == []


def test_every_problem_is_explained() -> None:
    found = codes(r'Problem\(\s*"([a-z_]+)"')
    assert len(found) > 10
    assert unexplained(found, "reference/problems.md") == []
