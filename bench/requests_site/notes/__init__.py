"""What the measured page shows."""
