"""Read a folder of published determinations and count how each kind of treatment came out."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import openimr


def main(folder: Path) -> None:
    """One line a topic: items, and how many denials were overturned."""
    items, overturned = Counter[str](), Counter[str]()
    for path in sorted(folder.glob("*.txt")):
        for item in openimr.parse(path).items:
            topic = item.treatment.topic or "no topic"
            items[topic] += 1
            overturned[topic] += item.decision == "overturned"
    for topic, count in sorted(items.items()):
        print(f"{topic:24}{count:4} items, {overturned[topic]} overturned")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "examples/letters"))
