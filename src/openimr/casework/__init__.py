"""Casework around the line from document to letter."""
