"""medspaCy's context on a set of marked sentences; runs in an environment of its own, prints JSON."""

from __future__ import annotations

import json
import sys
import time

import medspacy
from marked import read_marked
from spacy.tokens import Span

DIMENSIONS = (
    ("is_negated", "absent"),
    ("is_family", "family"),
    ("is_hypothetical", "hypothetical"),
    ("is_historical", "historical"),
    ("is_uncertain", "possible"),
)


def main() -> None:
    """One status a mention, by the same precedence as ours."""
    nlp = medspacy.load(medspacy_enable=["medspacy_tokenizer", "medspacy_pyrush", "medspacy_context"])
    context = nlp.get_pipe("medspacy_context")
    context_free = nlp.select_pipes(disable=["medspacy_context"])
    statuses, seconds = [], 0.0
    for m in read_marked(sys.argv[1]):
        began = time.process_time()
        doc = nlp(m.text)
        span = doc.char_span(m.start, m.end, alignment_mode="expand")
        doc.ents = [Span(doc, span.start, span.end, label="MENTION")]
        context(doc)
        seconds += time.process_time() - began
        statuses.append(next((name for flag, name in DIMENSIONS if getattr(doc.ents[0]._, flag)), "present"))
    context_free.restore()
    print(json.dumps({"statuses": statuses, "per_second": len(statuses) / seconds}))


if __name__ == "__main__":
    main()
