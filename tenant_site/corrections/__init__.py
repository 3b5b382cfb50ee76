"""Corrections: a further entry annuls one of the same book and may carry the right values."""
