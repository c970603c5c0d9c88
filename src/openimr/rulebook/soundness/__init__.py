"""Whether guideline files are sound: what the schema cannot see, told fault by fault."""

from __future__ import annotations

from openimr.rulebook.soundness.check import check_guideline
from openimr.rulebook.soundness.fault import Fault

__all__ = ["Fault", "check_guideline"]
