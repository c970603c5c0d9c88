"""A determination to findings: is it fit to sign? One file a check; `find_all` runs them in a fixed order.

In: a `Determination` and, where at hand, the pages it rests on. Out: findings, in the order of the letter.
It never changes a determination and never decides.
"""

from openimr.pipeline.checks.certificates import stated_absences
from openimr.pipeline.checks.every import Known, find_all
from openimr.pipeline.checks.grounds import grounds
from openimr.pipeline.checks.selves import own_sentences
from openimr.pipeline.checks.told import sentences_to_read

__all__ = ["Known", "find_all", "grounds", "own_sentences", "sentences_to_read", "stated_absences"]
