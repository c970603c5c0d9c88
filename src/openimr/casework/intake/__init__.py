"""Comes in: an application and earlier ones. Goes out: which it repeats, belongs together with, or is barred by, and
what its papers say about each ground of ineligibility.

Never decides: a person looks at each relation and finds on each ground.
"""

from openimr.casework.intake.filing import Filing
from openimr.casework.intake.papers import TO_NOTICE, Papers
from openimr.casework.intake.relating import contradiction, relations
from openimr.casework.intake.screening import Screen, screen

__all__ = ["TO_NOTICE", "Filing", "Papers", "Screen", "contradiction", "relations", "screen"]
