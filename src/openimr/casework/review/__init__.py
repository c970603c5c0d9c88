"""Comes in: a draft and what a reviewer does with it. Goes out: the determination to be signed.

The machine's proposal is never changed; the reviewer's decision stands beside it.
"""

from openimr.casework.review.deciding import UNANSWERABLE, accept, answer, edit, open_review, override
from openimr.casework.review.renewing import carry_over
from openimr.casework.review.result import attestation, result, signed_text, unanswered

__all__ = [
    "UNANSWERABLE",
    "accept",
    "answer",
    "attestation",
    "carry_over",
    "edit",
    "open_review",
    "override",
    "result",
    "signed_text",
    "unanswered",
]
