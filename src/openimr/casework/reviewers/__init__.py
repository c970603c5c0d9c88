"""Choosing a reviewer: qualified, of the same or a similar specialty, tied to no party. Verb: `choose`.

In: the registry, the parties, the treatments in dispute, the day. Out: a `Choice` that explains itself.
Never: a name in any reason.
"""

from openimr.casework.reviewers.choice import Need, Settlement, assess, choose, choose_reviewer
from openimr.casework.reviewers.conflicts import Tie, find_ties
from openimr.casework.reviewers.likeness import compare_names
from openimr.casework.reviewers.registry import read_registry
from openimr.casework.reviewers.specialties import match_specialties

__all__ = [
    "Need",
    "Settlement",
    "Tie",
    "assess",
    "choose",
    "choose_reviewer",
    "compare_names",
    "find_ties",
    "match_specialties",
    "read_registry",
]
