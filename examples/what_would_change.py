"""Determine a case and list what further records would turn each proposal."""

from __future__ import annotations

import sys

import openimr


def main(case: str) -> None:
    """One paragraph a disputed item."""
    for number, item in enumerate(openimr.determine(case).items, start=1):
        proposal = item.proposal
        assert proposal is not None  # every item of a draft has one, if only an abstention
        print(f"{number}. {item.request}: {proposal.decision}")
        for way in proposal.would_change:
            print("   would change with:")
            for need in way:
                print(f"     - {need.needs}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "examples/cases/lumbar-epidural")
