"""Progress: how far, how fast and how long still; nothing where nobody looks."""

from __future__ import annotations

import pytest

from openimr.cli.progress import ProgressLine, progress_text, with_progress


def test_line_says_how_far_how_fast_and_how_long() -> None:
    assert progress_text(250, 1000, "pages", 10.0) == "█████                250 of 1,000 pages, 25 a second, 30 s left"
    assert progress_text(3, 100, "pages", 6.0).endswith("3 of 100 pages, 0.5 a second, 3 min 14 s left")
    assert progress_text(10, 100_000, "pages", 1.0).endswith("2 h 46 min left")


def test_line_without_a_total_says_the_pace() -> None:
    assert progress_text(40, None, "letters", 2.0) == "40 letters, 20 a second"


def test_short_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress([1, 2, 3], "letters")) == [1, 2, 3]
    with ProgressLine("pages") as line:
        line(5, 10)
    assert capsys.readouterr().err == ""
