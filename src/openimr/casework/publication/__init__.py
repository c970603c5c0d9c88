"""A copy that may be published: texts and determinations without what identifies anybody. Verb: scrub."""

from openimr.casework.publication.naming import texts_naming
from openimr.casework.publication.profiles import profile_named, profile_names
from openimr.casework.publication.projection import published, texts_of
from openimr.casework.publication.scrub import identities_in, scrub

__all__ = ["identities_in", "profile_named", "profile_names", "published", "scrub", "texts_naming", "texts_of"]
