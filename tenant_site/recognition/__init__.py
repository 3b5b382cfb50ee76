"""The registers at work: who is meant while it is typed, and the pages of bans and types."""
