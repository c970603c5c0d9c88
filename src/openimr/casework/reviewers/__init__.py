"""Choosing a reviewer: qualified, of the same or a similar specialty, tied to no party. Verb: `choose_reviewer`.

In: the registry, the parties, the treatments in dispute, the day. Out: a `Choice` that explains itself.
Never: a name in any reason.
"""

from openimr.casework.reviewers.choice import choose_reviewer, match_specialties
from openimr.casework.reviewers.registry import read_registry

__all__ = ["choose_reviewer", "match_specialties", "read_registry"]
