"""Comes in: a case and a command. Goes out: the events that it makes, or the reason why it may not be.

Never stores, sends or asks the time: the command brings it.
"""

from openimr.casework.workflow.acting import act, allowed_commands
from openimr.casework.workflow.folding import apply, fold

__all__ = ["act", "allowed_commands", "apply", "fold"]
