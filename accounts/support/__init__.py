"""Letting support into a workspace: an owner's grant of hours, and an operator's visits."""
