"""Uploads: what they are, how they are kept, and where they wait for their entry."""
