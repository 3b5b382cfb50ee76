"""Template tags of the main website."""
