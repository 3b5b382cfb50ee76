"""Erasure of personal data by procedure, retention by type, and legal holds that beat both."""
