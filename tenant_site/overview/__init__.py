"""What the books add up to: figures of what was written, drawn and in tables."""
