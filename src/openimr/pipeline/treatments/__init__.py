"""Request words in, normalised treatment out. Verb: normalise. Never judges, never fills what is not said."""

from openimr.pipeline.treatments.normal import normalise, normalise_all

__all__ = ["normalise", "normalise_all"]
