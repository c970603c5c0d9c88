"""Open Independent Medical Review: case file in, draft determination out; published letter in, data out."""

__version__ = "0.1.0"
