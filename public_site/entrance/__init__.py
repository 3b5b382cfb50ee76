"""How operators enter and leave the main website."""
