"""Management of the main website."""
