"""Comes in: files that nobody vouches for. Goes out: their pages, read by child processes that can do nothing else.

Never judges a page, and never trusts a child: what it sends is checked, and a child that fails costs one problem.
"""

from openimr.sandbox.cache import PageCache
from openimr.sandbox.limits import Limits
from openimr.sandbox.pool import Progress, Source, read_sources

__all__ = ["Limits", "PageCache", "Progress", "Source", "read_sources"]
