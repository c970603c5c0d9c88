"""Use cases, one a file: each composes stages that know nothing of one another."""
