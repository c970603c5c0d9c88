"""certify: criteria on which the record is silent come in, certificates go out.

It searches every page again, apart from the readers of facts, for words that may fill what a criterion asks. It never
answers a criterion: words that may answer it send a person to the page.
"""

from __future__ import annotations

from openimr.pipeline.absences.certificate import Seeker, weakened
from openimr.pipeline.absences.pages import extent, texts
from openimr.pipeline.absences.standing import states_something

__all__ = ["Seeker", "extent", "states_something", "texts", "weakened"]
