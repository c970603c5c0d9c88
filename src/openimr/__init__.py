"""Open Independent Medical Review: case file in, draft determination out; published letter in, data out.

>>> import openimr
>>> letter = openimr.parse("CM16-0000000.pdf")            # doctest: +SKIP
>>> draft = openimr.determine("examples/cases/lumbar-epidural")   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openimr.domain.determinations import Determination
    from openimr.domain.facts import Fact
    from openimr.errors import OpenimrError
    from openimr.pipeline.facts import extract_text as extract
    from openimr.pipeline.facts.status import status
    from openimr.services.check_draft import check
    from openimr.services.determine_case import determine
    from openimr.services.parse_letters import parse
    from openimr.services.render_letter import render

__version__ = "0.1.0"

__all__ = ["Determination", "Fact", "OpenimrError", "check", "determine", "extract", "parse", "render", "status"]

_HOMES = {
    "Determination": ("openimr.domain.determinations", "Determination"),
    "Fact": ("openimr.domain.facts", "Fact"),
    "OpenimrError": ("openimr.errors", "OpenimrError"),
    "check": ("openimr.services.check_draft", "check"),
    "determine": ("openimr.services.determine_case", "determine"),
    "extract": ("openimr.pipeline.facts", "extract_text"),
    "parse": ("openimr.services.parse_letters", "parse"),
    "render": ("openimr.services.render_letter", "render"),
    "status": ("openimr.pipeline.facts.status", "status"),
}


def __getattr__(name: str) -> Any:
    """Public names are fetched when first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'openimr' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
