"""From judged criteria to a proposal a physician can weigh. Verbs: `propose`, `summarize`.

In: evaluations, facts, documents. Out: `Proposal`, the rationale and the case summary, every sentence with its sources.
Never: a decision. The machine proposes; the reviewer decides.
"""

from openimr.pipeline.proposals.proposal import ProposedItem, propose
from openimr.pipeline.proposals.summary import summarize

__all__ = ["ProposedItem", "propose", "summarize"]
