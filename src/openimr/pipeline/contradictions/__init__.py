"""find: the facts of one case come in, the places where its records disagree go out, with the side that was believed.

A change over time is no contradiction: which facts vary with time, and how near two statements must be to exclude each
other, is data (lexicons/contradictions.yaml). It never changes a fact or a proposal.
"""

from __future__ import annotations

from openimr.pipeline.contradictions.finding import find

__all__ = ["find"]
