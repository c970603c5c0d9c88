"""Loads, validates and selects from `data/`. The only place that reads packaged files."""
