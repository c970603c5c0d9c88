"""Check a draft before anybody signs it, and see what a slip in the rationale looks like."""

from __future__ import annotations

from dataclasses import replace

import openimr


def main() -> None:
    """What is found in a draft, and in the same draft with a rationale that speaks of the wrong side."""
    draft = openimr.determine("examples/cases/lumbar-epidural")
    show("as drafted", draft)
    first, *rest = draft.items
    sentences = tuple(
        replace(sentence, text=sentence.text.replace("left L5-S1", "right L4-L5"))
        for sentence in first.rationale.sentences
    )
    text = " ".join(sentence.text for sentence in sentences)
    wrong = replace(first, rationale=replace(first.rationale, text=text, sentences=sentences))
    show("with another side and level in the rationale", replace(draft, items=(wrong, *rest)))


def show(title: str, draft: openimr.Determination) -> None:
    """The findings under a title."""
    print(f"{title}:")
    for finding in openimr.check(draft):
        print(f"  {finding.severity:8} {finding.place}: {finding.message}")


if __name__ == "__main__":
    main()
