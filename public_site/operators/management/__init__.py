"""Commands about the console."""
