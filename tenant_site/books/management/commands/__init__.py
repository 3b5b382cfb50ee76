"""Commands of the books app."""
