"""The books of a workspace and their entries, which nobody can change or remove."""
