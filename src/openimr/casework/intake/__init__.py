"""Comes in: an application and earlier ones. Goes out: which it repeats, belongs together with, or is barred by.

Never decides: a person looks at each relation.
"""

from openimr.casework.intake.relating import relations

__all__ = ["relations"]
