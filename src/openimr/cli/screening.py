"""`openimr case screen`: what the papers say about each ground of ineligibility."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from openimr.cli.main import DONE
from openimr.cli.office import add_database, the_office

if TYPE_CHECKING:
    from openimr.domain.intake import GroundFinding
    from openimr.services.casework.screen_case import Screening


def configure(actions: Any) -> None:
    """Add the action to those of `openimr case`."""
    screening = actions.add_parser("screen", help="each ground of ineligibility: met, not met or unknown, and why")
    screening.add_argument("case", metavar="CASE", help="its number or id")
    screening.add_argument("--format", choices=["text", "json"], default="text")
    add_database(screening)
    screening.set_defaults(run=run_screen)


def run_screen(options: argparse.Namespace) -> int:
    """Print what was found; a person finds."""
    from openimr.cli.output import write_text
    from openimr.services.casework.screen_case import screen_case

    office = the_office(options)
    found = screen_case(office.store, office.files, options.case)
    write_text(_as_json(found) if options.format == "json" else "\n".join(_told(found)) + "\n", None)
    return DONE


def _as_json(found: Screening) -> str:
    from openimr.wire import dump_json

    content = {
        "schema": "openimr.screening/1",
        "case": found.case.number,
        "grounds": [asdict(each) for each in found.findings],
        "relations": [asdict(each) for each in found.relations],
        "noticed": [asdict(each) for each in found.noticed],
        "proposed": {"command": found.proposed, "set": list(found.told)} if found.proposed else None,
    }
    return dump_json(content)


def _told(found: Screening) -> Iterator[str]:
    yield f"{found.case.number}  {found.case.state.replace('_', ' ')}, {found.case.priority}"
    for title, result in (("Met", "met"), ("Unknown", "unknown"), ("Not met", "not_met")):
        findings = [each for each in found.findings if each.result == result]
        if findings:
            yield f"\n{title}"
        for each in findings:
            yield from _ground(each)
    if found.relations:
        yield "\nRelated"
    for relation in found.relations:
        yield f"  {relation.kind.replace('_', ' ')} of {relation.other_number}: {relation.why} ({relation.source})"
    if found.noticed:
        yield "\nNoticed"
    for problem in found.noticed:
        yield f"  {problem.file or ''}{f', page {problem.page}' if problem.page else ''}: {problem.message}".replace(
            " : ", " "
        )
    yield ""
    yield _proposed(found)


def _ground(finding: GroundFinding) -> Iterator[str]:
    items = f" (item {', '.join(map(str, finding.items))})" if finding.items else ""
    yield f"  {finding.code}  {finding.says}{items} {finding.source}"
    yield f"       {finding.why}"
    for seen in finding.seen:
        yield f"       {seen.file}, page {seen.page}: “{seen.quote}”"


def _proposed(found: Screening) -> str:
    if not found.proposed:
        words = (
            "Nothing is proposed: settle what is unknown" if found.case.state == "received" else "It has been screened"
        )
        return f"{words}; see what can be done with: openimr case show {found.case.number}"
    told = "".join(f" --set {shlex.quote(each)}" for each in found.told)
    return f"Proposed; a person decides:\n  openimr case do {found.case.number} {found.proposed}{told}"
