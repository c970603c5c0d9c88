"""Writes docs/reference/notices.md; run it as a script after a change of the notices or of the grounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openimr.rulebook.notices import Notice, notice_after, notices
from openimr.rulebook.workflow import Ground, workflow

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "notices.md"
_HEAD = """# Notices and grounds of ineligibility

Every notice, from `data/letters/ca_wc/notices.yaml`: the event that produces it, who gets it, and the
[time limits](clock-rules.md) whose dates it prints where they apply. The employee's attorney gets a copy of each where
the forms name one. `PYTHONPATH=src python tests/data_health/notices_page.py` writes this page; a test keeps it true.

"""
_GROUNDS = """
## Grounds of ineligibility

What `openimr case screen` looks at for each ground, from `data/workflow/ca_wc.yaml`, and what a clerk does who finds
that it is met. Nothing is found by the program.

"""
_LOOKED_AT = {
    "E01": "the day of receipt against FIL-01 or FIL-02, for each way of service and kind of dispute left open",
    "E02": "the signature line and its date; on a scan only a person can see ink",
    "E03": "whether a utilization review decision is attached, of the date that the form names",
    "E04": "words of the decision: conditional, or denied for missing information",
    "E05": "the form's question whether liability is disputed",
    "E06": "other cases of the same employee, decision and treatment, unless they ended without review",
    "E07": "whether the form is there, alone, and states what it must",
    "E08": "whether the decision approved each item",
    "E09": "the dates of injury and of the decision against 1 January and 1 July 2013",
    "E10": "whose name stands on the signature line",
    "E11": "nothing: only a person can",
    "E12": "nothing: the appeals board decides it",
}


def page() -> str:
    """The whole page."""
    return _HEAD + "\n".join(_notices()) + "\n" + _GROUNDS + "\n".join(_grounds()) + "\n"


def _notices() -> Iterator[str]:
    yield "| notice | after | to | dates | law |"
    yield "|---|---|---|---|---|"
    for notice in notices().values():
        to = ", ".join(role.replace("_", " ") for role in notice.to)
        after = notice.event.replace("_", " ")
        yield f"| {notice.title} | {after} | {to} | {', '.join(notice.deadlines)} | {notice.source} |"


def _grounds() -> Iterator[str]:
    machine = workflow()
    yield "| code | ground | what is looked at | if it is met | law |"
    yield "|---|---|---|---|---|"
    for code, ground in sorted({**machine.ineligibility, **machine.beside}.items()):
        yield f"| {code} | {ground.says} | {_LOOKED_AT[code]} | {_met(ground)} | {ground.source} |"


def _met(ground: Ground) -> str:
    step = workflow().steps.get(ground.command)
    notice = notice_after(step.event) if step else None
    if step is None:
        return "nothing"
    early = f"; received by {ground.asked_until}: asked for first" if ground.asked_until else ""
    return f"`{step.name}`: {_title(notice)}{early}"


def _title(notice: Notice | None) -> str:
    return notice.title if notice else "no notice"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
