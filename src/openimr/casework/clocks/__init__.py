"""Comes in: the events of a case and a time. Goes out: every due date with its rule and how it was reckoned.

Never stores a due date and never closes a case: a late determination still binds.
"""

from openimr.casework.clocks.calendars import add_business_days, is_business_day, next_business_day, pacific_day
from openimr.casework.clocks.reckoning import due_dates, with_later_statements

__all__ = [
    "add_business_days",
    "due_dates",
    "is_business_day",
    "next_business_day",
    "pacific_day",
    "with_later_statements",
]
