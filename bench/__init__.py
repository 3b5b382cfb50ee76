"""Measurements: `python -m bench <name>` prints a table and, last, one line of JSON."""
