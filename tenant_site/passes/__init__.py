"""Visits allowed in advance: who may come, when, to whom, and who allowed it."""
