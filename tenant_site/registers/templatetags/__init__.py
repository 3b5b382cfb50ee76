"""Tags of the registers."""
