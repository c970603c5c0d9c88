"""The profiles of a published copy, and what goes with them."""

from __future__ import annotations

from functools import cache

from openimr.domain.publications import Profile
from openimr.errors import UsageError
from openimr.rulebook.files import read_yaml

_FILE = "deidentification/profiles.yaml"
_NO_PROFILES = ("oldest_age", "small_postal_areas")


@cache
def profile_named(name: str) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in profile_names():
        raise UsageError(f"Profiles are {', '.join(profile_names())}.")
    return Profile(name=name, **read_yaml(_FILE)[name])


def profile_names() -> tuple[str, ...]:
    """Every profile's name."""
    return tuple(name for name in read_yaml(_FILE) if name not in _NO_PROFILES)


def oldest_age() -> int:
    """The highest age that may stay where ages are capped."""
    return int(read_yaml(_FILE)["oldest_age"])


@cache
def small_areas() -> frozenset[str]:
    """First three figures of postal codes whose area holds too few people."""
    return frozenset(read_yaml(_FILE)["small_postal_areas"])
