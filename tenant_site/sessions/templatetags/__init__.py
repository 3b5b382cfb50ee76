"""Filters about sessions."""
