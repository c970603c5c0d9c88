"""How long a job that failed waits before it is done again."""

from __future__ import annotations

FIRST_PAUSE_S = 30
LONGEST_PAUSE_S = 86_400


def pause_s(attempts: int) -> int:
    """Four times as long after each failed attempt, a day at most; it is never given up: what is due stays due."""
    return int(min(FIRST_PAUSE_S * 4.0 ** min(attempts - 1, 20), LONGEST_PAUSE_S))
