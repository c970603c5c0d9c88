"""Comes in: a case folder. Goes out: its files as pages of text, and a problem for each that is not readable.

Never judges what a document is or says; `pipeline/records` does.
"""

from openimr.pipeline.documents.folders import read_folder
from openimr.pipeline.documents.formats import read_file

__all__ = ["read_file", "read_folder"]
