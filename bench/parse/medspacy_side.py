"""The other side, run by a Python that has medspaCy: letters and summaries as JSON in, a JSON line for each out."""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    """Time the pipeline over the texts given on standard input."""
    from loguru import logger

    logger.remove()
    import medspacy
    from medspacy.target_matcher import TargetRule

    given = json.load(sys.stdin)
    parts = ["medspacy_pyrush", "medspacy_sectionizer", "medspacy_target_matcher", "medspacy_context"]
    pipeline = medspacy.load(medspacy_enable=parts)
    matcher = pipeline.get_pipe("medspacy_target_matcher")
    matcher.add([TargetRule(term, label) for term, label in given["terms"]])
    pipeline(given["texts"][0])
    for kind in ("texts", "summaries"):
        begin = time.process_time()
        entities = sum(len(pipeline(text).ents) for text in given[kind])
        seconds = time.process_time() - begin
        sys.stdout.write(json.dumps({"kind": kind, "seconds": seconds, "found": entities}) + "\n")


if __name__ == "__main__":
    main()
